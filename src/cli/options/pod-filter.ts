import { compileFilter } from '../../app/filter/compile.ts';
import { wordMovedAt } from '../../history/transitions/moments.ts';
import type { Pod } from '../../kube/pod.ts';
import { podHealth } from '../../status/health.ts';
import type { PodRow } from '../../status/row.ts';
import { UsageError } from './usage-error.ts';

/**
 * The filter of the screen, for pods that were read once: since when a pod has its STATUS is then what the object tells.
 * @throws UsageError
 */
export function podFilter(text: string | undefined): (pod: Pod, row: PodRow, now: number) => boolean {
  const filter = compileFilter(text ?? '');
  if (filter.problem !== undefined) throw new UsageError(`--filter: ${filter.problem.replace(/\.$/, '')}`);
  return (pod, row, now) => {
    const at = wordMovedAt(pod) ?? row.createdAt ?? now;
    const entry = { uid: row.uid, pod, row, statusSince: { at, exact: false }, goneAt: undefined };
    return filter.matches({ entry, health: podHealth(pod, row, now), transition: undefined }, now);
  };
}
