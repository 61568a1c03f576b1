import { wordSeverity } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';
import type { PodEntry } from './entry.ts';
import type { Transition } from './transition.ts';

/** How many pods there were of each severity from `at` (ms, our clock) until the next one. */
export interface StatusCounts {
  readonly at: number;
  readonly pods: Readonly<Record<Severity, number>>;
}

const NONE: Readonly<Record<Severity, number>> = { ok: 0, done: 0, progressing: 0, unknown: 0, warning: 0, error: 0 };
/** Changes whose severity is that of the whole pod. */
const OF_POD: ReadonlySet<Transition['subject']> = new Set(['status', 'ready', 'restarts', 'phase', 'deletion', 'pod']);

/**
 * How the pods of a time range were, counted anew at each change. A pod counts from when it was first seen until it is gone, with the
 * severity that the status engine gave it then.
 */
export function statusCounts(
  entries: Iterable<PodEntry>,
  ofPod: (uid: string) => readonly Transition[],
  { from, to }: { readonly from: number; readonly to: number },
): StatusCounts[] {
  const moves: { readonly at: number; readonly severity: Severity; readonly by: 1 | -1 }[] = [];
  for (const entry of entries) {
    const changes = ofPod(entry.uid).filter(one => OF_POD.has(one.subject));
    const seenAt = entry.first?.at ?? from;
    let severity: Severity | undefined;
    const become = (next: Severity | undefined, at: number): void => {
      if (next === severity || at > to) return;
      const when = Math.max(at, from);
      if (severity !== undefined) moves.push({ at: when, severity, by: -1 });
      if (next !== undefined) moves.push({ at: when, severity: next, by: 1 });
      severity = next;
    };
    const first = changes.find(one => one.subject === 'status' || one.subject === 'pod');
    const isBorn = first?.subject === 'pod' && first.from === undefined;
    if (!isBorn) become(wordSeverity(first?.from ?? entry.row.status), seenAt);
    for (const one of changes) {
      const isGone = one.subject === 'pod' && one.to === undefined;
      become(isGone ? undefined : one.severity, one.receivedAt);
    }
  }
  moves.sort((a, b) => a.at - b.at);
  const counts: StatusCounts[] = [{ at: from, pods: NONE }];
  for (const { at, severity, by } of moves) {
    const last = counts.at(-1)!;
    const pods = { ...last.pods, [severity]: last.pods[severity] + by };
    if (last.at === at) counts[counts.length - 1] = { at, pods };
    else counts.push({ at, pods });
  }
  return counts;
}
