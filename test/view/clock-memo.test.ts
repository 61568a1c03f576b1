import { expect, test } from 'vitest';
import { ClockReading } from '../../src/app/clock-reading.ts';
import { ClockMemo } from '../../src/view/clock-memo.ts';

const pod = { createdAt: 0 };

/** Reads the age of the pod at a time and tells whether it was made anew, and until when a frame with it is true. */
function ageAt(memo: ClockMemo<typeof pod, string>, now: number, look = 'plain') {
  const reading = new ClockReading(now);
  let made = false;
  const text = memo.read(pod, look, reading, own => {
    made = true;
    return own.age(pod.createdAt);
  });
  return { text, made, until: reading.validUntil };
}

test('is made again only when its text is no longer true', () => {
  const memo = new ClockMemo<typeof pod, string>(10);
  expect(ageAt(memo, 700_000)).toEqual({ text: '11m', made: true, until: 720_000 });
  expect(ageAt(memo, 719_999)).toEqual({ text: '11m', made: false, until: 720_000 });
  expect(ageAt(memo, 720_000)).toEqual({ text: '12m', made: true, until: 780_000 });
  // A recording can be played backwards.
  expect(ageAt(memo, 700_000)).toEqual({ text: '11m', made: true, until: 720_000 });
});

test('is made again when it shall look otherwise', () => {
  const memo = new ClockMemo<typeof pod, string>(10);
  ageAt(memo, 700_000);
  expect(ageAt(memo, 700_000, 'marked').made).toBe(true);
  expect(ageAt(memo, 700_000, 'marked').made).toBe(false);
});

test('does not keep what has gone out of sight', () => {
  const memo = new ClockMemo<typeof pod, string>(2);
  ageAt(memo, 700_000);
  const reading = new ClockReading(700_000);
  for (let i = 0; i < 2; i++) memo.read({ createdAt: i }, 'plain', reading, () => '');
  expect(ageAt(memo, 700_000).made).toBe(true);
});

test('counts by the clock of the cluster', () => {
  const memo = new ClockMemo<typeof pod, string>(10);
  const read = (skew: number) =>
    memo.read(pod, 'plain', new ClockReading(700_000, skew), own => own.age(pod.createdAt));
  expect([read(0), read(60_000), read(-60_000)]).toEqual(['11m', '12m', '10m']);
});
