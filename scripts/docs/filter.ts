import { FIELDS } from '../../src/app/filter/fields.ts';
import { generated, table } from './markdown.ts';

export function renderFilter(): string {
  return `${generated('src/app/filter/fields.ts')}
# The filter language

One line, the same for the grid, the log of changes (\`/\`) and \`podscope get --filter\`. Case never matters. What is not understood is
said, and the last filter that was understood stays at work.

${table(
  ['write', 'to see'],
  [
    ['`web`', 'what has this text in its namespace/name, STATUS, node, IP or why; in the log, in any part of the line'],
    ['`web node-7`', 'both'],
    ['`web,api` or `web|api`', 'one or the other; binds closer than the space'],
    ['`!web`', 'all but that; `!ns:a,b` is neither a nor b'],
    ['`"a b"`', 'this text with its space'],
    ['`/^shop.*-0/`', 'what the regular expression finds'],
    ['`~wb7`', 'these characters in this order, with anything between'],
    ['`status:Crash*`', 'a field; with `*` or `?` the whole of it, without any part of it'],
    ['`status=Running`', 'exactly that; `!=` anything else'],
    ['`status:Running,Error`', 'one of several values of a field'],
    ['`restarts>5`, `age<1h30m`', 'comparisons: `>` `>=` `<` `<=` `=` `!=`; times in `ms s m h d w`'],
    [
      '`-l app=web,tier!=db`',
      "labels, as kubectl's selectors, also `-l env in (a,b)`; in the grid and in `get` the server selects by them, so that no other pod is read or counted",
    ],
  ],
)}

## Fields

${table(
  ['field', 'of', 'example'],
  FIELDS.map(({ names, help, example }) => [names.map(name => `\`${name}\``).join(', '), help, `\`${example}\``]),
)}
`;
}
