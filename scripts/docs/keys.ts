import { COLON_COMMANDS } from '../../src/app/colon-commands.ts';
import { type Command, GROUPS } from '../../src/app/command.ts';
import { COMMANDS } from '../../src/app/commands.ts';
import { EDIT_KEYS } from '../../src/app/controls/line-editor.ts';
import { generated, table } from './markdown.ts';

export function renderKeys(): string {
  return `${generated('src/app/commands and src/app/colon-commands.ts')}
# Keys

Every key can be changed in the configuration, by the name of its command. A key that cannot do its work just now says why.
\`pane\` stands for the grid of pods, the detail and the log of changes alike.

${GROUPS.filter(group => COMMANDS.some(command => command.group === group))
  .map(section)
  .join('\n\n')}

## Commands after a colon

\`tab\` completes names, \`up\` brings back what was typed before. The name of any command above works as well.

${table(
  ['command', 'what it does'],
  COLON_COMMANDS.map(({ names, args, help }) => [
    `\`:${names[0]}${args === '' ? '' : ` ${args}`}\`${
      names.length > 1
        ? `, also ${names
            .slice(1)
            .map(name => `\`:${name}\``)
            .join(', ')}`
        : ''
    }`,
    help,
  ]),
)}
`;
}

function section(group: string): string {
  const rows = COMMANDS.filter(command => command.group === group).map(row);
  const edits =
    group === 'Typed line' ? EDIT_KEYS.map(({ keys, help }) => [code(keys), `${capital(help)}.`, 'prompt', '']) : [];
  return `## ${group}\n\n${table(['keys', 'what they do', 'where', 'command'], [...rows, ...edits])}`;
}

const row = ({ keys, help, contexts, id }: Command): string[] => [code(keys), help, contexts.join(', '), `\`${id}\``];
const code = (keys: readonly string[]): string => keys.map(key => (key === '`' ? '`` ` ``' : `\`${key}\``)).join(' ');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
