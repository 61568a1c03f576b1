import type { Lane, Life, Mark, Segment } from '../../history/life/life.ts';
import { preciseDuration } from '../../kube/duration.ts';
import type { Line, Role, Span } from '../frame.ts';
import { line, span } from '../spans.ts';
import { clean, head, pad, widthOf } from '../text.ts';

/** Which stretch of a life is drawn, and how wide. Times in ms. */
export interface TimelineWindow {
  readonly from: number;
  readonly to: number;
  /** Cells of a whole line, label included. */
  readonly width: number;
  readonly ascii?: boolean | undefined;
  /** A time that is marked on every lane. */
  readonly cursor?: number | undefined;
}

/** How a stretch is filled: seen as it happened, read from the object's timestamps, not known. */
const FILLS = {
  unicode: { seen: '━', derived: '─', unknown: '·', bound: '│', ticks: '┬', axis: '─' },
  ascii: { seen: '=', derived: '-', unknown: '.', bound: '|', ticks: '+', axis: '-' },
} as const;
const MARK_CHARACTERS: Readonly<Record<Mark['kind'], { readonly unicode: string; readonly ascii: string }>> = {
  created: { unicode: '◆', ascii: 'o' },
  event: { unicode: '▾', ascii: 'e' },
  restart: { unicode: '↻', ascii: 'r' },
  deletion: { unicode: '✂', ascii: 'd' },
  gone: { unicode: '†', ascii: '%' },
};
const LABEL_SHARE = 0.22;
const LABEL_MAX = 24;

const labelWidth = (width: number): number => Math.min(LABEL_MAX, Math.max(8, Math.floor(width * LABEL_SHARE)));
/** Cells of the axis in a line of `width` cells. */
export const timelineCells = (width: number): number => Math.max(1, width - labelWidth(width) - 1);

/** The lanes of a life as a Gantt of cells: one line per lane, marks above, times below. */
export function timelineLines(life: Life, window: TimelineWindow): Line[] {
  const label = labelWidth(window.width);
  const cells = timelineCells(window.width);
  const axis = new Axis(window, cells);
  return [
    line(span(pad('', label + 1)), ...markSpans(life.marks, axis)),
    ...life.lanes.map(lane => line(span(`${pad(laneTitle(lane), label)} `, 'muted'), ...laneSpans(lane, axis))),
    ...axisLines(axis, label, life.from),
  ];
}

/** Lives beside each other on one axis: the STATUS of each, from its beginning to its end; the times are those since the first began. */
export function livesLines(
  lives: readonly Life[],
  window: TimelineWindow,
): { readonly lives: Line[]; readonly axis: Line[] } {
  const label = labelWidth(window.width);
  const axis = new Axis(window, timelineCells(window.width));
  const start = lives.reduce((first, { from }) => Math.min(first, from), window.to);
  return {
    lives: lives.map(({ name, lanes, isOver }) => {
      const status = lanes.find(({ kind }) => kind === 'status');
      const title = span(`${pad(clean(name), label, 'left', 'middle')} `, isOver ? 'tombstone' : 'text');
      return line(title, ...(status ? laneSpans(status, axis, isOver) : []));
    }),
    axis: axisLines(axis, label, start),
  };
}

function axisLines(axis: Axis, label: number, start: number): Line[] {
  return [
    line(span(`${pad('', label)} `), ...axisSpans(axis, start)),
    line(span(`${pad('time', label)} `, 'muted'), span(tickText(axis, start), 'muted')),
  ];
}

const TITLES: Partial<Record<Lane['kind'], string>> = { status: 'STATUS', phase: 'phase', ready: 'Ready' };

export const laneTitle = (lane: Lane): string =>
  TITLES[lane.kind] ?? (lane.kind === 'app' ? clean(lane.name) : `${lane.kind} ${clean(lane.name)}`);

/** Times ↔ cells. */
class Axis {
  readonly from: number;
  readonly cells: number;
  readonly perCell: number;
  readonly cursor: number | undefined;
  readonly fills: (typeof FILLS)['unicode' | 'ascii'];
  readonly set: 'unicode' | 'ascii';

  constructor(window: TimelineWindow, cells: number) {
    this.from = window.from;
    this.cells = cells;
    this.perCell = Math.max(1, window.to - window.from) / cells;
    this.set = window.ascii ? 'ascii' : 'unicode';
    this.fills = FILLS[this.set];
    this.cursor = window.cursor === undefined ? undefined : this.cellOf(window.cursor);
  }

  /** May lie outside of the window. */
  cellOf(time: number): number {
    return Math.floor((time - this.from) / this.perCell);
  }
}

interface Cell {
  readonly character: string;
  readonly role: Role;
}

