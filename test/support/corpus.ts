import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Pod } from '../../src/kube/pod.ts';
import type { PodCells } from '../../src/status/row.ts';

/** A generated pod with the cells that the printers of Kubernetes 1.37.2, 1.34.4, 1.30.14 and 1.27.16 gave for it. */
export interface CorpusEntry {
  /** RFC 3339: when the row was printed. */
  readonly now: string;
  readonly cells: PodCells;
  /** Cells of older printers, where they differ. */
  readonly older?: Readonly<Record<string, Partial<PodCells>>>;
  readonly pod: Pod;
}

export const CORPUS: readonly CorpusEntry[] = readFixture('pod-cells.jsonl.gz');

/**
 * A pod in which fields are missing, null, doubled or out of all proportion, with what kube-apiserver 1.37.2 (its defaults, its
 * conversion, its printer) made of it. No AGE, and `(… ago)` for the time of the last restart: they depend on the moment.
 */
export interface OddEntry {
  readonly cells: Omit<PodCells, 'age'>;
  readonly pod: Pod;
}

export function readOddCorpus(): readonly OddEntry[] {
  return readFixture('odd-pod-cells.jsonl.gz');
}

/** The cells that the printer of that version gave. */
export function wantedCells(entry: CorpusEntry, version: string): PodCells {
  return { ...entry.cells, ...entry.older?.[version] };
}

function readFixture<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures', name))).toString();
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}
