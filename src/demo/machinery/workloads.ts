/** The controllers of Deployments, ReplicaSets and StatefulSets: they make and delete pods until there are as many as wanted. */
import type { Clock } from '../../kube/clock.ts';
import { withPriority } from '../store/admission.ts';
import { removeObject } from '../store/delete-object.ts';
import { CONTROLLERS, CONTROLLERS_STATUS } from '../store/managed-fields.ts';
import type { DemoPod, DemoPodSpec, KubeObject, Metadata } from '../store/objects.ts';
import { controllerReference, isReady, ownedBy } from '../store/owners.ts';
import type { Random } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import type { Deployment } from './deployment.ts';
import { DeploymentController } from './deployment-controller.ts';
import { eventRecorder, type Recorder } from './events.ts';
import { newPod } from './new-object.ts';
import { nonZero, podsOf, replicasOf, templateHash, type Workload } from './workload.ts';

type Resource = 'deployments' | 'replicasets' | 'statefulsets';

/** Changes that come together are looked at once. */
const SETTLE_MS = 50;

export class Workloads {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #recorders: Readonly<Record<Resource, Recorder>>;
  readonly #deployments: DeploymentController;
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
    this.#deployments = new DeploymentController({
      log: this.#log,
      clock: this.#clock,
      record: this.#recorders.deployments,
      wake: ({ metadata }, ms) =>
        void this.#clock.after(ms, () => this.#wake('deployments', metadata.namespace, metadata.name)),
    });
    const own = (['deployments', 'replicasets', 'statefulsets'] as const).map(resource =>
      this.#log.subscribe(resource, ({ type, object }) => {
        const { namespace, name } = object.metadata;
        if (type !== 'DELETED') this.#wake(resource, namespace, name);
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
      // Of what is to go, nobody makes more.
      if (object === undefined || object.metadata.deletionTimestamp != null) return;
      if (resource === 'deployments') this.#deployments.sync(object as Deployment);
      else if (resource === 'replicasets') this.#replicaSet(object);
      else this.#statefulSet(object);
    });
  }

  #replicaSet(set: Workload): void {
    const { live, ready, terminating } = podsOf(this.#log, set);
    const missing = replicasOf(set) - live.length;
    for (let index = 0; index < missing; index += 1) {
      this.#makePod('replicasets', set, {
        generateName: `${set.metadata.name}-`,
        name: `${set.metadata.name}-${this.#random.suffix(5)}`,
      });
    }
    // The least useful go first: those that are not ready, then the youngest.
    const doomed = [...live]
      .sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || age(b) - age(a))
      .slice(0, Math.max(0, -missing));
    for (const pod of doomed) this.#deletePod('replicasets', set, pod);
    this.#report('replicasets', set, {
      replicas: live.length,
      ...nonZero({ fullyLabeledReplicas: live.length, readyReplicas: ready, availableReplicas: ready }),
      terminatingReplicas: terminating,
      observedGeneration: set.metadata.generation ?? 1,
    });
  }

  #statefulSet(set: Workload): void {
    const pods = ownedBy<DemoPod>(this.#log, 'pods', set);
    const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
    this.#stepStatefulSet(set, pods, revision);
    const ready = pods.filter(isReady).length;
    const current = pods.filter(pod => pod.metadata.deletionTimestamp == null && revisionOf(pod) === revision).length;
    this.#report('statefulsets', set, {
      observedGeneration: set.metadata.generation ?? 1,
      replicas: pods.length,
      ...nonZero({ readyReplicas: ready, currentReplicas: current, updatedReplicas: current }),
      currentRevision: current === 0 ? revision : (revisionOf(pods[0]!) ?? revision),
      updateRevision: revision,
      collisionCount: 0,
      availableReplicas: ready,
    });
  }

  /** One pod after the other, and never a second with the same name: first all that are wanted, then none that is old. */
  #stepStatefulSet(set: Workload, pods: readonly DemoPod[], revision: string): void {
    const wanted = replicasOf(set);
    const ordinal = ({ metadata }: DemoPod): number => Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
    for (let index = 0; index < wanted; index += 1) {
      const name = `${set.metadata.name}-${index}`;
      const pod = pods.find(({ metadata }) => metadata.name === name);
      if (pod === undefined) this.#makeMember(set, name, index, revision);
      if (pod === undefined || !isReady(pod)) return;
    }
    const stale = pods.filter(pod => ordinal(pod) >= wanted || revisionOf(pod) !== revision);
    const last = stale.sort((a, b) => ordinal(b) - ordinal(a))[0];
    if (last && last.metadata.deletionTimestamp == null) this.#deletePod('statefulsets', set, last);
  }

  #makeMember(set: Workload, name: string, index: number, revision: string): void {
    const { template, serviceName } = set.spec as Workload['spec'] & { readonly serviceName?: string };
    const labels = {
      ...template.metadata?.labels,
      'apps.kubernetes.io/pod-index': String(index),
      'controller-revision-hash': revision,
      'statefulset.kubernetes.io/pod-name': name,
    };
    const where = { hostname: name, ...(serviceName ? { subdomain: serviceName } : {}) };
    this.#makePod('statefulsets', set, { generateName: `${set.metadata.name}-`, name, labels }, where);
  }

  #makePod(resource: Resource, owner: Workload, names: Partial<Metadata>, where: Partial<DemoPodSpec> = {}): void {
    const { template } = owner.spec;
    const metadata = {
      ...template.metadata,
      ...names,
      namespace: owner.metadata.namespace,
      ownerReferences: [controllerReference(owner)],
    };
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...template.spec, ...where } };
    const { draft, given } = newPod(manifest, this.#log);
    const pod = this.#log.create('pods', withPriority(this.#log, draft), CONTROLLERS, given);
    const words =
      resource === 'statefulsets'
        ? `Create Pod ${pod.metadata.name} in StatefulSet ${owner.metadata.name} successful`
        : `Created pod: ${pod.metadata.name}`;
    this.#recorders[resource](owner, 'Normal', 'SuccessfulCreate', words);
  }

  #deletePod(resource: Resource, owner: Workload, pod: DemoPod): void {
    const words =
      resource === 'statefulsets'
        ? `Delete Pod ${pod.metadata.name} in StatefulSet ${owner.metadata.name} successful`
        : `Deleted pod: ${pod.metadata.name}`;
    this.#recorders[resource](owner, 'Normal', 'SuccessfulDelete', words);
    removeObject(this.#log, this.#clock, 'pods', pod);
  }

  #report(resource: Resource, owner: Workload, status: object): void {
    const current = this.#log.get(resource, owner.metadata.namespace, owner.metadata.name);
    if (current && JSON.stringify(status) !== JSON.stringify(current.status))
      this.#log.update(resource, { ...current, status }, CONTROLLERS_STATUS);
  }
}

const revisionOf = ({ metadata }: DemoPod): string | undefined => metadata.labels?.['controller-revision-hash'];

const age = ({ metadata }: DemoPod): number => Date.parse(metadata.creationTimestamp ?? '') || 0;
