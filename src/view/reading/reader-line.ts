import type { Line, Span } from '../frame.ts';
import { line, span } from '../spans.ts';

/** One line of what is read. */
export interface ReaderLine {
  /** The part that it belongs to; empty where there are none. */
  readonly section: string;
  readonly line: Line;
  /** What is chosen with it. */
  readonly item?: string | undefined;
}

export const plainLines = (lines: readonly Line[], section = ''): ReaderLine[] =>
  lines.map(each => ({ section, line: each }));

export const textOf = ({ spans }: Line): string => spans.map(({ text }) => text).join('');

/** The line with every place that holds `wanted` (in small letters) marked. */
export function markMatches({ spans, ...rest }: Line, wanted: string): Line {
  const whole = textOf({ spans });
  const text = whole.toLowerCase();
  // A few letters are longer when they are small: then places are not comparable.
  if (wanted === '' || !text.includes(wanted) || text.length !== whole.length) return { spans, ...rest };
  const marked: Span[] = [];
  let from = 0;
  for (const each of spans) {
    const to = from + each.text.length;
    let at = from;
    while (at < to) {
      const next = text.indexOf(wanted, Math.max(0, at - wanted.length + 1));
      const start = next < 0 || next >= to ? to : Math.max(at, next);
      const end = start === to ? to : Math.min(to, next + wanted.length);
      if (start > at) marked.push({ ...each, text: each.text.slice(at - from, start - from) });
      if (end > start) marked.push(span(each.text.slice(start - from, end - from), 'match', true));
      at = Math.max(end, at + 1);
    }
    from = to;
  }
  return { ...line(...marked), ...rest };
}
