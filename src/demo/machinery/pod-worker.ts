/** The kubelet's worker for one pod: starts its containers in order, writes its status, and sees it to its end. */
import type { Clock } from '../../kube/clock.ts';
import { removeObject } from '../store/delete-object.ts';
import { KUBELET } from '../store/managed-fields.ts';
import { type DemoContainer, type DemoContainerStatus, type DemoPod, wireTime } from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { containerLife, type Host } from './container-life.ts';
import {
  adoptContainerRun,
  type ContainerKind,
  type ContainerRun,
  type End,
  endReason,
  isDone,
  newContainerRun,
} from './container-run.ts';
import type { Recorder } from './events.ts';
import { type ImageScripts, scriptFor } from './images.ts';
import { type ResizeState, resizeMessage, wantsResize } from './pod-resize.ts';
import { podStatus } from './pod-status.ts';
import { type Process, Task } from './process.ts';

/** What all workers of a cluster share. */
export interface Kubelet {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ResourceLog;
  readonly scripts: ImageScripts;
  recorder(node: string): Recorder;
  hostIP(node: string): string;
  nextPodIP(node: string): string;
  /** Why the node cannot give the pod what it asks for; undefined when it can. */
  resizeRefusal(pod: DemoPod): ResizeState | undefined;
  /** Whether the node can still talk to the API server; nothing is written while it cannot. */
  connected(node: string): boolean;
}

type Nudge = 'progress' | 'stop';

/** From binding to the first status that the kubelet writes. */
const FIRST_SYNC_MS = 800;
/** From the decision to resize until the runtime has done it. */
const RESIZE_MS = 1_500;

export class PodWorker implements Host {
  readonly clock: Clock;
  readonly random: Random;
  readonly containers: ContainerRun[];
  readonly #kubelet: Kubelet;
  readonly #namespace: string;
  readonly #name: string;
  readonly #node: string;
  readonly #record: Recorder;
  #pod: DemoPod;
  #podIP: string | undefined;
  #sandboxReady = false;
  #verdict: { reason: string; message: string } | undefined;
  /** The first pass over the containers: the kubelet writes nothing before it is through. */
  #starting = false;
  #stopping = false;
  #stopped = false;
  #resize: ResizeState | undefined;
  #task: Task<Nudge> | undefined;

  /** Takes the pod over where its status stands: at the beginning, or in the middle of its life. */
  constructor(kubelet: Kubelet, pod: DemoPod) {
    this.#kubelet = kubelet;
    this.clock = kubelet.clock;
    this.random = kubelet.random;
    this.#pod = pod;
    this.#namespace = pod.metadata.namespace ?? 'default';
    this.#name = pod.metadata.name;
    this.#node = pod.spec.nodeName!;
    this.#record = kubelet.recorder(this.#node);
    this.#podIP = pod.status.podIP;
    this.#sandboxReady = this.#podIP !== undefined;
    this.containers = containersOf(pod);
  }

  get uid(): string {
    return this.#pod.metadata.uid;
  }

  begin(): void {
    this.#task = new Task(this.clock, this.#life());
  }