/** @param isOver an end is marked, unless something else stands there */
function laneSpans(lane: Lane, axis: Axis, isOver = false): Span[] {
  const cells: Cell[] = Array.from({ length: axis.cells }, () => ({ character: ' ', role: 'muted' }));
  // What is shorter than a cell must still be seen: the later one wins the cell, an alarming one keeps it.
  for (const segment of lane.segments) drawSegment(cells, segment, axis);
  const end = isOver ? axis.cellOf(lane.segments.at(-1)?.to ?? 0) : -1;
  if (end >= 0 && end <= axis.cells)
    cells[Math.min(end, axis.cells - 1)] = { character: MARK_CHARACTERS.gone[axis.set], role: 'done' };
  return spansOf(cells, axis);
}

function drawSegment(cells: Cell[], segment: Segment, axis: Axis): void {
  const first = Math.max(0, axis.cellOf(segment.from));
  const last = Math.min(axis.cells - 1, Math.max(first, axis.cellOf(segment.to) - (segment.open ? 0 : 1)));
  if (first >= axis.cells || axis.cellOf(segment.to) < 0) return;
  const role: Role = segment.certainty === 'unknown' ? 'muted' : segment.severity;
  const room = last - first + 1;
  for (let i = first; i <= last; i++) cells[i] = { character: axis.fills[segment.certainty], role };
  const startsHere = axis.cellOf(segment.from) >= 0;
  if (startsHere && segment.value !== '') cells[first] = { character: axis.fills.bound, role };
  const word = clean(segment.value);
  // A word is written whole or, where there is room for most of it, cut: three letters of a status mislead.
  const space = room - (startsHere ? 1 : 0) - 1;
  if (widthOf(word) !== word.length || word.length > space) return;
  for (const [i, character] of [...head(word, space)].entries()) {
    cells[first + (startsHere ? 1 : 0) + i] = { character, role };
  }
}

function markSpans(marks: readonly Mark[], axis: Axis): Span[] {
  const cells: Cell[] = Array.from({ length: axis.cells }, () => ({ character: ' ', role: 'muted' }));
  // Many Events come with what they tell of: in one cell that is what is marked.
  const isEvent = ({ kind }: Mark): boolean => kind === 'event';
  for (const mark of [...marks.filter(isEvent), ...marks.filter(each => !isEvent(each))]) {
    const cell = Math.min(axis.cellOf(mark.at), axis.cells - 1);
    const inside = cell >= 0 && mark.at <= axis.from + axis.perCell * axis.cells;
    if (inside) cells[cell] = { character: MARK_CHARACTERS[mark.kind][axis.set], role: mark.severity };
  }
  return spansOf(cells, axis);
}

function spansOf(cells: readonly Cell[], axis: Axis): Span[] {
  const spans: Span[] = [];
  for (const [i, { character, role }] of cells.entries()) {
    const shown: Role = i === axis.cursor ? 'match' : role;
    const last = spans.at(-1);
    if (last?.role === shown) spans[spans.length - 1] = span(last.text + character, shown);
    else spans.push(span(character, shown));
  }
  return spans;
}

const TICK_CELLS = 12;
const NICE_STEPS = [
  1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
  7_200_000, 14_400_000, 28_800_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
] as const;

/** Distance of the ticks: a round time that leaves room for its text. */
const tickStep = (axis: Axis): number =>
  NICE_STEPS.find(step => step / axis.perCell >= TICK_CELLS) ?? NICE_STEPS.at(-1)!;

/** The first tick that is in sight: ticks stand at round times since the start of the life. */
const firstTick = ({ from }: Axis, start: number, step: number): number =>
  start + Math.ceil((from - start) / step) * step;

function axisSpans(axis: Axis, start: number): Span[] {
  const characters = Array.from({ length: axis.cells }, () => axis.fills.axis as string);
  const step = tickStep(axis);
  for (let time = firstTick(axis, start, step); axis.cellOf(time) < axis.cells; time += step) {
    characters[axis.cellOf(time)] = axis.fills.ticks;
  }
  return [span(characters.join(''), 'border')];
}

/** Times since the start of the life under their ticks. */
function tickText(axis: Axis, start: number): string {
  const step = tickStep(axis);
  let text = '';
  for (let time = firstTick(axis, start, step); axis.cellOf(time) < axis.cells; time += step) {
    const label = roundDuration(time - start);
    const cell = axis.cellOf(time);
    if (cell >= text.length && cell + label.length <= axis.cells) text = pad(text, cell) + label;
  }
  return text;
}

/** `1m30s`, without the tenths of seconds that a tick never has. */
const roundDuration = (ms: number): string =>
  ms < 500
    ? '0s'
    : preciseDuration(Math.round(ms / 1000) * 1000)
        .replace(/\.0s$/, 's')
        .replace(/m0s$/, 'm')
        .replace(/h0m$/, 'h');
