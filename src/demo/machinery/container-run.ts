/** What the kubelet knows of one container, and the words it finds for it. */
import type { ContainerState } from '../../kube/pod.ts';
import type { DemoContainer, DemoContainerStatus, Resources } from '../store/objects.ts';
import type { ProbeKind, RunScript } from './images.ts';
import type { Task } from './process.ts';

export type ContainerKind = 'init' | 'sidecar' | 'app' | 'ephemeral';

/** How a container came to its end. */
export interface End {
  readonly exitCode: number;
  readonly signal?: number | undefined;
  readonly reason: string;
  readonly message?: string | undefined;
}

/** What can happen to a container from outside. */
export type ContainerSignal =
  | { readonly type: 'kill'; readonly end: End }
  | { readonly type: 'stop'; readonly graceMs: number }
  | { readonly type: 'probe' };

export interface ContainerRun {
  readonly spec: DemoContainer;
  /** What the node has given it; the manifest may ask for something else by now. */
  resources: Resources | undefined;
  readonly kind: ContainerKind;
  state: ContainerState;
  lastState: ContainerState;
  restarts: number;
  ready: boolean;
  started: boolean | undefined;
  imageID: string;
  containerID: string | undefined;
  /** Image pulls tried so far. */
  pulls: number;
  /** ms of the next restart back-off; 0 before the first. */
  backoff: number;
  /** The first attempt to start it is over: the kubelet turns to the next container. */
  tried: boolean;
  /** What it does at present; undefined while it does not run. */
  script: RunScript | undefined;
  /** A person wants this probe to fail (false) or pass (true). */
  readonly forced: Map<ProbeKind, boolean>;
  task: Task<ContainerSignal> | undefined;
}

export function newContainerRun(spec: DemoContainer, kind: ContainerKind, waiting: string | undefined): ContainerRun {
  return {
    spec,
    resources: spec.resources,
    kind,
    state: waiting === undefined ? {} : { waiting: { reason: waiting } },
    lastState: {},
    restarts: 0,
    ready: false,
    started: undefined,
    imageID: '',
    containerID: undefined,
    pulls: 0,
    backoff: 0,
    tried: false,
    script: undefined,
    forced: new Map(),
    task: undefined,
  };
}

/** Takes over a container as a restarted kubelet does: from what was written about it. */
export function adoptContainerRun(spec: DemoContainer, kind: ContainerKind, status: DemoContainerStatus): ContainerRun {
  return {
    ...newContainerRun(spec, kind, undefined),
    resources: status.resources ?? spec.resources,
    state: status.state,
    lastState: status.lastState,
    restarts: status.restartCount,
    ready: status.ready,
    started: status.started,
    imageID: status.imageID,
    containerID: status.containerID,
    backoff: status.restartCount === 0 ? 0 : Math.min(300_000, 10_000 * 2 ** Math.min(status.restartCount - 1, 10)),
    tried: true,
  };
}

export function containerStatus(run: ContainerRun): DemoContainerStatus {
  const { spec } = run;
  return {
    name: spec.name,
    state: run.state,
    lastState: run.lastState,
    ready: run.ready,
    restartCount: run.restarts,
    image: spec.image,
    imageID: run.imageID,
    ...(run.containerID === undefined ? {} : { containerID: run.containerID }),
    ...(run.kind === 'ephemeral' ? {} : { started: run.started ?? false }),
    ...(run.resources?.requests ? { allocatedResources: run.resources.requests } : {}),
    ...(run.resources && run.state.running ? { resources: run.resources } : {}),
    ...(spec.volumeMounts ? { volumeMounts: spec.volumeMounts } : {}),
  };
}

export const isDone = (run: ContainerRun): boolean => run.state.terminated?.exitCode === 0;
/** Reason of an end by its exit code, as the runtime gives it. */
export const endReason = (exitCode: number): string => (exitCode === 0 ? 'Completed' : 'Error');

/** `spec.containers{app}`, as events point at a container. */
export function fieldPath({ spec, kind }: ContainerRun): string {
  const list = {
    app: 'containers',
    init: 'initContainers',
    sidecar: 'initContainers',
    ephemeral: 'ephemeralContainers',
  };
  return `spec.${list[kind]}{${spec.name}}`;
}

/** Go's text of a duration of whole seconds: `10s`, `1m20s`, `5m0s`. */
export function goDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}
