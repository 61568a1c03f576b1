import { list, object, text } from '../kube/foreign.ts';
import { podCells } from './cells.ts';
import type { PodCells, PodRow } from './row.ts';

/** Asks the API server to print. */
export const TABLE_ACCEPT = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** A row that the API server printed. */
export interface ServerRow {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly cells: PodCells;
  /** What came with the row: the pod, or its metadata only, as the request asked. */
  readonly object: unknown;
}

export interface ServerTable {
  readonly rows: readonly ServerRow[];
  /** Token of the next page; empty after the last one. */
  readonly next: string;
}

/** A cell on which the server and we disagree. */
export interface CellDifference {
  readonly cell: keyof PodCells;
  readonly server: string;
  readonly ours: string;
}

const COLUMN_OF: Record<keyof PodCells, string> = {
  name: 'Name',
  ready: 'Ready',
  status: 'Status',
  restarts: 'Restarts',
  age: 'Age',
  ip: 'IP',
  node: 'Node',
  nominatedNode: 'Nominated Node',
  readinessGates: 'Readiness Gates',
};
const CELLS = Object.keys(COLUMN_OF) as (keyof PodCells)[];

interface WireTable {
  readonly kind?: unknown;
  readonly metadata?: { readonly continue?: unknown };
  readonly columnDefinitions?: readonly { readonly name?: unknown }[];
  readonly rows?: readonly {
    readonly cells?: readonly unknown[];
    readonly object?: { readonly metadata?: Record<string, unknown> };
  }[];
}

/** The rows of a Table of pods; undefined when the value is no such table. */
export function readTable(value: unknown): ServerTable | undefined {
  const table = object(value as WireTable);
  if (table?.kind !== 'Table') return undefined;
  const titles = list(table.columnDefinitions).map(column => text(column?.name));
  const indexes = CELLS.map(cell => titles.indexOf(COLUMN_OF[cell]));
  if (indexes.some(index => index < 0)) return undefined;
  const rows = list(table.rows).map((row): ServerRow => {
    const metadata = object(row?.object?.metadata);
    const cells = list(row?.cells);
    return {
      uid: text(metadata?.['uid']),
      namespace: text(metadata?.['namespace']),
      name: text(metadata?.['name']),
      resourceVersion: text(metadata?.['resourceVersion']),
      cells: Object.fromEntries(CELLS.map((cell, i) => [cell, String(cells[indexes[i]!])])) as unknown as PodCells,
      object: row?.object,
    };
  });
  return { rows, next: text(object(table.metadata)?.continue) };
}

/**
 * The cells of `printed` that are not ours. Texts of time are equal when they are ours at some moment of the window (ms, the
 * server's clock) in which the server printed them.
 */
export function differencesOf(
  row: PodRow,
  printed: PodCells,
  window: { readonly from: number; readonly to: number },
): CellDifference[] {
  const ours = podCells(row, window.to);
  return CELLS.filter(cell => ours[cell] !== printed[cell] && !isEqualWithin(row, cell, printed[cell], window)).map(
    cell => ({
      cell,
      server: printed[cell],
      ours: ours[cell],
    }),
  );
}

function isEqualWithin(
  row: PodRow,
  cell: keyof PodCells,
  printed: string,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  if (cell !== 'age' && cell !== 'restarts') return false;
  for (let now = from; now < to; now += 500) if (podCells(row, now)[cell] === printed) return true;
  return false;
}
