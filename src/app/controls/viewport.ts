/** A window on a list whose rows come and go. */
export interface Viewport {
  /** Position of the first row on the screen. Follows what the cursor stands on, so that rows above come and go unseen. */
  top: number;
}

/** Moves as little as it takes for the row at `index` to be on the screen, and for the screen to be full. */
export function reveal(view: Viewport, index: number, rows: number, total: number): void {
  let top = view.top;
  if (index < top) top = index;
  if (index >= top + rows) top = index - rows + 1;
  view.top = Math.max(0, Math.min(top, total - rows));
}

/** After the row at `before` has become the row at `index`: it stays on its line of the screen. At the very top the top stays in sight. */
export function keepInPlace(view: Viewport, before: number, index: number, rows: number, total: number): void {
  if (view.top > 0) view.top += index - before;
  reveal(view, index, rows, total);
}

/** Where a move by `amount` (lines, or pages of `rows`) leads from `index`. */
export function moved(index: number, unit: 'lines' | 'pages', amount: number, rows: number, total: number): number {
  const distance = unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, rows - 1));
  return Math.max(0, Math.min(total - 1, index + distance));
}

/** The first line on the screen after a move in what has no cursor; where it ends is known where it is drawn. */
export const scrolled = (top: number, unit: 'lines' | 'pages', amount: number, rows: number): number =>
  amount === Number.POSITIVE_INFINITY
    ? Number.MAX_SAFE_INTEGER
    : Math.max(0, top + (unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, rows - 1))));
