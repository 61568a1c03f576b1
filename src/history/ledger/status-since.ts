import type { PodChange } from '../../kube/feed.ts';
import { text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import type { PodReading } from '../transitions/diff-pod.ts';
import type { PodEntry } from '../transitions/entry.ts';
import { containerStatusesOf, lastMoved, movedAt, newest, wordMovedAt } from '../transitions/moments.ts';
import type { Transition } from '../transitions/transition.ts';

/** Reasons to wait that come once in a life, or leave a time behind when they come again. */
const TRACED = new Set(['ContainerCreating', 'PodInitializing', 'CrashLoopBackOff']);

/** Whether the word may have gone and come back without a trace: pulls and configurations are tried again and again. */
const leavesNoTrace = (pod: Pod): boolean =>
  [...containerStatusesOf(pod)].some(({ state }) => state?.waiting && !TRACED.has(text(state.waiting.reason)));

/**
 * Since when a pod has had its word, as an earlier run saw it come: exact if the word is the same and the object carries no time
 * that is younger than all that is remembered, so that nothing can have happened while nobody looked. undefined: not known.
 * @param remembered of the pod, oldest first
 */
export function rememberedSince(
  { pod, row }: PodReading,
  remembered: readonly Transition[],
): PodEntry['statusSince'] | undefined {
  const last = remembered.findLast(({ subject }) => subject === 'status' || subject === 'pod');
  if (last?.to !== row.status || last.certainty !== 'seen' || leavesNoTrace(pod)) return undefined;
  const known = newest(remembered.map(({ clusterAt }) => clusterAt));
  const moved = lastMoved(pod);
  const isSame = moved !== undefined && known !== undefined && moved <= known;
  return isSame ? { at: last.receivedAt, exact: true } : undefined;
}

/**
 * A pod that was there before we looked has its word since the last thing that can have moved it, at the latest since we see it.
 * @param skew by how much the cluster's clock is ahead, ms
 */
export function estimatedSince(pod: Pod, seenAt: number, skew: number): PodEntry['statusSince'] {
  const moved = wordMovedAt(pod);
  return { at: moved === undefined ? seenAt : Math.min(moved - skew, seenAt), exact: false };
}

/** Since when the pod has its word once a change is taken into account. @param skew by how much the cluster's clock is ahead, ms */
export function sinceAfter(
  known: PodEntry,
  after: PodReading,
  { via, receivedAt }: PodChange,
  skew: () => number,
): PodEntry['statusSince'] {
  const changed = known.row.status !== after.row.status;
  if (via === 'watch') return changed ? { at: receivedAt, exact: true } : known.statusSince;
  // Within the gap the word may have gone and come back; then a time in the object moved.
  const word = movedAt(known.pod, after.pod) === undefined ? undefined : wordMovedAt(after.pod);
  const estimate = word === undefined ? undefined : word - skew();
  const moved = estimate !== undefined && estimate > known.statusSince.at && estimate <= receivedAt;
  if (moved) return { at: estimate, exact: false };
  return changed ? { at: receivedAt, exact: false } : known.statusSince;
}
