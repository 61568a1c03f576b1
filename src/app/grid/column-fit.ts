import type { Column } from './columns.ts';

export interface FittedColumn {
  readonly column: Column;
  /** From the left edge of the row, in cells. */
  readonly x: number;
  readonly width: number;
}

/** Cells between two columns. */
export const COLUMN_GAP = 2;

/** Up to this priority number a column has its full width before an addition comes; one more is still no addition. */
const ESSENTIAL = 3;
const isAddition = (column: Column): boolean => column.priority > ESSENTIAL + 1;

/** Which of the columns fit in a width, and how wide each is: the least important go first, the growing one takes the rest. */
export function fitColumns(
  columns: readonly Column[],
  width: number,
  naturalWidth: (column: Column) => number,
): FittedColumn[] {
  const shown = [...columns];
  const wanted = (column: Column): number => Math.max(column.min, Math.min(column.max, naturalWidth(column)));
  const total = (widthOf: (column: Column) => number): number =>
    shown.reduce((sum, each) => sum + widthOf(each) + COLUMN_GAP, -COLUMN_GAP);
  const drop = (from: readonly Column[]): void => {
    shown.splice(shown.indexOf(from.reduce((a, b) => (b.priority >= a.priority ? b : a))), 1);
  };
  const least = (column: Column): number => column.min;
  // Additions come only when the essential columns have what they would like; those shrink before one of them goes.
  const roomy = (column: Column): number => (column.priority <= ESSENTIAL ? wanted(column) : column.min);
  for (let rest = shown.filter(isAddition); rest.length > 0 && total(roomy) > width; rest = shown.filter(isAddition))
    drop(rest);
  while (shown.length > 1 && total(least) > width) drop(shown);
  let spare = width - total(least);
  const widths = new Map<Column, number>(shown.map(column => [column, Math.min(column.min, width)]));
  // Who needs little gets it, so that the long names give way and not the short words; then the less important ones.
  const rank = ({ priority }: Column): number => Math.max(ESSENTIAL, priority);
  const demand = (column: Column): number => wanted(column) - column.min;
  for (const column of [...shown].sort((a, b) => rank(a) - rank(b) || demand(a) - demand(b))) {
    const more = column.whole && demand(column) > spare ? 0 : Math.min(spare, demand(column));
    widths.set(column, widths.get(column)! + more);
    spare -= more;
  }
  const growing = shown.find(column => column.grows);
  if (growing && spare > 0) widths.set(growing, Math.min(growing.max, widths.get(growing)! + spare));
  let x = 0;
  return shown.map(column => {
    const fitted = { column, x, width: widths.get(column)! };
    x += fitted.width + COLUMN_GAP;
    return fitted;
  });
}
