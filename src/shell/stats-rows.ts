import type { Cluster, ClusterStats } from '../kube/cluster.ts';
import { thousands } from '../kube/thousands.ts';
import type { FrameStats } from '../ui/scheduler.ts';
import type { Host } from './host.ts';

/** A name and what there is to say about it. */
export type StatsRow = readonly [name: string, text: string];

/** What was asked of the cluster so far and what came of it. */
export function clusterRows(stats: ClusterStats): StatsRow[] {
  const { requests, bytes, lists, relists, listed, watches, events, decodeMs, format } = stats;
  return [
    ['requests', thousands(requests)],
    ['bytes received', `${(bytes / 1e6).toFixed(1)} MB`],
    ['first lists', thousands(lists - relists)],
    ['relists', thousands(relists)],
    ['pods listed', thousands(listed)],
    ['watches', thousands(watches)],
    ['events', thousands(events)],
    ['decoding', `${thousands(Math.round(decodeMs))} ms`],
    ['format', format ?? 'none yet'],
  ];
}

export function frameRows({ frames, requests, longest, total }: FrameStats): StatsRow[] {
  return [
    ['frames', `${thousands(frames)}, for ${thousands(requests)} changes and keys`],
    ['painting', `${thousands(Math.round(total))} ms, the longest frame ${Math.round(longest)} ms`],
  ];
}

/** As lines for standard error. */
export function writeStats(stderr: Host['stderr'], rows: readonly StatsRow[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  stderr.write(rows.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join(''));
}

/** The same cluster, which tells its counters when it is closed. */
export function tellingStats(cluster: Cluster, stderr: Host['stderr']): Cluster {
  let isTold = false;
  return {
    ...cluster,
    close() {
      cluster.close();
      if (!isTold) writeStats(stderr, clusterRows(cluster.stats()));
      isTold = true;
    },
  };
}
