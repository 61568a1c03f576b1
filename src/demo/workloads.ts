/** The controllers of Deployments, ReplicaSets and StatefulSets: they make and delete pods until there are as many as wanted. */
import type { Clock } from '../kube/clock.ts';
import { withPriority } from './admission.ts';
import { newPod } from './defaults.ts';
import { removeObject } from './delete-handler.ts';
import { eventRecorder, type Recorder } from './events.ts';
import { CONTROLLERS, CONTROLLERS_STATUS } from './managed-fields.ts';
import type { DemoPod, DemoPodSpec, KubeObject, Metadata } from './objects.ts';
import { controllerReference, isFinished, isReady, ownedBy } from './owners.ts';
import { type Random, SUFFIX_LETTERS } from './random.ts';
import type { ResourceLog } from './resource-log.ts';

interface Workload extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly metadata: Partial<Metadata>; readonly spec: DemoPodSpec };
  };
}

type Resource = 'deployments' | 'replicasets' | 'statefulsets';

/** Changes that come together are looked at once. */
const SETTLE_MS = 50;

export class Workloads {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #recorders: Readonly<Record<Resource, Recorder>>;
  readonly #due = new Set<string>();
  readonly #stops: (() => void)[];

  constructor(options: { log: ResourceLog; clock: Clock; random: Random }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#random = options.random;
    const recorder = (component: string): Recorder =>
      eventRecorder(this.#log, this.#clock, this.#random, { component });
    this.#recorders = {
      deployments: recorder('deployment-controller'),
      replicasets: recorder('replicaset-controller'),
      statefulsets: recorder('statefulset-controller'),
    };
    const own = (['deployments', 'replicasets', 'statefulsets'] as const).map(resource =>
      this.#log.subscribe(resource, ({ type, object }) => {
        const { namespace, name } = object.metadata;
        if (type === 'DELETED') this.#clock.after(SETTLE_MS, () => this.#collect(object));
        else this.#wake(resource, namespace, name);
        this.#wakeOwner(object);
      }),
    );
    this.#stops = [...own, this.#log.subscribe('pods', ({ object }) => this.#wakeOwner(object))];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #wakeOwner({ metadata }: KubeObject): void {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller);
    const resource = `${owner?.kind.toLowerCase()}s`;
    if (owner && resource in this.#recorders) this.#wake(resource as Resource, metadata.namespace, owner.name);
  }

  #wake(resource: Resource, namespace: string | undefined, name: string): void {
    const key = `${resource}/${namespace}/${name}`;
    if (this.#due.has(key)) return;
    this.#due.add(key);
    this.#clock.after(SETTLE_MS, () => {
      this.#due.delete(key);
      const object = this.#log.get(resource, namespace, name) as Workload | undefined;
      if (object === undefined) return;
      if (resource === 'deployments') this.#deployment(object);
      else if (resource === 'replicasets') this.#replicaSet(object);
      else this.#statefulSet(object);
    });
  }

  /** What an owner leaves behind goes too. */
  #collect(owner: KubeObject): void {
    for (const children of ['replicasets', 'pods'] as const) {
      for (const child of ownedBy(this.#log, children, owner)) {
        if (child.metadata.deletionTimestamp == null) removeObject(this.#log, this.#clock, children, child);
      }
    }
  }

  #livePods(owner: Workload): DemoPod[] {
    return ownedBy<DemoPod>(this.#log, 'pods', owner).filter(
      pod => pod.metadata.deletionTimestamp == null && !isFinished(pod),
    );
  }

  #replicaSet(set: Workload): void {
    const pods = this.#livePods(set);
    const missing = (set.spec.replicas ?? 1) - pods.length;
    for (let index = 0; index < missing; index += 1) {
      this.#makePod('replicasets', set, {
        generateName: `${set.metadata.name}-`,
        name: `${set.metadata.name}-${this.#random.suffix(5)}`,
      });
    }
    // The least useful go first: those that are not ready, then the youngest.
    const doomed = [...pods]
      .sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || age(b) - age(a))
      .slice(0, Math.max(0, -missing));
    for (const pod of doomed) this.#deletePod('replicasets', set, pod);
    this.#report('replicasets', set, pods);
  }

  #statefulSet(set: Workload): void {
    const pods = ownedBy<DemoPod>(this.#log, 'pods', set);
    const wanted = set.spec.replicas ?? 1;
    for (let index = 0; index < wanted; index += 1) {
      const name = `${set.metadata.name}-${index}`;
      const pod = pods.find(({ metadata }) => metadata.name === name);
      if (pod === undefined) this.#makePod('statefulsets', set, { name });
      // One after the other, and never a second with the same name.
      if (pod === undefined || !isReady(pod)) break;
    }
    const extra = pods
      .filter(({ metadata }) => Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1)) >= wanted)
      .at(-1);
    if (extra && extra.metadata.deletionTimestamp == null) this.#deletePod('statefulsets', set, extra);
    this.#report('statefulsets', set, pods);
  }

  /** One pod more than wanted at most, and none fewer: the new ReplicaSet grows as its pods become ready. */
  #deployment(deployment: Workload): void {
    const hash = templateHash(deployment.spec.template);
    const sets = ownedBy<Workload>(this.#log, 'replicasets', deployment);
    const wanted = deployment.spec.replicas ?? 1;
    const current = sets.find(({ metadata }) => metadata.labels?.['pod-template-hash'] === hash);
    if (current === undefined) {
      this.#makeReplicaSet(deployment, hash, sets.length === 0 ? wanted : 1);
      return;
    }
    this.#keepRevision(deployment, current, sets);
    const old = sets.filter(set => set !== current && (set.spec.replicas ?? 0) > 0);
    const ready = this.#livePods(current).filter(isReady).length;
    const size = current.spec.replicas ?? 0;
    const oldSize = old.reduce((sum, set) => sum + (set.spec.replicas ?? 0), 0);
    if (old.length === 0 && size !== wanted) this.#scale(deployment, current, wanted);
    else if (old.length > 0 && ready === size && size + oldSize > wanted)
      this.#scale(deployment, old[0]!, (old[0]!.spec.replicas ?? 0) - 1);
    else if (old.length > 0 && ready === size && size < wanted) this.#scale(deployment, current, size + 1);
    this.#report(
      'deployments',
      deployment,
      sets.flatMap(set => this.#livePods(set)),
      this.#livePods(current).length,
    );
  }

  /** The newest of its ReplicaSets has the highest number, and the Deployment the same. */
  #keepRevision(deployment: Workload, current: Workload, sets: readonly Workload[]): void {
    const numbers = sets.filter(set => set !== current).map(revisionOf);
    const wanted = Math.max(revisionOf(current), 1, ...numbers.map(number => number + 1));
    for (const [resource, object] of [
      ['replicasets', current],
      ['deployments', deployment],
    ] as const) {
      if (revisionOf(object) === wanted) continue;
      const annotations = { ...object.metadata.annotations, [REVISION]: String(wanted) };
      const known = this.#log.get(resource, object.metadata.namespace, object.metadata.name) ?? object;
      this.#log.update(resource, { ...known, metadata: { ...known.metadata, annotations } }, CONTROLLERS);
    }
  }

  #makeReplicaSet(deployment: Workload, hash: string, replicas: number): void {
    const { template, selector } = deployment.spec;
    const labels = { ...template.metadata.labels, 'pod-template-hash': hash };
    const name = `${deployment.metadata.name}-${hash}`;
    this.#log.create(
      'replicasets',
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name,
          namespace: deployment.metadata.namespace,
          labels,
          ownerReferences: [controllerReference(deployment)],
          generation: 1,
        },
        spec: {
          replicas,
          selector: { matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
        status: { replicas: 0 },
      },
      CONTROLLERS,
    );
    this.#recorders.deployments(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled up replica set ${name} from 0 to ${replicas}`,
    );
  }

  #scale(deployment: Workload, set: Workload, replicas: number): void {
    const before = set.spec.replicas ?? 0;
    const words = `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    this.#recorders.deployments(deployment, 'Normal', 'ScalingReplicaSet', words);
    this.#log.update('replicasets', { ...set, spec: { ...set.spec, replicas } } as Workload, CONTROLLERS);
  }

  #makePod(resource: Resource, owner: Workload, names: Partial<Metadata>): void {
    const { template } = owner.spec;
    const metadata = {
      ...template.metadata,
      ...names,
      namespace: owner.metadata.namespace,
      ownerReferences: [controllerReference(owner)],
    };
    const pod = this.#log.create(
      'pods',
      newPod(withPriority(this.#log, { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec })),
      CONTROLLERS,
    );
    const words =
      resource === 'statefulsets'
        ? `create Pod ${pod.metadata.name} in StatefulSet ${owner.metadata.name} successful`
        : `Created pod: ${pod.metadata.name}`;
    this.#recorders[resource](owner, 'Normal', 'SuccessfulCreate', words);
  }

  #deletePod(resource: Resource, owner: Workload, pod: DemoPod): void {
    const words =
      resource === 'statefulsets'
        ? `delete Pod ${pod.metadata.name} in StatefulSet ${owner.metadata.name} successful`
        : `Deleted pod: ${pod.metadata.name}`;
    this.#recorders[resource](owner, 'Normal', 'SuccessfulDelete', words);
    removeObject(this.#log, this.#clock, 'pods', pod);
  }

  #report(resource: Resource, owner: Workload, pods: readonly DemoPod[], updated = pods.length): void {
    const current = this.#log.get(resource, owner.metadata.namespace, owner.metadata.name);
    if (current === undefined) return;
    const ready = pods.filter(isReady).length;
    const status = {
      ...(current.metadata.generation === undefined ? {} : { observedGeneration: current.metadata.generation }),
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      ...(resource === 'replicasets' ? {} : { updatedReplicas: updated }),
    };
    if (JSON.stringify(status) !== JSON.stringify(current.status))
      this.#log.update(resource, { ...current, status }, CONTROLLERS_STATUS);
  }
}

const REVISION = 'deployment.kubernetes.io/revision';
const revisionOf = ({ metadata }: Workload): number => Number(metadata.annotations?.[REVISION] ?? 0);

const age = ({ metadata }: DemoPod): number => Date.parse(metadata.creationTimestamp ?? '') || 0;

/** FNV-1a over the template, in the letters that Kubernetes uses for hashes. */
function templateHash(template: object): string {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify(template)) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return Array.from(String(hash).padStart(10, '0'), digit => SUFFIX_LETTERS[Number(digit) * 2]).join('');
}
