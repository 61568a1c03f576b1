import type { Severity } from '../../status/row.ts';

/**
 * What changed. `stuck` is no change either but that nothing changed for too long; `gap` a stretch of time in which changes could not
 * be seen; `asked` what we ourselves asked of the cluster.
 */
export const SUBJECTS = [
  'status',
  'ready',
  'restarts',
  'phase',
  'condition',
  'container',
  'deletion',
  'pod',
  'stuck',
  'asked',
  'gap',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/**
 * How sure we are of the moment. `seen`: the watch told it as it happened. `derived`: read from timestamps that the
 * object carries. `unknown`: it happened somewhere within a gap.
 */
export type Certainty = 'seen' | 'derived' | 'unknown';

/** One line of the transition log. Never changes once it is written. */
export interface Transition {
  /** Counts up by one, in the order received; survives the dropping of old ones. */
  readonly seq: number;
  /** Identity of the pod's life; empty for a gap. */
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly subject: Subject;
  /** Condition type or container name, when the subject has one. */
  readonly part: string | undefined;
  /** undefined: there was nothing before (a pod that came, a condition that appeared). */
  readonly from: string | undefined;
  /** undefined: there is nothing after (a pod that is gone). */
  readonly to: string | undefined;
  /** Our clock, ms. */
  readonly receivedAt: number;
  /** The cluster's clock, ms, from the object; undefined when the object does not say. Never mixed with ours. */
  readonly clusterAt: number | undefined;
  /** How long `from` had lasted, ms; `atLeast` when it began before we looked. */
  readonly lasted: { readonly ms: number; readonly atLeast: boolean } | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly certainty: Certainty;
  /** Severity of `to`, as the status engine sees it. */
  readonly severity: Severity;
  /** For restarts: how many of them fell between two events and left no trace of their own. */
  readonly missed: number | undefined;
}
