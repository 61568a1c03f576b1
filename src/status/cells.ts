import { humanDuration } from '../kube/duration.ts';
import type { PodCells, PodRow } from './row.ts';

const NONE = '<none>';

/** The row as the API server's printer writes it at the moment `now` (ms since the epoch). */
export function podCells(row: PodRow, now: number): PodCells {
  return {
    name: row.name,
    ready: `${row.ready.count}/${row.ready.total}`,
    status: row.status,
    restarts: restartsText(row, now),
    age: ageText(row, now),
    ip: row.ip ?? NONE,
    node: row.node ?? NONE,
    nominatedNode: row.nominatedNode ?? NONE,
    readinessGates: row.readinessGates === undefined ? NONE : `${row.readinessGates.met}/${row.readinessGates.total}`,
  };
}

/** `0`, or `5 (40s ago)`. */
export function restartsText({ restarts }: PodRow, now: number): string {
  if (restarts.lastAt === undefined) return `${restarts.count}`;
  return `${restarts.count} (${humanDuration(now - restarts.lastAt)} ago)`;
}

export function ageText({ createdAt }: PodRow, now: number): string {
  return createdAt === undefined ? '<unknown>' : humanDuration(now - createdAt);
}
