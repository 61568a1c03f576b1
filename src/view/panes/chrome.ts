import type { Command } from '../../app/command.ts';
import type { PromptKind } from '../../app/controls/prompt.ts';
import { SEVERITY_RANK } from '../../app/grid/pod-item.ts';
import { type StatusSlot, usualSeverity, worstFirst } from '../../app/grid/status-slots.ts';
import type { StripSpot } from '../../app/state.ts';
import type { ReplayPosition } from '../../history/recording/replay.ts';
import type { ConnectionState } from '../../kube/feed.ts';
import { thousands } from '../../kube/thousands.ts';
import type { Severity } from '../../status/row.ts';
import type { Line, Role, Span } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { bothEnds, cutSpans, foreign, line, span, spansWidth } from '../spans.ts';
import { sparkline } from '../sparkline.ts';
import { clean, widthOf } from '../text.ts';
import { forwardsMark } from './forwards-pane.ts';
import { filteredText } from './log-pane.ts';

/** The first line: what is looked at, and whether it is fresh. */
export function headerLine(painting: Painting, width: number): Line {
  const { session } = painting;
  const { target } = session.world;
  const { marks } = painting;
  const dot = span(`  ${marks.separator}  `, 'muted');
  const left: Span[] = [span(' podscope', 'title', true)];
  if (session.world.replay) left.push(span('  '), ...replaySpans(session.world.replay(), painting));
  if (target.demo) left.push(span('  '), span(' DEMO ', 'demo', true));
  const { context, cluster, namespaces, selecting, serverVersion } = target;
  const name = context || cluster;
  const wide = width >= 100;
  const parts: (readonly Span[] | undefined)[] = [
    // The demo is called so already.
    target.demo && name === 'demo'
      ? undefined
      : [foreign(target.danger ? ` ${name} ` : name, target.danger ? 'danger' : 'accent')],
    target.readOnly ? [span('read-only', 'notice')] : undefined,
    cluster !== '' && cluster !== context && wide ? [foreign(cluster)] : undefined,
    [foreign(namespaces.length === 0 ? 'all namespaces' : namespaces.join(', '))],
    selecting?.labels === undefined ? undefined : [foreign(`-l ${selecting.labels}`, 'notice')],
    selecting?.fields === undefined ? undefined : [foreign(`--field-selector ${selecting.fields}`, 'notice')],
    serverVersion && wide ? [foreign(serverVersion, 'muted')] : undefined,
    forwardsMark(painting),
  ];
  for (const [i, part] of parts.filter(each => each !== undefined && each.length > 0).entries())
    left.push(i === 0 ? span('  ') : dot, ...part!);
  return line(...bothEnds(left, [...connectionSpans(painting, width), span(' ')], width));
}

/** `REPLAY 12:03:07 of 12:40:00 x2 paused`, or `12:03:07 … 12:20:00 of 12:40:00` on the way to a time. */
function replaySpans({ at, goingTo, to, speed, paused }: ReplayPosition, { clock }: Painting): Span[] {
  const way = goingTo === undefined || goingTo === to ? '' : ` … ${clock(goingTo)}`;
  const pace = goingTo !== undefined ? ' playing fast' : paused ? ' paused' : speed === 1 ? '' : ` x${speed}`;
  return [span(' REPLAY ', 'demo', true), span(` ${clock(at)}${way} of ${clock(to)}${pace}`, 'accent')];
}

function connectionSpans(painting: Painting, width: number): Span[] {
  const { session, reading, marks, clock } = painting;
  const { connection } = session.world;
  const roomy = width >= 80;
  switch (connection.state) {
    case 'connecting':
      return [span(`${marks.severity.progressing} connecting`, 'progressing'), ...staleSpans(painting)];
    case 'listing': {
      const { grid } = session;
      // Where the server gives no estimate, what was there before is one. The old rows stay meanwhile.
      const total = connection.total ?? (grid.wasComplete ? grid.pods.live : undefined);
      const of = total === undefined ? '' : ` of ~${thousands(Math.max(total, connection.received))}`;
      const what = grid.wasComplete ? 'listing again' : 'listing';
      return [
        span(`${marks.severity.progressing} ${what} ${thousands(connection.received)}${of}`, 'progressing'),
        ...staleSpans(painting),
      ];
    }
    case 'live':
      return [
        span(`${marks.live} live`, 'ok'),
        ...(roomy ? [span(` since ${clock(connection.since)}`, 'muted')] : []),
        ...narrowSpans(connection, width),
      ];
    case 'reconnecting':
      return [
        span(
          `${marks.stale} ${connection.staleSince === undefined ? 'not connected' : staleText(connection.staleSince, painting)}`,
          'warning',
        ),
        ...(roomy ? [span(`, reconnecting in ${reading.until(connection.retryAt)}`, 'muted')] : []),
      ];
    case 'failed':
      return [span(`${marks.severity.error} not connected`, 'error'), ...staleSpans(painting)];
  }
}

