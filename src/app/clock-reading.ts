import { humanDuration } from '../kube/duration.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Below `below`, the text of a duration changes every `step`, ms: the steps of `humanDuration`. */
const STEPS: readonly { readonly below: number; readonly step: number }[] = [
  { below: 10 * MINUTE, step: SECOND },
  { below: 8 * HOUR, step: MINUTE },
  { below: 8 * DAY, step: HOUR },
  { below: 8 * YEAR, step: DAY },
  { below: Number.POSITIVE_INFINITY, step: YEAR },
];

/** Until when what was made with a reading of the clock stays true, ms; Infinity: for ever. */
export interface Validity {
  /** But for the texts that can be brought up to date alone. */
  readonly fixedUntil: number;
  /** These texts. */
  readonly liveUntil: number;
}

/** One reading of the clock, which remembers until when the texts that were made with it stay true. */
export class ClockReading implements Validity {
  /** ms since the epoch, by our clock. */
  readonly now: number;
  /** How far the cluster's clock is ahead of ours, ms. */
  readonly skew: number;
  #fixedUntil = Number.POSITIVE_INFINITY;
  #liveUntil = Number.POSITIVE_INFINITY;

  /** @param skew how far the cluster's clock is ahead of ours, ms */
  constructor(now: number, skew = 0) {
    this.now = now;
    this.skew = skew;
  }

  /** When the first of the texts made so far becomes untrue, ms. */
  get validUntil(): number {
    return Math.min(this.#fixedUntil, this.#liveUntil);
  }
  get fixedUntil(): number {
    return this.#fixedUntil;
  }
  get liveUntil(): number {
    return this.#liveUntil;
  }

  /** Whether what was made with this reading is what would be made with the other one. */
  isTrueAt({ now, skew }: ClockReading): boolean {
    return skew === this.skew && now >= this.now && now < this.validUntil;
  }

  /** The same moment with a memory of its own, for a text that is kept. */
  anew(): ClockReading {
    return new ClockReading(this.now, this.skew);
  }

  /** Something that was read will be otherwise from `at` on. */
  expires(at: number | undefined): void {
    if (at !== undefined && at > this.now && at < this.#fixedUntil) this.#fixedUntil = at;
  }

  /** A text that can be brought up to date alone will be otherwise from `at` on. */
  lives(at: number): void {
    if (at > this.now && at < this.#liveUntil) this.#liveUntil = at;
  }

  /** Something that was made before was read. */
  relies({ fixedUntil, liveUntil }: Validity): void {
    this.expires(fixedUntil);
    this.lives(liveUntil);
  }

  /** How long ago a moment of the cluster (ms, by its clock) was, as `kubectl` prints ages. */
  age(at: number): string {
    return this.since(at - this.skew);
  }

  /**
   * The same for a moment that we saw ourselves (ms, by our clock), from the second of the cluster in which it was: what the cluster
   * stamps is stamped so too. So all ages change together, and not each in a moment of its own.
   */
  since(at: number): string {
    const since = Math.floor((at + this.skew) / SECOND) * SECOND - this.skew;
    const ms = this.now - since;
    // What is up to two seconds in the future is now, what is further off `<invalid>`.
    if (ms < 0) this.expires(ms > -2 * SECOND ? since + SECOND : since - 2 * SECOND + 1);
    else {
      const { step, below } = STEPS.find(each => ms < each.below)!;
      this.expires(since + Math.min(below, (Math.floor(ms / step) + 1) * step));
    }
    return humanDuration(ms);
  }

  /** How long until `at` (ms); `0s` once it has come. */
  until(at: number): string {
    const ms = Math.ceil((at - this.now) / SECOND) * SECOND;
    if (ms > 0) this.expires(at - ms + SECOND);
    return humanDuration(Math.max(0, ms));
  }
}
