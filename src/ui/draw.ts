import type { Cell } from './cells.ts';

/** Rows wanted and rows shown, equal in size. `shown` is brought up to date. */
export interface Picture {
  readonly wanted: readonly (readonly Cell[])[];
  readonly shown: readonly (readonly Cell[])[];
}

/**
 * The bytes that turn what is shown into what is wanted; '' when nothing differs. They start and end with the terminal's own look.
 * Nothing here relies on the terminal's idea of a width: what is not plain is followed by an absolute move.
 */
export function difference({ wanted, shown }: Picture, sgr: (attr: number) => string): string {
  let out = '';
  let look = 0;
  // Where the terminal's cursor is known to stand; -1 = unknown.
  let atX = -1;
  let atY = -1;
  for (let y = 0; y < wanted.length; y++) {
    const row = wanted[y]!;
    const old = shown[y]!;
    for (let x = 0; x < row.length; ) {
      const [attr, text] = row[x]!;
      const width = widthAt(row, x);
      if (same(row, old, x, width)) {
        x += width;
        continue;
      }
      if (atY !== y || atX !== x) out += atY === y && x > atX ? `\x1b[${x - atX}C` : `\x1b[${y + 1};${x + 1}H`;
      if (attr !== look) out += sgr(attr);
      look = attr;
      // Blanks first: a terminal that thinks the character narrower than we do leaves no rest of the old text behind it.
      if (width > 1) out += `${' '.repeat(width)}\x1b[${width}D`;
      out += text === '' ? ' ' : text;
      const sure = width === 1 && text.length <= 1 && text <= '\u2fff' && x + 1 < row.length;
      atY = sure ? y : -1;
      atX = x + 1;
      forget(old, x + width, x + width + (text.length > 1 ? 2 * text.length : 0));
      for (let part = 0; part < width; part++) {
        old[x + part]![0] = row[x + part]![0];
        old[x + part]![1] = row[x + part]![1];
      }
      x += width;
    }
  }
  return look === 0 ? out : `${out}\x1b[m`;
}

/**
 * What a character may have changed behind itself is drawn again: a terminal blanks a wide character as soon as one of its halves
 * is overwritten, and one that does not know a cluster shows its parts side by side.
 */
function forget(old: readonly Cell[], from: number, to: number): void {
  for (let x = from; x < old.length && (x < to || old[x]![1] === ''); x++) old[x]![1] = UNKNOWN;
}
const UNKNOWN = '\0';

function widthAt(row: readonly Cell[], x: number): number {
  let width = 1;
  while (row[x + width]?.[1] === '') width++;
  return width;
}

function same(row: readonly Cell[], old: readonly Cell[], x: number, width: number): boolean {
  for (let at = x; at < x + width; at++) if (row[at]![0] !== old[at]![0] || row[at]![1] !== old[at]![1]) return false;
  // A character that was wider than it is now reaches into the next cell.
  return old[x + width]?.[1] !== '';
}
