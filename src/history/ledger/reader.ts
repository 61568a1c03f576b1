import type { Pod } from '../../kube/pod.ts';
import type { Generation } from '../../status/generation.ts';
import { podHealth } from '../../status/health.ts';
import { podRow } from '../../status/pod-row.ts';
import type { PodRow, Severity } from '../../status/row.ts';

/** What the ledger asks of the status engine, for one version of the server, and of its clock. */
export interface Reader {
  row(pod: Pod): PodRow;
  /** At the moment `at`, ms of our clock. */
  severity(pod: Pod, row: PodRow, at: number): Severity;
  /** By how much the cluster's clock is ahead of ours, ms; absent: not at all. */
  readonly skew?: () => number;
}

export const statusReader = (generation: Generation, skew = () => 0): Reader => ({
  row: pod => podRow(pod, generation),
  severity: (pod, row, at) => podHealth(pod, row, at + skew()).severity,
  skew,
});
