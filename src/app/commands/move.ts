import type { Command, Context } from '../command.ts';
import { stepsWith } from './steps.ts';

const LISTS: readonly Context[] = ['pane', 'help', 'lives', 'moment', 'comparison', 'answers'];
/** In the grid ctrl-d deletes. */
const HALF_DOWN: readonly Context[] = ['detail', 'log', 'help', 'lives', 'moment', 'comparison'];

export const MOVE_COMMANDS: readonly Command[] = [
  // Where letters are typed, only keys that type nothing move.
  {
    id: 'picker.down',
    group: 'Typed line',
    title: 'down',
    help: 'In a list to choose from: one line down.',
    keys: ['down', 'ctrl-n', 'tab'],
    contexts: ['picker'],
    run: session => session.move('lines', 1),
  },
  {
    id: 'picker.up',
    group: 'Typed line',
    title: 'up',
    help: 'In a list to choose from: one line up.',
    keys: ['up', 'ctrl-p', 'shift-tab'],
    contexts: ['picker'],
    run: session => session.move('lines', -1),
  },
  {
    id: 'picker.pageDown',
    group: 'Typed line',
    title: 'page down',
    help: 'In a list to choose from: one page down.',
    keys: ['pagedown'],
    contexts: ['picker'],
    run: session => session.move('pages', 1),
  },
  {
    id: 'picker.pageUp',
    group: 'Typed line',
    title: 'page up',
    help: 'In a list to choose from: one page up.',
    keys: ['pageup'],
    contexts: ['picker'],
    run: session => session.move('pages', -1),
  },
  ...stepsWith({
    halfPageDown: { title: 'half a page down' },
    halfPageUp: { title: 'half a page up' },
    last: { help: 'To the last line; in the log, to follow what comes.' },
  }).map(
    ({ name, keys, title, help, unit, by }): Command => ({
      id: `move.${name}`,
      group: 'Move',
      title,
      help,
      keys,
      contexts: name === 'halfPageDown' ? HALF_DOWN : LISTS,
      run: session => session.move(unit, by),
    }),
  ),
];
