import { at, isObject, type Json, numberAt, textAt, timeAt } from './json.ts';
import type { Share } from './pod-from-json.ts';
import { formatTime } from './time.ts';

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
  return readSharedEvent(value, text => text);
}

/** The same, with texts that repeat in many Events held once. */
export function readSharedEvent(value: unknown, share: Share): ClusterEvent | undefined {
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
    namespace: share(textAt(value, 'metadata', 'namespace')),
    name: textAt(value, 'metadata', 'name'),
    type: textAt(value, 'type') === 'Warning' ? 'Warning' : 'Normal',
    reason: share(textAt(value, 'reason')),
    message: (textAt(value, 'message') || textAt(value, 'note')).trimEnd(),
    count: numberAt(value, 'series', 'count') ?? numberAt(value, 'count') ?? numberAt(value, 'deprecatedCount') ?? 1,
    firstAt: times[0],
    lastAt: ends.length === 0 ? undefined : Math.max(...ends),
    source: share(sourceOf(value)),
    regarding: {
      kind: share(textAt(about, 'kind')),
      namespace: share(textAt(about, 'namespace')),
      name: share(textAt(about, 'name')),
      uid: share(textAt(about, 'uid')),
      fieldPath: share(textAt(about, 'fieldPath')),
    },
  };
}

/** The Event as core/v1 writes it, from which `readEvent` reads the same: for recordings. */
export function eventObject(event: ClusterEvent): Json {
  const { uid, resourceVersion, namespace, name, type, reason, message, count, firstAt, lastAt, regarding } = event;
  const [component = '', host] = event.source.split(', ');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid, resourceVersion },
    involvedObject: regarding,
    ...{ type, reason, message, count },
    firstTimestamp: firstAt === undefined ? undefined : formatTime(firstAt),
    lastTimestamp: lastAt === undefined ? undefined : formatTime(lastAt),
    source: { component, host },
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
