import { type Compared, type Comparison, type Moment, problemOf } from '../../app/life/moment.ts';
import { AROUND_MS, type Around, around } from '../../history/around.ts';
import { grouped, sharedText } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { diffObjects, type FieldChange } from '../../history/versions/object-diff.ts';
import { diffPods } from '../../history/versions/pod-diff.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { preciseDuration } from '../../kube/duration.ts';
import type { Line, PaneFrame, Span } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { changeLines } from '../reading/reader-object.ts';
import { cutSpans, foreign, line, span } from '../spans.ts';
import { clean, pad, wrap } from '../text.ts';
import { heading } from './detail-pane.ts';
import { changedSpans, groupChange } from './log-pane.ts';

/** Subjects that are told of other pods: what they went through, not each step of it. */
const TOLD = new Set<Transition['subject']>(['status', 'restarts', 'pod', 'deletion', 'gap']);

/** A change, what changed in the object, the Events and the other pods around it. */
export function momentFrame(painting: Painting, moment: Moment): PaneFrame {
  const { session, reading } = painting;
  const { transition } = moment;
  const width = session.state.width - 4;
  const entry = session.world.pods.get(transition.uid);
  const isMeant = ({ subject }: Transition): boolean => TOLD.has(subject);
  const near = around(transition, entry?.pod, session.world.log, session.events.all, { isMeant, skew: reading.skew });
  const lines = [
    ...changeSection(painting, transition, near, width),
    ...differenceSection(painting, transition, width),
    ...eventSection(painting, transition, near, width),
    ...othersSection(painting, transition, near, width),
  ];
  return pageFrame(painting, moment, 'moment', [span('Around  ', 'title'), ...nameSpans(transition)], lines);
}

/** What is different between two versions of a pod, or two pods. */
export function comparisonFrame(painting: Painting, comparison: Comparison): PaneFrame {
  const width = painting.session.state.width - 4;
  const title = [span('Difference  ', 'title'), foreign(comparison.title, 'muted')];
  return pageFrame(painting, comparison, 'comparison', title, comparisonLines(painting, comparison, width));
}

function pageFrame(
  { session }: Painting,
  page: Moment | Comparison,
  id: string,
  title: readonly Span[],
  all: readonly Line[],
): PaneFrame {
  const { width, height } = session.state;
  const rect = { x: 0, y: 1, width, height: height - 2 };
  const rows = Math.max(1, rect.height - 2);
  page.drawn(all.length, rows);
  return {
    id,
    rect,
    border: true,
    focused: true,
    title,
    footer: [span(`${Math.min(page.top + rows, all.length)} of ${all.length}`, 'muted')],
    lines: all
      .slice(page.top, page.top + rows)
      .map(({ spans }) => line(...cutSpans([span(' '), ...spans], rect.width - 2))),
    scroll: { offset: page.top, total: all.length },
  };
}

const nameSpans = ({ uid, namespace, name }: Transition): Span[] =>
  uid === '' ? [span('a gap', 'muted')] : [foreign(`${namespace}/${name}`, 'muted')];

function changeSection({ clock, marks }: Painting, change: Transition, near: Around, width: number): Line[] {
  const sure: Readonly<Record<Transition['certainty'], string>> = {
    seen: 'seen as it happened',
    derived: 'read from the times in the object',
    unknown: 'it happened within a gap, nobody knows when',
  };
  const times =
    change.clusterAt === undefined
      ? `${clock(change.receivedAt, true)} by our clock; the object carries no time of it`
      : `${clock(change.receivedAt, true)} by our clock, ${clock(change.clusterAt)} by the cluster's`;
  return [
    ...near.together.map(one =>
      line(span(one === change ? '> ' : '  ', 'accent'), ...cutSpans(changedSpans(one, marks), width - 2)),
    ),
    line(span(`${times}; ${sure[change.certainty]}`, 'muted')),
    ...(change.message ? wrap(clean(change.message), width).map(part => line(span(part))) : []),
  ];
}

function differenceSection(painting: Painting, change: Transition, width: number): Line[] {
  const { marks, session } = painting;
  const versions = session.world.versions.ofChange(change);
  const problem = problemOf(change, versions);
  return [
    line(),
    heading('What changed in the object', width, marks.rule),
    ...(problem === undefined
      ? partLines(diffObjects(versions.before?.pod, versions.after?.pod), width, marks.arrow)
      : [line(span(problem, 'muted'))]),
  ];
}

const PARTS: Readonly<Record<string, string>> = {
  metadata: 'metadata',
  spec: 'spec: what is wanted',
  status: 'status: what is',
};

