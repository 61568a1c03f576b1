import { writeFile } from 'node:fs/promises';
import type { ProgramEffect } from '../app/effects.ts';
import { loadTheme, themeFolders } from '../ui/load-theme.ts';
import { dropParts, savePods } from './save-pods.ts';
import type { Stage, Troupe } from './stage.ts';
import { clusterRows, frameRows } from './stats-rows.ts';

/** What concerns the program and its terminal. */
export function programTroupe(stage: Stage): Troupe<ProgramEffect> {
  const parts = new Set<string>();
  return {
    close: () => dropParts(parts),
    performers: {
      quit: () => stage.end(0),
      suspend: () => stage.terminal?.suspend(),
      redraw: () => stage.terminal?.redraw(),
      copy: ({ text, what }) => {
        stage.terminal?.copy(text);
        stage.say(`Copied the ${what}.`);
      },
      setTheme: async ({ name }) => stage.terminal?.setTheme(await loadTheme(name, themeFolders(stage.host.env))),
      saveFile: async ({ path, text }) => {
        await writeFile(path, text);
        stage.say(`Saved ${path}.`);
      },
      savePods: ({ path, pods }) => savePods(path, pods, stage, parts),
      stats: () => {
        const { cluster, session } = stage.current;
        session.overlays.show({
          kind: 'stats',
          rows: () => [...clusterRows(cluster.stats()), ...frameRows(stage.frameStats())],
        });
      },
    },
  };
}
