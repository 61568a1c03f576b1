import { expect, test } from 'vitest';
import { fasterClock, stoppableClock } from '../../src/demo/clocks.ts';
import { FakeClock } from '../support/fake-clock.ts';

test('a faster clock shortens waits and stretches time', () => {
  const clock = new FakeClock();
  const start = clock.now();
  const fast = fasterClock(clock, 10);
  let at: number | undefined;
  fast.after(1_000, () => {
    at = fast.now() - start;
  });
  clock.advance(100);
  expect(at).toBe(1_000);
});

test('a stopped clock lets nothing happen any more, and begins nothing', () => {
  const clock = new FakeClock();
  const stoppable = stoppableClock(clock);
  const happened: string[] = [];
  stoppable.after(10, () => happened.push('before'));
  stoppable.after(50, () => happened.push('after'));
  clock.advance(20);
  stoppable.stop();
  stoppable.after(10, () => happened.push('late'));
  clock.advance(100);
  expect(happened).toEqual(['before']);
});
