import type { Command } from '../command.ts';
import { comparePods, predecessorOf } from '../life/comparing.ts';
import type { LifeView } from '../life/life-view.ts';
import type { Lives } from '../life/lives.ts';
import { refuse } from '../refusals.ts';
import type { Session } from '../session.ts';

const livesOf = ({ state: { overlay } }: Session): Lives | undefined =>
  overlay?.kind === 'lives' ? overlay.lives : undefined;

const inLives = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (lives: Lives, session: Session, now: number) => void,
  hint?: number,
): Command => ({
  id: `lives.${id}`,
  group: 'Pod',
  title,
  help: `In the lives beside each other: ${help}`,
  keys,
  contexts: ['lives'],
  ...(hint === undefined ? {} : { hint }),
  run: (session, now) => {
    const lives = livesOf(session);
    if (lives) act(lives, session, now);
  },
});
const looking = (
  id: string,
  key: string,
  title: string,
  help: string,
  act: (view: LifeView) => void,
  hint?: number,
): Command => inLives(id, [key], title, help, ({ view }) => act(view), hint);

/** Shows the lives that are followed over the panes. */
export function showLives(session: Session): void {
  if (session.lives) session.overlays.show({ kind: 'lives', lives: session.lives });
}

/** What can be done where all lives of an owner stand beside each other. */
export const LIVES_COMMANDS: readonly Command[] = [
  inLives('open', ['enter'], 'open', 'open the life under the cursor.', lives => lives.open(), 10),
  inLives(
    'close',
    ['esc', 'q'],
    'back',
    'back to all of them, then to the panes; they stay followed.',
    (lives, session) => {
      if (!lives.close()) session.overlays.close();
    },
    11,
  ),
  inLives(
    'jump',
    ['tab'],
    'go to the pod',
    'move the grid to the pod of this life.',
    (lives, session, now) => {
      const uid = lives.opened ?? lives.current?.uid;
      if (uid === undefined || !session.grid.pods.get(uid)) session.notify(refuse('podForgotten'), now);
      else {
        session.overlays.close();
        session.jumpToPod(uid, now);
      }
    },
    12,
  ),
  inLives(
    'difference',
    ['d'],
    'difference',
    'what is different from the pod whose place this one took.',
    (lives, session, now) => {
      const after = lives.opened === undefined ? lives.current : lives.get(lives.opened);
      const before = after && predecessorOf(after, lives.all);
      if (before) comparePods(session, before, after);
      else session.notify(refuse('noPredecessor'), now);
    },
    16,
  ),
  looking('left', 'left', 'earlier', 'the cursor a cell to the left.', view => view.move(-1)),
  looking('right', 'right', 'cursor', 'the cursor a cell to the right.', view => view.move(1), 13),
  looking('previous', '<', 'change before', 'the cursor to the change before.', view => view.jump(-1)),
  looking('next', '>', 'next change', 'the cursor to the next change.', view => view.jump(1), 14),
  looking('in', '+', 'zoom in', 'show half as long a time, around the cursor.', view => view.zoom(2), 15),
  looking('out', '-', 'zoom out', 'show twice as long a time.', view => view.zoom(0.5)),
  looking('earlier', '{', 'scroll back', 'scroll to earlier times.', view => view.scroll(-0.5)),
  looking('later', '}', 'scroll on', 'scroll to later times.', view => view.scroll(0.5)),
  looking('fit', '0', 'fit', 'show all of the time, without a cursor.', view => view.fit()),
];