/** The age of what is shown, which is never hidden. */
function staleSpans(painting: Painting): Span[] {
  const { connection } = painting.session.world;
  const since = 'staleSince' in connection ? connection.staleSince : undefined;
  return since === undefined ? [] : [span(`, ${staleText(since, painting)}`, 'warning')];
}

const staleText = (since: number, { clock, reading }: Painting): string =>
  `stale since ${clock(since)} (${reading.since(since)})`;

/** Which namespaces are not there though they were asked for, or which alone are: as long as it is so. */
function narrowSpans({ without, only }: ConnectionState & { state: 'live' }, width: number): Span[] {
  const [word, names] = without ? ['without', without] : ['only', only ?? []];
  if (names.length === 0) return [];
  const all = names.join(', ');
  const few = widthOf(clean(all)) <= width / 5;
  return [foreign(`, ${word} ${few ? all : `${names.length} namespaces`}`, 'warning')];
}

/** The second line: how many pods have which status, with the digits that filter by it; or, while it lasts, what is wrong with the connection. */
export function stripLine(painting: Painting, width: number): Line {
  const { session } = painting;
  const { connection } = session.world;
  session.state.stripSpots = [];
  if (connection.state === 'connecting' && connection.waitsFor)
    return line(...cutSpans([foreign(` waiting for ${connection.waitsFor}`, 'progressing')], width));
  if (connection.state === 'reconnecting' || connection.state === 'failed') {
    const { message, hint } = connection.problem;
    return line(
      ...cutSpans(
        [
          foreign(` ${message}`, connection.state === 'failed' ? 'error' : 'warning'),
          ...(hint ? [foreign(`  ${hint}`, 'muted')] : []),
        ],
        width,
      ),
    );
  }
  const { grid } = session;
  const total = session.grid.pods.live;
  const right = selectionSpans(painting);
  const left: Span[] = [
    span(` ${thousands(total)} ${total === 1 ? 'pod' : 'pods'}`, grid.status.kind === 'all' ? 'text' : 'muted'),
  ];
  const room = width - spansWidth(right) - 1;
  const slots = session.grid.statusSlots();
  painting.reading.expires(grid.trends.dueAt(SPARKLINE_POINTS, painting.reading.now));
  const spansOf = new Map(slots.map(slot => [slot, slotSpans(painting, slot, width)]));
  // Where it is tight, what needs the most attention has its place first; all keep their order.
  const wanted = new Set<StatusSlot>();
  let needed = spansWidth(left);
  for (const slot of [...slots].sort((a, b) => worstFirst(a.count, b.count))) {
    const cells = spansWidth(spansOf.get(slot)!);
    const more = wanted.size + 1 < slots.length ? MORE_WIDTH : 0;
    if (needed + cells + more > room) continue;
    wanted.add(slot);
    needed += cells;
  }
  const spots: StripSpot[] = [];
  for (const slot of slots.filter(each => wanted.has(each))) {
    const from = spansWidth(left);
    left.push(...spansOf.get(slot)!);
    spots.push({ from, to: spansWidth(left), status: slot.count.status });
  }
  session.state.stripSpots = spots;
  const hidden = slots.filter(slot => !wanted.has(slot)).sort((a, b) => worstFirst(a.count, b.count));
  const worst = hidden[0] && usualSeverity(hidden[0].count);
  const role = worst && SEVERITY_RANK[worst] >= SEVERITY_RANK.warning ? worst : 'muted';
  if (hidden.length > 0) left.push(span(`  +${hidden.length} more`, role));
  return line(...bothEnds(left, right, width));
}

/** Cells of `+99 more`. */
const MORE_WIDTH = 10;

/** `1:✗ CrashLoopBackOff 2 +1 ▁▁▃█`: the digit that filters by it, mark, word, count; what changed in five minutes, where there is room. */
function slotSpans(
  { session, marks, reading, ascii }: Painting,
  { count: counted, digit }: StatusSlot,
  width: number,
): Span[] {
  const { status, count, severities } = counted;
  const { status: filter, trends } = session.grid;
  const severity = usualSeverity(counted);
  const chosen = filter.kind === 'status' && filter.status === status;
  const others = (Object.entries(severities) as [Severity, number][]).filter(
    ([each, number]) => number > 0 && SEVERITY_RANK[each] > SEVERITY_RANK[severity],
  );
  const change = trends.change(status, count);
  const course = trends.course(status, count, SPARKLINE_POINTS, reading.now);
  const isFlat = course.every(each => each === count);
  return [
    span('  '),
    ...(digit === undefined ? [] : [span(`${digit}:`, 'key')]),
    span(`${marks.severity[severity]} `, severity),
    { ...foreign(status, severity), bold: chosen },
    span(` ${thousands(count)}`, 'text', chosen),
    ...others.map(([each, number]) => span(` ${marks.severity[each]}${thousands(number)}`, each)),
    ...(change === 0 || width < TREND_WIDTH ? [] : [span(` ${change > 0 ? '+' : ''}${thousands(change)}`, 'muted')]),
    ...(isFlat || width < SPARKLINE_WIDTH ? [] : [span(` ${sparkline(course, ascii)}`, 'muted')]),
  ];
}
/** From these widths on there is room for the trend, and for its course. */
const TREND_WIDTH = 100;
const SPARKLINE_WIDTH = 160;
const SPARKLINE_POINTS = 8;

