import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/shell/host.ts';

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
