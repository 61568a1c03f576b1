import { ClockReading } from './clock-reading.ts';
import type { Grid } from './grid.ts';

/** The pods shown with the columns wanted, as CSV, JSON or aligned text, by the ending of the file's name. */
export function exportPods(grid: Grid, path: string, now: number): string {
  const reading = new ClockReading(now, grid.skew);
  const columns = grid.columns();
  const cells = grid.pods.shown.map(item =>
    columns.map(column => column.text(item, reading, Number.POSITIVE_INFINITY)),
  );
  if (/\.json$/i.test(path)) {
    const objects = cells.map(row => Object.fromEntries(row.map((cell, i) => [columns[i]!.id, cell])));
    return `${JSON.stringify(objects, null, 2)}\n`;
  }
  const titles = columns.map(column => column.title);
  if (/\.csv$/i.test(path)) return [titles, ...cells].map(row => `${row.map(quoted).join(',')}\r\n`).join('');
  const widths = columns.map((_, i) => Math.max(titles[i]!.length, ...cells.map(row => row[i]!.length)));
  return [titles, ...cells]
    .map(
      row =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** A leading `=`, `+`, `-`, `@` would be a formula to a spreadsheet, so it gets an apostrophe. RFC 4180 otherwise. */
function quoted(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
