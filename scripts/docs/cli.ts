import { optionsOf, usage } from '../../src/cli/commands/help.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import type { CommandRow } from '../../src/cli/options/call.ts';
import { generated, table } from './markdown.ts';

export function renderCli(): string {
  return `${generated('src/cli/commands.ts and src/cli/options/options.ts')}
# The command line

Exit status: 0 done, 1 failed (one sentence on standard error says why), 2 the command line was not understood, 128 + n ended by
signal n.

${table(
  ['command', 'what it does'],
  COMMANDS.map(row => [`\`${usage(row)}\``, row.help]),
)}

${COMMANDS.filter(row => row.options.length > 0)
  .map(section)
  .join('\n\n')}
`;
}

const section = (row: CommandRow): string =>
  `## \`${usage(row)}\`

${row.help}

${table(
  ['option', 'what it does'],
  optionsOf(row).map(([option, help]) => [`\`${option.trim()}\``, help]),
)}`;
