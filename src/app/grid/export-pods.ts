import { ClockReading } from '../clock-reading.ts';
import type { Grid } from './grid.ts';

/** Pods as a file, made piece by piece: of 100,000 pods no piece takes so long that a key has to wait. */
export interface PodExport {
  readonly pods: number;
  readonly pieces: Iterable<ExportPiece>;
}
export interface ExportPiece {
  /** Goes on where the piece before ended; '' when something was only measured. */
  readonly text: string;
  /** Of the work, from 0 to 1. */
  readonly done: number;
}

const PODS_IN_A_PIECE = 500;

/** The pods shown with the columns wanted, as CSV, JSON or aligned text, by the ending of the file's name; as they are now, whenever the pieces are taken. */
export function exportPods(grid: Grid, path: string, now: number): PodExport {
  const reading = new ClockReading(now, grid.skew);
  const columns = grid.columns();
  const items = [...grid.pods.shown];
  const titles = columns.map(column => column.title);
  function* slices(): Generator<{ readonly rows: string[][]; readonly end: number }> {
    for (let start = 0; start < items.length; start += PODS_IN_A_PIECE) {
      const slice = items.slice(start, start + PODS_IN_A_PIECE);
      const rows = slice.map(item => columns.map(column => column.text(item, reading, Number.POSITIVE_INFINITY)));
      yield { rows, end: Math.min(items.length, start + PODS_IN_A_PIECE) / items.length };
    }
  }

  function* csv(): Generator<ExportPiece> {
    yield { text: csvLine(titles), done: 0 };
    for (const { rows, end } of slices()) yield { text: rows.map(csvLine).join(''), done: end };
  }
  function* json(): Generator<ExportPiece> {
    let between = '[\n  ';
    for (const { rows, end } of slices()) {
      const objects = rows.map(row => Object.fromEntries(row.map((cell, i) => [columns[i]!.id, cell])));
      yield { text: between + objects.map(indented).join(',\n  '), done: end };
      between = ',\n  ';
    }
    yield { text: items.length === 0 ? '[]\n' : '\n]\n', done: 1 };
  }
  function* text(): Generator<ExportPiece> {
    const widths = titles.map(title => title.length);
    for (const { rows, end } of slices()) {
      for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i]!, cell.length);
      yield { text: '', done: end / 2 };
    }
    const aligned = (row: readonly string[]): string =>
      `${row
        .map((cell, i) => cell.replace(/\s/g, ' ').padEnd(widths[i]!))
        .join('   ')
        .trimEnd()}\n`;
    yield { text: aligned(titles), done: 0.5 };
    for (const { rows, end } of slices()) yield { text: rows.map(aligned).join(''), done: 0.5 + end / 2 };
  }
  const format = /\.json$/i.test(path) ? json : /\.csv$/i.test(path) ? csv : text;
  return { pods: items.length, pieces: format() };
}

const indented = (object: object): string => JSON.stringify(object, null, 2).replaceAll('\n', '\n  ');
const csvLine = (row: readonly string[]): string => `${row.map(quoted).join(',')}\r\n`;

/** A leading `=`, `+`, `-`, `@` would be a formula to a spreadsheet, so it gets an apostrophe. RFC 4180 otherwise. */
function quoted(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
