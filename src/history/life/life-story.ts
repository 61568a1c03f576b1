import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { PodEntry } from '../transitions/entry.ts';
import type { Transition } from '../transitions/transition.ts';
import { changesByCluster, entryByCluster } from './clocks.ts';
import { type Life, lifeOf } from './life.ts';
import { type RestartHistory, restartsOf } from './restarts.ts';
import { type Breakdown, deletionOf, startupOf } from './steps.ts';

/** All that is known of one pod's life, drawn and measured by the cluster's clock. */
export interface KnownLife {
  readonly life: Life;
  /** As they were logged: `receivedAt` is of our clock. */
  readonly transitions: readonly Transition[];
  /** About the pod, newest last. */
  readonly events: readonly ClusterEvent[];
  readonly startup: Breakdown;
  readonly deletion: (Breakdown & { readonly graceMs: number }) | undefined;
  readonly restarts: readonly RestartHistory[];
  readonly now: number;
  /** By how much the cluster's clock is ahead of ours, ms. */
  readonly skew: number;
}

/** The pods that are known, and the log of what they went through: a ledger, or what stands for one. */
export interface Remembered {
  readonly pods: ReadonlyMap<string, PodEntry>;
  readonly log: { ofPod(uid: string): readonly Transition[] };
  /** By how much the cluster's clock is ahead of ours, ms; absent: not at all. */
  readonly skew?: (() => number) | undefined;
}

/** undefined for a uid that nobody knows. @param now ms, our clock */
export function knownLife(
  ledger: Remembered,
  uid: string,
  events: readonly ClusterEvent[],
  now: number,
): KnownLife | undefined {
  const known = ledger.pods.get(uid);
  if (known === undefined) return undefined;
  const skew = ledger.skew?.() ?? 0;
  const transitions = ledger.log.ofPod(uid);
  const entry = entryByCluster(known, skew);
  const changes = changesByCluster(transitions, skew);
  const gaps = changesByCluster(ledger.log.ofPod(''), skew);
  const clusterNow = now + skew;
  const own = events.filter(event => event.regarding.uid === uid);
  return {
    life: lifeOf({ entry, transitions: changes, events: own, gaps, now: clusterNow }),
    transitions,
    events: own,
    startup: startupOf(entry, changes, own),
    deletion: deletionOf(entry, own),
    restarts: restartsOf(entry, changes),
    now: clusterNow,
    skew,
  };
}
