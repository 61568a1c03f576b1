import stringWidth from 'string-width';

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

/** Cells of a clean text. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** As many characters from the start as fit in `width` cells. */
export function head(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let end = 0;
  for (const { segment, index } of characters.segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

function tail(text: string, width: number): string {
  if (PLAIN.test(text)) return width <= 0 ? '' : text.slice(-width);
  const segments = [...characters.segment(text)].reverse();
  let used = 0;
  let start = text.length;
  for (const { segment, index } of segments) {
    used += stringWidth(segment);
    if (used > width) break;
    start = index;
  }
  return text.slice(start);
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
    line = word;
    while (widthOf(line) > width && width > 0) {
      const part = head(line, width) || line.slice(0, 1);
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}
