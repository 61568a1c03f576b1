import type { ContainerStatus, Pod } from '../kube/pod.ts';

/** A wire timestamp in ms since the epoch; undefined when there is none or it cannot be read. */
export function momentOf(timestamp: unknown): number | undefined {
  if (typeof timestamp !== 'string') return undefined;
  const ms = Date.parse(timestamp);
  return Number.isNaN(ms) ? undefined : ms;
}

export function newest(moments: Iterable<number | undefined>): number | undefined {
  let latest: number | undefined;
  for (const moment of moments) if (moment !== undefined && (latest === undefined || moment > latest)) latest = moment;
  return latest;
}

/** Objects of a list that may be anything: the wire promises nothing. */
export function listOf<T>(list: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(list) ? list.filter(one => one !== null && typeof one === 'object') : [];
}

/** Statuses of all containers in the order in which the pod runs them: init and sidecar, app, ephemeral. */
export function* containerStatusesOf(pod: Pod): Generator<ContainerStatus> {
  yield* listOf(pod.status?.initContainerStatuses);
  yield* listOf(pod.status?.containerStatuses);
  yield* listOf(pod.status?.ephemeralContainerStatuses);
}

/** When somebody asked for the deletion: the API server sets deletionTimestamp to the end of the grace period. */
export function deletionAskedAt(pod: Pod): number | undefined {
  const due = momentOf(pod.metadata.deletionTimestamp);
  return due === undefined ? undefined : due - 1000 * (Number(pod.metadata.deletionGracePeriodSeconds) || 0);
}

function* containerMoments(pod: Pod): Generator<number | undefined> {
  for (const { state, lastState } of containerStatusesOf(pod)) {
    yield momentOf(state?.running?.startedAt);
    yield momentOf(state?.terminated?.startedAt);
    yield momentOf(state?.terminated?.finishedAt);
    yield momentOf(lastState?.terminated?.finishedAt);
  }
}

function* conditionMoments(pod: Pod, counts: (type: string) => boolean): Generator<number | undefined> {
  for (const { type, lastTransitionTime } of listOf(pod.status?.conditions)) {
    if (counts(type)) yield momentOf(lastTransitionTime);
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
    momentOf(pod.metadata.creationTimestamp),
    momentOf(pod.status?.startTime),
    ...conditionMoments(pod, type => type === 'PodScheduled' || type === 'Initialized'),
    ...containerMoments(pod),
  ]);
}

/** The newest time of any kind that the object carries. */
export function lastMoved(pod: Pod): number | undefined {
  return newest([
    momentOf(pod.metadata.creationTimestamp),
    momentOf(pod.status?.startTime),
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
