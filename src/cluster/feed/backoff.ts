const FIRST = 800;
const LONGEST = 30_000;
const QUIET = 120_000;

/** How long to wait before the next try: 0.8 s, doubling to 30 s, up to twice that by chance; anew after two quiet minutes. */
export class Backoff {
  readonly #random: () => number;
  #next = FIRST;
  #lastFailure = Number.NEGATIVE_INFINITY;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The wait in ms after a failure at `now`. */
  failed(now: number): number {
    if (now - this.#lastFailure >= QUIET) this.#next = FIRST;
    const wait = Math.min(this.#next * (1 + this.#random()), LONGEST);
    this.#next = Math.min(this.#next * 2, LONGEST);
    this.#lastFailure = now + wait;
    return wait;
  }
}
