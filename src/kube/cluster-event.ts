import { at, isObject, numberAt, textAt, timeAt } from './json.ts';

/**
 * One Event of the cluster, from either API: core/v1 and events.k8s.io/v1 show the same stored object under other names.
 * `count`, `firstAt` and `lastAt` speak for the whole series; times are ms since the epoch of the cluster's clock.
 */
export interface ClusterEvent {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly namespace: string;
  /** The Event's own name. */
  readonly name: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
  /** Who says so, and on which node: `kubelet, node-1`. */
  readonly source: string;
  /** What it is about. */
  readonly regarding: EventSubject;
}

export interface EventSubject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `spec.containers{app}`, or empty. */
  readonly fieldPath: string;
}

/** The Event in a JSON object of either API; undefined when it is none. Any missing field has an empty value. */
export function readEvent(value: unknown): ClusterEvent | undefined {
  const uid = textAt(value, 'metadata', 'uid');
  if (uid === '') return undefined;
  const about = [at(value, 'involvedObject'), at(value, 'regarding')].find(isObject);
  const times = [
    timeAt(value, 'firstTimestamp'),
    timeAt(value, 'deprecatedFirstTimestamp'),
    timeAt(value, 'eventTime'),
    timeAt(value, 'metadata', 'creationTimestamp'),
  ].filter(each => each !== undefined);
  const ends = [
    timeAt(value, 'series', 'lastObservedTime'),
    timeAt(value, 'lastTimestamp'),
    timeAt(value, 'deprecatedLastTimestamp'),
    ...times,
  ].filter(each => each !== undefined);
  return {
    uid,
    resourceVersion: textAt(value, 'metadata', 'resourceVersion'),
    namespace: textAt(value, 'metadata', 'namespace'),
    name: textAt(value, 'metadata', 'name'),
    type: textAt(value, 'type') === 'Warning' ? 'Warning' : 'Normal',
    reason: textAt(value, 'reason'),
    message: (textAt(value, 'message') || textAt(value, 'note')).trimEnd(),
    count: numberAt(value, 'series', 'count') ?? numberAt(value, 'count') ?? numberAt(value, 'deprecatedCount') ?? 1,
    firstAt: times[0],
    lastAt: ends.length === 0 ? undefined : Math.max(...ends),
    source: sourceOf(value),
    regarding: {
      kind: textAt(about, 'kind'),
      namespace: textAt(about, 'namespace'),
      name: textAt(about, 'name'),
      uid: textAt(about, 'uid'),
      fieldPath: textAt(about, 'fieldPath'),
    },
  };
}

/** The container that an event is about, by its field path; empty when it is about the pod. */
export function containerOf(event: ClusterEvent): string {
  return /^spec\.\w+\{(.*)\}$/.exec(event.regarding.fieldPath)?.[1] ?? '';
}

function sourceOf(value: unknown): string {
  const component =
    textAt(value, 'reportingComponent') ||
    textAt(value, 'reportingController') ||
    textAt(value, 'source', 'component') ||
    textAt(value, 'deprecatedSource', 'component');
  const host = textAt(value, 'source', 'host') || textAt(value, 'deprecatedSource', 'host');
  return [component, host].filter(Boolean).join(', ');
}
