import { at, isObject, textAt, textsAt } from '../kube/json.ts';
import { columnOf } from './grid/columns.ts';
import type { Grid } from './grid/grid.ts';
import { DEFAULT_SORT, type Sort } from './grid/pod-list.ts';
import { contextSettings, type Settings } from './settings.ts';

/** What is kept of a context from one run to the next: where a person was, how the grid was arranged, what was typed. */
export interface Kept {
  /** Chosen on the screen; empty: all. */
  namespaces?: readonly string[] | undefined;
  sort?: Sort | undefined;
  columns?: readonly string[] | undefined;
  /** Cells by column id. */
  widths?: Readonly<Record<string, number>> | undefined;
  /** Oldest first, as are the next two. */
  readonly filters: string[];
  readonly commands: string[];
  readonly recentNamespaces: string[];
}

export const nothingKept = (): Kept => ({ filters: [], commands: [], recentNamespaces: [] });

/** Reads what was written down, whatever it is by now: what is not understood is as if it were not there. */
export function keptOf(written: unknown): Kept {
  const sorted = columnOf(textAt(written, 'sort', 'column'));
  const columns = textsAt(written, 'columns').filter(id => columnOf(id));
  const sizes = at(written, 'widths');
  const widths = Object.entries(isObject(sizes) ? sizes : {}).filter(
    (each): each is [string, number] => columnOf(each[0]) !== undefined && Number.isInteger(each[1]),
  );
  return {
    namespaces: Array.isArray(at(written, 'namespaces')) ? textsAt(written, 'namespaces') : undefined,
    sort: sorted && { column: sorted.id, descending: at(written, 'sort', 'descending') === true },
    columns: columns.length > 0 ? columns : undefined,
    widths: widths.length > 0 ? Object.fromEntries(widths) : undefined,
    filters: [...textsAt(written, 'filters')],
    commands: [...textsAt(written, 'commands')],
    recentNamespaces: [...textsAt(written, 'recentNamespaces')],
  };
}

/** What the configuration says goes before what was arranged on the screen the last time. */
export function arrangeGrid(grid: Grid, kept: Kept, settings: Settings, context: string): void {
  const sort = settings.sort ?? kept.sort;
  if (sort) grid.setSort(sort);
  grid.chosenColumns = contextSettings(settings, context).columns ?? settings.columns ?? kept.columns;
  for (const [id, cells] of Object.entries(kept.widths ?? {})) grid.setColumnWidth(id, cells);
}

/** Takes down how the grid is arranged now, as far as the configuration says nothing about it. */
export function keepGrid(grid: Grid, kept: Kept, settings: Settings, context: string): void {
  const { sort } = grid.pods;
  const usual = sort.column === DEFAULT_SORT.column && sort.descending === DEFAULT_SORT.descending;
  if (!settings.sort) kept.sort = usual ? undefined : sort;
  if (!settings.columns && !contextSettings(settings, context).columns) kept.columns = grid.chosenColumns;
  kept.widths = grid.chosenWidths.size > 0 ? Object.fromEntries(grid.chosenWidths) : undefined;
}
