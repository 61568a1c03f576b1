/** The Deployment controller: a ReplicaSet for each template, the old ones shrinking as the new one grows, and how far that is. */
import type { Clock } from '../../kube/clock.ts';
import { CONTROLLERS, CONTROLLERS_STATUS } from '../store/managed-fields.ts';
import { type KubeObject, wireTime } from '../store/objects.ts';
import { controllerReference, ownedBy } from '../store/owners.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import type { Recorder } from './events.ts';
import { newObject } from './new-object.ts';
import { nonZero, replicasOf, templateHash, type Workload } from './workload.ts';

export interface Deployment extends Workload {
  readonly spec: Workload['spec'] & {
    readonly strategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
    };
    readonly paused?: boolean;
    readonly progressDeadlineSeconds?: number;
  };
  readonly status?: DeploymentStatus;
}

interface DeploymentStatus {
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly conditions?: readonly Condition[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastUpdateTime: string;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

interface ReplicaSet extends Workload {
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly terminatingReplicas?: number;
  };
}

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
    const reason = paused ? 'DeploymentPaused' : 'DeploymentResumed';
    const message = `Deployment is ${paused ? 'paused' : 'resumed'}`;
    this.#write(deployment, {
      ...deployment.status,
      conditions: this.#set(deployment, 'Progressing', 'Unknown', reason, message),
    });
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
    const conditions = this.#set(
      deployment,
      'Progressing',
      'True',
      'NewReplicaSetCreated',
      `Created new replica set "${name}"`,
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
    given: readonly ReplicaSet[],
    current: ReplicaSet | undefined,
    rolling: boolean,
  ): void {
    const sets = given.map(set => this.#latest(set));
    const count = (field: keyof NonNullable<ReplicaSet['status']>): number =>
      sum(sets, set => set.status?.[field] ?? 0);
    const availableReplicas = count('availableReplicas');
    const counts = {
      replicas: count('replicas'),
      updatedReplicas: current ? (this.#latest(current).status?.replicas ?? 0) : 0,
      readyReplicas: count('readyReplicas'),
      availableReplicas,
      unavailableReplicas: Math.max(0, sum(sets, replicasOf) - availableReplicas),
    };
    const enough = availableReplicas >= replicasOf(deployment) - unavailableOf(deployment);
    const withAvailable = {
      ...deployment,
      status: {
        ...deployment.status,
        conditions: enough
          ? this.#set(
              deployment,
              'Available',
              'True',
              'MinimumReplicasAvailable',
              'Deployment has minimum availability.',
            )
          : this.#set(
              deployment,
              'Available',
              'False',
              'MinimumReplicasUnavailable',
              'Deployment does not have minimum availability.',
            ),
      },
    };
    const conditions = rolling ? this.#progress(withAvailable, counts, current) : withAvailable.status.conditions;
    const observed = { observedGeneration: deployment.metadata.generation ?? 1 };
    const status = {
      ...observed,
      ...nonZero(counts),
      terminatingReplicas: count('terminatingReplicas'),
      conditions,
    };
    if (!same(status, deployment.status ?? {})) this.#write(deployment, status);
  }

  #progress(
    deployment: Deployment & { readonly status: { readonly conditions: readonly Condition[] } },
    now: Readonly<Record<'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas', number>>,
    current: ReplicaSet | undefined,
  ): readonly Condition[] {
    const before = deployment.status as DeploymentStatus;
    const { conditions } = deployment.status;
    const known = conditions.find(({ type }) => type === 'Progressing');
    if (known?.reason === 'NewReplicaSetAvailable' && now.replicas === now.updatedReplicas) return conditions;
    const title = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    const wanted = replicasOf(deployment);
    if ([now.updatedReplicas, now.replicas, now.availableReplicas].every(count => count === wanted)) {
      const words = `${title} has successfully progressed.`;
      return this.#set(deployment, 'Progressing', 'True', 'NewReplicaSetAvailable', words);
    }
    const oldReplicas = (status: { replicas?: number; updatedReplicas?: number }): number =>
      (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
    const moved =
      now.updatedReplicas > (before.updatedReplicas ?? 0) ||
      oldReplicas(now) < oldReplicas(before) ||
      now.readyReplicas > (before.readyReplicas ?? 0) ||
      now.availableReplicas > (before.availableReplicas ?? 0);
    if (moved) {
      const time = wireTime(this.#clock.now());
      const condition = {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: time,
        lastTransitionTime: known?.status === 'True' ? known.lastTransitionTime : time,
        reason: 'ReplicaSetUpdated',
        message: `${title} is progressing.`,
      };
      return [...conditions.filter(({ type }) => type !== 'Progressing'), condition];
    }
    const deadline = deployment.spec.progressDeadlineSeconds;
    if (known === undefined || deadline === undefined || known.reason === 'ProgressDeadlineExceeded') return conditions;
    const left = Date.parse(known.lastUpdateTime) + deadline * 1000 - this.#clock.now();
    if (left > 0) {
      this.#wake(deployment, left + 1_000);
      return conditions;
    }
    const words = `${title} has timed out progressing.`;
    return this.#set(deployment, 'Progressing', 'False', 'ProgressDeadlineExceeded', words);
  }

  /** One that says the same already stays where and as it is. */
  #set(deployment: Deployment, type: string, status: string, reason: string, message: string): readonly Condition[] {
    const before = deployment.status?.conditions ?? [];
    const known = before.find(row => row.type === type);
    if (known?.status === status && known.reason === reason) return before;
    const time = wireTime(this.#clock.now());
    const since = known?.status === status ? known.lastTransitionTime : time;
    const condition = { type, status, lastUpdateTime: time, lastTransitionTime: since, reason, message };
    return [...before.filter(row => row.type !== type), condition];
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
const available = ({ status }: ReplicaSet): number => status?.availableReplicas ?? 0;

const copied = ({ metadata }: Deployment): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !NOT_COPIED.includes(name)));

const sizes = (deployment: Deployment): Record<string, string> => ({
  [DESIRED]: String(replicasOf(deployment)),
  [MAX]: String(replicasOf(deployment) + surgeOf(deployment)),
});

/** `25%` of a number, rounded by `round`. */
const part = (value: number | string | undefined, of: number, round: (value: number) => number): number =>
  typeof value === 'string' ? round((Number.parseFloat(value) / 100) * of) : (value ?? 0);

const surgeOf = ({ spec }: Deployment): number =>
  spec.strategy?.type === 'Recreate'
    ? 0
    : part(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', spec.replicas ?? 1, Math.ceil);

/** When rounding leaves neither more nor fewer pods than wanted, one may be missing. */
function unavailableOf(deployment: Deployment): number {
  const { strategy, replicas = 1 } = deployment.spec;
  if (strategy?.type === 'Recreate' || replicas === 0) return 0;
  const count = part(strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor);
  return Math.min(replicas, count === 0 && surgeOf(deployment) === 0 ? 1 : count);
}

const sum = <T>(list: readonly T[], count: (item: T) => number): number => list.reduce((n, item) => n + count(item), 0);

const same = (a: object, b: object): boolean => {
  const sorted = (value: object): string =>
    JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted(a) === sorted(b);
};
