import { int32 } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import type { PodRow } from '../../status/row.ts';
import { deletionAskedAt } from './moments.ts';
import type { Transition } from './transition.ts';

/** A pod as it is now, or as it was when it went. Replaced, never changed, when the pod changes. */
export interface PodEntry {
  readonly uid: string;
  readonly pod: Pod;
  readonly row: PodRow;
  /** Since when the pod has had its STATUS, ms. Not exact: it began at this time or earlier. */
  readonly statusSince: { readonly at: number; readonly exact: boolean };
  /** Set once the pod is gone: when we learnt it, ms. The entry stays as a tombstone for a while. */
  readonly goneAt: number | undefined;
  /** The deletion as it was asked for, once it was. */
  readonly asked?: AskedEnd | undefined;
  /** How the pod was when we first saw it, at `at` (ms, our clock). `born`: it was created before our eyes. */
  readonly first?: { readonly pod: Pod; readonly at: number; readonly born: boolean } | undefined;
}

/** When somebody asked for the end of a pod, ms, and how many seconds it had. */
export interface AskedEnd {
  readonly at: number;
  readonly graceSeconds: number;
  /** ms of our clock, when it was seen as it happened: `at` is told to the second. */
  readonly seenAt: number | undefined;
}

/**
 * What is known of it once a pod has changed to `pod`. When all has ended the kubelet leaves no grace, and the server, which moves no
 * deletionTimestamp into the past, says the present: neither counts.
 * @param seenAt ms, when this was seen as it happened
 */
export function askedAfter(before: AskedEnd | undefined, pod: Pod, seenAt?: number): AskedEnd | undefined {
  const at = deletionAskedAt(pod);
  const graceSeconds = int32(pod.metadata.deletionGracePeriodSeconds);
  if (at === undefined || (before && graceSeconds === 0)) return before;
  return before ? { ...before, graceSeconds } : { at, graceSeconds, seenAt };
}

/** Whose change it is. */
export const identityOf = ({ uid, row }: PodEntry): Pick<Transition, 'uid' | 'namespace' | 'name'> => ({
  uid,
  namespace: row.namespace,
  name: row.name,
});
