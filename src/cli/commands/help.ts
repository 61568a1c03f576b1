import type { Call, CommandRow } from '../options/call.ts';
import { OPTIONS, type OptionRow } from '../options/options.ts';
import { findCommand } from '../options/parse.ts';

/** `podscope help [COMMAND]`. */
export async function run({ host, args, commands }: Call): Promise<number> {
  host.stdout.write(args[0] === undefined ? overview(commands) : commandHelp(findCommand(args[0], commands)));
  return 0;
}

/** The commands, and the options of the screen. */
export function overview(commands: readonly CommandRow[]): string {
  return [
    'podscope: the life of Kubernetes pods: the STATUS that kubectl prints, live, why it is so, and every change of it.',
    '',
    'Commands:',
    ...columns(commands.map(row => [usage(row), row.help])),
    '',
    'Options of the screen:',
    ...columns(optionsOf(commands[0]!)),
    '',
    '"podscope help COMMAND" lists the options of a command.',
    '',
  ].join('\n');
}

export function commandHelp(command: CommandRow): string {
  const options = command.options.length > 0 ? ['', 'Options:', ...columns(optionsOf(command))] : [];
  return [usage(command), '', command.help, ...options, ''].join('\n');
}

export const usage = (row: CommandRow): string => ['podscope', row.name, row.args].filter(Boolean).join(' ');

/** What an option looks like, with its sentence. */
export function optionsOf(command: CommandRow): (readonly [string, string])[] {
  const rows: readonly OptionRow[] = OPTIONS;
  return rows
    .filter(row => (command.options as readonly string[]).includes(row.name))
    .map(row => [
      `${row.short ? `-${row.short}, ` : '    '}--${row.name}${row.value ? ` ${row.value}` : ''}`,
      row.help,
    ]);
}

function columns(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
