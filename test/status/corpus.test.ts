import { expect, test } from 'vitest';
import { podCells } from '../../src/status/cells.ts';
import { GENERATIONS, NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { PodCells } from '../../src/status/row.ts';
import { CORPUS, readOddCorpus, wantedCells } from '../support/corpus.ts';

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

test('pods with fields missing, null, doubled or out of proportion print as kube-apiserver 1.37.2 prints them', () => {
  const differences: string[] = [];
  for (const { pod, cells: want } of readOddCorpus()) {
    const cells = podCells(podRow(pod, NEWEST), Date.parse('2026-11-23T00:00:00Z'));
    const got = { ...cells, restarts: cells.restarts.replace(/\(.* ago\)/, '(… ago)') };
    for (const cell of Object.keys(want) as (keyof typeof want)[]) {
      if (got[cell] !== want[cell]) {
        differences.push(`${want.name} ${cell}: printed ${want[cell]}, we say ${got[cell]}`);
      }
    }
  }
  expect(differences).toEqual([]);
});
