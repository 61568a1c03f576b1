import type { Row } from './cells.ts';
import type { StyleSheet } from './style-sheet.ts';

/** Rows wanted and rows shown, equal in size. `shown` is brought up to date; rows that are not dirty are taken to be so. */
export interface Picture {
  readonly wanted: readonly Row[];
  readonly shown: readonly Row[];
}

/** In a cell of which it is not known what the terminal shows there. */
const UNKNOWN = '\0';

/**
 * The bytes that turn what is shown into what is wanted; '' when nothing differs. They start and end with the terminal's own look.
 * Nothing here relies on the terminal's idea of a width: what is not plain is followed by an absolute move.
 */
export function difference({ wanted, shown }: Picture, sheet: StyleSheet): string {
  const { sgr, blankIn } = sheet;
  let out = '';
  let look = 0;
  // Where the terminal's cursor is known to stand; -1 = unknown.
  let atX = -1;
  let atY = -1;
  for (let y = 0; y < wanted.length; y++) {
    const row = wanted[y]!;
    if (row.dirty === false) continue;
    const { written } = row;
    row.dirty = false;
    row.written = undefined;
    const old = shown[y]!;
    let width = 1;
    let end = written?.to ?? row.length;
    for (let x = written ? startAt(row, written.from) : 0; x < end; x += width) {
      const text = row[x]![1];
      const attr = text === ' ' ? blankIn(row[x]![0]) : row[x]![0];
      width = widthAt(row, x);
      if (old[x]![0] === attr && old[x]![1] === text && widthAt(old, x) === width) continue;
      if (atY !== y || x < atX) out += `\x1b[${y + 1};${x + 1}H`;
      else if (x > atX) out += writtenAgain(row, atX, x, look, sheet) ?? `\x1b[${x - atX}C`;
      if (attr !== look && !(text === ' ' && attr === blankIn(look))) {
        out += sgr(attr, look);
        look = attr;
      }
      // Blanks first: a terminal that thinks the character narrower than we do leaves no rest of the old text behind it.
      if (width > 1) out += `${' '.repeat(width)}\x1b[${width}D`;
      out += text === '' ? ' ' : text;
      const sure = width === 1 && text.length <= 1 && text <= '\u2fff' && x + 1 < row.length;
      atY = sure ? y : -1;
      atX = x + 1;
      end = Math.max(end, forget(old, x + width, x + width + (text.length > 1 ? 2 * text.length : 0)));
      old[x]![0] = attr;
      old[x]![1] = text;
      for (let part = 1; part < width; part++) old[x + part]![1] = '';
    }
  }
  return look === 0 ? out : `${out}\x1b[m`;
}

/** A few letters are shorter than the command to leave them out; undefined where they are not, or look otherwise than `look`. */
function writtenAgain(row: Row, from: number, to: number, look: number, { blankIn }: StyleSheet): string | undefined {
  if (to - from > SHORT_OF_A_MOVE) return undefined;
  let letters = '';
  for (let x = from; x < to; x++) {
    const [attr, text] = row[x]!;
    const alike = text === ' ' ? blankIn(attr) === blankIn(look) : attr === look;
    if (!alike || text.length !== 1 || text > '~') return undefined;
    letters += text;
  }
  return letters;
}
const SHORT_OF_A_MOVE = 4;

/** Where the character of this column begins. */
function startAt(row: Row, x: number): number {
  let start = x;
  while (start > 0 && row[start]?.[1] === '') start--;
  return start;
}

/** How many cells a character takes: its own, and the empty ones behind it. */
function widthAt(row: Row, x: number): number {
  let end = x + 1;
  while (end < row.length && row[end]![1] === '') end++;
  return end - x;
}

/**
 * What a character may have changed behind itself is drawn again: a terminal blanks a wide character as soon as one of its halves
 * is overwritten, and one that does not know a cluster shows its parts side by side. Answers up to which column that is.
 */
function forget(old: Row, from: number, to: number): number {
  let x = from;
  for (; x < old.length && (x < to || old[x]![1] === ''); x++) old[x]![1] = UNKNOWN;
  return x > from ? x : 0;
}
