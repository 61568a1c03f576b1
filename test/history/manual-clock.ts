import type { Clock } from '../../src/kube/clock.ts';

/** Time that a test moves. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { readonly due: number; readonly run: () => void }[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { due: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter(one => one !== timer);
    };
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(one => one.due <= until).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers = this.#timers.filter(one => one !== next);
      this.#now = next.due;
      next.run();
    }
    this.#now = until;
  }
}