function partLines(changes: readonly FieldChange[], width: number, arrow: string): Line[] {
  if (changes.length === 0) return [line(span('Nothing that podscope keeps of the object is different.', 'muted'))];
  return [...new Set(changes.map(({ part }) => part))].flatMap(part => [
    line(foreign(PARTS[part] ?? part, 'columnHeader')),
    ...changes.filter(each => each.part === part).flatMap(each => changeLines(each, width, arrow)),
  ]);
}

/** `+1.0s`, `-12.3s`: from the change to the other. */
function offsetText(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${preciseDuration(Math.abs(ms))}`;
}
const OFFSET_WIDTH = 9;

function eventSection(
  { session, marks, reading }: Painting,
  change: Transition,
  { events }: Around,
  width: number,
): Line[] {
  const { problem } = session.events;
  const at = change.clusterAt ?? change.receivedAt + reading.skew;
  return [
    line(),
    heading(
      `Events within ${AROUND_MS / 1000} s of the pod, its node and its owners, by the cluster's clock`,
      width,
      marks.rule,
    ),
    ...(problem === undefined ? [] : wrap(clean(problem), width).map(part => line(span(part, 'warning')))),
    ...(events.length === 0 ? [line(span('None is known.', 'muted'))] : []),
    ...events.flatMap(event => eventLines(event, offsetText((event.lastAt ?? at) - at), width)),
  ];
}

function eventLines({ type, reason, message, regarding, count }: ClusterEvent, offset: string, width: number): Line[] {
  const times = count > 1 ? ` (${count} times)` : '';
  const about = regarding.kind === 'Pod' ? '' : `${regarding.kind}/${regarding.name}: `;
  const [first = '', ...rest] = wrap(
    clean(`${about}${reason}: ${message}${times}`),
    Math.max(10, width - OFFSET_WIDTH - 2),
  );
  return [
    line(
      span(`${pad(offset, OFFSET_WIDTH, 'right')}  `, 'muted'),
      span(first, type === 'Warning' ? 'warning' : 'text'),
    ),
    ...rest.map(part => line(span(`${' '.repeat(OFFSET_WIDTH)}  ${part}`, 'muted'))),
  ];
}

function othersSection({ session, marks }: Painting, change: Transition, near: Around, width: number): Line[] {
  const rows = grouped(near.transitions, uid => session.world.pods.get(uid));
  return [
    line(),
    heading(`Other pods within ${AROUND_MS / 1000} s, by our clock`, width, marks.rule),
    ...(near.isCut ? [line(span('There were more changes; only the nearest are shown.', 'warning'))] : []),
    ...(rows.length === 0 ? [line(span('No other pod changed.', 'muted'))] : []),
    ...rows.map(row => {
      const first = 'group' in row ? row.transitions[0]! : row;
      const who = 'group' in row ? groupText(row.group, row.group.pods.size) : `${first.namespace}/${first.name}`;
      return line(
        span(`${pad(offsetText(first.receivedAt - change.receivedAt), OFFSET_WIDTH, 'right')}  `, 'muted'),
        foreign(first.uid === '' ? 'nothing was seen' : who, 'accent'),
        span('  '),
        ...('group' in row ? groupChange(first, marks) : changedSpans(first, marks)),
      );
    }),
  ];
}

function groupText(group: Parameters<typeof sharedText>[0], pods: number): string {
  const shared = sharedText(group);
  return `${shared === '' ? '' : `${shared}: `}${pods} pods`;
}

function comparisonLines(painting: Painting, comparison: Comparison, width: number): Line[] {
  const { clock, marks } = painting;
  const { before, after, problem, note } = comparison;
  if (problem !== undefined) return wrap(clean(problem), width).map(part => line(span(part, 'muted')));
  if (!before || !after) return [line(span('Asking the cluster …', 'muted'))];
  const side = (mark: string, { name, at }: Compared): Line =>
    line(
      span(`${mark} `, mark === '-' ? 'error' : 'ok'),
      foreign(name),
      span(at === undefined ? '  as it is now' : `  as of ${clock(at, true)}`, 'muted'),
    );
  const areTwo = comparison.areTwo;
  const left = areTwo ? 'Names, addresses and times, which differ between any two pods, are left out.' : '';
  const kept = before.isWhole
    ? ''
    : `Compared are the fields that podscope keeps of every version${areTwo ? (note === undefined ? ', for not both can be had whole' : `: ${note}`) : ''}.`;
  const about = [left, kept].filter(Boolean).join(' ');
  const changes = areTwo ? diffPods(before.object, after.object) : diffObjects(before.object, after.object);
  return [
    side('-', before),
    side('+', after),
    ...wrap(clean(about), width).map(part => line(span(part, 'muted'))),
    line(),
    ...partLines(changes, width, marks.arrow),
  ];
}
