/** The Deployment controller: a ReplicaSet for each template, the old ones shrinking as the new one grows, and how far that is. */
import type { Clock } from '../../kube/clock.ts';
import { CONTROLLERS, CONTROLLERS_STATUS } from '../store/managed-fields.ts';
import type { KubeObject } from '../store/objects.ts';
import { controllerReference, ownedBy } from '../store/owners.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import {
  available,
  type Condition,
  type Deployment,
  type ReplicaSet,
  same,
  sum,
  surgeOf,
  unavailableOf,
} from './deployment.ts';
import { deploymentStatus, withCondition } from './deployment-status.ts';
import type { Recorder } from './events.ts';
import { newObject } from './new-object.ts';
import { replicasOf, templateHash, type Workload } from './workload.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
const HASH = 'pod-template-hash';
/** A Deployment's own, of no use to its ReplicaSets. */
const NOT_COPIED = [REVISION, DESIRED, MAX, 'kubectl.kubernetes.io/last-applied-configuration'];

export class DeploymentController {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #record: Recorder;
  readonly #wake: (deployment: KubeObject, ms: number) => void;

  /** `wake`: look at the Deployment again after so many ms. */
  constructor(options: {
    log: ResourceLog;
    clock: Clock;
    record: Recorder;
    wake: (deployment: KubeObject, ms: number) => void;
  }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#record = options.record;
    this.#wake = options.wake;
  }

  /** One step: each change of a ReplicaSet is followed by a look at what came of it. */
  sync(deployment: Deployment): void {
    if (this.#notePause(deployment)) return;
    const sets = ownedBy<ReplicaSet>(this.#log, 'replicasets', deployment);
    const hash = templateHash(deployment.spec.template);
    const current = sets.find(({ metadata }) => metadata.labels?.[HASH] === hash);
    const old = sets.filter(set => set !== current);
    const scaled = sets.some(
      set => replicasOf(set) > 0 && set.metadata.annotations?.[DESIRED] !== String(replicasOf(deployment)),
    );
    if (current === undefined && !deployment.spec.paused && !scaled) {
      this.#makeReplicaSet(deployment, hash, old);
      return;
    }
    if (current && this.#annotate(deployment, current, old)) return;
    const all = current ? [...old, current] : old;
    if (deployment.spec.paused || scaled) {
      this.#scaleWhole(deployment, all);
      this.#report(deployment, all, current, false);
      return;
    }
    if (current) this.#roll(deployment, current, old);
    this.#report(deployment, all, current, true);
  }

  /** Whether somebody has stopped the rollout, or lets it go on. True when that was news. */
  #notePause(deployment: Deployment): boolean {
    const progressing = conditionOf(deployment, 'Progressing');
    if (progressing?.reason === 'ProgressDeadlineExceeded') return false;
    const known = progressing?.reason === 'DeploymentPaused';
    const { paused = false } = deployment.spec;
    if (paused === known) return false;
    const { conditions = [], ...status } = deployment.status ?? {};
    const news = withCondition(
      conditions,
      {
        type: 'Progressing',
        status: 'Unknown',
        reason: paused ? 'DeploymentPaused' : 'DeploymentResumed',
        message: `Deployment is ${paused ? 'paused' : 'resumed'}`,
      },
      this.#clock.now(),
    );
    this.#write(deployment, { ...status, conditions: news });
    return true;
  }

  #makeReplicaSet(deployment: Deployment, hash: string, old: readonly ReplicaSet[]): void {
    const { template, selector } = deployment.spec;
    const { namespace } = deployment.metadata;
    const labels = { ...template.metadata?.labels, [HASH]: hash };
    const name = `${deployment.metadata.name}-${hash}`;
    const replicas = this.#roomFor(deployment, undefined, old);
    const revision = String(Math.max(0, ...old.map(revisionOf)) + 1);
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        namespace,
        labels,
        annotations: { ...copied(deployment), ...sizes(deployment), [REVISION]: revision },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    const { draft, given } = newObject('replicasets', manifest, this.#log);
    this.#log.create('replicasets', draft, CONTROLLERS, given);
    if (replicas > 0)
      this.#record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
    const conditions = withCondition(
      deployment.status?.conditions ?? [],
      {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetCreated',
        message: `Created new replica set "${name}"`,
      },
      this.#clock.now(),
    );
    const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
    const metadata = { ...deployment.metadata, annotations };
    this.#write({ ...deployment, metadata }, { ...deployment.status, conditions });
  }

  /** The newest of its ReplicaSets has the highest number, and the Deployment the same. True when something was to be written. */
  #annotate(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): boolean {
    const before = current.metadata.annotations ?? {};
    const revision = String(Math.max(revisionOf(current), 1, ...old.map(set => revisionOf(set) + 1)));
    const wanted = { ...before, ...copied(deployment), [REVISION]: revision };
    if (!same(before, wanted)) {
      this.#log.update(
        'replicasets',
        { ...current, metadata: { ...current.metadata, annotations: wanted } },
        CONTROLLERS,
      );
      return true;
    }
    if (deployment.metadata.annotations?.[REVISION] === revision) return false;
    const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
    this.#write({ ...deployment, metadata: { ...deployment.metadata, annotations } }, deployment.status ?? {});
    return true;
  }

