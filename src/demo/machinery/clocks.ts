import type { Clock } from '../../kube/clock.ts';

/** A clock whose time runs `factor` times as fast, beginning at the present of the other one. */
export function fasterClock(clock: Clock, factor: number): Clock {
  if (factor === 1) return clock;
  const start = clock.now();
  return {
    now: () => start + (clock.now() - start) * factor,
    after: (ms, run) => clock.after(ms / factor, run),
  };
}

interface Timer {
  /** In the time of the steered clock. */
  readonly at: number;
  readonly run: () => void;
  cancel: () => void;
}

/**
 * A clock that stands still when told, and then goes on by steps only. After `stop` its timers have all ended, and it sets none:
 * nothing of what ran by it keeps the process alive.
 */
export class SteeredClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  /** How far the time behind us is ahead, ms. */
  #lag = 0;
  /** The time at which we stand still. */
  #still: number | undefined;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#still ?? this.#clock.now() - this.#lag;
  }

  after(ms: number, run: () => void): () => void {
    if (this.#stopped) return () => {};
    const timer: Timer = { at: this.now() + ms, run, cancel: () => {} };
    this.#timers.add(timer);
    if (this.#still === undefined) this.#arm(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  /** Stands still, or runs again. Answers whether it stands still now. */
  pause(): boolean {
    if (this.#still === undefined) this.#hold();
    else {
      this.#lag = this.#clock.now() - this.#still;
      this.#still = undefined;
      for (const timer of this.#timers) this.#arm(timer);
    }
    return this.#still !== undefined;
  }

  /** Stands still, and lets `ms` pass at once. */
  step(ms: number): void {
    const end = this.now() + ms;
    this.#hold();
    for (let next = this.#first(end); next !== undefined; next = this.#first(end)) {
      this.#still = Math.max(this.now(), next.at);
      this.#timers.delete(next);
      next.run();
    }
    this.#still = end;
  }

  stop(): void {
    this.#stopped = true;
    for (const { cancel } of this.#timers) cancel();
    this.#timers.clear();
  }

  #arm(timer: Timer): void {
    timer.cancel = this.#clock.after(Math.max(0, timer.at - this.now()), () => {
      this.#timers.delete(timer);
      timer.run();
    });
  }

  #hold(): void {
    this.#still ??= this.now();
    for (const { cancel } of this.#timers) cancel();
  }

  #first(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.at <= end && timer.at < (first?.at ?? Number.POSITIVE_INFINITY)) first = timer;
    return first;
  }
}
