import type { Transition } from '../../history/transitions/transition.ts';
import type { Command } from '../command.ts';
import { neighbour, showDifference, showMoment } from '../life/comparing.ts';
import type { Comparison, Moment } from '../life/moment.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';

const momentOf = ({ state: { overlay } }: Session): Moment | undefined =>
  overlay?.kind === 'moment' ? overlay.moment : undefined;
const comparisonOf = ({ state: { overlay } }: Session): Comparison | undefined =>
  overlay?.kind === 'comparison' ? overlay.comparison : undefined;

/** The change under the cursor of the log; in a life, the last one until its cursor. */
function changeAt(session: Session): Transition | undefined {
  const { state, grid, world, log } = session;
  if (state.layout.focus !== 'detail') return log.current();
  const cursor = state.life.cursor ?? Number.POSITIVE_INFINITY;
  return world.log.ofPod(grid.selected ?? '').findLast(({ receivedAt }) => receivedAt <= cursor);
}
const noChange = (session: Session): Refusal | undefined => (changeAt(session) ? undefined : refuse('noChange'));

const inMoment = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  hint: number,
  act: (moment: Moment, session: Session, now: number) => void,
): Command => ({
  id: `moment.${id}`,
  group: 'Log',
  title,
  help: `Around a change: ${help}`,
  keys,
  contexts: ['moment'],
  hint,
  run: (session, now) => {
    const moment = momentOf(session);
    if (moment) act(moment, session, now);
  },
});

function turn(by: 1 | -1) {
  return ({ transition }: Moment, session: Session, now: number): void => {
    const next = neighbour(session, transition, by);
    if (next) showMoment(session, next);
    else session.notify(refuse(by > 0 ? 'noLaterChange' : 'noEarlierChange'), now);
  };
}

/** From a change to what was around it and what it changed. */
export const MOMENT_COMMANDS: readonly Command[] = [
  {
    id: 'change.around',
    group: 'Log',
    title: 'around',
    help: 'What happened within 30 s of this change: Events of the pod, its node and owners, other pods, and what changed in the object.',
    keys: ['i'],
    contexts: ['log', 'life'],
    hint: 12,
    disabled: noChange,
    run: session => showMoment(session, changeAt(session)!),
  },
  {
    id: 'change.difference',
    group: 'Log',
    title: 'difference',
    help: 'What this change changed in the object of the pod.',
    keys: ['d'],
    contexts: ['log'],
    hint: 13,
    disabled: noChange,
    run: session => showDifference(session, changeAt(session)!),
  },
  inMoment('earlier', ['['], 'change before', 'the change of the pod before this one.', 12, turn(-1)),
  inMoment('later', [']'], 'next change', 'the next change of the pod.', 13, turn(1)),
  inMoment('difference', ['d'], 'difference', 'only what changed in the object.', 14, (moment, session) =>
    showDifference(session, moment.transition, moment),
  ),
  inMoment('jump', ['enter'], 'go to the pod', 'move the grid to the pod.', 15, ({ transition }, session, now) => {
    if (!session.grid.pods.get(transition.uid)) {
      session.notify(refuse('podForgotten'), now);
      return;
    }
    session.overlays.close();
    session.jumpToPod(transition.uid, now);
  }),
  inMoment('close', ['esc', 'q', 'i'], 'close', 'back to the panes.', 10, (_, session) => session.overlays.close()),
  ...([-1, 1] as const).map(
    (by): Command => ({
      id: by < 0 ? 'comparison.earlier' : 'comparison.later',
      group: 'Log',
      title: by < 0 ? 'earlier version' : 'later version',
      help: `In the comparison of two versions: with ${by < 0 ? 'an earlier' : 'a later'} version of the pod instead.`,
      keys: [by < 0 ? '[' : ']'],
      contexts: ['comparison'],
      hint: by < 0 ? 12 : 13,
      run: (session, now) => {
        if (!comparisonOf(session)?.shift(by))
          session.notify(refuse(by < 0 ? 'noEarlierVersion' : 'noVersionBetween'), now);
      },
    }),
  ),
  {
    id: 'comparison.close',
    group: 'Log',
    title: 'close',
    help: 'Close the comparison.',
    keys: ['esc', 'q', 'd'],
    contexts: ['comparison'],
    hint: 10,
    run: session => {
      const moment = comparisonOf(session)?.from;
      if (moment) session.overlays.show({ kind: 'moment', moment });
      else session.overlays.close();
    },
  },
];
