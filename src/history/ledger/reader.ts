import type { Pod } from '../../kube/pod.ts';
import type { Generation } from '../../status/generation.ts';
import { podHealth } from '../../status/health.ts';
import { podRow } from '../../status/pod-row.ts';
import type { PodRow, Severity } from '../../status/row.ts';

/** What the ledger asks of the status engine, for one version of the server. */
export interface Reader {
  row(pod: Pod): PodRow;
  /** At the moment `at`, ms. */
  severity(pod: Pod, row: PodRow, at: number): Severity;
}

export const statusReader = (generation: Generation): Reader => ({
  row: pod => podRow(pod, generation),
  severity: (pod, row, at) => podHealth(pod, row, at).severity,
});
