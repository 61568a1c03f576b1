import type { Line, PaneFrame } from '../view/frame.ts';
import type { LiveText } from '../view/live-text.ts';
import { widthOf } from '../view/text.ts';
import { cutEdges, putText, type Row, touch } from './cells.ts';
import type { StyleSheet } from './style-sheet.ts';

/** Where a live text stands: in which span, and in which cells. */
interface Spot {
  readonly pane: number;
  readonly line: number;
  readonly span: number;
  readonly live: LiveText;
  readonly row: Row;
  readonly x: number;
  readonly end: number;
  readonly attr: number;
  text: string;
  /** The text is true from then until then, ms. */
  from: number;
  until: number;
}

/** The live texts of panes that stand in the cells, none covered by another; each can be written anew alone. */
export class LiveSpots {
  readonly #panes: readonly PaneFrame[];
  readonly #spots: readonly Spot[];
  readonly #changed = new Set<Spot>();

  constructor(panes: readonly PaneFrame[], rows: readonly Row[], sheet: StyleSheet) {
    this.#panes = panes;
    this.#spots = panes.flatMap((pane, i) => spotsOf(pane, i, rows, sheet));
  }

  /** Writes into the cells what is otherwise at `now` (ms). Answers until when all is true, undefined where something has to move. */
  advance(now: number): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const spot of this.#spots) {
      if (now < spot.from || now >= spot.until) {
        const told = spot.live.at(now);
        if (!told) return undefined;
        if (told.text !== spot.text) this.#write(spot, told.text);
        spot.from = now;
        spot.until = told.until;
      }
      if (spot.until < next) next = spot.until;
    }
    return next;
  }

  /** The panes as they stand now. */
  standing(): readonly PaneFrame[] {
    if (this.#changed.size === 0) return this.#panes;
    const panes = [...this.#panes];
    for (const { pane, line, span, text } of this.#changed) {
      const { lines, ...rest } = panes[pane]!;
      panes[pane] = { ...rest, lines: lines.with(line, withText(lines[line]!, span, text)) };
    }
    return panes;
  }

  #write(spot: Spot, text: string): void {
    const { row, x, end, attr } = spot;
    touch(row, x, end);
    cutEdges(row, x, end);
    putText(row, x, end, text, attr);
    spot.text = text;
    this.#changed.add(spot);
  }
}

const withText = (line: Line, at: number, text: string): Line => ({
  ...line,
  spans: line.spans.with(at, { ...line.spans[at]!, text }),
});

function spotsOf(pane: PaneFrame, index: number, rows: readonly Row[], sheet: StyleSheet): Spot[] {
  const edge = pane.border ? 1 : 0;
  const { x: left, y: top, width, height } = pane.rect;
  const right = left + width - edge;
  const spots: Spot[] = [];
  pane.lines.slice(0, Math.max(0, height - 2 * edge)).forEach(({ spans, highlight }, line) => {
    let x = left + edge;
    for (const [i, { text, role, bold, live }] of spans.entries()) {
      const end = Math.min(right, x + widthOf(text));
      if (live && x < end) {
        const attr = sheet.attr(role, highlight, bold);
        spots.push({
          pane: index,
          line,
          span: i,
          live,
          row: rows[top + edge + line]!,
          x,
          end,
          attr,
          text,
          ...live.first,
        });
      }
      x = end;
    }
  });
  return spots;
}
