import { int32 } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import type { PodRow } from '../../status/row.ts';
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
  /** Seconds that the pod had to end: the last grace above zero, which the kubelet writes when all has ended. */
  readonly graceAsked?: number | undefined;
  /** How the pod was when we first saw it, at `at` (ms, our clock). `born`: it was created before our eyes. */
  readonly first?: { readonly pod: Pod; readonly at: number; readonly born: boolean } | undefined;
}

/** What is left of the grace that was asked for, once a pod has changed: the kubelet's zero does not count. */
export const graceAfter = ({ graceAsked }: PodEntry, { metadata }: Pod): number | undefined =>
  int32(metadata.deletionGracePeriodSeconds) || graceAsked;

/** Seconds. Once all has ended the object itself says nothing of it any more. */
export const graceAskedOf = ({ graceAsked, pod }: PodEntry): number =>
  graceAsked ?? int32(pod.metadata.deletionGracePeriodSeconds);

/** Whose change it is. */
export const identityOf = ({ uid, row }: PodEntry): Pick<Transition, 'uid' | 'namespace' | 'name'> => ({
  uid,
  namespace: row.namespace,
  name: row.name,
});
