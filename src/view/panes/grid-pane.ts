import type { ClockReading } from '../../app/clock-reading.ts';
import type { FittedColumn } from '../../app/grid/column-fit.ts';
import { COLUMN_GAP } from '../../app/grid/column-fit.ts';
import { columnOf } from '../../app/grid/columns.ts';
import type { PodItem } from '../../app/grid/pod-item.ts';
import type { Sort } from '../../app/grid/pod-list.ts';
import type { Severity } from '../../status/row.ts';
import { CellMemo, type CellMaker as Maker } from '../cell-memo.ts';
import type { Line, Role, Span } from '../frame.ts';
import { liveSpan } from '../live-text.ts';
import type { Marks } from '../marks.ts';
import type { Painting } from '../painting.ts';
import { markMatches } from '../reading/reader-line.ts';
import { line, span } from '../spans.ts';
import { clean, cut, pad, widthOf, wrap } from '../text.ts';

type CellMaker = Maker<Span>;

const GAP = ' '.repeat(COLUMN_GAP);
const GAP_SPAN = span(GAP);
/** The cell before each row, for marks. */
const GUTTER = ' ';
/** More rows than a screen has. */
const ROWS_REMEMBERED = 500;

/** Rows stay from frame to frame: a second changes an age here and there, and nothing beside it. */
const rowMemo = new CellMemo<PodItem, Span>(ROWS_REMEMBERED);

/** The titles of the columns and the visible pods, and in words an order that no title shows; nothing is formatted that is not on the screen. */
export function gridTable(painting: Painting, width: number, height: number): { lines: Line[]; order: string } {
  const { session } = painting;
  const columns = session.grid.fittedColumns(width - 2 * GUTTER.length);
  const { top, selected, marks } = session.grid;
  const rows = session.grid.pods.shown.slice(top, top + height - 1);
  const lines = [titleLine(painting, columns)];
  if (rows.length === 0) lines.push(line(), ...emptyLines(painting, width));
  const focused = session.state.layout.focus === 'grid' && !session.state.overlay;
  // What is looked for is marked while it is typed; then the rows are calm again.
  const words = session.state.prompt?.kind === 'filterGrid' ? session.grid.filter.words : [];
  const fitted = columns.map(({ column, width }) => `${column.id} ${width}`).join();
  for (const item of rows) {
    const { uid } = item.entry;
    const look = `${fitted} ${painting.ascii} ${uid === selected} ${marks.has(uid)} ${words.join()}`;
    const spans = rowMemo.read(item, look, painting.reading, () => rowCells(painting, columns, item, words));
    const highlight =
      uid === selected ? (focused ? 'selected' : 'selectedUnfocused') : marks.has(uid) ? 'marked' : undefined;
    lines.push(highlight ? { spans, highlight } : { spans });
  }
  return { lines, order: orderText(session.grid.pods.sort, columns) };
}

function titleLine({ session, marks }: Painting, columns: readonly FittedColumn[]): Line {
  const { sort } = session.grid.pods;
  const spans: Span[] = [span(GUTTER)];
  // The mark of the sorted column may stand in the gap beside it: no title is cut for it.
  let taken = 0;
  for (const [i, { column, width }] of columns.entries()) {
    const sorted = column.id === shownSort(sort.column, columns);
    const title = clean(column.title) + (sorted ? (sort.descending ? marks.down : marks.up) : '');
    const indent = column.id === 'status' ? '  ' : '';
    const isLeft = column.align === 'left';
    const before = i > 0 && sorted && !isLeft ? 1 : 0;
    const after = i < columns.length - 1 && sorted && isLeft ? 1 : 0;
    if (i > 0) spans.push(span(GAP.slice(taken + before)));
    spans.push(span(pad(indent + title, width + before + after, column.align), sorted ? 'accent' : 'columnHeader'));
    taken = after;
  }
  return { spans };
}

/** The column whose title has the mark: worst first is an order of the STATUS, where it has no column of its own. */
const shownSort = (sorted: string, columns: readonly FittedColumn[]): string =>
  sorted === 'severity' && !columns.some(({ column }) => column.id === sorted) ? 'status' : sorted;

function orderText({ column: sorted, descending }: Sort, columns: readonly FittedColumn[]): string {
  if (sorted === 'severity' && descending) return 'worst first';
  if (columns.some(({ column }) => column.id === sorted)) return '';
  return `by ${columnOf(sorted)?.title.toLowerCase()}${descending ? ', downwards' : ''}`;
}

