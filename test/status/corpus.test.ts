import { expect, test } from 'vitest';
import { podCells } from '../../src/status/cells.ts';
import { GENERATIONS } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { PodCells } from '../../src/status/row.ts';
import { CORPUS, wantedCells } from '../support/corpus.ts';

test.for(GENERATIONS)('every cell of every pod as the printer of $version gives it', generation => {
  const differences: string[] = [];
  for (const entry of CORPUS) {
    const want = wantedCells(entry, generation.version);
    const got = podCells(podRow(entry.pod, generation), Date.parse(entry.now));
    for (const cell of Object.keys(want) as (keyof PodCells)[]) {
      if (got[cell] !== want[cell]) {
        differences.push(`${want.name} ${cell}: printed ${want[cell]}, we say ${got[cell]}`);
      }
    }
  }
  expect(differences).toEqual([]);
});

test('the corpus is whole', () => {
  expect(CORPUS.length).toBe(4000);
});
