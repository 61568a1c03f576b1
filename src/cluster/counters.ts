import type { ClusterStats } from '../kube/cluster.ts';

/** The counters of one cluster while they count. */
export type Counters = { -readonly [K in keyof ClusterStats]: ClusterStats[K] };

export function newCounters(): Counters {
  return {
    requests: 0,
    bytes: 0,
    listed: 0,
    events: 0,
    lists: 0,
    relists: 0,
    watches: 0,
    decodeMs: 0,
    format: undefined,
  };
}
