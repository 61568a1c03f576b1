import type { ClusterEvent } from '../kube/cluster-event.ts';
import type { Ledger } from './ledger/ledger.ts';
import { type KnownLife, knownLife } from './life/life-story.ts';
import { type Stuck, stuckIn } from './life/stuck.ts';
import type { PodEntry } from './transitions/entry.ts';
import { type GroupedRow, grouped } from './transitions/groups.ts';
import { type StatusCounts, statusCounts } from './transitions/status-counts.ts';
import type { Transition } from './transitions/transition.ts';

/** What is known, and which of it a report is about. Times in ms. */
export interface ReportSources {
  readonly ledger: Ledger;
  readonly events: readonly ClusterEvent[];
  /** Until when it is known. */
  readonly now: number;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** Of the pods; empty for all. */
  readonly names: readonly string[];
}

export interface Report {
  /** The stretch that was asked for, or that of the changes. */
  readonly from: number;
  readonly to: number;
  /** In the stretch, and of how many pods. */
  readonly transitions: number;
  readonly pods: number;
  /** Pods that something bad happened to; their lives, in the order of their beginning. */
  readonly troubled: readonly KnownLife[];
  /** Changes of STATUS, comings and goings, gaps. */
  readonly changes: readonly GroupedRow[];
  readonly gaps: readonly Transition[];
  /** At the end of what is known. */
  readonly stuck: readonly { readonly entry: PodEntry; readonly stuck: Stuck }[];
  /** Events of the type Warning, oldest first. */
  readonly warnings: readonly ClusterEvent[];
  readonly counts: readonly StatusCounts[];
  /** Older changes that were no longer held. */
  readonly dropped: number;
}

/** What is told line by line; what somebody asked for is the cause of others. */
const TOLD: ReadonlySet<Transition['subject']> = new Set(['status', 'pod', 'stuck', 'asked', 'gap']);

/** What happened to pods in a stretch of time. */
export function reportOf({ ledger, events, now, from, until, names }: ReportSources): Report {
  const isMeant = (name: string): boolean => names.length === 0 || names.includes(name);
  const isWithin = (at: number | undefined): boolean =>
    at !== undefined && at >= (from ?? Number.NEGATIVE_INFINITY) && at <= (until ?? Number.POSITIVE_INFINITY);
  const transitions = [...ledger.log].filter(
    one => isWithin(one.receivedAt) && (one.subject === 'gap' || isMeant(one.name)),
  );
  const start = from ?? transitions[0]?.receivedAt ?? now;
  const end = Math.max(start, until ?? transitions.at(-1)?.receivedAt ?? now);
  const skew = ledger.skew();
  // Every pod that starts is not ready yet: what a condition means for it, its STATUS and READY tell.
  const isBad = ({ severity, subject }: Transition): boolean =>
    subject !== 'gap' && subject !== 'condition' && (severity === 'error' || severity === 'warning');
  const troubled = new Set(transitions.filter(isBad).map(one => one.uid));
  const entries = [...ledger.pods.values()].filter(({ row }) => isMeant(row.name));
  const gaps = transitions.filter(one => one.subject === 'gap');
  return {
    from: start,
    to: end,
    transitions: transitions.length - gaps.length,
    pods: new Set(transitions.map(one => one.uid).filter(uid => uid !== '')).size,
    troubled: entries
      .filter(({ uid }) => troubled.has(uid))
      .flatMap(({ uid }) => knownLife(ledger, uid, events, now) ?? [])
      .sort((a, b) => a.life.from - b.life.from),
    changes: grouped(
      transitions.filter(({ subject }) => TOLD.has(subject)),
      uid => ledger.pods.get(uid),
    ),
    gaps,
    stuck: entries.flatMap(entry => stuckIn(entry, now, skew).map(stuck => ({ entry, stuck }))),
    warnings: events
      .filter(
        event =>
          event.type === 'Warning' &&
          isWithin(event.lastAt === undefined ? undefined : event.lastAt - skew) &&
          isMeant(event.regarding.name),
      )
      .sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0)),
    counts: statusCounts(entries, uid => ledger.log.ofPod(uid), { from: start, to: end }),
    dropped: ledger.log.dropped,
  };
}
