import { type Command, GROUPS } from '../../app/command.ts';
import { EDIT_KEYS } from '../../app/controls/line-editor.ts';
import type { Keymap } from '../../app/keymap.ts';
import type { Line } from '../frame.ts';
import { line, span } from '../spans.ts';
import { pad, widthOf, wrap } from '../text.ts';

/** All keys, by group; only those whose line holds `search`. */
export function helpLines(keymap: Keymap, search: string, width: number): Line[] {
  const wanted = search.toLowerCase();
  const keysWidth = 20;
  const lines: Line[] = [];
  const group = (title: string, rows: readonly (readonly [string, string])[]): void => {
    const found = rows.filter(row => wanted === '' || `${title} ${row.join(' ')}`.toLowerCase().includes(wanted));
    if (found.length === 0) return;
    if (lines.length > 0) lines.push(line());
    lines.push(line(span(` ${title}`, 'columnHeader')));
    for (const [keys, help] of found) {
      for (const [i, part] of wrap(help, Math.max(10, width - keysWidth - 4)).entries()) {
        lines.push(
          line(span(`   ${pad(i === 0 ? keys : '', Math.max(keysWidth, widthOf(keys)))} `, 'key'), span(part)),
        );
      }
    }
  };
  for (const title of GROUPS) {
    const commands = keymap.commands.filter(command => command.group === title && keymap.keysOf(command).length > 0);
    const rows = folded(commands).map(([first, last]) => {
      const keys = keymap.keysOf(first).join('  ');
      if (first === last) return [keys, first.help] as const;
      return [`${keys} … ${keymap.keysOf(last).join('  ')}`, first.together!] as const;
    });
    const edits = title === 'Typed line' ? EDIT_KEYS.map(row => [row.keys.join('  '), row.help] as const) : [];
    group(title, [...rows, ...edits]);
  }
  return lines.length > 0 ? lines : [line(span(` No key has to do with "${search}".`, 'muted'))];
}

/** First and last of each run of commands that share a row; mostly one and the same. */
function folded(commands: readonly Command[]): (readonly [Command, Command])[] {
  const runs: [Command, Command][] = [];
  for (const command of commands) {
    const run = runs.at(-1);
    if (run && command.together !== undefined && run[0].together === command.together) run[1] = command;
    else runs.push([command, command]);
  }
  return runs;
}
