import stringWidth from 'string-width';
import type { Frame, Line, PaneFrame, Role, Span } from '../../src/view/frame.ts';
import { widthOf } from '../../src/view/text.ts';

/** One letter a role, for the twin of a golden screen. Marked lines are capitals. */
export const LETTERS: Readonly<Record<Role, string>> = {
  ok: 'o',
  progressing: 'p',
  warning: 'w',
  error: 'e',
  done: 'd',
  unknown: 'u',
  text: 't',
  muted: 'm',
  title: 'i',
  border: 'b',
  borderFocused: 'f',
  columnHeader: 'h',
  key: 'k',
  accent: 'a',
  notice: 'n',
  demo: 'y',
  danger: 'x',
  match: 'q',
  changed: 'c',
  tombstone: 'g',
};

interface Cell {
  readonly char: string;
  readonly role: string;
}
const BLANK: Cell = { char: ' ', role: ' ' };
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The cells of a frame as text and as letters of roles; throws when a line does not keep to its pane. */
export function renderFrame(frame: Frame): { readonly text: string; readonly roles: string } {
  const cells: Cell[][] = Array.from({ length: frame.height }, () => Array.from({ length: frame.width }, () => BLANK));
  for (const pane of frame.panes) drawPane(cells, pane);
  const rows = (pick: (cell: Cell) => string): string =>
    cells
      .map(row => row.map(pick).join('').trimEnd())
      .join('\n')
      .trimEnd();
  return { text: rows(cell => cell.char), roles: rows(cell => (cell.char === '' ? '' : cell.role)) };
}

/** The lines that do not keep to their pane, each as a sentence. */
export function brokenLines(frame: Frame): string[] {
  return frame.panes.flatMap(({ id, rect, border, lines }) => {
    const width = rect.width - (border ? 2 : 0);
    const height = rect.height - (border ? 2 : 0);
    const wide = lines
      .map(line => line.spans.map(span => span.text).join(''))
      .filter(text => widthOf(text) > width)
      .map(text => `${id}: wider than ${width}: ${text}`);
    return lines.length > height ? [...wide, `${id}: ${lines.length} lines in ${height}`] : wide;
  });
}

function drawPane(cells: Cell[][], { id, rect, border, focused, title, footer, lines, scroll }: PaneFrame): void {
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    for (let x = rect.x; x < rect.x + rect.width; x++) cells[y]![x] = BLANK;
  }
  const inset = border ? 1 : 0;
  const width = rect.width - 2 * inset;
  const height = rect.height - 2 * inset;
  if (border) {
    const role: Role = focused ? 'borderFocused' : 'border';
    const bar = (left: string, right: string): Span => ({ text: `${left}${'─'.repeat(width)}${right}`, role });
    drawSpans(cells, rect.x, rect.y, [bar('╭', '╮')]);
    drawSpans(cells, rect.x, rect.y + rect.height - 1, [bar('╰', '╯')]);
    for (let y = rect.y + 1; y < rect.y + rect.height - 1; y++) {
      const at = y - rect.y - 1;
      const thumb = scroll && scroll.total > height && thumbAt(at, height, scroll);
      drawSpans(cells, rect.x, y, [{ text: '│', role }]);
      drawSpans(cells, rect.x + rect.width - 1, y, [{ text: thumb ? '┃' : '│', role }]);
    }
    if (title.length > 0) drawSpans(cells, rect.x + 2, rect.y, [{ text: ' ', role }, ...title, { text: ' ', role }]);
    if (footer && footer.length > 0) {
      const shown = [{ text: ' ', role }, ...footer, { text: ' ', role }] satisfies Span[];
      const used = shown.reduce((sum, span) => sum + stringWidth(span.text), 0);
      drawSpans(cells, rect.x + rect.width - 2 - used, rect.y + rect.height - 1, shown);
    }
  }
  if (lines.length > height) throw new Error(`${id}: ${lines.length} lines in a pane of ${height}`);
  for (const [i, line] of lines.entries()) drawLine(cells, rect.x + inset, rect.y + inset + i, width, line, id);
}

function thumbAt(at: number, height: number, scroll: { offset: number; total: number }): boolean {
  const size = Math.max(1, Math.round((height * height) / scroll.total));
  const start = Math.round((scroll.offset / Math.max(1, scroll.total - height)) * (height - size));
  return at >= start && at < start + size;
}

function drawLine(
  cells: Cell[][],
  x: number,
  y: number,
  width: number,
  { spans, highlight }: Line,
  pane: string,
): void {
  const text = spans.map(span => span.text).join('');
  if (stringWidth(text) > width) throw new Error(`${pane}: wider than ${width}: ${text}`);
  drawSpans(cells, x, y, spans);
  if (!highlight) return;
  for (let i = x; i < x + width; i++) {
    const cell = cells[y]![i]!;
    cells[y]![i] = { ...cell, role: cell.role === ' ' ? '=' : cell.role.toUpperCase() };
  }
}

function drawSpans(cells: Cell[][], x: number, y: number, spans: readonly Span[]): void {
  let at = x;
  for (const { text, role } of spans) {
    for (const { segment } of characters.segment(text)) {
      const wide = stringWidth(segment);
      const letter = segment === ' ' && role !== 'demo' ? ' ' : LETTERS[role];
      cells[y]![at] = { char: segment, role: letter };
      for (let i = 1; i < wide; i++) cells[y]![at + i] = { char: '', role: letter };
      at += wide;
    }
  }
}

/** A golden screen: the text as a person sees it, then the roles, then which letter is which. */
export function golden(frame: Frame): string {
  const { text, roles } = renderFrame(frame);
  return `${text}\n\n== roles ==\n${roles}\n`;
}
