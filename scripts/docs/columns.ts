import { COLUMNS } from '../../src/app/grid/columns.ts';
import { generated, table } from './markdown.ts';

export function renderColumns(): string {
  return `${generated('src/app/grid/columns.ts')}
# Columns of the grid

Columns of the set *default* are shown as far as there is room, those with the lowest number first; \`w\` adds the set *wide*; the
others come when they are chosen with \`o\` or \`:cols name,status,L:app\`, where \`L:key\` is the value of a label. Sort by any
column with \`:sort NAME\`, by \`<\` and \`>\`, by its letter, or by a click on its title. Values are compared, not texts.

${table(
  ['name', 'title', 'what it shows', 'set', 'number'],
  COLUMNS.map(({ id, title, help, set, priority }) => [`\`${id}\``, title, help, set, `${priority}`]),
)}
`;
}
