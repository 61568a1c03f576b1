import { expect, test } from 'vitest';
import { Trends } from '../../src/app/grid/trends.ts';
import { sparkline } from '../../src/view/sparkline.ts';

const counts = (count: number, unhealthy = 0) => ({
  counts: new Map([['Running', { status: 'Running', count, severities: { ok: count } }]]),
  unhealthy,
});

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

test('the trend is true to the second, also when nobody looked for a while', () => {
  const trends = new Trends();
  expect(trends.since(10_000)).toBeUndefined();
  trends.sample(counts(1), 10_100);
  trends.sample(counts(2, 1), 10_900);
  trends.sample(counts(3, 2), 90_000);
  expect(trends.since(90_000)).toBe(10_000);
  expect(trends.countsAt({ status: 'Running' }, [0, 10_999, 89_999, 90_000])).toEqual([2, 2, 2, 3]);
  expect(trends.countsAt('unhealthy', [10_999, 90_999])).toEqual([1, 2]);
  expect(trends.countsAt({ status: 'Gone' }, [90_999])).toEqual([0]);
  trends.sample(counts(3, 2), 600_000);
  expect(trends.since(600_000)).toBe(300_000);
  expect(trends.countsAt({ status: 'Running' }, [300_000, 600_000])).toEqual([3, 3]);
});

test('the trend says when time alone will change its course', () => {
  const trends = new Trends();
  expect(trends.dueAt(5, 0)).toBeUndefined();
  for (const [at, count] of [
    [0, 2],
    [100_000, 5],
    [130_500, 6],
  ] as const)
    trends.sample(counts(count), at);
  const course = (now: number): number[] => trends.course('Running', 6, 5, now);
  const seen = [];
  for (let now = 130_500, due: number | undefined; ; now = due) {
    seen.push(now);
    due = trends.dueAt(5, now);
    if (due === undefined) break;
    expect(course(due - 1)).toEqual(course(now));
  }
  expect(seen).toEqual([
    130_500, 160_000, 180_000, 190_000, 220_000, 240_000, 250_000, 280_000, 300_000, 310_000, 340_000, 370_000, 400_000,
    430_000,
  ]);
  expect(course(430_000)).toEqual([6, 6, 6, 6, 6]);
});

test('a sparkline has a cell for each value', () => {
  expect(sparkline([0, 1, 2, 4, 8], false)).toBe('▁▂▃▅█');
  expect(sparkline([3, 3, 3], false)).toBe('▁▁▁');
  expect(sparkline([0, 8], true)).toBe('_#');
});
