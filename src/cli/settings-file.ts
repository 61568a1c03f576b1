import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { readSettings, type Settings } from '../app/settings.ts';
import type { Host } from './host.ts';

/** Where the configuration is, as XDG has it; undefined without a home. */
export function settingsPath(env: Host['env']): string | undefined {
  const folder = env['XDG_CONFIG_HOME'] || (env['HOME'] && join(env['HOME'], '.config'));
  return folder ? join(folder, 'podscope', 'config.yaml') : undefined;
}

/** The person's settings; what is wrong with them is a sentence each that names file, line and setting, and the rest counts. */
export async function loadSettings(
  env: Host['env'],
): Promise<{ readonly settings: Settings; readonly problems: readonly string[]; readonly path: string | undefined }> {
  const path = settingsPath(env);
  if (path === undefined) return { settings: {}, problems: [], path };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { settings: {}, problems: code === 'ENOENT' ? [] : [`${path} cannot be read: ${message}`], path };
  }
  return { ...parseSettings(text, path), path };
}

export function parseSettings(
  text: string,
  path: string,
): { readonly settings: Settings; readonly problems: readonly string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    return {
      settings: {},
      problems: [`${path}, line ${line}: ${broken.message.split('\n')[0]!.replace(/ at line.*$/, '')}.`],
    };
  }
  const { settings, problems } = readSettings(document.toJS());
  return {
    settings,
    problems: problems.map(({ path: keys, message }) => {
      const node = keys.length === 0 ? document.contents : document.getIn(keys, true);
      const start = (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0;
      const what = keys.length === 0 ? 'the configuration' : keys.join('.');
      return `${path}, line ${lines.linePos(start).line}: ${what} ${message}.`.replace(/\.\.$/, '.');
    }),
  };
}
