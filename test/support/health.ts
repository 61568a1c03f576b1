import type { Pod } from '../../src/kube/pod.ts';
import type { Health, PodRow, Severity } from '../../src/status/row.ts';

/** A health simple enough to read off the row. */
export function health(_pod: Pod, row: PodRow, _now: number): Health {
  const severity: Severity =
    row.status === 'Completed'
      ? 'done'
      : row.status === 'Running'
        ? row.ready.count === row.ready.total
          ? 'ok'
          : 'warning'
        : /Creating|Pending|Init:\d|PodInitializing/.test(row.status)
          ? 'progressing'
          : row.status === 'Terminating'
            ? 'progressing'
            : /Unknown/.test(row.status)
              ? 'unknown'
              : 'error';
  const why = severity === 'error' ? `${row.restarts.count} restarts` : '';
  return { severity, why, changesAt: undefined };
}
