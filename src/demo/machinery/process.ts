/**
 * Something that takes its time, written as a straight story: a generator that yields how many ms it sleeps. It wakes when the
 * time is over (`undefined`) or earlier with a signal, and stands still for ever at `Infinity`.
 */
import type { Clock } from '../../kube/clock.ts';

export type Process<Signal, Result = void> = Generator<number, Result, Signal | undefined>;

/** A running process. Its owner stops it. */
export class Task<Signal> {
  readonly #clock: Clock;
  readonly #process: Process<Signal>;
  readonly #waiting: Signal[] = [];
  #cancel = (): void => {};
  #running = false;
  #over = false;

  /** Runs until the first sleep before it returns. */
  constructor(clock: Clock, process: Process<Signal>) {
    this.#clock = clock;
    this.#process = process;
    this.#resume(undefined);
  }

  get over(): boolean {
    return this.#over;
  }

  /** Wakes the process now, or at its next sleep when it is what called. */
  signal(signal: Signal): void {
    if (this.#over) return;
    if (this.#running) this.#waiting.push(signal);
    else this.#resume(signal);
  }

  stop(): void {
    this.#over = true;
    this.#cancel();
    if (!this.#running) this.#process.return();
  }

  #resume(signal: Signal | undefined): void {
    this.#cancel();
    this.#cancel = () => {};
    let given = signal;
    for (;;) {
      this.#running = true;
      const step = this.#process.next(given);
      this.#running = false;
      if (step.done) {
        this.#over = true;
        return;
      }
      if (this.#over) {
        this.#process.return();
        return;
      }
      given = this.#waiting.shift();
      if (given === undefined) {
        if (step.value !== Number.POSITIVE_INFINITY) {
          this.#cancel = this.#clock.after(Math.max(0, step.value), () => this.#resume(undefined));
        }
        return;
      }
    }
  }
}

/** Sleeps to the end whatever signals come; for waits that nothing can shorten. */
export function* sleep(clock: Clock, ms: number): Process<unknown> {
  const until = clock.now() + ms;
  while (clock.now() < until) yield until - clock.now();
}
