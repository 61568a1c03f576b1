import type { Command } from '../command.ts';
import { refuse } from '../refusals.ts';

/** What can be done in the log of changes. */
export const LOG_COMMANDS: readonly Command[] = [
  {
    id: 'log.jump',
    group: 'Log',
    title: 'go to the pod',
    help: 'Move the grid to the pod of this line; of a group, open or close it.',
    keys: ['enter'],
    contexts: ['log'],
    hint: 10,
    disabled: session => {
      const row = session.log.row();
      if (row?.kind === 'group') return undefined;
      const uid = row?.transition.uid;
      if (uid === undefined || uid === '') return refuse('noPodInLine');
      return session.grid.pods.get(uid) ? undefined : refuse('podForgotten');
    },
    run: (session, now) => {
      const row = session.log.row()!;
      if (row.kind === 'group') session.log.setOpen(!row.shown.isOpen);
      else session.jumpToPod(row.transition.uid, now);
    },
  },
  {
    id: 'log.verbose',
    group: 'Log',
    title: 'all changes',
    help: 'Every kind of change (conditions, containers, phase, …), or only those of the STATUS, restarts, comings and goings.',
    keys: ['a'],
    contexts: ['log'],
    hint: 21,
    run: session => session.log.toggleVerbose(),
  },
  {
    id: 'log.scope',
    group: 'Log',
    title: 'this pod only',
    help: 'Only the pod under the cursor of the grid, or all pods.',
    keys: ['p'],
    contexts: ['log'],
    hint: 22,
    run: session => session.log.toggleScope(),
  },
  {
    id: 'log.groups',
    group: 'Log',
    title: 'groups',
    help: 'One line for many pods that change alike within seconds, or a line for each change.',
    keys: ['b'],
    contexts: ['log'],
    hint: 23,
    run: session => session.log.toggleGroups(),
  },
  {
    id: 'log.open',
    group: 'Log',
    title: 'open',
    help: 'Show the changes of the group under the cursor.',
    keys: ['right'],
    contexts: ['log'],
    run: (session, now) => {
      if (!session.log.setOpen(true)) session.notify(refuse('noGroup'), now);
    },
  },
  {
    id: 'log.close',
    group: 'Log',
    title: 'close',
    help: 'One line again for the group that the cursor stands in.',
    keys: ['left'],
    contexts: ['log'],
    run: (session, now) => {
      if (!session.log.setOpen(false)) session.notify(refuse('inNoGroup'), now);
    },
  },
  {
    id: 'log.clock',
    group: 'Log',
    title: 'clock',
    help: "The time by our clock, when a change came, or by the cluster's, as far as the object tells it. ~ before it: read from the object; ?: within a gap.",
    keys: ['t'],
    contexts: ['log'],
    hint: 25,
    run: session => session.log.toggleClock(),
  },
  {
    id: 'log.pause',
    group: 'Log',
    title: 'pause',
    help: 'Stand still while changes come below, or follow the newest again; nothing is lost.',
    keys: ['space'],
    contexts: ['log'],
    hint: 24,
    run: session => session.log.togglePause(),
  },
];
