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

export const CORPUS: readonly CorpusEntry[] = gunzipSync(
  readFileSync(join(import.meta.dirname, '../fixtures/pod-cells.jsonl.gz')),
)
  .toString()
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line));

/** The cells that the printer of that version gave. */
export function wantedCells(entry: CorpusEntry, version: string): PodCells {
  return { ...entry.cells, ...entry.older?.[version] };
}
