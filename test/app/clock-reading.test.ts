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
    reading.age(NOW + 29_700);
    expect(reading.validUntil).toBe(NOW + 700);
  });
});
