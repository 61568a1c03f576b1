import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { text } from '../../kube/foreign.ts';
import { conditionSeverity } from '../../status/catalogue/conditions.ts';
import { wordSeverity } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';
import { containerSeverity } from '../transitions/change-severity.ts';
import { type ContainerKind, containerKind } from '../transitions/container-text.ts';
import type { PodEntry } from '../transitions/entry.ts';
import { containerStatusesOf, newest } from '../transitions/moments.ts';
import type { Certainty, Transition } from '../transitions/transition.ts';
import { type Beginning, phaseBefore, readyBefore, runsBefore, statusBefore } from './before-we-looked.ts';

export type LaneKind = 'status' | 'phase' | 'ready' | ContainerKind;

/** A stretch of time in which one value held. */
export interface Segment {
  /** ms: the cluster's clock where `certainty` is derived, ours where it is seen. */
  readonly from: number;
  readonly to: number;
  /** Still so: `to` is only now. */
  readonly open: boolean;
  /** Empty where nobody knows. */
  readonly value: string;
  readonly severity: Severity;
  /** How its beginning is known; `unknown` when the value itself is not. */
  readonly certainty: Certainty;
}

export interface Lane {
  readonly kind: LaneKind;
  /** Name of the container; empty for the pod's own lanes. */
  readonly name: string;
  /** In order, without holes from the first to the last. */
  readonly segments: readonly Segment[];
}

/** A moment on the axis of a life. */
export interface Mark {
  readonly at: number;
  readonly kind: 'created' | 'event' | 'deletion' | 'gone' | 'restart';
  readonly text: string;
  readonly severity: Severity;
}

export interface Life {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly isOver: boolean;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
}

/** What a life is made of. `transitions` are the pod's own, oldest first; `events` those about the pod. */
export interface LifeSources {
  readonly entry: PodEntry;
  readonly transitions: readonly Transition[];
  readonly events?: readonly ClusterEvent[];
  /** Stretches in which nothing could be seen: transitions of the subject `gap`. */
  readonly gaps?: readonly Transition[];
  /** ms, our clock. */
  readonly now: number;
}

/** When a transition happened, on the clock that its certainty names. */
export const momentOf = (one: Transition): number =>
  one.certainty === 'derived' ? (one.clusterAt ?? one.receivedAt) : one.receivedAt;

/** Everything that is known of one pod's life, lane by lane, from its creation to its end or now. */
export function lifeOf({ entry, transitions, events = [], gaps = [], now }: LifeSources): Life {
  const { pod, row } = entry;
  const first = entry.first ?? { pod, at: now, born: false };
  const end = entry.goneAt ?? now;
  const created = row.createdAt ?? first.at;
  const of = (subject: Transition['subject'], part?: string) =>
    transitions.filter(one => one.subject === subject && one.part === part);
  const lane = (
    kind: LaneKind,
    name: string,
    before: readonly Beginning[],
    changes: readonly Transition[],
    severity: (value: string, reason: string | undefined) => Severity,
  ): Lane => ({
    kind,
    name,
    segments: withGaps(
      segmentsOf(joined(before, changes, first.at, created), { end, open: entry.goneAt === undefined }, severity),
      gaps,
    ),
  });

  const lanes = [
    lane(
      'status',
      '',
      first.born
        ? []
        : statusBefore(
            first.pod,
            transitions.filter(one => one.receivedAt >= first.at),
            entry,
            created,
          ),
      transitions.filter(one => one.subject === 'status' || (one.subject === 'pod' && one.to !== undefined)),
      wordSeverity,
    ),
    lane('phase', '', phaseBefore(first, created), of('phase'), wordSeverity),
    lane('ready', '', readyBefore(first, created), of('condition', 'Ready'), value =>
      conditionSeverity('Ready', value),
    ),
  ];
  for (const { name } of containerStatusesOf(pod)) {
    const kind = containerKind(pod, name);
    const seenFirst = [...containerStatusesOf(first.pod)].find(one => one.name === name);
    lanes.push(
      lane(
        kind,
        text(name),
        seenFirst ? runsBefore(seenFirst, kind, first.at) : [],
        of('container', name),
        containerSeverity,
      ),
    );
  }
  const order: readonly LaneKind[] = ['status', 'phase', 'ready', 'init', 'sidecar', 'app', 'ephemeral'];
  lanes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const starts = lanes.flatMap(one => one.segments.slice(0, 1).map(segment => segment.from));
  return {
    uid: entry.uid,
    namespace: row.namespace,
    name: row.name,
    from: Math.min(created, ...starts),
    to: Math.max(end, newest(lanes.map(one => one.segments.at(-1)?.to)) ?? end),
    isOver: entry.goneAt !== undefined,
    lanes: lanes.filter(one => one.segments.length > 0),
    marks: marksOf(entry, transitions, events, created),
  };
}

type Began = Beginning & { readonly reason?: string | undefined };

