import type { LogRow } from '../../app/log/log-lines.ts';
import { outlivedText } from '../../history/ledger/stuck-watch.ts';
import { sharedText } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { thousands } from '../../kube/thousands.ts';
import type { Line, Role, Span } from '../frame.ts';
import type { Marks } from '../marks.ts';
import type { Painting } from '../painting.ts';
import { cutSpans, foreign, line, span, spansWidth } from '../spans.ts';
import { clean, cut, pad, widthOf } from '../text.ts';

/** The visible lines of the transition log, newest at the bottom. */
export function logLines(painting: Painting, width: number, height: number): Line[] {
  const { session } = painting;
  const { log } = session;
  const { layout, overlay } = session.state;
  if (log.lines.length === 0) return emptyLines(painting).map(({ spans }) => line(...cutSpans(spans, width)));
  const cursor = log.index();
  const focused = layout.focus === 'log' && !overlay;
  const lines: Line[] = [];
  for (let i = log.top; i < Math.min(log.top + height, log.lines.length); i++) {
    const row = log.lines.at(i);
    if (!row) continue;
    const spans = cutSpans(rowSpans(painting, row, width), width);
    lines.push(i === cursor && focused ? { spans, highlight: 'selected' } : { spans });
  }
  return lines;
}

function rowSpans(painting: Painting, row: LogRow, width: number): Span[] {
  if (row.kind === 'group') return groupSpans(painting, row, width);
  const { transition, isInGroup } = row;
  if (transition.subject === 'gap') return gapSpans(painting, transition);
  return isInGroup
    ? [span('  '), ...changeSpans(painting, transition, width - 2)]
    : changeSpans(painting, transition, width);
}

/** `▸ Deployment/web on node-7: 40 pods Running → Unknown in 5.0s` */
function groupSpans(
  { session, clock, marks }: Painting,
  { transition, shown }: Extract<LogRow, { kind: 'group' }>,
  width: number,
): Span[] {
  const { group, isOpen } = shown;
  const { endedAt, startedAt, shared } = group;
  const time = timeText(session.log.clock, transition, clock, width >= 90);
  const before = span(`${isOpen ? marks.open : marks.closed}${time}  `, 'muted');
  const who = sharedText(group);
  const reason = shared.reason === undefined || shared.reason === transition.to ? '' : `  ${shared.reason}`;
  const what: Span[] = [
    { ...span(`${thousands(shown.pods.size)} pods `), bold: true },
    ...groupChange(transition, marks),
  ];
  // Who they are gives way to what happened to them, and that to nothing; half a duration says something else than the whole.
  const took = span(` in ${preciseDuration(endedAt - startedAt)}`, 'muted');
  const left = width - spansWidth([before, ...what]) - 2;
  if (left - spansWidth([took]) >= Math.min(SHORTEST_WHO, widthOf(clean(who)))) what.push(took);
  const room = Math.max(SHORTEST_FROM, width - spansWidth([before, ...what]) - 2);
  return [
    before,
    ...(who === '' ? [] : [span(cut(clean(who), room, 'middle'), 'accent'), span(': ', 'muted')]),
    ...what,
    foreign(reason, 'muted'),
  ];
}

/** Cells of who they are, beside which there is room for how long it took. */
const SHORTEST_WHO = 16;

/** What happened to all of a group. */
export function groupChange({ subject, from, to, severity }: Transition, marks: Marks): Span[] {
  if (subject === 'restarts') return [span(`${marks.severity[severity]} `, severity), span('restarted', severity)];
  const what = subject === 'deletion' || subject === 'stuck' ? `${subject} ` : from === undefined ? 'new ' : '';
  return [
    foreign(what || `${from} `, 'muted'),
    ...(from === undefined ? [] : [span(`${marks.arrow} `, 'muted')]),
    ...(to === undefined ? [span('gone')] : [span(`${marks.severity[severity]} `, severity), foreign(to, severity)]),
  ];
}

function changeSpans({ session, clock, marks }: Painting, each: Transition, width: number): Span[] {
  const fine = width >= 90;
  const short = width < 70 || session.world.target.namespaces.length === 1;
  const name = short ? each.name : `${each.namespace}/${each.name}`;
  const before = [
    span(`${CERTAINTY[each.certainty]}${timeText(session.log.clock, each, clock, fine)}  `, 'muted'),
    span(
      pad(clean(name), Math.min(Math.floor(width * 0.26), 40), 'left', 'middle'),
      each.uid === session.grid.selected ? 'accent' : 'text',
    ),
    span('  '),
  ];
  if (each.subject === 'asked') return [...before, ...askedSpans(each)];
  if (each.subject === 'stuck')
    return [
      ...before,
      span('stuck ', 'muted'),
      foreign(`${marks.severity[each.severity]} ${outlivedText(each)}`, each.severity),
    ];
  const what = whatSpans(each, marks, width - spansWidth(before), width < 90);
  let room = width - spansWidth(before) - spansWidth(what);
  // Half a duration says something else than the whole of it: what does not fit is left out.
  const more = furtherSpans(each, width < 90).filter(part => {
    const cells = spansWidth([part]);
    if (cells > room) return false;
    room -= cells;
    return true;
  });
  const message = room >= SHORTEST_MESSAGE && each.message ? [foreign(`  ${each.message.slice(0, 500)}`, 'muted')] : [];
  return [...before, ...what, ...more, ...cutSpans(message, room)];
}
/** Cells of a message, or there is none. */
const SHORTEST_MESSAGE = 20;

