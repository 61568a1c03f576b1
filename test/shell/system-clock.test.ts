import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/shell/host.ts';
import { steadyTime } from '../../src/shell/steady-time.ts';

const DAY = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a timer of a month rings after a month', () => {
  const ring = vi.fn();
  systemClock.after(30 * DAY, ring);
  vi.advanceTimersByTime(30 * DAY - 1);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledOnce();
});

test('cancelled after a month of two, it never rings', () => {
  const ring = vi.fn();
  const cancel = systemClock.after(60 * DAY, ring);
  vi.advanceTimersByTime(30 * DAY);
  cancel();
  vi.advanceTimersByTime(60 * DAY);
  expect(ring).not.toHaveBeenCalled();
});

const START = Date.parse('2026-01-05T08:00:00Z');
const HOUR = 3_600_000;

/** Of a machine that has run for a day: what happens to it, and what the time then is after the start, ms. */
test.for<[string, { readonly passes?: number; readonly sleeps?: number; readonly set?: number }[], number]>([
  ['runs', [{ passes: 10_000 }], 10_000],
  ['is set back', [{ passes: 10_000 }, { set: -HOUR }, { passes: 5_000 }], 15_000],
  ['is set forward', [{ passes: 10_000 }, { set: HOUR }, { passes: 5_000 }], 15_000],
  ['is set back and forward', [{ set: -HOUR }, { passes: 5_000 }, { set: 2 * HOUR }, { passes: 5_000 }], 10_000],
  ['sleeps', [{ passes: 10_000 }, { sleeps: 8 * HOUR }, { passes: 5_000 }], 8 * HOUR + 15_000],
  ['is set while it sleeps', [{ sleeps: HOUR, set: -2 * HOUR }, { passes: 5_000 }], HOUR + 5_000],
  ['is led to the right time', Array.from({ length: 100 }, () => ({ passes: 1_000, set: -20 })), 98_000],
])('the clock of a machine that %s', ([, events, want]) => {
  for (const resolution of [0.01, 1]) {
    const machine = { wall: START, elapsed: 5, uptime: 86_400.7 };
    const now = steadyTime({
      wall: () => machine.wall,
      elapsed: () => machine.elapsed,
      uptime: () => Math.floor(machine.uptime / resolution) * resolution,
    });
    let last = now();
    for (const { passes = 0, sleeps = 0, set = 0 } of events) {
      machine.wall += passes + sleeps + set;
      machine.elapsed += passes;
      machine.uptime += (passes + sleeps) / 1000;
      expect(now()).toBeGreaterThanOrEqual(last);
      last = now();
    }
    expect(Math.abs(last - START - want)).toBeLessThanOrEqual(resolution * 1000);
  }
});
