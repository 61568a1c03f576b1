import type { PaneFrame, Span } from '../view/frame.ts';
import { spansWidth } from '../view/spans.ts';
import { type BlessedScreen, type BlessedStyle, Box } from './blessed.ts';
import { type Cell, cutEdges, fill, putText } from './cells.ts';
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
const LINE = { type: 'line', left: true, top: true, right: true, bottom: true };

export interface Look {
  readonly sheet: StyleSheet;
  readonly ascii: boolean;
}

/** A pane as a box of blessed: blessed places it and draws its border, what stands inside and in the border is ours. */
export class PaneBox extends Box {
  private readonly buffer: BlessedScreen;
  private pane: PaneFrame | undefined;
  private look: Look | undefined;

  constructor(screen: BlessedScreen) {
    super({ parent: screen, border: 'line', left: 0, top: 0, width: 1, height: 1 });
    this.buffer = screen;
  }

  show(pane: PaneFrame, look: Look): void {
    const { x, y, width, height } = pane.rect;
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
    const { pane, look } = this;
    if (this.hidden || !pane || !look) return undefined;
    const { x, y, width, height } = pane.rect;
    const rows = this.buffer.lines.slice(y, y + height);
    for (const row of rows) cutEdges(row, x, x + width);
    const coordinates = super.render();
    if (this.border) {
      paintBorder(pane, rows, look);
      paintLines(pane, rows.slice(1, height - 1), x + 1, x + width - 1, look.sheet);
    } else {
      paintLines(pane, rows, x, x + width, look.sheet);
    }
    return coordinates;
  }
}

const borderAttr = (pane: PaneFrame, sheet: StyleSheet): number =>
  sheet.attr(pane.focused ? 'borderFocused' : 'border');

function paintBorder(pane: PaneFrame, rows: readonly (readonly Cell[])[], { sheet, ascii }: Look): void {
  const { x, width, height } = pane.rect;
  const right = x + width - 1;
  const attr = borderAttr(pane, sheet);
  for (const row of thumbRows(pane, rows)) fill(row, right, right + 1, THUMB, attr);
  if (ascii) for (const row of rows) for (const cell of row.slice(x, right + 1)) cell[1] = ASCII[cell[1]] ?? cell[1];
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
function thumbRows(pane: PaneFrame, rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const inner = rows.slice(1, pane.rect.height - 1);
  if (!pane.scroll || pane.scroll.total <= inner.length || inner.length === 0) return [];
  const { offset, total } = pane.scroll;
  const length = Math.max(1, Math.round((inner.length * inner.length) / total));
  const start = Math.round(((inner.length - length) * offset) / Math.max(1, total - inner.length));
  const first = Math.max(0, Math.min(start, inner.length - length));
  return inner.slice(first, first + length);
}

function paintLines(
  pane: PaneFrame,
  rows: readonly (readonly Cell[])[],
  x: number,
  end: number,
  sheet: StyleSheet,
): void {
  rows.forEach((row, index) => {
    const line = pane.lines[index];
    if (!line) return;
    const { highlight } = line;
    let at = x;
    for (const span of line.spans) at = putText(row, at, end, span.text, sheet.attr(span.role, highlight, span.bold));
    if (highlight) fill(row, at, end, ' ', sheet.attr('text', highlight));
  });
}
