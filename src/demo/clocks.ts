import type { Clock } from '../kube/clock.ts';

/** A clock whose time runs `factor` times as fast, beginning at the present of the other one. */
export function fasterClock(clock: Clock, factor: number): Clock {
  if (factor === 1) return clock;
  const start = clock.now();
  return {
    now: () => start + (clock.now() - start) * factor,
    after: (ms, run) => clock.after(ms / factor, run),
  };
}
