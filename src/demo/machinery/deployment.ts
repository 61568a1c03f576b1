/** A Deployment, its ReplicaSets, and how many pods it may have more or fewer than it wants. */
import type { Workload } from './workload.ts';

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

export interface DeploymentStatus {
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly conditions?: readonly Condition[];
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastUpdateTime: string;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

export interface ReplicaSet extends Workload {
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly terminatingReplicas?: number;
  };
}

export const available = ({ status }: ReplicaSet): number => status?.availableReplicas ?? 0;

/** `25%` of a number, rounded by `round`. */
const part = (value: number | string | undefined, of: number, round: (value: number) => number): number =>
  typeof value === 'string' ? round((Number.parseFloat(value) / 100) * of) : (value ?? 0);

export const surgeOf = ({ spec }: Deployment): number =>
  spec.strategy?.type === 'Recreate'
    ? 0
    : part(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', spec.replicas ?? 1, Math.ceil);

/** When rounding leaves neither more nor fewer pods than wanted, one may be missing. */
export function unavailableOf(deployment: Deployment): number {
  const { strategy, replicas = 1 } = deployment.spec;
  if (strategy?.type === 'Recreate' || replicas === 0) return 0;
  const count = part(strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor);
  return Math.min(replicas, count === 0 && surgeOf(deployment) === 0 ? 1 : count);
}

export const sum = <T>(list: readonly T[], count: (item: T) => number): number =>
  list.reduce((n, item) => n + count(item), 0);

/** Whether both have the same fields, in whatever order. */
export const same = (a: object, b: object): boolean => {
  const sorted = (value: object): string =>
    JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted(a) === sorted(b);
};
