import type { Command } from '../command.ts';
import type { ReplayAction } from '../effects.ts';
import { refuse } from '../refusals.ts';

const ROWS: readonly {
  readonly action: ReplayAction;
  readonly key: string;
  readonly title: string;
  readonly help: string;
}[] = [
  { action: 'pause', key: 'u', title: 'pause', help: 'Stop the time, or let it run.' },
  { action: 'step', key: '.', title: 'step', help: 'Stop the time and play the next record.' },
  { action: 'slower', key: '(', title: 'slower', help: 'Half the speed.' },
  { action: 'faster', key: ')', title: 'faster', help: 'Twice the speed.' },
  { action: 'back', key: ',', title: 'back', help: 'Go back 30 seconds.' },
  { action: 'forward', key: ';', title: 'forward', help: 'Go forward 30 seconds.' },
  { action: 'nextProblem', key: 'U', title: 'next problem', help: 'Go to the next change for the worse.' },
];

/** How a recording is played. */
export const REPLAY_COMMANDS: readonly Command[] = ROWS.map(({ action, key, title, help }) => ({
  id: `replay.${action}`,
  group: 'Replay',
  title,
  help,
  keys: [key],
  contexts: ['pane'],
  disabled: session => (session.world.replay ? undefined : refuse('noRecording')),
  run: session => session.emit({ type: 'replay', action }),
}));
