import type { Line } from '../view/frame.ts';
import { sameSpans } from '../view/spans.ts';

/** Rows `top` to `bottom`, both counted in, whose content goes up by so many rows; down when it is negative. */
export interface Shift {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** Fewer lines than these are written anew: what tells the terminal to move them is no shorter. */
const WORTH_MOVING = 4;
/** So many changed lines at either end are looked for among those before: what is new may stand there. */
const PROBES = 4;

/** Whether most of what changed only stands higher or lower than before. */
export function shiftBetween(before: readonly Line[], after: readonly Line[]): Shift | undefined {
  const changed = after.flatMap((line, i) => (sameLine(before[i], line) ? [] : [i]));
  if (changed.length < WORTH_MOVING) return undefined;
  for (const at of [...changed.slice(0, PROBES), ...changed.slice(-PROBES)]) {
    const wanted = after[at]!;
    if (wanted.spans.length === 0) continue;
    const from = before.findIndex(line => sameLine(line, wanted));
    if (from < 0) continue;
    const by = from - at;
    const moved = changed.filter(i => before[i + by] !== undefined && sameLine(before[i + by], after[i]));
    if (moved.length < Math.max(WORTH_MOVING, changed.length / 2)) continue;
    const [first, last] = [moved[0]!, moved.at(-1)!];
    return { top: Math.min(first, first + by), bottom: Math.max(last, last + by), by };
  }
  return undefined;
}

/** Moves what stands in a list as `shift` says; in the places that become free stands what went out at the other end. */
export function moveRows<T>(rows: T[], { top, bottom, by }: Shift): void {
  const moving = rows.slice(top, bottom + 1);
  const { length } = moving;
  for (let i = 0; i < length; i++) rows[top + i] = moving[(i + by + length) % length]!;
}

/** The rows that become free. */
export const freedRows = ({ top, bottom, by }: Shift): readonly number[] =>
  Array.from({ length: Math.abs(by) }, (_, i) => (by > 0 ? bottom - i : top + i));

/** Lets the terminal do the same, with whole rows. Before and after it the terminal has its own look and no margins; its cursor is anywhere. */
export const moveSequence = ({ top, bottom, by }: Shift): string =>
  `\x1b[${top + 1};${bottom + 1}r\x1b[${top + 1}H\x1b[${Math.abs(by)}${by > 0 ? 'M' : 'L'}\x1b[r`;

/** Whether both look the same. */
export const sameLine = (a: Line | undefined, b: Line | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.highlight === b.highlight && sameSpans(a.spans, b.spans));
