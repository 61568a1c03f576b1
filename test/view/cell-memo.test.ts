import { expect, test } from 'vitest';
import { ClockReading } from '../../src/app/clock-reading.ts';
import { CellMemo } from '../../src/view/cell-memo.ts';

const pod = { name: 'web-0', createdAt: 0, changedAt: 690_000 };
type Memo = CellMemo<typeof pod, string>;

/** Reads a row of three cells, and tells which of them were made anew and until when the row is true. */
function rowAt(memo: Memo, now: number, { look = 'plain', skew = 0 } = {}) {
  const reading = new ClockReading(now, skew);
  const parts = memo.read(pod, look, reading, () => [
    () => {
      made.push('name');
      return [pod.name, ' '];
    },
    own => {
      made.push('since');
      return [own.since(pod.changedAt), ' '];
    },
    own => {
      made.push('age');
      return [own.age(pod.createdAt)];
    },
  ]);
  return { text: parts.join(''), made: made.splice(0), until: reading.validUntil };
}
const made: string[] = [];

test('makes again only the cells whose texts are no longer true', () => {
  const memo: Memo = new CellMemo(10);
  expect(rowAt(memo, 700_000)).toEqual({ text: 'web-0 10s 11m', made: ['name', 'since', 'age'], until: 701_000 });
  expect(rowAt(memo, 700_999)).toEqual({ text: 'web-0 10s 11m', made: [], until: 701_000 });
  expect(rowAt(memo, 701_000)).toEqual({ text: 'web-0 11s 11m', made: ['since'], until: 702_000 });
  expect(rowAt(memo, 720_000)).toEqual({ text: 'web-0 30s 12m', made: ['since', 'age'], until: 721_000 });
  // A recording can be played backwards.
  expect(rowAt(memo, 700_000)).toEqual({ text: 'web-0 10s 11m', made: ['since', 'age'], until: 701_000 });
});

test('makes all again when the row shall look otherwise, or the clock of the cluster is another', () => {
  const memo: Memo = new CellMemo(10);
  rowAt(memo, 700_000);
  expect(rowAt(memo, 700_000, { look: 'marked' }).made).toEqual(['name', 'since', 'age']);
  expect(rowAt(memo, 700_000, { look: 'marked' }).made).toEqual([]);
  expect(rowAt(memo, 700_000, { look: 'marked', skew: 60_000 })).toMatchObject({
    text: 'web-0 10s 12m',
    made: ['name', 'since', 'age'],
  });
});

test('does not keep rows that have gone out of sight', () => {
  const memo: Memo = new CellMemo(2);
  rowAt(memo, 700_000);
  const reading = new ClockReading(700_000);
  for (let i = 0; i < 2; i++) memo.read({ ...pod }, 'plain', reading, () => []);
  expect(rowAt(memo, 700_000).made).toHaveLength(3);
});