/** What of all pods is shown: the filters that are at work. */
function selectionSpans({ session }: Painting): Span[] {
  const { grid } = session;
  const spans: Span[] = [];
  if (grid.status.kind === 'unhealthy') spans.push(span('not healthy', 'notice'));
  if (grid.status.kind === 'status') spans.push(foreign(`only ${grid.status.status}`, 'notice'));
  if (grid.filter.works !== '')
    spans.push(span(spans.length > 0 ? '  ' : ''), foreign(`/${grid.filter.works}`, 'notice'));
  if (spans.length > 0) spans.push(span(`  ${thousands(session.grid.pods.shown.length)} shown `, 'text'));
  return spans;
}

const PROMPTS: Readonly<Record<Exclude<PromptKind, 'question'>, string>> = {
  filterGrid: ' filter /',
  filterLog: ' filter the log /',
  command: ' :',
};

/** The last line: what is being typed, what was just said, or the keys that matter here. Answers where the cursor stands, too. */
export function footerLine(
  { session }: Painting,
  width: number,
): { readonly line: Line; readonly cursor: number | undefined } {
  const { prompt, notice } = session.state;
  if (prompt) {
    const what = prompt.kind === 'question' ? ` ${clean(prompt.question?.label ?? '')}: ` : PROMPTS[prompt.kind];
    const typed = clean(prompt.text);
    const before = spansWidth([foreign(what + prompt.text.slice(0, prompt.cursor))]);
    if (prompt.kind === 'command' || prompt.kind === 'question') {
      const help = prompt.question?.hint ?? 'tab completes   enter runs';
      const right = [foreign(`${help}   esc leaves `, 'muted')];
      return {
        line: line(...bothEnds([span(what, 'accent'), span(typed)], right, width)),
        cursor: Math.min(before, width - 1),
      };
    }
    const problem = (prompt.kind === 'filterLog' ? session.log : session.grid).filter.problem;
    const count = prompt.kind === 'filterLog' ? session.log.lines.length : session.grid.pods.shown.length;
    const progress = prompt.kind === 'filterLog' ? session.log.lines.progress : undefined;
    const shown = `${thousands(count)} shown${progress === undefined ? '' : `, ${filteredText(progress)}`}`;
    const right = problem
      ? span(`${clean(problem)} `, 'danger')
      : span(`${shown}   ${keepHint(session)}   esc as before `, 'muted');
    const left = [span(what, 'accent'), span(typed)];
    const room = Math.max(0, width - spansWidth(left) - 2);
    return {
      line: line(...bothEnds(left, cutSpans([right], room), width)),
      cursor: Math.min(before, width - 1),
    };
  }
  if (notice) return { line: line(...cutSpans([foreign(` ${notice.text}`, notice.role)], width)), cursor: undefined };
  return { line: line(...cutSpans(hintSpans(session, width), width)), cursor: undefined };
}

/** What enter does to the filter. */
function keepHint({ state: { prompt }, grid: { filter }, world: { target } }: Painting['session']): string {
  const asks = prompt?.kind === 'filterGrid' && target.selecting && target.selecting.typed !== filter.selector;
  return asks ? 'enter: the server selects' : 'enter keeps';
}

function hintSpans(session: Painting['session'], width: number): Span[] {
  const { keymap } = session;
  const contexts: readonly string[] = session.contexts();
  const hinted = keymap.commands
    .filter(command => command.hint !== undefined && command.contexts.some(context => contexts.includes(context)))
    .filter(command => keymap.keysOf(command).length > 0)
    // Over the panes each kind of thing has keys of its own.
    .filter(command => session.state.overlay === undefined || command.disabled?.(session) === undefined)
    .sort((a, b) => a.hint! - b.hint!);
  const spans: Span[] = [span(' ')];
  // Help and quit stay, whatever else there is no room for.
  const essential = hinted.filter(command => command.hint! >= ESSENTIAL_HINT);
  let room = width - spansWidth(essential.flatMap(command => hint(command, keymap))) - 2;
  for (const command of hinted) {
    const shown = hint(command, keymap);
    const cells = spansWidth(shown);
    if (!essential.includes(command)) {
      if (cells > room) continue;
      room -= cells;
    }
    spans.push(...shown);
  }
  return spans;
}
const ESSENTIAL_HINT = 90;

const hint = (command: Command, keymap: Painting['session']['keymap']): Span[] => [
  span(keymap.keysOf(command)[0]!, 'key' satisfies Role),
  span(` ${command.title}   `, 'muted'),
];
