import type { Clock } from '../kube/clock.ts';

/** Data is painted at most 30 times a second: more is not seen, and a slow line could not carry it. */
const DATA_INTERVAL = 34;
/** While much comes at once, frames of data take at most a sixth of the time; what comes goes first. */
const PAINT_SHARE = 6;
/** But a frame is never later than this, however long the last one took. */
const LONGEST_INTERVAL = 100;

export interface FrameStats {
  /** Frames painted, and requests that they answered. */
  readonly frames: number;
  readonly requests: number;
  /** Time spent painting, in ms. */
  readonly last: number;
  readonly longest: number;
  readonly total: number;
}

/**
 * Decides when to paint: for a person as soon as all of their input is taken, before the event loop turns to anything else; in
 * bundles for data; never for nothing.
 */
export class FrameScheduler {
  private readonly clock: Clock;
  private readonly paint: () => void;
  private readonly waiting: (() => void)[] = [];
  private cancel: (() => void) | undefined;
  private cancelTick = (): void => {};
  private urgent = false;
  private stopped = false;
  private lastFrame = Number.NEGATIVE_INFINITY;
  private counts = { frames: 0, requests: 0, last: 0, longest: 0, total: 0 };

  constructor(clock: Clock, paint: () => void) {
    this.clock = clock;
    this.paint = paint;
  }

  /** @param urgent somebody pressed a key and waits for what it does */
  request(urgent = false): void {
    if (this.stopped) return;
    this.counts.requests++;
    if (this.cancel && (this.urgent || !urgent)) return;
    this.cancel?.();
    this.urgent = urgent;
    this.cancel = urgent ? this.atOnce() : this.afterInterval();
  }

  /** What is painted is true until `at` (ms, of a clock that may be another one): then there is a frame, if there was none before. */
  expireAt(at: number, clock: Clock): void {
    this.cancelTick();
    if (this.stopped) return;
    this.cancelTick = clock.after(Math.max(0, at - clock.now()), () => {
      if (this.cancel || this.wait > 0) return this.request();
      this.counts.requests++;
      this.frame();
    });
  }

  /** Behind what runs now: one frame for all keys that came together. */
  private atOnce(): () => void {
    let wanted = true;
    queueMicrotask(() => {
      if (wanted) this.frame();
    });
    return () => {
      wanted = false;
    };
  }

  private afterInterval(): () => void {
    return this.clock.after(this.wait, () => this.frame());
  }

  /** Until data may be painted again, ms. */
  private get wait(): number {
    const interval = Math.min(LONGEST_INTERVAL, Math.max(DATA_INTERVAL, this.counts.last * PAINT_SHARE));
    return Math.max(0, this.lastFrame + interval - this.clock.now());
  }

  /** Resolves when everything asked for is painted. */
  idle(): Promise<void> {
    if (!this.cancel) return Promise.resolve();
    return new Promise(resolve => this.waiting.push(resolve));
  }

  stats(): FrameStats {
    return { ...this.counts };
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.cancel = undefined;
    this.cancelTick();
    this.settle();
  }

  private frame(): void {
    // Before painting, which may ask for the next frame.
    this.cancel = undefined;
    this.urgent = false;
    this.cancelTick();
    const start = this.clock.now();
    this.lastFrame = start;
    this.paint();
    const took = this.clock.now() - start;
    const { frames, longest, total } = this.counts;
    this.counts = {
      ...this.counts,
      frames: frames + 1,
      last: took,
      longest: Math.max(longest, took),
      total: total + took,
    };
    if (!this.cancel) this.settle();
  }

  private settle(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
