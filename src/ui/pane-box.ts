import type { Line, PaneFrame, Span } from '../view/frame.ts';
import { sameSpan, sameSpans, spansWidth } from '../view/spans.ts';
import { type BlessedScreen, type BlessedStyle, Box } from './blessed.ts';
import { type Cell, cutEdges, fill, putText, type Row, touch } from './cells.ts';
import { sameLine } from './scrolling.ts';
import type { StyleSheet } from './style-sheet.ts';

/** Border pieces for a terminal, or an eye, without box drawing. */
const ASCII: Readonly<Record<string, string>> = {
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '─': '-',
  '│': '|',
  '┃': '#',
};
const THUMB = '┃';
const SIDE = '│';
const RULE = '─';
const LINE = { type: 'line', left: true, top: true, right: true, bottom: true };

export interface Look {
  readonly sheet: StyleSheet;
  readonly ascii: boolean;
}

/** A pane as a box of blessed: blessed places it and draws its border, what stands inside and in the border is ours. */
export class PaneBox extends Box {
  private readonly buffer: BlessedScreen;
  private pane: PaneFrame | undefined;
  private shown: PaneFrame | undefined;
  private look: Look | undefined;

  constructor(screen: BlessedScreen) {
    super({ parent: screen, border: 'line', left: 0, top: 0, width: 1, height: 1 });
    this.buffer = screen;
  }

  /** @param shown what stands in the cells of the box, in the same place and look; undefined when they are to be filled anew */
  show(pane: PaneFrame, look: Look, shown: PaneFrame | undefined): void {
    const { x, y, width, height } = pane.rect;
    this.shown = shown;
    this.pane = pane;
    this.look = look;
    this.position = { left: x, top: y, width, height };
    this.border = pane.border && width > 1 && height > 1 ? LINE : undefined;
    this.style = { attr: look.sheet.blank, border: { attr: borderAttr(pane, look.sheet) } };
    this.hidden = width < 1 || height < 1;
  }

  override sattr(style: BlessedStyle): number {
    return style.attr ?? 0;
  }

  override render(): unknown {
    const { pane, look, shown } = this;
    if (this.hidden || !pane || !look) return undefined;
    const { x, y, width, height } = pane.rect;
    const rows = this.buffer.lines.slice(y, y + height);
    if (!shown || shown.border !== pane.border || shown.focused !== pane.focused) {
      for (const row of rows) {
        touch(row, 0, row.length);
        cutEdges(row, x, x + width);
      }
      super.render();
      if (look.ascii) toAscii(rows, x, x + width);
      this.shown = undefined;
    }
    if (this.border && !(this.shown && sameLabels(this.shown, pane))) paintBorder(pane, rows, look);
    const edge = this.border ? 1 : 0;
    this.paintLines(rows.slice(edge, height - edge), x + edge, x + width - edge);
    return undefined;
  }

  /** Writes the lines that are not there yet. */
  private paintLines(rows: readonly Row[], x: number, end: number): void {
    const { sheet } = this.look!;
    rows.forEach((row, index) => {
      const line = this.pane!.lines[index];
      if (this.shown) {
        const before = this.shown.lines[index];
        if (sameLine(before, line)) return;
        if (before && line && before.highlight === line.highlight && paintPart(before, line, row, x, end, sheet))
          return;
        touch(row, x, end);
        fill(row, x, end, ' ', sheet.blank);
      }
      if (line) paintLine(line, row, x, end, sheet);
    });
  }
}

/** Writes only the spans in the middle of the line that are others, where those at both ends stay where they are. */
function paintPart(before: Line, line: Line, row: Row, x: number, end: number, sheet: StyleSheet): boolean {
  const [old, spans] = [before.spans, line.spans];
  const most = Math.min(old.length, spans.length);
  let first = 0;
  while (first < most && sameSpan(old[first]!, spans[first]!)) first++;
  let rest = 0;
  while (rest < most - first && sameSpan(old.at(-1 - rest)!, spans.at(-1 - rest)!)) rest++;
  const middle = spans.slice(first, spans.length - rest);
  const width = spansWidth(middle);
  if (width !== spansWidth(old.slice(first, old.length - rest))) return false;
  let at = x + spansWidth(spans.slice(0, first));
  touch(row, at, Math.min(at + width, end));
  for (const span of middle) at = putText(row, at, end, span.text, sheet.attr(span.role, line.highlight, span.bold));
  return true;
}

