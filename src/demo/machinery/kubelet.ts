/** The kubelets of all nodes: one worker for each pod that is bound, made when there is something to do for it. */
import type { Clock } from '../../kube/clock.ts';
import { type DemoPod, isPod, type KubeObject } from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import type { Change, ResourceLog } from '../store/resource-log.ts';
import { eventRecorder, type Recorder } from './events.ts';
import type { ImageScripts } from './images.ts';
import { type ResizeState, resizeRefusal } from './pod-resize.ts';
import { type Kubelet, PodWorker } from './pod-worker.ts';

export interface KubeletOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ResourceLog;
  readonly scripts: ImageScripts;
  /** Pods that need no worker before they are deleted. */
  readonly asleep: (pod: KubeObject) => boolean;
}

export class Kubelets implements Kubelet {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ResourceLog;
  readonly scripts: ImageScripts;
  readonly #workers = new Map<string, PodWorker>();
  readonly #recorders = new Map<string, Recorder>();
  readonly #asleep: (pod: KubeObject) => boolean;
  readonly #lost = new Set<string>();
  readonly #addresses = new Map<string, number>();
  readonly #unsubscribe: () => void;

  constructor(options: KubeletOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.log = options.log;
    this.scripts = options.scripts;
    this.#asleep = options.asleep;
    this.#unsubscribe = this.log.subscribe('pods', change => this.#observe(change));
  }

  stop(): void {
    this.#unsubscribe();
    for (const worker of this.#workers.values()) worker.drop();
    this.#workers.clear();
  }

  /** The worker of a bound pod; one that nobody has looked after yet is taken over from its status. */
  worker(pod: KubeObject): PodWorker | undefined {
    const known = this.#workers.get(pod.metadata.uid);
    if (known !== undefined || !isPod(pod) || pod.spec.nodeName === undefined || isTerminal(pod)) return known;
    const worker = new PodWorker(this, pod);
    this.#workers.set(worker.uid, worker);
    worker.begin();
    return worker;
  }

  recorder(node: string): Recorder {
    let recorder = this.#recorders.get(node);
    if (recorder === undefined) {
      recorder = eventRecorder(this.log, this.clock, this.random, { component: 'kubelet', host: node });
      this.#recorders.set(node, recorder);
    }
    return recorder;
  }

  hostIP(node: string): string {
    const found = this.log.get('nodes', undefined, node)?.status as { addresses?: { address: string }[] } | undefined;
    return found?.addresses?.[0]?.address ?? '192.168.49.2';
  }

  nextPodIP(node: string): string {
    const used = (this.#addresses.get(node) ?? 1) + 1;
    this.#addresses.set(node, used);
    const subnet = Number(this.hostIP(node).split('.')[3]) || 0;
    return `10.244.${subnet}.${((used - 2) % 250) + 2}`;
  }

  resizeRefusal(pod: DemoPod): ResizeState | undefined {
    const node = this.log.get('nodes', undefined, pod.spec.nodeName ?? '');
    if (node === undefined) return undefined;
    const others = (this.log.all('pods') as DemoPod[]).filter(
      other =>
        other.spec.nodeName === pod.spec.nodeName && other.metadata.uid !== pod.metadata.uid && !isTerminal(other),
    );
    return resizeRefusal(pod, node, others);
  }

  connected(node: string): boolean {
    return !this.#lost.has(node);
  }

  /** Cuts the kubelet of a node off from the API server, or lets it back. */
  setConnected(node: string, connected: boolean): void {
    if (!connected) {
      this.#lost.add(node);
      return;
    }
    this.#lost.delete(node);
    for (const worker of [...this.#workers.values()]) {
      const { spec, metadata } = worker.pod();
      if (spec.nodeName !== node) continue;
      const current = this.log.get('pods', metadata.namespace, metadata.name);
      // What it could not hear while it was cut off.
      if (current && isPod(current) && current.metadata.uid === metadata.uid) worker.observe(current);
      worker.sync();
    }
  }

  #observe({ type, object }: Change): void {
    if (!isPod(object)) return;
    const known = this.#workers.get(object.metadata.uid);
    if (type === 'DELETED') {
      known?.drop();
      this.#workers.delete(object.metadata.uid);
      // Its room may be what another one waits for.
      if (known) for (const worker of this.#workers.values()) worker.resize();
    } else if (known === undefined) {
      if (object.metadata.deletionTimestamp == null && this.#asleep(object)) return;
      const worker = this.worker(object);
      if (worker !== undefined && object.metadata.deletionTimestamp != null) worker.observe(object);
    } else if (this.connected(object.spec.nodeName ?? '')) known.observe(object);
  }
}

const isTerminal = (pod: DemoPod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
