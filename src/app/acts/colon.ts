import type { ColonCommand } from '../colon-commands.ts';
import { askDeletion, askWorkload, DELETE, deletionRefusal, EVICT, editRefusal, FORCE } from '../commands/acts.ts';
import { type Refusal, refuse } from '../refusals.ts';
import { SIGNALS } from './act.ts';
import { askKill, killRefusal, readKill, runningNames } from './kill.ts';
import { podRef } from './questions.ts';
import { workloadRefusal } from './workloads.ts';

/** Seconds of grace as typed, or what is wrong with them. */
function graceOf(typed: string): number | undefined | Refusal {
  const text = typed.trim();
  if (text === '') return undefined;
  const [, seconds] = /^(\d{1,9})s?$/.exec(text) ?? [];
  return seconds === undefined ? refuse('notGrace', { typed: text }) : Number(seconds);
}

/** What changes something in the cluster, as words; each asks as its key does. */
export const ACTS: readonly ColonCommand[] = [
  {
    names: ['delete', 'del'],
    args: '[SECONDS | force]',
    help: 'Delete the pod under the cursor or the marked ones, with this grace period; asks first.',
    complete: () => ['force'],
    run: (session, typed) => {
      const force = ['force', 'now'].includes(typed.trim());
      const grace = force ? 0 : graceOf(typed);
      if (typeof grace === 'string') return grace;
      const refusal = deletionRefusal(session, DELETE);
      if (refusal === undefined) askDeletion(session, force ? FORCE : DELETE, grace);
      return refusal;
    },
  },
  {
    names: ['evict'],
    args: '[SECONDS]',
    help: 'Evict the pod under the cursor or the marked ones, unless a PodDisruptionBudget forbids it; asks first.',
    run: (session, typed) => {
      const grace = graceOf(typed);
      if (typeof grace === 'string') return grace;
      const refusal = deletionRefusal(session, EVICT);
      if (refusal === undefined) askDeletion(session, EVICT, grace);
      return refusal;
    },
  },
  {
    names: ['restart'],
    args: '',
    help: 'Restart the rollout of what owns the pod under the cursor, or the marked ones; asks first.',
    run: session => {
      const refusal = workloadRefusal(session, 'restart');
      if (refusal === undefined) askWorkload(session, 'restart');
      return refusal;
    },
  },
  {
    names: ['scale'],
    args: '[REPLICAS]',
    help: 'Scale what owns the pod under the cursor; asks first.',
    run: (session, typed) => {
      const text = typed.trim();
      if (!/^\d{0,9}$/.test(text)) return refuse('notReplicas', { typed: text });
      const refusal = workloadRefusal(session, 'scale');
      if (refusal === undefined) askWorkload(session, 'scale', text === '' ? undefined : Number(text));
      return refusal;
    },
  },
  {
    names: ['edit'],
    args: '',
    help: 'Edit the pod under the cursor as YAML in your editor.',
    run: session => {
      const refusal = editRefusal(session);
      if (refusal === undefined) session.emit({ type: 'editPod', pod: podRef(session.grid.selectedItem()!) });
      return refusal;
    },
  },
  {
    names: ['killpid'],
    args: '[CONTAINER] [TERM | INT | QUIT | HUP | USR1 | USR2]',
    help: 'Send a signal to process 1 of a container of the pod under the cursor or the marked ones, from inside by exec; asks first.',
    complete: session => [...new Set(session.grid.targets().flatMap(item => runningNames(item.entry.pod))), ...SIGNALS],
    run: (session, typed) => {
      const wish = readKill(typed);
      if (typeof wish === 'string') return wish;
      const refusal = killRefusal(session, wish.container);
      if (refusal === undefined) askKill(session, wish.container, wish.signal);
      return refusal;
    },
  },
];
