import { humanDuration } from '../../kube/duration.ts';
import { list, text } from '../../kube/foreign.ts';
import { parseTime } from '../../kube/time.ts';
import type { PodEntry } from '../transitions/entry.ts';
import { containerStatusesOf, deletionAskedAt, objectsOf } from '../transitions/moments.ts';
import type { Transition } from '../transitions/transition.ts';
import { restartsOf } from './restarts.ts';

/** A way in which a pod can be stuck. The table below is all there is to it. */
export interface StuckRow {
  readonly id: string;
  readonly meaning: string;
  readonly budgetMs: number;
  /** Since when the pod is in this state, ms; undefined when it is not. */
  readonly since: (entry: PodEntry) => number | undefined;
  /** It is counted from when the pod got its word, by our clock; else from a time in the object. */
  readonly isOfStatus?: true;
  /** What holds it, when the object says. */
  readonly detail?: (entry: PodEntry) => string | undefined;
}

export interface Stuck {
  readonly row: StuckRow;
  readonly forMs: number;
  readonly detail: string | undefined;
}

const MINUTE = 60_000;
/** So many restarts within an hour are too many, even when the pod runs in between. */
export const RESTARTS_PER_HOUR = 5;

const since = (entry: PodEntry): number => entry.statusSince.at;
const graceEnd = ({ asked }: PodEntry): number | undefined =>
  asked === undefined ? undefined : asked.at + 1000 * asked.graceSeconds;
/** A container that was started again since has its own time to become ready. */
const notReadySince = ({ pod, row }: PodEntry): number | undefined => {
  if (row.status !== 'Running' || row.ready.count === row.ready.total) return undefined;
  const ready = objectsOf(pod.status?.conditions).find(one => one.type === 'Ready');
  const lost = ready?.status === 'False' ? parseTime(ready.lastTransitionTime) : undefined;
  if (lost === undefined) return undefined;
  let since = lost;
  for (const status of containerStatusesOf(pod)) {
    const started = status.ready === true ? undefined : parseTime(status.state?.running?.startedAt);
    if (started !== undefined && started > since) since = started;
  }
  return since;
};

export const STUCK: readonly StuckRow[] = [
  {
    id: 'terminating',
    meaning: 'still there after its grace period',
    // When it is over, the kubelet kills what is left and tells the server.
    budgetMs: 10_000,
    since: graceEnd,
    detail: ({ pod }) =>
      list(pod.metadata.finalizers)
        .map(name => `finalizer ${text(name)}`)
        .join(', ') || undefined,
  },
  {
    id: 'pending',
    meaning: 'has no node',
    budgetMs: 5 * MINUTE,
    since: entry => (entry.row.phase === 'Pending' && entry.row.node === undefined ? entry.row.createdAt : undefined),
    detail: ({ pod }) =>
      objectsOf(pod.status?.conditions).find(one => one.type === 'PodScheduled')?.message || undefined,
  },
  {
    id: 'creating',
    meaning: 'its containers are not created',
    budgetMs: 2 * MINUTE,
    since: entry => (entry.row.status === 'ContainerCreating' ? since(entry) : undefined),
    isOfStatus: true,
  },
  {
    id: 'initializing',
    meaning: 'its init containers do not end',
    budgetMs: 10 * MINUTE,
    since: entry => (/^Init:\d+\/\d+$|^PodInitializing$/.test(entry.row.status) ? since(entry) : undefined),
    isOfStatus: true,
  },
  {
    id: 'not-ready',
    meaning: 'runs but is not ready',
    budgetMs: 5 * MINUTE,
    since: entry => (deletionAskedAt(entry.pod) === undefined ? notReadySince(entry) : undefined),
  },
];

/** Everything in which the pod has outlived its budget at `now`, by our clock. @param skew by how much the cluster's is ahead, ms */
export function stuckIn(entry: PodEntry, now: number, skew = 0): Stuck[] {
  if (entry.goneAt !== undefined) return [];
  return STUCK.flatMap(row => {
    const began = row.since(entry);
    const forMs = began === undefined ? 0 : now + (row.isOfStatus ? 0 : skew) - began;
    return forMs > row.budgetMs ? [{ row, forMs, detail: row.detail?.(entry) }] : [];
  });
}

const HOUR = 60 * MINUTE;

/**
 * Containers that restart too often: within the last hour before `now` as far as it was seen, else on average over the life of a
 * pod whose container ended within that hour.
 */
export function restartingTooOften(
  entry: PodEntry,
  transitions: readonly Transition[],
  now: number,
  skew: number,
): { container: string; perHour: number }[] {
  if (entry.goneAt !== undefined || entry.row.restarts.count < RESTARTS_PER_HOUR) return [];
  const clusterNow = now + skew;
  const hours = Math.max(1, (clusterNow - (entry.row.createdAt ?? clusterNow)) / HOUR);
  return restartsOf(entry, transitions).flatMap(({ container, ends, restarts }) => {
    const seen = transitions
      .filter(
        ({ subject, part, receivedAt }) => subject === 'restarts' && part === container && now - receivedAt <= HOUR,
      )
      .reduce((sum, { from, to }) => sum + Math.max(0, Number(to) - Number(from)), 0);
    const last = ends.at(-1)?.finishedAt;
    const average = last !== undefined && clusterNow - last <= HOUR ? restarts / hours : 0;
    const perHour = Math.round(Math.max(seen, average));
    return perHour >= RESTARTS_PER_HOUR ? [{ container, perHour }] : [];
  });
}

/** Every way in which a pod is stuck, as a clause each, with the budget that it is over. */
export function stuckTexts(entry: PodEntry, transitions: readonly Transition[], now: number, skew = 0): string[] {
  return [
    ...stuckIn(entry, now, skew).map(({ row, forMs, detail }) => {
      return `${row.meaning} for ${humanDuration(forMs)} (budget ${humanDuration(row.budgetMs)})${detail ? `: ${detail}` : ''}`;
    }),
    ...restartingTooOften(entry, transitions, now, skew).map(
      ({ container, perHour }) => `${container} restarts ${perHour} times an hour (budget ${RESTARTS_PER_HOUR})`,
    ),
  ];
}