/** What earlier runs saw, then what the object told at first sight (`seenAt`), then what was seen since. */
function joined(
  before: readonly Beginning[],
  changes: readonly Transition[],
  seenAt: number,
  created: number,
): readonly Began[] {
  const recalled = changes.filter(one => one.receivedAt < seenAt);
  const [oldest] = recalled;
  const newest = recalled.at(-1);
  if (!oldest || !newest) return withChanges(before, changes);
  const since = oldest.lasted && momentOf(oldest) - oldest.lasted.ms;
  const earliest: Began[] = [];
  if (oldest.from !== undefined && since !== undefined && since > created)
    earliest.push({ at: created, value: '', certainty: 'unknown' });
  if (oldest.from !== undefined) earliest.push({ at: since ?? created, value: oldest.from, certainty: 'derived' });
  const told = withChanges(earliest, recalled);
  const later = before.filter(one => one.at > momentOf(newest) && one.value !== '');
  const present = before.at(-1);
  const isOther = later.length === 0 && present !== undefined && present.value !== newest.to;
  return withChanges(
    [...told, ...later, ...(isOther ? [{ ...present, at: seenAt }] : [])],
    changes.filter(one => one.receivedAt >= seenAt),
  );
}

function withChanges(before: readonly Began[], changes: readonly Transition[]): readonly Began[] {
  const beginnings = [...before];
  for (const one of changes) {
    const at = momentOf(one);
    if (one.certainty === 'unknown' && one.from !== undefined && one.lasted) {
      const until = at - one.lasted.ms;
      const since = beginnings.at(-1)?.at ?? until;
      beginnings.push({ at: since + one.lasted.ms, value: '', certainty: 'unknown' });
    }
    beginnings.push({ at, value: one.to ?? '', certainty: one.certainty, reason: one.reason });
  }
  return beginnings;
}

/** Each beginning lasts until the next, and nothing runs backwards. */
function segmentsOf(
  beginnings: readonly Began[],
  last: { readonly end: number; readonly open: boolean },
  severity: (value: string, reason: string | undefined) => Severity,
): Segment[] {
  const segments: Segment[] = [];
  let cursor = Number.NEGATIVE_INFINITY;
  for (const [i, { at, value, certainty, reason }] of beginnings.entries()) {
    const from = Math.max(cursor, at);
    const isLast = i === beginnings.length - 1;
    const to = isLast ? Math.max(from, last.end) : Math.max(from, beginnings[i + 1]!.at);
    cursor = to;
    if (to === from && !isLast) continue;
    const known = value !== '';
    segments.push({
      from,
      to,
      open: isLast && last.open,
      value,
      severity: known ? severity(value, reason) : 'unknown',
      certainty: known ? certainty : 'unknown',
    });
  }
  return segments;
}

/** What we saw before a gap and after it may not have lasted through it; what the object dates did. */
function withGaps(segments: readonly Segment[], gaps: readonly Transition[]): Segment[] {
  let split = [...segments];
  for (const { receivedAt, lasted } of gaps) {
    const from = receivedAt - (lasted?.ms ?? 0);
    split = split.flatMap(one => {
      if (one.certainty === 'derived' || one.from >= receivedAt || one.to <= from) return one;
      const start = Math.max(one.from, from);
      const end = Math.min(one.to, receivedAt);
      const unknown: Segment = {
        ...one,
        from: start,
        to: end,
        open: false,
        value: '',
        severity: 'unknown',
        certainty: 'unknown',
      };
      return [
        ...(one.from < start ? [{ ...one, to: start, open: false }] : []),
        unknown,
        ...(end < one.to || one.open ? [{ ...one, from: end }] : []),
      ];
    });
  }
  return split;
}

function marksOf(
  entry: PodEntry,
  transitions: readonly Transition[],
  events: readonly ClusterEvent[],
  created: number,
): Mark[] {
  const marks: Mark[] = [{ at: created, kind: 'created', text: 'created', severity: 'ok' }];
  for (const one of transitions) {
    if (one.subject === 'restarts') {
      const missed = one.missed === undefined ? '' : `, missed ${one.missed}`;
      const text = `${one.part} restarted: ${one.from} → ${one.to}${missed}`;
      marks.push({ at: one.clusterAt ?? one.receivedAt, kind: 'restart', text, severity: 'warning' });
    }
  }
  if (entry.asked !== undefined) {
    const { at, graceSeconds } = entry.asked;
    marks.push({ at, kind: 'deletion', text: `deletion asked, grace ${graceSeconds}s`, severity: 'progressing' });
  }
  if (entry.goneAt !== undefined) marks.push({ at: entry.goneAt, kind: 'gone', text: 'gone', severity: 'done' });
  for (const event of events) {
    if (event.lastAt === undefined) continue;
    const text = [event.reason, event.message].filter(Boolean).join(': ');
    marks.push({ at: event.lastAt, kind: 'event', text, severity: event.type === 'Warning' ? 'warning' : 'ok' });
  }
  return marks.sort((a, b) => a.at - b.at);
}
