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

/** A clock whose timers all end with `stop`, and that sets none afterwards: nothing of what ran by it keeps the process alive. */
export function stoppableClock(clock: Clock): Clock & { stop(): void } {
  const pending = new Set<() => void>();
  let stopped = false;
  return {
    now: () => clock.now(),
    after: (ms, run) => {
      if (stopped) return () => {};
      const cancelTimer = clock.after(ms, () => {
        pending.delete(cancel);
        run();
      });
      const cancel = (): void => {
        pending.delete(cancel);
        cancelTimer();
      };
      pending.add(cancel);
      return cancel;
    },
    stop: () => {
      stopped = true;
      for (const cancel of pending) cancel();
    },
  };
}
