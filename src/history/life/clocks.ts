import type { PodEntry } from '../transitions/entry.ts';
import type { Transition } from '../transitions/transition.ts';

/*
 * A life has one axis, and most of its times stand in the objects. So what we saw by our own clock is moved by `skew`, by how much
 * the cluster's is ahead of it (ms), as far as that is known.
 */

/** What we saw of a pod, by the cluster's clock. */
export function entryByCluster(entry: PodEntry, skew: number): PodEntry {
  if (skew === 0) return entry;
  const { statusSince, goneAt, first } = entry;
  return {
    ...entry,
    statusSince: { ...statusSince, at: statusSince.at + skew },
    goneAt: goneAt === undefined ? undefined : goneAt + skew,
    first: first && { ...first, at: first.at + skew },
  };
}

/** The same of its changes. */
export const changesByCluster = (transitions: readonly Transition[], skew: number): readonly Transition[] =>
  skew === 0 ? transitions : transitions.map(one => ({ ...one, receivedAt: one.receivedAt + skew }));
