import { SETTINGS } from '../../src/app/settings.ts';
import { generated, table } from './markdown.ts';

export function renderConfiguration(): string {
  return `${generated('src/app/settings.ts')}
# Configuration

\`$XDG_CONFIG_HOME/podscope/config.yaml\`, which is \`~/.config/podscope/config.yaml\` unless that variable says otherwise. No setting
is needed. One that is wrong is told with its line and left out; the others count. What stands on the command line or in the
environment goes before. \`podscope config\` prints what is in force and where it comes from.

${table(
  ['setting', 'what it does', 'by default', 'example'],
  Object.entries(SETTINGS).map(([name, { help, normally, example }]) => [
    `\`${name}\``,
    help,
    normally,
    `\`${example}\``,
  ]),
)}
`;
}
