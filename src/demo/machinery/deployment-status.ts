/** What the Deployment controller says of a Deployment: how many pods there are, and how its rollout goes on. */
import { wireTime } from '../store/objects.ts';
import { available, type Condition, type Deployment, type ReplicaSet, sum, unavailableOf } from './deployment.ts';
import { nonZero, replicasOf } from './workload.ts';

type Counts = Readonly<Record<'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas', number>>;

/** Why a condition is as it is. */
interface Said {
  readonly type: 'Progressing' | 'Available';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

interface Report {
  readonly status: object;
  /** Look again after so many ms, if nothing happens before. */
  readonly again?: number | undefined;
}

/**
 * @param current the ReplicaSet of the present template
 * @param rolling tell how the rollout goes on, too
 */
export function deploymentStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  rolling: boolean,
  now: number,
): Report {
  const count = (field: keyof NonNullable<ReplicaSet['status']>): number => sum(sets, set => set.status?.[field] ?? 0);
  const availableReplicas = sum(sets, available);
  const counts = {
    replicas: count('replicas'),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: count('readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(sets, replicasOf) - availableReplicas),
  };
  const isEnough = availableReplicas >= replicasOf(deployment) - unavailableOf(deployment);
  const before = withCondition(deployment.status?.conditions ?? [], isEnough ? ENOUGH : TOO_FEW, now);
  const { conditions, again } = rolling ? progress(deployment, before, counts, current, now) : { conditions: before };
  const status = {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...nonZero(counts),
    terminatingReplicas: count('terminatingReplicas'),
    conditions,
  };
  return { status, again };
}

const ENOUGH: Said = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
};
const TOO_FEW: Said = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
};

function progress(
  deployment: Deployment,
  conditions: readonly Condition[],
  now: Counts,
  current: ReplicaSet | undefined,
  time: number,
): { readonly conditions: readonly Condition[]; readonly again?: number } {
  const known = conditions.find(({ type }) => type === 'Progressing');
  if (known?.reason === 'NewReplicaSetAvailable' && now.replicas === now.updatedReplicas) return { conditions };
  const title = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const said = (status: Said['status'], reason: string, words: string): Said => ({
    type: 'Progressing',
    status,
    reason,
    message: `${title} ${words}.`,
  });
  const wanted = replicasOf(deployment);
  if ([now.updatedReplicas, now.replicas, now.availableReplicas].every(count => count === wanted)) {
    const done = said('True', 'NewReplicaSetAvailable', 'has successfully progressed');
    return { conditions: withCondition(conditions, done, time) };
  }
  if (hasMoved(deployment, now)) {
    const moving = said('True', 'ReplicaSetUpdated', 'is progressing');
    return { conditions: putCondition(conditions, moving, time) };
  }
  const deadline = deployment.spec.progressDeadlineSeconds;
  if (known === undefined || deadline === undefined || known.reason === 'ProgressDeadlineExceeded')
    return { conditions };
  const left = Date.parse(known.lastUpdateTime) + deadline * 1000 - time;
  if (left > 0) return { conditions, again: left + 1_000 };
  const late = said('False', 'ProgressDeadlineExceeded', 'has timed out progressing');
  return { conditions: withCondition(conditions, late, time) };
}

/** Whether more pods are of the present template, ready or available than before, or fewer of the old ones there. */
function hasMoved({ status = {} }: Deployment, now: Counts): boolean {
  const oldReplicas = (of: { readonly replicas?: number; readonly updatedReplicas?: number }): number =>
    (of.replicas ?? 0) - (of.updatedReplicas ?? 0);
  return (
    now.updatedReplicas > (status.updatedReplicas ?? 0) ||
    oldReplicas(now) < oldReplicas(status) ||
    now.readyReplicas > (status.readyReplicas ?? 0) ||
    now.availableReplicas > (status.availableReplicas ?? 0)
  );
}

/** A condition that says the same already stays where and as it is. */
export function withCondition(before: readonly Condition[], said: Said, now: number): readonly Condition[] {
  const known = before.find(({ type }) => type === said.type);
  return known?.status === said.status && known.reason === said.reason ? before : putCondition(before, said, now);
}

function putCondition(before: readonly Condition[], said: Said, now: number): readonly Condition[] {
  const { type, status, reason, message } = said;
  const known = before.find(row => row.type === type);
  const time = wireTime(now);
  const since = known?.status === status ? known.lastTransitionTime : time;
  const condition = { type, status, lastUpdateTime: time, lastTransitionTime: since, reason, message };
  return [...before.filter(row => row.type !== type), condition];
}
