import { int32, list, object } from '../kube/foreign.ts';
import type { ContainerStatus, Pod } from '../kube/pod.ts';
import { parseTime } from '../kube/time.ts';

export function newest(moments: Iterable<number | undefined>): number | undefined {
  let latest: number | undefined;
  for (const moment of moments) if (moment !== undefined && (latest === undefined || moment > latest)) latest = moment;
  return latest;
}

/** The objects of a list that may be anything. */
export function objectsOf<T extends object>(value: readonly T[] | null | undefined): readonly T[] {
  return list(value).filter(item => object(item) !== undefined) as T[];
}

/** Statuses of all containers in the order in which the pod runs them: init and sidecar, app, ephemeral. */
export function* containerStatusesOf(pod: Pod): Generator<ContainerStatus> {
  yield* objectsOf(pod.status?.initContainerStatuses);
  yield* objectsOf(pod.status?.containerStatuses);
  yield* objectsOf(pod.status?.ephemeralContainerStatuses);
}

/** When somebody asked for the deletion: the API server sets deletionTimestamp to the end of the grace period. */
export function deletionAskedAt(pod: Pod): number | undefined {
  const due = parseTime(pod.metadata.deletionTimestamp);
  return due === undefined ? undefined : due - 1000 * int32(pod.metadata.deletionGracePeriodSeconds);
}

function* containerMoments(pod: Pod): Generator<number | undefined> {
  for (const { state, lastState } of containerStatusesOf(pod)) {
    yield parseTime(state?.running?.startedAt);
    yield parseTime(state?.terminated?.startedAt);
    yield parseTime(state?.terminated?.finishedAt);
    yield parseTime(lastState?.terminated?.finishedAt);
  }
}

function* conditionMoments(pod: Pod, counts: (type: string) => boolean): Generator<number | undefined> {
  for (const { type, lastTransitionTime } of objectsOf(pod.status?.conditions)) {
    if (counts(type)) yield parseTime(lastTransitionTime);
  }
}

/**
 * The cluster's time of the last thing that can have moved the STATUS word, as far as the object tells. Readiness does not
 * move the word, and waiting reasons carry no time of their own, so the word may be younger than this: an estimate.
 */
export function wordMovedAt(pod: Pod): number | undefined {
  const asked = deletionAskedAt(pod);
  if (asked !== undefined) return asked;
  return newest([
    parseTime(pod.metadata.creationTimestamp),
    parseTime(pod.status?.startTime),
    ...conditionMoments(pod, type => type === 'PodScheduled' || type === 'Initialized'),
    ...containerMoments(pod),
  ]);
}

/** The newest time of any kind that the object carries. */
export function lastMoved(pod: Pod): number | undefined {
  return newest([
    parseTime(pod.metadata.creationTimestamp),
    parseTime(pod.status?.startTime),
    deletionAskedAt(pod),
    ...conditionMoments(pod, () => true),
    ...containerMoments(pod),
  ]);
}

/** The cluster's time of the change from `before` to `after`; undefined when no time in the object moved. */
export function movedAt(before: Pod, after: Pod): number | undefined {
  const was = lastMoved(before);
  const is = lastMoved(after);
  return is !== undefined && (was === undefined || is > was) ? is : undefined;
}