/** One cell: seen live, read from times in the object, or somewhere within a gap. */
const CERTAINTY: Readonly<Record<Transition['certainty'], string>> = { seen: ' ', derived: '~', unknown: '?' };

/** By the one clock that is chosen; what the object does not tell is blank. */
function timeText(
  chosen: 'ours' | 'cluster',
  { receivedAt, clusterAt }: Transition,
  clock: Painting['clock'],
  fine: boolean,
): string {
  if (chosen === 'ours') return clock(receivedAt, fine);
  return clusterAt === undefined
    ? pad('', clock(receivedAt, fine).length)
    : pad(clock(clusterAt), clock(receivedAt, fine).length);
}

/** What a person asked of the cluster, or how that was refused. */
const askedSpans = (each: Transition): readonly Span[] =>
  each.from === undefined
    ? [span('you asked: ', 'muted'), foreign(each.to ?? '', 'accent')]
    : [span('refused: ', 'warning'), foreign(`${each.from}  `, 'muted'), foreign(each.reason ?? '', 'warning')];

/** How long, how sure, why: as far as there is room. */
const furtherSpans = (each: Transition, tight: boolean): readonly Span[] => [
  ...(each.lasted && each.from !== undefined && !tight ? [span(` after${lastedText(each)}`, 'muted')] : []),
  ...(each.missed ? [span(` (missed ${each.missed})`, 'warning')] : []),
  ...(each.certainty === 'unknown' ? [span(' (time unknown)', 'muted')] : []),
  ...(each.reason && each.reason !== each.to ? [foreign(`  ${each.reason}`, 'muted')] : []),
];

/** From what to what, in `room` cells. Where it is tight, how long it was stands beside what was, and that gives way. */
function whatSpans(each: Transition, { arrow, severity }: Marks, room: number, tight: boolean): Span[] {
  const subject = subjectText(each);
  const role: Role = each.severity;
  if (each.to === undefined)
    return [foreign(`${subject}${each.from ?? ''} `, 'muted'), span(arrow, 'muted'), span(' gone', 'text')];
  const to: Span[] = [span(`${severity[each.severity]} `, role), foreign(each.to, role)];
  if (each.from === undefined) return [foreign(`${subject || 'new '}`, 'muted'), ...to];
  const step = span(`${tight ? lastedText(each) : ''} ${arrow} `, 'muted');
  const left = Math.max(SHORTEST_FROM, room - spansWidth([step, ...to]));
  return [span(cut(clean(`${subject}${each.from}`), left), 'muted'), step, ...to];
}

/** From what to what, how long it had been so, and why, without the name of the pod. */
export function changedSpans(each: Transition, marks: Marks): Span[] {
  return [...whatSpans(each, marks, Number.POSITIVE_INFINITY, false), ...furtherSpans(each, false)];
}

const lastedText = ({ lasted }: Transition): string =>
  lasted ? ` ${lasted.atLeast ? '>=' : ''}${preciseDuration(lasted.ms)}` : '';

/** Cells of what was, however tight it is. */
const SHORTEST_FROM = 8;

/** What changed, where it is not the STATUS: `app restarts `, `Ready `. */
function subjectText({ subject, part }: Transition): string {
  if (subject === 'status' || subject === 'pod') return '';
  if (subject === 'condition' || subject === 'container') return `${part ?? subject} `;
  return part === undefined ? `${subject} ` : `${part} ${subject} `;
}

function gapSpans({ session, clock, marks }: Painting, each: Transition): Span[] {
  const from = each.receivedAt - (each.lasted?.ms ?? 0);
  const rule = marks.rule.repeat(3);
  return [
    span(` ${clock(from)} ${rule} `, 'warning'),
    foreign(`nothing was seen until ${clock(each.receivedAt)}`, 'warning'),
    ...(session.log.clock === 'ours' ? [] : [span(' by our clock', 'warning')]),
    ...(each.reason ? [foreign(`: ${each.reason}`, 'muted')] : []),
    span(` ${rule}`, 'warning'),
  ];
}

/** Of a filter that is not through the log yet. */
export const filteredText = (progress: number): string => `${Math.floor(progress * 100)} % filtered`;

function emptyLines({ session, clock }: Painting): Line[] {
  const { filter, scope, lines } = session.log;
  if (lines.progress !== undefined) return [line(span(` Nothing yet: ${filteredText(lines.progress)}.`, 'muted'))];
  if (filter.text !== '') return [line(foreign(` No change matches "${filter.text}".`, 'muted'))];
  if (scope === 'pod')
    return [
      line(span(' This pod has not changed since we look.', 'muted')),
      line(span(' p shows the changes of all pods', 'muted')),
    ];
  const { connection } = session.world;
  const since = connection.state === 'live' ? ` since ${clock(connection.since)}` : ' yet';
  return [line(span(` No pod has changed${since}.`, 'muted'))];
}
