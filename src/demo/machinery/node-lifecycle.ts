/** The node controller: says of a node that does not answer that it is not ready, and of its pods; later it deletes them. */

import type { Clock } from '../../kube/clock.ts';
import { removeObject } from '../store/delete-object.ts';
import { CONTROLLERS_STATUS } from '../store/managed-fields.ts';
import { type DemoPod, type KubeObject, wireTime } from '../store/objects.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { eventRecorder, type Recorder } from './events.ts';
import type { Kubelets } from './kubelet.ts';
import { tolerates } from './scheduler.ts';

/** How long a node may be silent. */
const GRACE_MS = 50_000;
/** What the tolerations that every pod gets allow. */
const EVICT_AFTER_MS = 300_000;
const UNREACHABLE = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' } as const;

interface Condition {
  readonly type: string;
  readonly [field: string]: unknown;
}

export class NodeLifecycle {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #kubelets: Kubelets;
  readonly #record: Recorder;
  readonly #taints: Recorder;
  readonly #timers = new Map<string, () => void>();

  constructor(kubelets: Kubelets) {
    this.#log = kubelets.log;
    this.#clock = kubelets.clock;
    this.#kubelets = kubelets;
    this.#record = eventRecorder(this.#log, this.#clock, kubelets.random, { component: 'node-controller' });
    this.#taints = eventRecorder(this.#log, this.#clock, kubelets.random, { component: 'taint-eviction-controller' });
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
  }

  lose(name: string): boolean {
    if (!this.#log.has('nodes', undefined, name)) return false;
    this.#kubelets.setConnected(name, false);
    this.#after(name, GRACE_MS, () => this.#markLost(name));
    return true;
  }

  find(name: string): boolean {
    const node = this.#log.get('nodes', undefined, name);
    if (node === undefined) return false;
    this.#timers.get(name)?.();
    this.#writeNode(node, 'True', 'KubeletReady', 'kubelet is posting ready status');
    for (const pod of this.#podsOn(name)) this.#setReady(pod, 'True');
    this.#kubelets.setConnected(name, true);
    return true;
  }

  #after(name: string, ms: number, run: () => void): void {
    this.#timers.get(name)?.();
    this.#timers.set(name, this.#clock.after(ms, run));
  }

  #markLost(name: string): void {
    const node = this.#log.get('nodes', undefined, name);
    if (node === undefined) return;
    this.#record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    this.#writeNode(node, 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.');
    for (const pod of this.#podsOn(name)) {
      this.#setReady(pod, 'False');
      this.#record(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    }
    this.#after(name, EVICT_AFTER_MS, () => this.#evict(name));
  }

  #evict(name: string): void {
    for (const pod of this.#podsOn(name)) {
      const forEver = (pod.spec.tolerations ?? []).some(
        row => row.tolerationSeconds === undefined && tolerates([row], UNREACHABLE),
      );
      if (forEver || pod.metadata.deletionTimestamp != null) continue;
      this.#taints(
        pod,
        'Normal',
        'TaintManagerEviction',
        `Marking for deletion Pod ${pod.metadata.namespace}/${pod.metadata.name}`,
      );
      removeObject(this.#log, this.#clock, 'pods', pod);
    }
  }

  #podsOn(name: string): DemoPod[] {
    return (this.#log.all('pods') as DemoPod[]).filter(({ spec }) => spec.nodeName === name);
  }

  /** Only the Ready condition: the kubelet, which knows of the containers, is silent. */
  #setReady(pod: DemoPod, status: 'True' | 'False'): void {
    const containersReady = pod.status.conditions?.find(({ type }) => type === 'ContainersReady')?.status === 'True';
    if (status === 'True' && !containersReady) return;
    const conditions = (pod.status.conditions ?? []).map(condition =>
      condition.type === 'Ready' && condition.status !== status
        ? { ...condition, status, lastTransitionTime: wireTime(this.#clock.now()) }
        : condition,
    );
    this.#log.update('pods', { ...pod, status: { ...pod.status, conditions } } as DemoPod, CONTROLLERS_STATUS);
  }

  #writeNode(node: KubeObject, status: string, reason: string, message: string): void {
    const now = wireTime(this.#clock.now());
    const old = node.status as { readonly conditions: readonly Condition[] };
    const conditions = old.conditions.map(condition =>
      condition.type === 'Ready' ? { ...condition, status, reason, message, lastTransitionTime: now } : condition,
    );
    const taints =
      status === 'True'
        ? undefined
        : [
            { ...UNREACHABLE, timeAdded: now },
            { ...UNREACHABLE, effect: 'NoSchedule', timeAdded: now },
          ];
    this.#log.update('nodes', {
      ...node,
      spec: { ...(node.spec as object), taints },
      status: { ...old, conditions },
    } as KubeObject);
  }
}
