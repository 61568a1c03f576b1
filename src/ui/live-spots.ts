import type { Line, PaneFrame } from '../view/frame.ts';
import type { LiveText } from '../view/live-text.ts';
import { spansWidth } from '../view/spans.ts';
import { widthOf } from '../view/text.ts';
import { cutEdges, fill, putText, type Row, touch } from './cells.ts';
import type { StyleSheet } from './style-sheet.ts';

/** Where a live text stands. */
interface Spot {
  /** Which span of its line it is. */
  readonly span: number;
  readonly live: LiveText;
  readonly attr: number;
  /** The column of its first cell. */
  x: number;
  width: number;
  text: string;
  /** The text is true from then until then, ms. */
  from: number;
  until: number;
}

/** A line with live texts, where it stands: up to column `end`, the last of its cells free. */
interface LiveLine {
  readonly pane: number;
  readonly index: number;
  readonly line: Line;
  readonly row: Row;
  readonly end: number;
  readonly spots: readonly Spot[];
  /** By so many cells it may grow; of a line without any room the end may be cut off. */
  room: number;
}

/** The live texts of panes that stand in the cells, none covered by another; each can be written anew alone. */
export class LiveSpots {
  readonly #panes: readonly PaneFrame[];
  readonly #sheet: StyleSheet;
  readonly #lines: readonly LiveLine[];
  readonly #changed = new Set<LiveLine>();

  constructor(panes: readonly PaneFrame[], rows: readonly Row[], sheet: StyleSheet) {
    this.#panes = panes;
    this.#sheet = sheet;
    this.#lines = panes.flatMap((pane, i) => liveLines(pane, i, rows, sheet));
  }

  /** Writes into the cells what is otherwise at `now` (ms). Answers until when all is true, undefined where it takes a frame. */
  advance(now: number): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const line of this.#lines) {
      for (const spot of line.spots) {
        if (now < spot.from || now >= spot.until) {
          const told = spot.live.at(now);
          if (!told || !this.#write(line, spot, told.text)) return undefined;
          spot.from = now;
          spot.until = told.until;
        }
        if (spot.until < next) next = spot.until;
      }
    }
    return next;
  }

  /** The panes as they stand now. */
  standing(): readonly PaneFrame[] {
    if (this.#changed.size === 0) return this.#panes;
    const panes = [...this.#panes];
    for (const { pane, index, line, spots } of this.#changed) {
      const { lines, ...rest } = panes[pane]!;
      const spans = [...line.spans];
      for (const { span, text } of spots) spans[span] = { ...spans[span]!, text };
      panes[pane] = { ...rest, lines: lines.with(index, { ...line, spans }) };
    }
    return panes;
  }

  /** Puts `text` in the place of what stood there; false where there is no room for it. */
  #write(line: LiveLine, spot: Spot, text: string): boolean {
    if (text === spot.text) return true;
    const { row, end } = line;
    const { x, attr } = spot;
    const width = widthOf(text);
    const grown = width - spot.width;
    if (grown !== 0 && (line.room <= 0 || grown > line.room)) return false;
    const to = grown === 0 ? Math.min(x + width, end) : end;
    touch(row, x, to);
    cutEdges(row, x, to);
    const at = putText(row, x, to, text, attr);
    spot.text = text;
    spot.width = width;
    this.#changed.add(line);
    if (grown !== 0) this.#moveRest(line, spot, at, grown);
    return true;
  }

  /** What is behind the spot goes to column `x`, which is `by` cells from where it stood. */
  #moveRest(line: LiveLine, spot: Spot, x: number, by: number): void {
    const { row, end, spots } = line;
    const { spans, highlight } = line.line;
    let at = x;
    for (let i = spot.span + 1; i < spans.length; i++) {
      const { text, role, bold } = spans[i]!;
      const other = spots.find(({ span }) => span === i);
      if (other) other.x += by;
      at = putText(row, at, end, other?.text ?? text, this.#sheet.attr(role, highlight, bold));
    }
    fill(row, at, end, ' ', highlight ? this.#sheet.attr('text', highlight) : this.#sheet.blank);
    line.room -= by;
  }
}

function liveLines(pane: PaneFrame, index: number, rows: readonly Row[], sheet: StyleSheet): LiveLine[] {
  const edge = pane.border ? 1 : 0;
  const { x: left, y: top, width, height } = pane.rect;
  const end = left + width - edge;
  return pane.lines.slice(0, Math.max(0, height - 2 * edge)).flatMap((line, i): LiveLine[] => {
    const spots = spotsOf(line, left + edge, sheet);
    if (spots.length === 0) return [];
    const room = end - 1 - (left + edge + spansWidth(line.spans));
    return [{ pane: index, index: i, line, row: rows[top + edge + i]!, end, spots, room }];
  });
}

function spotsOf({ spans, highlight }: Line, left: number, sheet: StyleSheet): Spot[] {
  const spots: Spot[] = [];
  let x = left;
  for (const [span, { text, role, bold, live }] of spans.entries()) {
    const width = widthOf(text);
    if (live) spots.push({ span, live, attr: sheet.attr(role, highlight, bold), x, width, text, ...live.first });
    x += width;
  }
  return spots;
}
