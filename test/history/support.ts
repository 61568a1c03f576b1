import type { Reader } from '../../src/history/ledger/reader.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';
import type { Deleted, FeedEvent, Updated, Via } from '../../src/kube/feed.ts';
import type { ContainerStatus, Pod, PodCondition } from '../../src/kube/pod.ts';

/** All stories begin here; times in tests are seconds after it. */
export const T0 = Date.parse('2026-03-01T12:00:00Z');
export const at = (seconds: number): number => T0 + seconds * 1000;
export const stamp = (seconds: number): string => new Date(at(seconds)).toISOString().replace('.000Z', 'Z');

export interface PodSketch {
  readonly uid?: string;
  readonly name?: string;
  readonly createdAt?: number;
  readonly phase?: string;
  readonly reason?: string;
  readonly conditions?: readonly PodCondition[];
  readonly containers?: readonly ContainerStatus[];
  readonly init?: readonly ContainerStatus[];
  readonly deletion?: { readonly asked: number; readonly grace: number };
  readonly finalizers?: readonly string[];
  readonly version?: string;
  readonly node?: string;
}

export function pod(sketch: PodSketch = {}): Pod {
  const { uid = 'uid-1', name = 'web-0', createdAt = 0, deletion } = sketch;
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid,
      resourceVersion: sketch.version,
      creationTimestamp: stamp(createdAt),
      ...(deletion && {
        deletionTimestamp: stamp(deletion.asked + deletion.grace),
        deletionGracePeriodSeconds: deletion.grace,
      }),
      finalizers: sketch.finalizers,
    },
    spec: {
      nodeName: sketch.node,
      containers: (sketch.containers ?? [{ name: 'app' }]).map(({ name }) => ({ name })),
      initContainers: sketch.init?.map(({ name }) => ({ name })),
    },
    status: {
      phase: sketch.phase ?? 'Pending',
      reason: sketch.reason,
      conditions: sketch.conditions,
      containerStatuses: sketch.containers,
      initContainerStatuses: sketch.init,
    },
  };
}

export const waiting = (reason: string, message?: string): ContainerStatus['state'] => ({
  waiting: { reason, message },
});
export const running = (since: number): ContainerStatus['state'] => ({ running: { startedAt: stamp(since) } });
export const terminated = (
  from: number,
  to: number,
  exitCode = 0,
  reason = exitCode === 0 ? 'Completed' : 'Error',
) => ({
  terminated: { startedAt: stamp(from), finishedAt: stamp(to), exitCode, reason },
});
export const container = (state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: 'app',
  ready: state?.running !== undefined,
  restartCount: 0,
  state,
  ...more,
});
export const condition = (type: string, status: string, since: number, reason?: string): PodCondition => ({
  type,
  status,
  lastTransitionTime: stamp(since),
  reason,
});

export const added = (after: Pod, seconds: number, via: Via = 'watch'): FeedEvent => ({
  type: 'Added',
  after,
  via,
  receivedAt: at(seconds),
});
export const updated = (before: Pod, after: Pod, seconds: number, via: Via = 'watch'): Updated<Pod> => ({
  type: 'Updated',
  before,
  after,
  via,
  receivedAt: at(seconds),
});
export const deleted = (before: Pod, last: Pod, seconds: number, via: Via = 'watch'): Deleted<Pod> => ({
  type: 'Deleted',
  before,
  last,
  via,
  receivedAt: at(seconds),
});
export const synced = (seconds: number, count = 0): FeedEvent => ({ type: 'Synced', count, receivedAt: at(seconds) });
export const gap = (from: number, to: number): FeedEvent => ({
  type: 'Gap',
  from: at(from),
  to: at(to),
  reason: 'connection reset',
});

/** A transition as a person reads it: `12s status Pending -> Running (lasted 11s)`. */
export function told(one: Transition): string {
  const seconds = (ms: number) => `${ms / 1000}s`;
  const lasted = one.lasted && `(lasted ${one.lasted.atLeast ? '>=' : ''}${seconds(one.lasted.ms)})`;
  return [
    seconds(one.receivedAt - T0),
    one.certainty === 'seen' ? undefined : one.certainty,
    one.subject,
    one.part,
    `${one.from ?? '·'} -> ${one.to ?? '·'}`,
    lasted,
    one.clusterAt === undefined ? undefined : `@${seconds(one.clusterAt - T0)}`,
    one.missed === undefined ? undefined : `missed ${one.missed}`,
  ]
    .filter(part => part !== undefined)
    .join(' ');
}

/** Stands in for the status engine. */
export const reader: Reader = {
  row: pod => {
    const statuses = pod.status?.containerStatuses ?? [];
    const word = statuses.map(one => one.state?.waiting?.reason ?? one.state?.terminated?.reason).find(Boolean);
    return {
      uid: pod.metadata.uid,
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      ready: { count: statuses.filter(one => one.ready).length, total: pod.spec?.containers?.length ?? 0 },
      status: pod.metadata.deletionTimestamp ? 'Terminating' : (word ?? pod.status?.phase ?? 'Unknown'),
      phase: pod.status?.phase ?? '',
      restarts: { count: 0, lastAt: undefined },
      createdAt: undefined,
      ip: undefined,
      node: pod.spec?.nodeName,
      nominatedNode: undefined,
      readinessGates: undefined,
    };
  },
  severity: () => 'progressing',
};
