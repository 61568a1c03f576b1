import { eastAsianWidth } from 'get-east-asian-width';

/** Stands for a character that must not reach the terminal. */
const MARK = '\u{fffd}';

/**
 * What could move the cursor, turn the direction of the text or hide in it: control characters (C0, C1, ESC), format characters
 * (bidi controls, zero-width ones, tags), line separators, halves of surrogate pairs, what Unicode has not assigned, blanks that
 * look like nothing, and piles of combining marks. The joiner is kept within an emoji.
 */
const UNSAFE =
  /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0|\p{M}{5,}|(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d/gu;
const PLAIN = /^[ -~]*$/;

/** Foreign text made harmless and put on one line: each unsafe character becomes a visible mark, a run of line breaks and tabs a space. */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNSAFE, MARK)
    .normalize('NFC');
}

/** What stands or falls as one character on screen, and how many cells it takes; none for a mark that stands alone. */
export interface Cluster {
  readonly text: string;
  readonly width: number;
}

/** Characters that take one cell in every terminal, alone and beside each other: no emoji, no marks that combine. */
const SINGLE =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2713\u2714\u2716-\u2718]*$/;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mn}\p{Me}\p{Surrogate}]/u;
/** Behind the first character only these take cells of their own: spacing marks, and the sound marks of halfwidth kana. */
const ADDS = /[\p{Mc}\uff00-\uffef]/u;
const EMOJI = /\ufe0f|^[\u{1f1e6}-\u{1f1ff}]{2}|\u20e3$/u;

/** Loads the rules of ICU, 18 ms: not before a text needs them. */
let segmenter: Intl.Segmenter | undefined;
/** Texts on screen repeat from frame to frame; the bound keeps the odd ones from piling up. */
const known = new Map<string, readonly Cluster[]>();
const KNOWN_LIMIT = 5000;
const KNOWN_LENGTH = 1000;

/** The characters of a text as a person counts them. */
export function clusters(text: string): readonly Cluster[] {
  let found = known.get(text);
  if (!found) {
    found = SINGLE.test(text) ? Array.from(text, character => ({ text: character, width: 1 })) : segment(text);
    if (known.size >= KNOWN_LIMIT) known.clear();
    if (text.length <= KNOWN_LENGTH) known.set(text, found);
  }
  return found;
}

/** Cells of a clean text. */
export function widthOf(text: string): number {
  if (SINGLE.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += cluster.width;
  return width;
}

function segment(text: string): Cluster[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), part => ({ text: part.segment, width: clusterWidth(part.segment) }));
}

/** As terminals count, by the first character that shows; a flag, a keycap or a symbol that asks for colour is an emoji. */
function clusterWidth(cluster: string): number {
  let width = 0;
  for (const character of cluster) {
    if (INVISIBLE.test(character)) continue;
    if (width === 0 || ADDS.test(character)) width += eastAsianWidth(character.codePointAt(0)!);
  }
  return width > 0 && EMOJI.test(cluster) ? 2 : width;
}

/** As many characters from the start as fit in `width` cells. */
export function head(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  return fitting(clusters(text), width).join('');
}

/** As many from the end. */
function tail(text: string, width: number): string {
  if (PLAIN.test(text)) return width <= 0 ? '' : text.slice(-width);
  return fitting([...clusters(text)].reverse(), width)
    .reverse()
    .join('');
}

function fitting(characters: readonly Cluster[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += character.width;
    if (used > width) break;
    taken.push(character.text);
  }
  return taken;
}

/** At most `width` cells, with an ellipsis where something is missing. */
export function cut(text: string, width: number, where: 'end' | 'middle' = 'end'): string {
  if (widthOf(text) <= width) return text;
  if (width <= 1) return head('…', width);
  if (where === 'end' || width < 8) return `${head(text, width - 1)}…`;
  // The end tells pods of one owner apart.
  const end = tail(text, Math.ceil((width - 1) / 2));
  return `${head(text, width - 1 - widthOf(end))}…${end}`;
}

/** Exactly `width` cells: cut or filled with blanks. */
export function pad(
  text: string,
  width: number,
  align: 'left' | 'right' = 'left',
  where: 'end' | 'middle' = 'end',
): string {
  const short = cut(text, width, where);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(short)));
  return align === 'left' ? short + blanks : blanks + short;
}

/** A word in pieces of at most `width` cells, in one walk however long it is. */
function broken(word: string, width: number): string[] {
  if (width <= 0) return [word];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const cluster of clusters(word)) {
    if (used + cluster.width > width && part !== '') {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += cluster.text;
    used += cluster.width;
  }
  return [...parts, part];
}

/** Lines of at most `width` cells, broken between words where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = broken(word, width);
    line = parts.pop() ?? '';
    for (const part of parts) lines.push(part);
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}
