import stringWidth from 'string-width';

/** A cell of the screen: the number of its look and what stands in it; '' is the rest of the wide character to its left. */
export type Cell = [attr: number, text: string];
/** A part of a text that stands or falls as one, and how many cells it takes: at least one. */
export interface Cluster {
  readonly text: string;
  readonly width: number;
}

const PLAIN = /^[\x20-\x7e\u2500-\u259f]*$/;
/** What could command the terminal or turn the line around. The view has made such marks visible; nothing relies on that. */
const COMMAND = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/u;
const MARK = '\ufffd';

const segmenter = new Intl.Segmenter();
/** Texts on screen repeat from frame to frame; a bound keeps the odd ones from piling up. */
const cache = new Map<string, readonly Cluster[]>();
const CACHE_SIZE = 5000;

/** The clusters of a text, safe to send: what is not printable is replaced by a mark, what has no width is left out. */
export function clusters(text: string): readonly Cluster[] {
  const known = cache.get(text);
  if (known) return known;
  const made = PLAIN.test(text) ? Array.from(text, character => ({ text: character, width: 1 })) : segment(text);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(text, made);
  return made;
}

function segment(text: string): Cluster[] {
  const found: Cluster[] = [];
  for (const { segment: cluster } of segmenter.segment(text)) {
    if (COMMAND.test(cluster)) {
      found.push({ text: MARK, width: 1 });
      continue;
    }
    const width = stringWidth(cluster);
    if (width > 0) found.push({ text: cluster, width });
  }
  return found;
}

export const widthOf = (text: string): number => clusters(text).reduce((sum, cluster) => sum + cluster.width, 0);

/**
 * Writes text into a row from column `x`, never at or past `end`; a wide character that does not fit leaves blanks.
 * @returns the column after the last one written
 */
export function putText(row: readonly Cell[], x: number, end: number, text: string, attr: number): number {
  const stop = Math.min(end, row.length);
  let at = x;
  for (const cluster of clusters(text)) {
    if (at >= stop) break;
    if (at + cluster.width > stop) return fill(row, at, stop, ' ', attr);
    put(row[at]!, cluster.text, attr);
    at++;
    for (let rest = 1; rest < cluster.width; rest++) put(row[at++]!, '', attr);
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