  /** Another number of pods is wanted: the one ReplicaSet that has some gets it, of several the newest what is missing. */
  #scaleWhole(deployment: Deployment, sets: readonly ReplicaSet[]): void {
    const active = sets.filter(set => replicasOf(set) > 0);
    const target = active.at(-1) ?? sets.at(-1);
    if (target === undefined) return;
    const others = active.filter(set => set !== target);
    const wanted = Math.max(0, replicasOf(deployment) - sum(others, replicasOf));
    this.#scale(deployment, target, wanted);
    for (const set of others) this.#scale(deployment, set, replicasOf(set));
  }

  #roll(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): void {
    const size = replicasOf(current);
    if (deployment.spec.strategy?.type === 'Recreate') {
      const left = old.filter(set => replicasOf(set) > 0);
      for (const set of left) this.#scale(deployment, set, 0);
      const gone = left.length === 0 && sum(old, set => set.status?.replicas ?? 0) === 0;
      const leaving = sum(old, set => set.status?.terminatingReplicas ?? 0) > 0;
      if (gone && !leaving && size !== replicasOf(deployment)) this.#scale(deployment, current, replicasOf(deployment));
      return;
    }
    const room = this.#roomFor(deployment, current, old);
    if (room !== size) this.#scale(deployment, current, room);
    else this.#shrinkOld(deployment, current, old);
  }

  /** How many pods the new ReplicaSet may have, beside those of the old ones. */
  #roomFor(deployment: Deployment, current: ReplicaSet | undefined, old: readonly ReplicaSet[]): number {
    const wanted = replicasOf(deployment);
    const size = current ? replicasOf(current) : 0;
    if (size > wanted) return wanted;
    if (deployment.spec.strategy?.type === 'Recreate') return old.some(set => replicasOf(set) > 0) ? 0 : wanted;
    const all = sum(old, replicasOf) + size;
    const most = wanted + surgeOf(deployment);
    return all >= most ? size : size + Math.min(most - all, wanted - size);
  }

  /** As many as can go while enough stay available: first those that serve nobody. */
  #shrinkOld(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): void {
    const least = replicasOf(deployment) - unavailableOf(deployment);
    const missing = replicasOf(current) - available(current);
    let spare = sum([...old, current], replicasOf) - least - missing;
    for (const set of old) {
      const unhealthy = Math.min(spare, replicasOf(set) - available(set));
      if (unhealthy <= 0) continue;
      this.#scale(deployment, set, replicasOf(set) - unhealthy);
      return;
    }
    spare = Math.min(spare, sum([...old, current], available) - least);
    for (const set of old) {
      const count = Math.min(spare, replicasOf(set));
      if (count <= 0) continue;
      this.#scale(deployment, set, replicasOf(set) - count);
      spare -= count;
    }
  }

  #scale(deployment: Deployment, set: ReplicaSet, replicas: number): void {
    const before = replicasOf(set);
    const annotations = { ...set.metadata.annotations, ...sizes(deployment) };
    if (before === replicas && same(annotations, set.metadata.annotations ?? {})) return;
    const generation = (set.metadata.generation ?? 0) + (before === replicas ? 0 : 1);
    const metadata = { ...set.metadata, annotations, generation };
    const next = { ...set, metadata, spec: { ...set.spec, replicas } };
    this.#log.update('replicasets', next, CONTROLLERS);
    if (before === replicas) return;
    const words = `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    this.#record(deployment, 'Normal', 'ScalingReplicaSet', words);
  }

  /** `rolling`: tell how the rollout goes on. */
  #report(
    deployment: Deployment,
    sets: readonly ReplicaSet[],
    current: ReplicaSet | undefined,
    rolling: boolean,
  ): void {
    const latest = sets.map(set => this.#latest(set));
    const now = this.#clock.now();
    const { status, again } = deploymentStatus(deployment, latest, current && this.#latest(current), rolling, now);
    if (again !== undefined) this.#wake(deployment, again);
    if (!same(status, deployment.status ?? {})) this.#write(deployment, status);
  }

  #latest(set: ReplicaSet): ReplicaSet {
    return (this.#log.get('replicasets', set.metadata.namespace, set.metadata.name) ?? set) as ReplicaSet;
  }

  #write(deployment: Deployment, status: object): void {
    this.#log.update('deployments', { ...deployment, status } as Deployment, CONTROLLERS_STATUS);
  }
}

const conditionOf = ({ status }: Deployment, wanted: string): Condition | undefined =>
  status?.conditions?.find(({ type }) => type === wanted);

const revisionOf = ({ metadata }: Workload): number => Number(metadata.annotations?.[REVISION] ?? 0);

const copied = ({ metadata }: Deployment): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !NOT_COPIED.includes(name)));

const sizes = (deployment: Deployment): Record<string, string> => ({
  [DESIRED]: String(replicasOf(deployment)),
  [MAX]: String(replicasOf(deployment) + surgeOf(deployment)),
});
