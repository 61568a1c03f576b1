import { expect, test } from 'vitest';
import { fasterClock, SteeredClock } from '../../src/demo/machinery/clocks.ts';
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
  const stoppable = new SteeredClock(clock);
  const happened: string[] = [];
  stoppable.after(10, () => happened.push('before'));
  stoppable.after(50, () => happened.push('after'));
  clock.advance(20);
  stoppable.stop();
  stoppable.after(10, () => happened.push('late'));
  clock.advance(100);
  expect(happened).toEqual(['before']);
});

test('a clock that stands still goes on by steps, and then where it stood', () => {
  const clock = new FakeClock(1_000);
  const steered = new SteeredClock(clock);
  const happened: string[] = [];
  const at = (name: string) => () => happened.push(`${name} ${steered.now()}`);
  steered.after(100, at('a'));
  steered.after(200, at('b'));
  steered.after(300, at('c'));
  clock.advance(50);
  expect(steered.pause()).toBe(true);
  clock.advance(10_000);
  steered.after(20, at('set meanwhile'));
  expect([steered.now(), happened]).toEqual([1_050, []]);
  steered.step(100);
  expect([steered.now(), happened]).toEqual([1_150, ['set meanwhile 1070', 'a 1100']]);
  expect(steered.pause()).toBe(false);
  clock.advance(60);
  expect(happened.slice(2)).toEqual(['b 1200']);
  clock.advance(100);
  expect(happened.slice(3)).toEqual(['c 1300']);
});
