import { clusters } from '../view/text.ts';

/** A cell of the screen: the number of its look and what stands in it; '' is the rest of the wide character to its left. */
export type Cell = [attr: number, text: string];

/** A row of the screen; `dirty` unless nothing was written into it since it was last drawn, and where, unless it may be anywhere. */
export type Row = Cell[] & { dirty?: boolean; written?: { from: number; to: number } | undefined };

/** Columns `from` to `to` of the row are about to be written. */
export function touch(row: Row, from: number, to: number): void {
  const { written } = row;
  if (row.dirty === false) row.written = { from, to };
  else if (written) {
    written.from = Math.min(written.from, from);
    written.to = Math.max(written.to, to);
  }
  row.dirty = true;
}

/** What could command the terminal or turn the line around. The view has made such marks visible; nothing relies on that. */
const COMMAND = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/u;
const MARK = '\ufffd';
/** A cell for each character: most texts. */
const PLAIN = /^[ -~]*$/;

/**
 * Writes text into a row from column `x`, never at or past `end`; a wide character that does not fit leaves blanks, one that
 * could command the terminal a mark, one without width nothing.
 * @returns the column after the last one written
 */
export function putText(row: readonly Cell[], x: number, end: number, text: string, attr: number): number {
  const stop = Math.min(end, row.length);
  let at = x;
  if (PLAIN.test(text)) {
    for (let i = 0; i < text.length && at < stop; i++) put(row[at++]!, text[i]!, attr);
    return at;
  }
  for (const cluster of clusters(text)) {
    if (at >= stop) break;
    const safe = !COMMAND.test(cluster.text);
    const width = safe ? cluster.width : 1;
    if (width === 0) continue;
    if (at + width > stop) return fill(row, at, stop, ' ', attr);
    put(row[at]!, safe ? cluster.text : MARK, attr);
    at++;
    for (let rest = 1; rest < width; rest++) put(row[at++]!, '', attr);
  }
  return at;
}

export function fill(row: readonly Cell[], x: number, end: number, text: string, attr: number): number {
  const stop = Math.min(end, row.length);
  for (let at = x; at < stop; at++) put(row[at]!, text, attr);
  return stop;
}

/** What is about to cover columns `x` to `end` takes the other half of a wide character at either edge with it. */
export function cutEdges(row: readonly Cell[], x: number, end: number): void {
  if (row[x]?.[1] === '') {
    let at = x;
    while (at > 0 && row[at]![1] === '') row[at--]![1] = ' ';
    row[at]![1] = ' ';
  }
  for (let at = end; row[at]?.[1] === ''; at++) row[at]![1] = ' ';
}

function put(cell: Cell, text: string, attr: number): void {
  cell[0] = attr;
  cell[1] = text;
}
