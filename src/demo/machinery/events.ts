/** Events as the components of a cluster write them: repeated ones are counted, not multiplied. */
import type { Clock } from '../../kube/clock.ts';
import { type KubeObject, wireMicroTime, wireTime } from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';

export interface EventSource {
  readonly component: string;
  readonly host?: string | undefined;
}

export type Recorder = (
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  /** `spec.containers{app}` */
  fieldPath?: string,
) => void;

/** As long as a real API server keeps them. */
const TIME_TO_LIVE_MS = 3_600_000;

/** All recorders of one cluster share `log`; each component has its own. */
export function eventRecorder(log: ResourceLog, clock: Clock, random: Random, source: EventSource): Recorder {
  const names = new Map<string, string>();
  return (about, type, reason, message, fieldPath) => {
    const { metadata } = about;
    const namespace = metadata.namespace ?? 'default';
    const key = [metadata.uid, type, reason, message, fieldPath].join('\n');
    const known = names.get(key);
    const before = known === undefined ? undefined : log.get('events', namespace, known);
    const time = wireTime(clock.now());
    if (before !== undefined) {
      const { count } = before as unknown as { count: number };
      log.update('events', { ...before, count: count + 1, lastTimestamp: time } as KubeObject);
      return;
    }
    const name = `${metadata.name}.${random.hex(16)}`;
    names.set(key, name);
    log.create(
      'events',
      eventObject({ about, namespace, name, type, reason, message, fieldPath, source, time, clock }),
    );
    clock.after(TIME_TO_LIVE_MS, () => {
      names.delete(key);
      log.remove('events', namespace, name);
    });
  };
}

function eventObject(given: {
  about: KubeObject;
  namespace: string;
  name: string;
  type: string;
  reason: string;
  message: string;
  fieldPath: string | undefined;
  source: EventSource;
  time: string;
  clock: Clock;
}): KubeObject {
  const { about, source, time } = given;
  // The scheduler already writes events.k8s.io/v1, where the time is `eventTime` and there is no count.
  const scheduler = source.component === 'default-scheduler';
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: given.name, namespace: given.namespace } as KubeObject['metadata'],
    involvedObject: {
      kind: about.kind,
      namespace: about.metadata.namespace,
      name: about.metadata.name,
      uid: about.metadata.uid,
      apiVersion: about.apiVersion,
      resourceVersion: about.metadata.resourceVersion,
      fieldPath: given.fieldPath,
    },
    reason: given.reason,
    message: given.message,
    source: scheduler ? {} : source,
    firstTimestamp: scheduler ? null : time,
    lastTimestamp: scheduler ? null : time,
    ...(scheduler ? {} : { count: 1 }),
    type: given.type,
    eventTime: scheduler ? wireMicroTime(given.clock.now()) : null,
    ...(scheduler ? { action: ACTIONS[given.reason] ?? 'Scheduling' } : {}),
    reportingComponent: source.component,
    reportingInstance: source.host ?? (scheduler ? 'default-scheduler-demo' : ''),
  } as KubeObject;
}

/** What the scheduler was doing when it had to say something. */
const ACTIONS: Readonly<Record<string, string>> = { Scheduled: 'Binding', Preempted: 'Preempting' };
