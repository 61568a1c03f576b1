import { type ClusterStats, NO_STATS } from '../../kube/cluster.ts';

/** The counters of one cluster while they count. */
export type Counters = { -readonly [K in keyof ClusterStats]: ClusterStats[K] };

export const newCounters = (): Counters => ({ ...NO_STATS });
