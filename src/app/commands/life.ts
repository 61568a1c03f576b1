import type { Command } from '../command.ts';
import type { LifeView } from '../life/life-view.ts';

const inLife = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (life: LifeView) => void,
  hint?: number,
): Command => ({
  id: `life.${id}`,
  group: 'Pod',
  title,
  help,
  keys,
  contexts: ['life'],
  ...(hint === undefined ? {} : { hint }),
  run: session => act(session.state.life),
});

/** What can be done in the drawing of a life. */
export const LIFE_COMMANDS: readonly Command[] = [
  inLife('left', ['left'], 'earlier', 'In the life: the cursor a cell to the left.', life => life.move(-1)),
  inLife('right', ['right'], 'cursor', 'In the life: the cursor a cell to the right.', life => life.move(1), 5),
  inLife('previous', ['<'], 'change before', 'In the life: the cursor to the change before.', life => life.jump(-1)),
  inLife('next', ['>'], 'next change', 'In the life: the cursor to the next change.', life => life.jump(1), 6),
  inLife('in', ['+'], 'zoom in', 'In the life: show half as long a time, around the cursor.', life => life.zoom(2), 7),
  inLife('out', ['-'], 'zoom out', 'In the life: show twice as long a time.', life => life.zoom(0.5)),
  inLife('earlier', ['{'], 'scroll back', 'In the life: scroll to earlier times.', life => life.scroll(-0.5)),
  inLife('later', ['}'], 'scroll on', 'In the life: scroll to later times.', life => life.scroll(0.5)),
  inLife('fit', ['0'], 'fit', 'In the life: show all of it, without a cursor.', life => life.fit(), 8),
];