/** Whether the same stands in the border. */
function sameLabels(a: PaneFrame, b: PaneFrame): boolean {
  return (
    a.scroll?.offset === b.scroll?.offset &&
    a.scroll?.total === b.scroll?.total &&
    sameSpans(a.title, b.title) &&
    sameSpans(a.footer ?? [], b.footer ?? [])
  );
}

function toAscii(rows: readonly Row[], x: number, end: number): void {
  for (const row of rows) for (const cell of row.slice(x, end)) cell[1] = ASCII[cell[1]] ?? cell[1];
}

const borderAttr = (pane: PaneFrame, sheet: StyleSheet): number =>
  sheet.attr(pane.focused ? 'borderFocused' : 'border');

/** Writes into the border what the pane has to say there, over what it said before. */
function paintBorder(pane: PaneFrame, rows: readonly Row[], { sheet, ascii }: Look): void {
  const { x, width, height } = pane.rect;
  const right = x + width - 1;
  const attr = borderAttr(pane, sheet);
  const piece = (text: string): string => (ascii ? ASCII[text]! : text);
  const thumb = thumbRows(pane, rows);
  for (const row of rows.slice(1, height - 1)) {
    const text = piece(thumb.includes(row) ? THUMB : SIDE);
    if (row[right]?.[1] === text) continue;
    touch(row, right, right + 1);
    fill(row, right, right + 1, text, attr);
  }
  for (const row of [rows[0], rows[height - 1]]) {
    if (!row) continue;
    touch(row, x + 1, right);
    fill(row, x + 1, right, piece(RULE), attr);
  }
  // One piece of the border stays at either end of a label.
  const [from, end] = [x + 2, right - 1];
  if (rows[0]) paintLabel(pane.title, rows[0], from, end, attr, sheet);
  const bottom = rows[height - 1];
  if (bottom && pane.footer) {
    const length = spansWidth(pane.footer) + 2;
    paintLabel(pane.footer, bottom, Math.max(from, end - length), end, attr, sheet);
  }
}

function paintLabel(
  spans: readonly Span[],
  row: readonly Cell[],
  from: number,
  end: number,
  attr: number,
  sheet: StyleSheet,
): void {
  if (spans.length === 0 || end - from < 3) return;
  let at = putText(row, from, end, ' ', attr);
  for (const span of spans) at = putText(row, at, end - 1, span.text, sheet.attr(span.role, undefined, span.bold));
  putText(row, at, end, ' ', attr);
}

/** The rows of the right border that stand for what is in view; none when all of it is. */
function thumbRows(pane: PaneFrame, rows: readonly Row[]): readonly Row[] {
  const inner = rows.slice(1, pane.rect.height - 1);
  if (!pane.scroll || pane.scroll.total <= inner.length || inner.length === 0) return [];
  const { offset, total } = pane.scroll;
  const length = Math.max(1, Math.round((inner.length * inner.length) / total));
  const start = Math.round(((inner.length - length) * offset) / Math.max(1, total - inner.length));
  const first = Math.max(0, Math.min(start, inner.length - length));
  return inner.slice(first, first + length);
}

function paintLine(line: Line, row: readonly Cell[], x: number, end: number, sheet: StyleSheet): void {
  const { highlight } = line;
  let at = x;
  for (const span of line.spans) at = putText(row, at, end, span.text, sheet.attr(span.role, highlight, span.bold));
  if (highlight) fill(row, at, end, ' ', sheet.attr('text', highlight));
}
