import type { ContainerStatus, Pod } from '../../src/kube/pod.ts';

const time = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

export interface PodWish {
  readonly namespace?: string;
  readonly node?: string;
  readonly ip?: string;
  /** ms since the epoch. */
  readonly created: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: string;
  readonly phase?: string;
  readonly image?: string;
  readonly containers?: readonly ContainerStatus[];
  readonly message?: string;
}

/** A pod as a cluster would show it; the uid is the name unless told otherwise. */
export function pod(name: string, wish: PodWish, uid = name): Pod {
  const { created, containers = [running('app', created + 2000)] } = wish;
  const ready = containers.every(each => each.ready);
  const status = ready ? 'True' : 'False';
  const since = time(created + 3000);
  const [kind, owner] = wish.owner?.split('/') ?? [];
  return {
    metadata: {
      name,
      namespace: wish.namespace ?? 'default',
      uid,
      creationTimestamp: time(created),
      labels: wish.labels ?? { app: name.replace(/-[^-]*$/, '') },
      ...(kind ? { ownerReferences: [{ kind, name: owner!, uid: owner!, controller: true }] } : {}),
    },
    spec: {
      nodeName: wish.node ?? 'node-1',
      serviceAccountName: 'default',
      restartPolicy: 'Always',
      containers: containers.map(each => ({ name: each.name, image: each.image ?? 'registry.example/app:1.4' })),
    },
    status: {
      phase: wish.phase ?? 'Running',
      qosClass: 'Burstable',
      startTime: time(created + 1000),
      hostIP: '10.0.0.11',
      podIP: wish.ip ?? '10.244.1.7',
      podIPs: [{ ip: wish.ip ?? '10.244.1.7' }],
      ...(wish.message ? { message: wish.message } : {}),
      conditions: [
        { type: 'Initialized', status: 'True', lastTransitionTime: time(created + 1000) },
        { type: 'Ready', status, lastTransitionTime: since, ...(ready ? {} : notReady(containers)) },
        { type: 'ContainersReady', status, lastTransitionTime: since, ...(ready ? {} : notReady(containers)) },
        { type: 'PodScheduled', status: 'True', lastTransitionTime: time(created) },
      ],
      containerStatuses: containers,
    },
  };
}

const notReady = (containers: readonly ContainerStatus[]): { reason: string; message: string } => ({
  reason: 'ContainersNotReady',
  message: `containers with unready status: [${containers
    .filter(each => !each.ready)
    .map(each => each.name)
    .join(' ')}]`,
});

export const running = (name: string, since: number, restarts = 0): ContainerStatus => ({
  name,
  ready: true,
  started: true,
  restartCount: restarts,
  image: `registry.example/${name}:1.4`,
  state: { running: { startedAt: time(since) } },
});
export const waiting = (name: string, reason: string, message?: string): ContainerStatus => ({
  name,
  ready: false,
  started: false,
  restartCount: 0,
  image: `registry.example/${name}:1.4`,
  state: { waiting: { reason, message } },
});
/** Ended with `exitCode` at `at`, after 38 s; waits for its next start. */
export const crashed = (name: string, at: number, restarts: number, exitCode = 1): ContainerStatus => ({
  ...waiting(name, 'CrashLoopBackOff', `back-off 5m0s restarting failed container=${name} pod=web`),
  restartCount: restarts,
  lastState: {
    terminated: {
      exitCode,
      reason: exitCode === 137 ? 'OOMKilled' : 'Error',
      startedAt: time(at - 38_000),
      finishedAt: time(at),
    },
  },
});
export const ended = (name: string, at: number, exitCode = 0): ContainerStatus => ({
  name,
  ready: false,
  restartCount: 0,
  image: `registry.example/${name}:1.4`,
  state: {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: time(at - 60_000),
      finishedAt: time(at),
    },
  },
});