/** What makes the parts of a row: the mark, then a cell for each column with the gap behind it. */
function rowCells(
  painting: Painting,
  columns: readonly FittedColumn[],
  item: PodItem,
  words: readonly string[],
): CellMaker[] {
  const { session, marks } = painting;
  const mark = session.grid.marks.has(item.entry.uid) ? span(marks.mark, 'accent') : span(GUTTER);
  return [
    () => [mark],
    ...columns.map((column, i): CellMaker => {
      const gap = i < columns.length - 1 ? [GAP_SPAN] : [];
      const isSearched = SEARCHED.has(column.column.id);
      return reading => {
        const cell = cellSpans({ ...painting, reading }, column, item);
        return [...(isSearched ? withMatches(cell, words) : cell), ...gap];
      };
    }),
  ];
}

function cellSpans(
  { session, reading, marks, markMs }: Painting,
  { column, width }: FittedColumn,
  item: PodItem,
): Span[] {
  const gone = item.entry.goneAt !== undefined;
  const fresh = freshColumns(item, reading.now, markMs).includes(column.id);
  if (fresh) reading.expires(item.changed!.at + markMs);
  const tone: Role = gone ? 'tombstone' : fresh ? 'changed' : (column.tone?.(item) ?? 'text');
  const tell = (own: ClockReading): string => clean(column.text(item, own, width));
  if (column.id === 'status') {
    const text = tell(reading);
    const mark = gone ? marks.gone : marks.severity[item.health.severity];
    return [span(`${mark} `, gone ? 'tombstone' : item.health.severity), span(pad(text, width - 2), tone)];
  }
  if (column.dots) return readySpans(tell(reading), column.dots(item), tone, width, marks, gone);
  const bold = column.id === 'name' && !gone && isPrimary(session, item);
  const told = (own: ClockReading): string => pad(tell(own), width, column.align, column.cut);
  // A match is another one in another text.
  return [SEARCHED.has(column.id) ? span(told(reading), tone, bold) : liveSpan(reading, told, tone, bold)];
}

/** `1/2 ●✗`, the marks only where all of them have room. */
function readySpans(
  text: string,
  dots: readonly Severity[],
  tone: Role,
  width: number,
  marks: Marks,
  gone: boolean,
): Span[] {
  const before = `${text} `;
  const room = width - widthOf(before);
  if (dots.length === 0 || dots.length > room) return [span(pad(text, width), tone)];
  return [
    span(before, tone),
    ...dots.map(severity => span(marks.severity[severity], gone ? 'tombstone' : severity)),
    span(' '.repeat(room - dots.length)),
  ];
}
/** The columns in which a plain text is looked for. */
const SEARCHED: ReadonlySet<string> = new Set(['namespace', 'name', 'status', 'node', 'ip', 'why']);
const withMatches = (cell: readonly Span[], words: readonly string[]): readonly Span[] =>
  words.reduce<readonly Span[]>((spans, word) => markMatches({ spans }, word).spans, cell);

const isPrimary = (session: Painting['session'], item: PodItem): boolean => item.entry.uid === session.grid.selected;

const freshColumns = ({ changed }: PodItem, now: number, markMs: number): readonly string[] =>
  changed && now - changed.at < markMs ? changed.columns : [];

/** Why there is nothing, and what to do about it. */
function emptyLines({ session, reading }: Painting, width: number): Line[] {
  const { grid } = session;
  const { connection, target } = session.world;
  // Whole: a sentence that is cut names no cause.
  const say = (text: string | undefined, role: Role = 'muted'): Line[] =>
    text === undefined
      ? []
      : wrap(clean(text), Math.max(1, width - 2 * INDENT.length)).map(part =>
          line(span(cut(INDENT + part, width), role)),
        );
  if (session.grid.pods.live > 0 || grid.filter.text !== '' || grid.status.kind !== 'all') {
    if (grid.filter.works !== '')
      return [...say(`No pods match "${grid.filter.works}".`), ...say('esc clears the filter')];
    if (grid.status.kind === 'unhealthy') return [...say('Every pod is healthy.', 'ok'), ...say('! shows all pods')];
    if (grid.status.kind === 'status')
      return [...say(`No pod is ${grid.status.status} now.`), ...say('0 shows all pods')];
  }
  const where = target.namespaces.length === 0 ? 'in any namespace' : `in ${target.namespaces.join(', ')}`;
  switch (connection.state) {
    case 'connecting':
      return say(connection.waitsFor ? `Waiting for ${connection.waitsFor} …` : `Connecting to ${target.cluster} …`);
    case 'listing':
      return say('Listing pods …');
    case 'live':
      return [...say(`There are no pods ${where}.`), ...say('They appear here as soon as they are created.')];
    case 'reconnecting':
      return [
        ...say(connection.problem.message, 'warning'),
        ...say(connection.problem.hint),
        ...say(`next try in ${reading.until(connection.retryAt)}`),
      ];
    case 'failed':
      return [...say(connection.problem.message, 'error'), ...say(connection.problem.hint)];
  }
}
const INDENT = '  ';
