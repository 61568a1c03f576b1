/** Binds pods to nodes, or says why it cannot, in the scheduler's own words. */
import type { Clock } from '../../kube/clock.ts';
import { removeObject } from '../store/delete-object.ts';
import { SCHEDULER } from '../store/managed-fields.ts';
import {
  type DemoPod,
  type DemoPodCondition,
  isPod,
  type KubeObject,
  type Toleration,
  wireTime,
} from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { eventRecorder, type Recorder } from './events.ts';
import { type Candidate, type Preemption, planPreemption, type Room, waitsForVictims } from './preemption.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: string;
}

interface Node extends KubeObject {
  readonly spec: { readonly taints?: readonly Taint[]; readonly unschedulable?: boolean };
  readonly status: { readonly allocatable?: Readonly<Record<string, string>> };
}

/** Cores and bytes that a pod has asked for. */
interface Load extends Room {
  readonly namespace: string;
  readonly name: string;
}

const BIND_MS = 120;

export class Scheduler {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #record: Recorder;
  readonly #stops: (() => void)[];
  /** By node, then by uid of the pod. */
  readonly #loads = new Map<string, Map<string, Load>>();
  /** Pods that wait for a place, by uid. */
  readonly #waiting = new Map<string, { namespace: string; name: string }>();

