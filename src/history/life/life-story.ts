import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { PodEntry } from '../transitions/entry.ts';
import type { Transition } from '../transitions/transition.ts';
import { type Life, lifeOf } from './life.ts';
import { type RestartHistory, restartsOf } from './restarts.ts';
import { type Breakdown, deletionOf, startupOf } from './steps.ts';

/** All that is known of one pod's life; undefined for a uid that nobody knows. */
export interface KnownLife {
  readonly life: Life;
  readonly transitions: readonly Transition[];
  /** About the pod, newest last. */
  readonly events: readonly ClusterEvent[];
  readonly startup: Breakdown;
  readonly deletion: (Breakdown & { readonly graceMs: number }) | undefined;
  readonly restarts: readonly RestartHistory[];
  readonly now: number;
}

/** The pods that are known, and the log of what they went through: a ledger, or what stands for one. */
export interface Remembered {
  readonly pods: ReadonlyMap<string, PodEntry>;
  readonly log: { ofPod(uid: string): readonly Transition[] };
}

export function knownLife(
  ledger: Remembered,
  uid: string,
  events: readonly ClusterEvent[],
  now: number,
): KnownLife | undefined {
  const entry = ledger.pods.get(uid);
  if (entry === undefined) return undefined;
  const transitions = ledger.log.ofPod(uid);
  const own = events.filter(event => event.regarding.uid === uid);
  return {
    life: lifeOf({ entry, transitions, events: own, gaps: ledger.log.ofPod(''), now }),
    transitions,
    events: own,
    startup: startupOf(entry, transitions, own),
    deletion: deletionOf(entry, own),
    restarts: restartsOf(entry, transitions),
    now,
  };
}
