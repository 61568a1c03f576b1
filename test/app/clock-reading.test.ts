import { describe, expect, test } from 'vitest';
import { ClockReading } from '../../src/app/clock-reading.ts';

const NOW = 1_700_000_000_000;

describe('a reading of the clock', () => {
  test.for([
    { name: 'ours', skew: 0, at: NOW - 42_000, age: '42s', since: '42s' },
    { name: 'of a server that is ahead', skew: 30_000, at: NOW - 42_000, age: '72s', since: '42s' },
    { name: 'of a server that is behind', skew: -30_000, at: NOW - 42_000, age: '12s', since: '42s' },
    { name: 'of the present of a server that is ahead', skew: 30_000, at: NOW + 30_000, age: '0s', since: '<invalid>' },
  ])('$name', ({ skew, at, age, since }) => {
    const reading = new ClockReading(NOW, skew);
    expect([reading.age(at), reading.since(at)]).toEqual([age, since]);
  });

  test('says by our clock until when an age of the cluster stays true', () => {
    const reading = new ClockReading(NOW, 30_000);
    reading.age(NOW + 29_000);
    expect(reading.validUntil).toBe(NOW + 1_000);
  });

  test('counts all from whole seconds of the cluster, so that all ages change together', () => {
    const reading = new ClockReading(NOW, 30_300);
    expect([reading.age(NOW + 27_000), reading.since(NOW - 3_250), reading.since(NOW - 2_250)]).toEqual([
      '3s',
      '3s',
      '2s',
    ]);
    expect(reading.validUntil).toBe(NOW + 700);
  });

  test.for([
    -5_000,
    -2_001,
    -2_000,
    -1_999,
    -1_000,
    -1,
    0,
    999,
    119_500,
    599_999,
    600_000,
    8 * 3_600_000 - 1,
    2 * 86_400_000,
    9 * 365 * 86_400_000,
  ])('says until when the text of %i ms stays as it is', ms => {
    const textAt = (now: number): [string, number] => {
      const reading = new ClockReading(now);
      return [reading.since(NOW), reading.validUntil];
    };
    const [text, until] = textAt(NOW + ms);
    expect(textAt(until - 1)[0]).toBe(text);
    if (ms <= -2_000 || ms >= 0) expect(textAt(until)[0]).not.toBe(text);
  });
});
