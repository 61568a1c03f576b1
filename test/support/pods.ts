import type {
  Container,
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  ObjectMeta,
  Pod,
  PodCondition,
  PodSpec,
  PodStatus,
} from '../../src/kube/pod.ts';

/** When the pods of tests were created, unless they say otherwise. */
export const CREATED = '2026-01-01T00:00:00Z';

/** A container's state, or its whole status; its name and image where they matter. */
export type ContainerSketch = ContainerState | (Partial<ContainerStatus> & { readonly sidecar?: boolean });

export interface PodSketch {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly phase?: string;
  readonly node?: string;
  readonly ip?: string;
  readonly reason?: string;
  readonly message?: string;
  /** A container that is running is ready unless it says otherwise. */
  readonly containers?: readonly ContainerSketch[];
  readonly init?: readonly ContainerSketch[];
  /** `{ Ready: 'True' }`, or with reason and times. */
  readonly conditions?: Readonly<Record<string, string | Partial<PodCondition>>>;
  /** RFC 3339 of `metadata.deletionTimestamp`. */
  readonly deleting?: string;
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: Partial<PodSpec>;
  readonly status?: Partial<PodStatus>;
}

/** A pod that is well: one running container, ready. What the sketch says replaces what it would be. */
export function pod(sketch: PodSketch = {}): Pod {
  const name = sketch.name ?? 'web-0';
  const init = sketch.init ?? [];
  const containers = sketch.containers ?? [running()];
  const conditions = sketch.conditions ?? { PodScheduled: 'True', Initialized: 'True', Ready: 'True' };
  const ip = sketch.ip ?? '10.244.0.5';
  return {
    metadata: {
      name,
      namespace: sketch.namespace ?? 'default',
      uid: sketch.uid ?? `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: CREATED,
      ...(sketch.deleting === undefined ? {} : { deletionTimestamp: sketch.deleting, deletionGracePeriodSeconds: 30 }),
      ...sketch.metadata,
    },
    spec: {
      nodeName: sketch.node ?? 'node-1',
      restartPolicy: 'Always',
      containers: containers.map((each, index) => containerSpec(each, `app-${index}`)),
      ...(init.length === 0 ? {} : { initContainers: init.map((each, index) => containerSpec(each, `init-${index}`)) }),
      ...sketch.spec,
    },
    status: {
      phase: sketch.phase ?? 'Running',
      ...(sketch.reason === undefined ? {} : { reason: sketch.reason }),
      ...(sketch.message === undefined ? {} : { message: sketch.message }),
      ...(ip === '' ? {} : { podIP: ip, podIPs: [{ ip }] }),
      hostIP: '192.168.49.2',
      startTime: CREATED,
      qosClass: 'BestEffort',
      conditions: Object.entries(conditions).map(([type, given]) => condition(type, given)),
      ...(init.length === 0
        ? {}
        : { initContainerStatuses: init.map((each, index) => containerStatus(each, `init-${index}`)) }),
      containerStatuses: containers.map((each, index) => containerStatus(each, `app-${index}`)),
      ...sketch.status,
    },
  };
}

export function waiting(reason?: string, message?: string): ContainerState {
  return { waiting: { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) } };
}

export function running(startedAt = CREATED): ContainerState {
  return { running: { startedAt } };
}

/** `terminated('OOMKilled', 137)`; without a reason the exit code speaks. */
export function terminated(
  reason: string | undefined,
  exitCode = 0,
  more: Partial<ContainerStateTerminated> = {},
): ContainerState {
  return {
    terminated: {
      exitCode,
      ...(reason === undefined ? {} : { reason }),
      startedAt: CREATED,
      finishedAt: CREATED,
      ...more,
    },
  };
}

function containerSpec(sketch: ContainerSketch, name: string): Container {
  const named = 'name' in sketch ? sketch.name : undefined;
  const sidecar = 'sidecar' in sketch && sketch.sidecar === true;
  return { name: named ?? name, image: 'busybox:1.36', ...(sidecar ? { restartPolicy: 'Always' } : {}) };
}

function containerStatus(sketch: ContainerSketch, name: string): ContainerStatus {
  const { sidecar: _, ...given } = isState(sketch) ? { state: sketch, sidecar: false } : sketch;
  const isRunning = given.state?.running !== undefined;
  return {
    name,
    ready: isRunning,
    started: isRunning,
    restartCount: 0,
    image: 'busybox:1.36',
    imageID: '',
    state: {},
    lastState: {},
    ...given,
  };
}

function isState(sketch: ContainerSketch): sketch is ContainerState {
  return 'waiting' in sketch || 'running' in sketch || 'terminated' in sketch;
}

function condition(type: string, given: string | Partial<PodCondition>): PodCondition {
  const more = typeof given === 'string' ? { status: given } : given;
  return { type, status: 'True', lastProbeTime: null, lastTransitionTime: CREATED, ...more };
}
