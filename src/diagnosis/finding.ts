import type { ClusterEvent } from '../kube/cluster-event.ts';
import type { Severity } from '../status/row.ts';

/** One thing that is known or suspected of a pod, with what it rests on and what to do about it. All texts are foreign. */
export interface Finding {
  /** Kind of finding, `subject-what`, the same from version to version. */
  readonly id: string;
  /** A few words. */
  readonly title: string;
  /** One or two sentences. */
  readonly sentence: string;
  /** `fact`: the cluster says so, or it follows. `guess`: it usually is so. */
  readonly certainty: 'fact' | 'guess';
  readonly severity: Severity;
  readonly evidence: Evidence;
  readonly next?: NextStep | undefined;
}

/** Tells one finding of a diagnosis from the others, also when it is made anew. */
export const findingKey = ({ id }: Finding, index: number): string => `${id}/${index}`;

/** Where it stands, so that a person can look there. */
export type Evidence =
  /** A field of the pod, or with `of` of another object (`node/node-1`). */
  | { readonly type: 'field'; readonly path: string; readonly value: string; readonly of?: string | undefined }
  | { readonly type: 'event'; readonly event: ClusterEvent };

export interface NextStep {
  readonly step: string;
  readonly command?: string | undefined;
  /** Whose log to read, where that is the step. */
  readonly log?: { readonly container: string; readonly previous: boolean } | undefined;
}

/** Everything that a diagnosis may look at. Objects are whole JSON as the server gave them; only the pod is needed. */
export interface Facts {
  readonly pod: unknown;
  /** ms since the epoch, on the cluster's clock. */
  readonly now: number;
  /** Events of the pod, its node, its owners and its claims, in any order. */
  readonly events?: readonly ClusterEvent[] | undefined;
  readonly node?: unknown;
  /** All nodes, for a pod that the scheduler cannot place. */
  readonly nodes?: readonly unknown[] | undefined;
  /** All pods of the cluster, to know what the nodes have left. */
  readonly pods?: readonly unknown[] | undefined;
  /** From the controller upward: ReplicaSet, Deployment. */
  readonly owners?: readonly unknown[] | undefined;
  readonly claims?: readonly unknown[] | undefined;
  /** The PersistentVolumes of the claims, for a pod that the scheduler cannot place. */
  readonly volumes?: readonly unknown[] | undefined;
  readonly budgets?: readonly unknown[] | undefined;
  /** What could not be asked, each as a sentence. */
  readonly unknown?: readonly string[] | undefined;
}