  /** The object changed through the API. */
  observe(pod: DemoPod): void {
    const before = this.#pod;
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp != null) {
      this.#terminate(pod.metadata.deletionGracePeriodSeconds ?? 30);
      return;
    }
    if (pod.spec === before.spec) return;
    this.resize();
    for (const spec of pod.spec.ephemeralContainers ?? []) {
      if (this.containers.some(run => run.spec.name === spec.name)) continue;
      const run = newContainerRun(spec, 'ephemeral', 'ContainerCreating');
      this.containers.push(run);
      this.#launch(run);
    }
  }

  /** Gives the containers what the manifest asks for, as soon as the node has it. */
  resize(): void {
    if (this.#stopping || this.#resize?.type === 'PodResizeInProgress') return;
    if (!wantsResize(this.#pod, this.containers)) {
      if (this.#resize) this.#resized(undefined);
      return;
    }
    const refusal = this.#kubelet.resizeRefusal(this.#pod);
    if (refusal) {
      const { reason = '', message } = refusal;
      if (message === this.#resize?.message) return;
      this.#record(this.#pod, 'Warning', `Resize${reason}`, resizeMessage(`Pod resize ${reason}`, this.#pod, message));
      this.#resized(refusal);
      return;
    }
    this.#record(this.#pod, 'Normal', 'ResizeStarted', resizeMessage('Pod resize started', this.#pod));
    this.#resized({ type: 'PodResizeInProgress' });
    this.clock.after(RESIZE_MS, () => {
      for (const { name, resources } of [...this.#pod.spec.containers, ...(this.#pod.spec.initContainers ?? [])]) {
        const run = this.containers.find(({ spec }) => spec.name === name);
        if (run) run.resources = resources;
      }
      this.#record(this.#pod, 'Normal', 'ResizeCompleted', resizeMessage('Pod resize completed', this.#pod));
      this.#resized(undefined);
    });
  }

  #resized(state: ResizeState | undefined): void {
    this.#resize = state;
    this.sync();
  }

  /** The pod is gone from the API, or from this node. */
  drop(): void {
    this.#stopping = true;
    this.#task?.stop();
    for (const run of this.containers) run.task?.stop();
  }

  /** Ends the process of a container at once; it restarts as its policy says. False when it does not run. */
  kill(container: string, end: End): boolean {
    const run = this.containers.find(({ spec }) => spec.name === container);
    if (!run?.state.running) return false;
    run.task?.signal({ type: 'kill', end });
    return true;
  }

  /** SIGTERM to process 1, which takes its time to end. False when the container does not run. */
  interrupt(container: string): boolean {
    const run = this.containers.find(({ spec }) => spec.name === container);
    if (!run?.state.running) return false;
    const { stops = 1, stopCode = 0 } = run.script ?? {};
    if (stops === 'ignores') return true;
    const id = run.containerID;
    this.clock.after(stops * 1000, () => {
      if (run.containerID === id) this.kill(container, { exitCode: stopCode, reason: endReason(stopCode) });
    });
    return true;
  }

  forceProbe(container: string, kind: 'startup' | 'readiness' | 'liveness', passes: boolean): boolean {
    const run = this.containers.find(({ spec }) => spec.name === container);
    if (run?.spec[`${kind}Probe`] === undefined) return false;
    run.forced.set(kind, passes);
    run.task?.signal({ type: 'probe' });
    return true;
  }

  /** The kubelet ends the pod itself: phase Failed with this reason. Its object stays. */
  evict(reason: string, message: string, event: string): void {
    this.#record(this.#pod, 'Warning', event, message);
    this.#verdict = { reason, message };
    this.#terminate(0);
  }

  // What a container needs of its pod.
  pod = (): DemoPod => this.#pod;
  podIP = (): string => this.#podIP ?? '';
  terminating = (): boolean => this.#stopping;
  script = (run: ContainerRun) => scriptFor(run.spec, this.#kubelet.scripts);
  event: Host['event'] = (type, reason, message, run) => {
    const list = {
      app: 'containers',
      init: 'initContainers',
      sidecar: 'initContainers',
      ephemeral: 'ephemeralContainers',
    };
    this.#record(this.#pod, type, reason, message, `spec.${list[run.kind]}{${run.spec.name}}`);
  };

  sync = (): void => {
    if (!this.#starting) this.#write();
    this.#task?.signal('progress');
  };

  missingConfig = (run: ContainerRun): string | undefined => {
    const { log } = this.#kubelet;
    for (const { valueFrom } of run.spec.env ?? []) {
      for (const [resource, kind, ref] of [
        ['configmaps', 'configmap', valueFrom?.configMapKeyRef],
        ['secrets', 'secret', valueFrom?.secretKeyRef],
      ] as const) {
        if (ref === undefined || ref.optional) continue;
        const found = log.get(resource, this.#namespace, ref.name) as { data?: Record<string, string> } | undefined;
        if (found === undefined) return `${kind} "${ref.name}" not found`;
        const title = kind === 'secret' ? 'Secret' : 'ConfigMap';
        if (!(ref.key in (found.data ?? {})))
          return `couldn't find key ${ref.key} in ${title} ${this.#namespace}/${ref.name}`;
      }
    }
    return undefined;
  };

  *#life(): Process<Nudge> {
    const adopted = this.#pod.status.startTime !== undefined;
    if (!adopted) {
      yield* this.#pause(FIRST_SYNC_MS);
      this.#write();
      yield* this.#pause(200);
      this.#podIP = this.#kubelet.nextPodIP(this.#node);
      this.#sandboxReady = true;
    }
    for (const run of this.containers.filter(({ kind }) => kind === 'init' || kind === 'sidecar')) {
      if (!isDone(run)) this.#launch(run);
      while (!(run.kind === 'init' ? isDone(run) : run.started)) {
        if (this.#initFailedForGood(run)) return this.#write();
        yield Number.POSITIVE_INFINITY;
      }
    }
    this.#starting = !adopted;
    for (const run of this.containers.filter(({ kind }) => kind === 'app')) {
      this.#launch(run);
      while (!run.tried) yield Number.POSITIVE_INFINITY;
    }
    this.#starting = false;
    this.#write();
    for (const run of this.containers.filter(({ kind }) => kind === 'ephemeral')) this.#launch(run);
    while (!this.#isOver()) yield Number.POSITIVE_INFINITY;
    this.#stopSidecars();
  }

  *#pause(ms: number): Process<Nudge> {
    const until = this.clock.now() + ms;
    while (this.clock.now() < until) yield until - this.clock.now();
  }

  #launch(run: ContainerRun): void {
    if (this.#stopping || run.task !== undefined) return;
    const { terminated } = run.state;
    if (terminated && (run.kind === 'ephemeral' || this.#pod.spec.restartPolicy === 'Never')) return;
    if (terminated?.exitCode === 0 && this.#pod.spec.restartPolicy === 'OnFailure') return;
    run.task = new Task(this.clock, containerLife(run, this));
  }

  #initFailedForGood(run: ContainerRun): boolean {
    return (
      run.kind === 'init' &&
      run.state.terminated !== undefined &&
      this.#pod.spec.restartPolicy === 'Never' &&
      !isDone(run)
    );
  }

  #isOver(): boolean {
    return this.containers
      .filter(({ kind }) => kind === 'app')
      .every(run => run.task?.over === true && run.state.terminated !== undefined);
  }

  /** Sidecars outlive the containers they serve, but not for ever. */
  #stopSidecars(): void {
    this.#stopping = true;
    const graceMs = (this.#pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
    for (const run of this.containers) if (run.kind === 'sidecar') run.task?.signal({ type: 'stop', graceMs });
  }

  #terminate(graceSeconds: number): void {
    if (!this.#stopping) {
      this.#stopping = true;
      this.#starting = false;
      this.#task?.stop();
      for (const run of this.containers) {
        if (run.state.running) this.event('Normal', 'Killing', `Stopping container ${run.spec.name}`, run);
        else run.task?.stop();
      }
    }
    for (const run of this.containers) {
      if (run.state.running) run.task?.signal({ type: 'stop', graceMs: graceSeconds * 1000 });
    }
    this.#endIfStopped();
  }

  #endIfStopped(): void {
    if (this.#stopped || this.containers.some(run => run.state.running)) return;
    this.#stopped = true;
    this.clock.after(300, () => {
      // Of a pod that never ran, nothing is left to tell.
      if (this.containers.some(({ state }) => state.terminated) || this.#verdict) this.#write();
      if (this.#pod.metadata.deletionTimestamp != null) this.#release();
    });
  }

  /** Tells the API server that nothing runs any more: the object goes, unless a finalizer holds it. */
  #release(): void {
    const { log } = this.#kubelet;
    const current = this.#current();
    if (current === undefined || !this.#kubelet.connected(this.#node)) return;
    removeObject(log, this.clock, 'pods', current, { gracePeriodSeconds: 0 });
  }

  #current(): DemoPod | undefined {
    const current = this.#kubelet.log.get('pods', this.#namespace, this.#name) as DemoPod | undefined;
    return current?.metadata.uid === this.uid ? current : undefined;
  }

  #write(): void {
    if (!this.#kubelet.connected(this.#node)) return;
    const current = this.#current();
    if (current === undefined) return;
    if (current.metadata.deletionTimestamp != null && !this.#stopped) this.#endIfStopped();
    const status = podStatus(current, this.#knowledge(), wireTime(this.clock.now()));
    if (JSON.stringify(status) === JSON.stringify(current.status)) return;
    this.#pod = { ...current, status };
    this.#pod = this.#kubelet.log.update('pods', this.#pod, KUBELET) as DemoPod;
  }

  #knowledge() {
    return {
      containers: this.containers,
      sandboxReady: this.#sandboxReady && !this.#stopped,
      hostIP: this.#kubelet.hostIP(this.#node),
      podIP: this.#podIP,
      verdict: this.#verdict,
      stopped: this.#stopped,
      resize: this.#resize,
    };
  }
}

function containersOf(pod: DemoPod): ContainerRun[] {
  const { spec, status } = pod;
  const hasInit = (spec.initContainers ?? []).length > 0;
  const waiting = hasInit ? 'PodInitializing' : 'ContainerCreating';
  const make = (
    list: readonly DemoContainer[] | undefined,
    known: readonly DemoContainerStatus[] | undefined,
    kindOf: (spec: DemoContainer) => ContainerKind,
  ) =>
    (list ?? []).map(container => {
      const old = known?.find(({ name }) => name === container.name);
      const kind = kindOf(container);
      return old === undefined ? newContainerRun(container, kind, waiting) : adoptContainerRun(container, kind, old);
    });
  return [
    ...make(spec.initContainers, status.initContainerStatuses, ({ restartPolicy }) =>
      restartPolicy === 'Always' ? 'sidecar' : 'init',
    ),
    ...make(spec.containers, status.containerStatuses, () => 'app'),
    ...make(spec.ephemeralContainers, status.ephemeralContainerStatuses, () => 'ephemeral'),
  ];
}
