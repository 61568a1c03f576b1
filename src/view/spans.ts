import type { Line, Role, Span } from './frame.ts';
import { clean, cut, widthOf } from './text.ts';

export const span = (text: string, role: Role = 'text', bold?: boolean): Span =>
  bold ? { text, role, bold } : { text, role };

/** Foreign text: cleaned on its way in. */
export const foreign = (text: string, role: Role = 'text'): Span => ({ text: clean(text), role });

export const line = (...spans: readonly Span[]): Line => ({ spans });

export const spansWidth = (spans: readonly Span[]): number => spans.reduce((sum, each) => sum + widthOf(each.text), 0);

/** Whether both look the same. */
export const sameSpan = (a: Span, b: Span): boolean =>
  a === b || (a.text === b.text && a.role === b.role && a.bold === b.bold);

/** The same of many. */
export const sameSpans = (a: readonly Span[], b: readonly Span[]): boolean =>
  a === b || (a.length === b.length && a.every((each, i) => sameSpan(each, b[i]!)));

/** At most `width` cells of the spans, with an ellipsis where they are cut. */
export function cutSpans(spans: readonly Span[], width: number): Span[] {
  const kept: Span[] = [];
  let left = width;
  for (const [i, each] of spans.entries()) {
    const room = i < spans.length - 1 ? left - 1 : left;
    const cells = widthOf(each.text);
    if (cells <= room) {
      kept.push(each);
      left -= cells;
      continue;
    }
    if (left > 0) kept.push(cutSpan(each, room, left));
    break;
  }
  return kept;
}

/** To `width` cells, as long as it is longer than `room`. */
function cutSpan({ live, ...each }: Span, room: number, width: number): Span {
  const shown = (text: string): string => cut(room < width ? `${text} ` : text, width);
  const later = live?.rewritten(text => (widthOf(text) > room ? shown(text) : undefined));
  return { ...each, text: shown(each.text), ...(later && { live: later }) };
}

/** One span at each end of a line of `width` cells; the left one is cut when both do not fit. */
export function bothEnds(
  left: readonly Span[],
  right: readonly Span[],
  width: number,
  fill = ' ',
  role: Role = 'text',
): Span[] {
  const rightWidth = spansWidth(right);
  if (rightWidth >= width) return cutSpans(right, width);
  const kept = cutSpans(left, rightWidth === 0 ? width : width - rightWidth - 1);
  return [...kept, span(fill.repeat(width - rightWidth - spansWidth(kept)), role), ...right];
}
