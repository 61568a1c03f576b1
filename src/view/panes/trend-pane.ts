import { SEVERITY_RANK } from '../../app/grid/pod-item.ts';
import { usualSeverity, worstFirst } from '../../app/grid/status-slots.ts';
import type { Counted } from '../../app/grid/trends.ts';
import { humanDuration } from '../../kube/duration.ts';
import { thousands } from '../../kube/thousands.ts';
import { reasonFor } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';
import type { Chart, ChartSeries, Line, PaneFrame, Role } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { cutSpans, line, span } from '../spans.ts';
import { clean, cut, pad } from '../text.ts';

/** Points of a curve: one every five seconds, and one at the end. A label stands under each minute. */
const POINTS = 61;
const LABEL_EVERY = 12;
/** Below this size a curve says nothing. */
const SMALLEST_CHART = { width: 30, height: 7 };
const MOST_SERIES = 7;
/** Below this width there is no room for the least and the most. */
const ROOMY_WIDTH = 60;
const SECOND_MS = 1_000;

/** One line of the table, and its curve. */
interface Row extends ChartSeries {
  readonly severity: Severity | undefined;
  readonly chosen: boolean;
}

/** The counts of the last five minutes: a table, and curves below it where there is room. True for a second at a time. */
export function trendFrame(painting: Painting): PaneFrame {
  const { session, reading } = painting;
  const { trends } = session.grid;
  const rect = session.layout()!.body;
  const [width, height] = [rect.width - 2, rect.height - 2];
  const second = reading.now - (reading.now % SECOND_MS);
  reading.expires(second + SECOND_MS);
  // Of the present second not all has happened.
  const until = second - 1;
  const since = trends.since(until);
  const known = since !== undefined && since < until;
  const moments = Array.from({ length: POINTS }, (_, i) =>
    known ? since + ((until - since) * i) / (POINTS - 1) : until,
  );
  const rows = known ? rowsOf(painting, moments) : [];
  const most = Math.min(MOST_SERIES, Math.max(3, Math.floor(height / 4)));
  const shown = rows.slice(0, most);
  const more = rows.length - shown.length;
  const table = known ? tableLines(painting, shown, more, width) : [waiting];
  const fits = width >= SMALLEST_CHART.width && height - table.length >= SMALLEST_CHART.height;
  const past = known ? humanDuration(second - since) : '';
  return {
    id: 'trend',
    rect,
    border: true,
    focused: true,
    title: [span('Trend', 'title'), span(known ? `  of the last ${past}` : '', 'muted')],
    footer: [span('the keys before the words filter', 'muted')],
    lines: table.slice(0, height),
    ...(known && fits ? { chart: chartOf(shown, moments) } : {}),
  };
}
const waiting: Line = line(span(' There is a trend once the pods have been watched for a second.', 'muted'));

/** What is not healthy, together and by its words, the worst first. */
function rowsOf(painting: Painting, moments: readonly number[]): Row[] {
  const { grid } = painting.session;
  const filter = grid.status;
  const points = (counted: Counted): number[] => grid.trends.countsAt(counted, moments);
  const slots = [...grid.statusSlots()].sort((a, b) => worstFirst(a.count, b.count));
  const words = slots.map(({ count, digit }) => ({
    status: count.status,
    severity: usualSeverity(count),
    mark: digit === undefined ? ' ' : `${digit}`,
  }));
  const present = new Set(words.map(({ status }) => status));
  const past = [...grid.trends.statuses()]
    .filter(status => !present.has(status))
    .map(status => ({ status, severity: reasonFor(status).severity, mark: ' ' }))
    .sort((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity] || (a.status < b.status ? -1 : 1));
  const colours = new Colours();
  const all: Row = {
    name: 'not healthy',
    mark: '!',
    role: 'text',
    severity: undefined,
    chosen: filter.kind === 'unhealthy',
    points: points('unhealthy'),
  };
  const rest = [...words, ...past]
    .filter(({ severity }) => severity !== 'ok' && severity !== 'done')
    .map(({ status, severity, mark }): Row => {
      const chosen = filter.kind === 'status' && filter.status === status;
      return { name: clean(status), mark, severity, chosen, role: colours.next(severity), points: points({ status }) };
    })
    .filter(row => row.points.some(count => count > 0));
  return [all, ...rest];
}

/** The colour of its severity for the first of a kind; the others must be told from it. */
class Colours {
  readonly #left: Role[] = ['accent', 'notice', 'key', 'title', 'columnHeader', 'muted'];
  readonly #taken = new Set<Role>();

  next(severity: Severity): Role {
    if (this.#taken.has(severity)) return this.#left.shift() ?? severity;
    this.#taken.add(severity);
    return severity;
  }
}

function tableLines({ marks }: Painting, rows: readonly Row[], more: number, width: number): Line[] {
  const roomy = width >= ROOMY_WIDTH;
  const nameWidth = Math.max(10, Math.min(32, width - (roomy ? 37 : 21)));
  const cell = (text: string, cells: number): string => text.padStart(cells);
  const titles = `${cell('NOW', 7)}${cell('CHANGE', 8)}${roomy ? `${cell('LEAST', 8)}${cell('MOST', 8)}` : ''}`;
  const head = line(span(`${pad('   STATUS', nameWidth + 5)}${titles}`, 'columnHeader'));
  const lines = rows.map(({ name, mark, role, severity, chosen, points }) => {
    const now = points.at(-1)!;
    const change = now - points[0]!;
    const signed = change === 0 ? marks.separator : `${change > 0 ? '+' : ''}${thousands(change)}`;
    const extremes = [Math.min(...points), Math.max(...points)].map(each => cell(thousands(each), 8)).join('');
    return line(
      span(` ${mark} `, 'key'),
      severity ? span(`${marks.severity[severity]} `, severity) : span('  '),
      span(pad(cut(name, nameWidth), nameWidth), role, chosen),
      span(cell(thousands(now), 7), 'text', true),
      span(cell(signed, 8), change > 0 ? 'notice' : 'muted'),
      ...(roomy ? [span(extremes, 'muted')] : []),
    );
  });
  const hidden = more > 0 ? [line(span(`     and ${more} more`, 'muted'))] : [];
  return [head, ...lines, ...hidden].map(({ spans }) => line(...cutSpans(spans, width)));
}

function chartOf(rows: readonly Row[], moments: readonly number[]): Chart {
  const until = moments.at(-1)!;
  const label = (moment: number): string => humanDuration(Math.round((until - moment) / SECOND_MS) * SECOND_MS);
  return {
    labels: moments.map((moment, i) => (i % LABEL_EVERY === 0 && i < POINTS - 1 ? label(moment) : '')),
    labelEvery: LABEL_EVERY,
    end: 'now',
    series: rows.map(({ name, mark, role, points }) => ({ name, mark, role, points })),
  };
}
