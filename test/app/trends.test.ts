import { expect, test } from 'vitest';
import { Trends } from '../../src/app/trends.ts';
import { sparkline } from '../../src/view/sparkline.ts';

const counts = (count: number) => new Map([['Running', { status: 'Running', count, severities: { ok: count } }]]);

test('the trend compares with five minutes ago, or with the start', () => {
  const trends = new Trends();
  expect(trends.change('Running', 7)).toBe(0);
  for (let at = 0; at <= 240_000; at += 1_000) trends.sample(counts(at < 60_000 ? 2 : 5), at);
  expect(trends.change('Running', 5)).toBe(3);
  expect(trends.course('Running', 5, 5, 240_000)).toEqual([2, 5, 5, 5, 5]);
  for (let at = 240_000; at <= 420_000; at += 1_000) trends.sample(counts(5), at);
  expect(trends.change('Running', 5)).toBe(0);
  expect(trends.change('Gone', 0)).toBe(0);
  expect(trends.change('New', 2)).toBe(2);
});

test('a sparkline has a cell for each value', () => {
  expect(sparkline([0, 1, 2, 4, 8], false)).toBe('▁▂▃▅█');
  expect(sparkline([3, 3, 3], false)).toBe('▁▁▁');
  expect(sparkline([0, 8], true)).toBe('_#');
});
