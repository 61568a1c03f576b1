/** Time as a service, so that everything that waits or tells the time can be driven by a test. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** By how much the server's clock is ahead, ms, where that is worth a correction: the server tells its time to the second. */
export const noticeableSkew = (skew: number | undefined): number =>
  skew === undefined || Math.abs(skew) < 2_000 ? 0 : skew;