  constructor(options: { log: ResourceLog; clock: Clock; random: Random }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#record = eventRecorder(this.#log, this.#clock, options.random, { component: 'default-scheduler' });
    this.#stops = [
      this.#log.subscribe('pods', ({ type, object }) => {
        if (isPod(object)) this.#book(object, type === 'DELETED');
        if (type === 'DELETED' || !isPod(object)) {
          this.#waiting.delete(object.metadata.uid);
          // Its place is free.
          this.#retry();
        } else if (object.spec.nodeName === undefined && !this.#waiting.has(object.metadata.uid))
          this.#consider(object);
      }),
      this.#log.subscribe('nodes', () => this.#retry()),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #consider(pod: DemoPod): void {
    if ((pod.spec.schedulingGates ?? []).length > 0) return;
    this.#waiting.set(pod.metadata.uid, { namespace: pod.metadata.namespace ?? 'default', name: pod.metadata.name });
    this.#clock.after(BIND_MS, () => this.#tryToBind(pod.metadata.uid));
  }

  #retry(): void {
    for (const uid of [...this.#waiting.keys()]) this.#clock.after(BIND_MS, () => this.#tryToBind(uid));
  }

  #tryToBind(uid: string): void {
    const place = this.#waiting.get(uid);
    if (place === undefined) return;
    const pod = this.#log.get('pods', place.namespace, place.name) as DemoPod | undefined;
    if (pod?.metadata.uid !== uid || pod.spec.nodeName !== undefined) {
      this.#waiting.delete(uid);
      return;
    }
    const nodes = this.#log.all('nodes') as Node[];
    const refusals = new Map<string, number>();
    const fitting = nodes.filter(node => {
      const why = this.#misfit(pod, node);
      if (why !== undefined) refusals.set(why, (refusals.get(why) ?? 0) + 1);
      return why === undefined;
    });
    const best = fitting.sort((a, b) => this.#load(a) - this.#load(b))[0];
    if (best === undefined) {
      const reasons = [...refusals]
        .map(([why, count]) => `${count} ${why}`)
        .sort()
        .join(', ');
      const { words: preemption, node } = this.#preempt(pod, nodes);
      const words = `0/${nodes.length} nodes are available: ${reasons}.${preemption}`;
      if (!pod.status.conditions?.some(({ message }) => message === words))
        this.#record(pod, 'Warning', 'FailedScheduling', words);
      this.#refuse(pod, words, node);
      return;
    }
    this.#waiting.delete(uid);
    const bound = this.#log.update('pods', {
      ...pod,
      spec: { ...pod.spec, nodeName: best.metadata.name },
      status: { ...withoutNomination(pod.status), conditions: this.#scheduled(pod, { status: 'True' }) },
    } as DemoPod);
    const { namespace, name } = bound.metadata;
    this.#record(bound, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${best.metadata.name}`);
  }

  /** Takes away less important pods if that makes room. What there is to say about it, and the node that is promised. */
  #preempt(pod: DemoPod, nodes: readonly Node[]): { readonly words: string; readonly node?: string } {
    const wanted = { cpu: requested(pod.spec, 'cpu'), memory: requested(pod.spec, 'memory') };
    const full = nodes.filter(node => {
      const { allocatable = {} } = node.status;
      const big =
        quantity(allocatable['cpu'] ?? '0') >= wanted.cpu && quantity(allocatable['memory'] ?? '0') >= wanted.memory;
      return big && /^Insufficient/.test(this.#misfit(pod, node) ?? '');
    });
    const candidates = full.map(node => this.#candidate(node));
    if (candidates.some(candidate => waitsForVictims(pod, candidate)))
      return { words: ' preemption: not eligible due to a terminating pod on the nominated node.' };
    const plan = planPreemption(pod, wanted, candidates);
    if (plan) {
      this.#takeAway(pod, plan);
      const { node, victims } = plan;
      const found = `found a potential placement for pod on node ${node}, preempting ${victims.length} victims`;
      return { words: ` preemption: ${found}`, node };
    }
    const counts = [
      [full.length, 'No preemption victims found for incoming pod'],
      [nodes.length - full.length, 'Preemption is not helpful for scheduling'],
    ] as const;
    const parts = counts
      .filter(([count]) => count > 0)
      .map(([count, why]) => `${count} ${why}`)
      .sort();
    return { words: ` preemption: 0/${nodes.length} nodes are available: ${parts.join(', ')}.` };
  }

  #candidate(node: Node): Candidate {
    const { name } = node.metadata;
    const pods = [...(this.#loads.get(name)?.values() ?? [])].flatMap(load => {
      const pod = this.#log.get('pods', load.namespace, load.name) as DemoPod | undefined;
      return pod === undefined ? [] : [{ pod, load }];
    });
    const amount = (resource: string): number => quantity(node.status.allocatable?.[resource] ?? '0');
    return { node: name, allocatable: { cpu: amount('cpu'), memory: amount('memory') }, pods };
  }

  #takeAway(pod: DemoPod, { node, victims }: Preemption): void {
    for (const victim of victims) {
      const condition = {
        type: 'DisruptionTarget',
        observedGeneration: victim.metadata.generation,
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
        lastProbeTime: null,
        lastTransitionTime: wireTime(this.#clock.now()),
      };
      const conditions = [...(victim.status.conditions ?? []), condition];
      const marked = this.#log.update(
        'pods',
        { ...victim, status: { ...victim.status, conditions } } as DemoPod,
        SCHEDULER,
      );
      removeObject(this.#log, this.#clock, 'pods', marked);
      this.#record(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${node}`);
    }
  }

  /** Why the pod does not fit on the node, as a filter plugin words it; undefined when it does. */
  #misfit(pod: DemoPod, node: Node): string | undefined {
    if (node.spec.unschedulable) return 'node(s) were unschedulable';
    const taint = (node.spec.taints ?? []).find(
      row => row.effect !== 'PreferNoSchedule' && !tolerates(pod.spec.tolerations, row),
    );
    if (taint) return `node(s) had untolerated taint(s)`;
    const labels = node.metadata.labels ?? {};
    if (Object.entries(pod.spec.nodeSelector ?? {}).some(([key, value]) => labels[key] !== value)) {
      return "node(s) didn't match Pod's node affinity/selector";
    }
    for (const resource of ['cpu', 'memory'] as const) {
      const wanted = requested(pod.spec, resource);
      if (
        wanted > 0 &&
        wanted + this.#used(node, resource) + this.#promised(node, pod, resource) >
          quantity(node.status.allocatable?.[resource] ?? '0')
      ) {
        return `Insufficient ${resource}`;
      }
    }
    return undefined;
  }

  #used(node: Node, resource: 'cpu' | 'memory'): number {
    let sum = 0;
    for (const load of this.#loads.get(node.metadata.name)?.values() ?? []) sum += load[resource];
    return sum;
  }

  /** What waits for its victims to go has its place before all that is less important. */
  #promised(node: Node, pod: DemoPod, resource: 'cpu' | 'memory'): number {
    let sum = 0;
    for (const [uid, { namespace, name }] of this.#waiting) {
      const other =
        uid === pod.metadata.uid ? undefined : (this.#log.get('pods', namespace, name) as DemoPod | undefined);
      if (other?.status.nominatedNodeName !== node.metadata.name) continue;
      if ((other.spec.priority ?? 0) >= (pod.spec.priority ?? 0)) sum += requested(other.spec, resource);
    }
    return sum;
  }

  #load(node: Node): number {
    return this.#loads.get(node.metadata.name)?.size ?? 0;
  }

  /** Keeps the books of what runs where. */
  #book({ metadata, spec, status }: DemoPod, gone: boolean): void {
    if (spec.nodeName === undefined) return;
    const loads = this.#loads.get(spec.nodeName) ?? new Map<string, Load>();
    this.#loads.set(spec.nodeName, loads);
    if (gone || ['Succeeded', 'Failed'].includes(status.phase)) loads.delete(metadata.uid);
    else {
      const { namespace = 'default', name } = metadata;
      loads.set(metadata.uid, { cpu: requested(spec, 'cpu'), memory: requested(spec, 'memory'), namespace, name });
    }
  }

  #refuse(pod: DemoPod, message: string, nominatedNodeName = pod.status.nominatedNodeName): void {
    const reason = 'Unschedulable';
    const known = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
    if (known?.reason === reason && known.message === message) return;
    const current = (this.#log.get('pods', pod.metadata.namespace, pod.metadata.name) ?? pod) as DemoPod;
    this.#log.update(
      'pods',
      {
        ...current,
        status: {
          ...current.status,
          ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
          conditions: this.#scheduled(current, {
            observedGeneration: current.metadata.generation,
            status: 'False',
            reason,
            message,
          }),
        },
      } as DemoPod,
      SCHEDULER,
    );
  }

  /** In the place of what was said before. Binding, which the API server does, says nothing of generations. */
  #scheduled(pod: DemoPod, said: Pick<DemoPodCondition, 'status' | 'reason' | 'message' | 'observedGeneration'>) {
    const { conditions = [] } = pod.status;
    const known = conditions.find(({ type }) => type === 'PodScheduled');
    const same = known?.status === said.status;
    const lastTransitionTime = same ? known.lastTransitionTime : wireTime(this.#clock.now());
    const condition = { type: 'PodScheduled', ...said, lastProbeTime: null, lastTransitionTime };
    return known ? conditions.map(row => (row === known ? condition : row)) : [...conditions, condition];
  }
}

/** Of a pod that has its node. */
function withoutNomination({ nominatedNodeName: _promised, ...status }: DemoPod['status']): DemoPod['status'] {
  return status;
}

export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? []).some(
    ({ key, operator = 'Equal', value, effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined
        ? operator === 'Exists'
        : key === taint.key && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''))),
  );
}

const requested = (spec: DemoPod['spec'], resource: string): number =>
  spec.containers.reduce(
    (sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? '0'),
    0,
  );

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `100m` → 0.1, `64Mi` → 67108864. */
export function quantity(text: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}
