import { int32, list, object } from '../../kube/foreign.ts';
import type { ContainerStatus, Pod } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';

export function newest(moments: Iterable<number | undefined>): number | undefined {
  let latest: number | undefined;
  for (const moment of moments) if (moment !== undefined && (latest === undefined || moment > latest)) latest = moment;
  return latest;
}

/** The objects of a list that may be anything; the list itself when it holds nothing else. */
export function objectsOf<T extends object>(value: readonly T[] | null | undefined): readonly T[] {
  const items = list(value);
  // A loop, and no copy where none is needed: this is asked several times for every event.
  for (let i = 0; i < items.length; i++)
    if (object(items[i]) === undefined) return items.filter(item => object(item) !== undefined) as T[];
  return items as readonly T[];
}

/** Statuses of all containers in the order in which the pod runs them: init and sidecar, app, ephemeral. */
export function containerStatusesOf({ status }: Pod): readonly ContainerStatus[] {
  const init = objectsOf(status?.initContainerStatuses);
  const app = objectsOf(status?.containerStatuses);
  const ephemeral = objectsOf(status?.ephemeralContainerStatuses);
  return init.length === 0 && ephemeral.length === 0 ? app : [...init, ...app, ...ephemeral];
}

/** When somebody asked for the deletion: the API server sets deletionTimestamp to the end of the grace period. */
export function deletionAskedAt(pod: Pod): number | undefined {
  const due = parseTime(pod.metadata.deletionTimestamp);
  return due === undefined ? undefined : due - 1000 * int32(pod.metadata.deletionGracePeriodSeconds);
}

/** The newest of these times and of those of the containers and of the conditions that count. */
function newestIn(pod: Pod, first: number | undefined, counts: (type: string) => boolean): number | undefined {
  let latest = first ?? Number.NEGATIVE_INFINITY;
  let read: unknown;
  const take = (time: unknown): void => {
    // Many are of the same moment, and stand side by side.
    if (time === undefined || time === read) return;
    read = time;
    const moment = parseTime(time);
    if (moment !== undefined && moment > latest) latest = moment;
  };
  take(pod.metadata.creationTimestamp);
  take(pod.status?.startTime);
  for (const { type, lastTransitionTime } of objectsOf(pod.status?.conditions))
    if (counts(type)) take(lastTransitionTime);
  for (const { state, lastState } of containerStatusesOf(pod)) {
    take(state?.running?.startedAt);
    take(state?.terminated?.startedAt);
    take(state?.terminated?.finishedAt);
    take(lastState?.terminated?.finishedAt);
  }
  return latest === Number.NEGATIVE_INFINITY ? undefined : latest;
}

const isOfWord = (type: string): boolean => type === 'PodScheduled' || type === 'Initialized';
const isAny = (): boolean => true;

/**
 * The cluster's time of the last thing that can have moved the STATUS word, as far as the object tells. Readiness does not
 * move the word, and waiting reasons carry no time of their own, so the word may be younger than this: an estimate.
 */
export function wordMovedAt(pod: Pod): number | undefined {
  return deletionAskedAt(pod) ?? newestIn(pod, undefined, isOfWord);
}

/** The newest time of any kind that the object carries. */
export function lastMoved(pod: Pod): number | undefined {
  return newestIn(pod, deletionAskedAt(pod), isAny);
}

/** The cluster's time of the change from `before` to `after`; undefined when no time in the object moved. */
export function movedAt(before: Pod, after: Pod): number | undefined {
  const was = lastMoved(before);
  const is = lastMoved(after);
  return is !== undefined && (was === undefined || is > was) ? is : undefined;
}
