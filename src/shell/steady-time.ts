/** What a machine tells of time. */
export interface MachineTime {
  /** ms since the Unix epoch, as somebody has set it. */
  wall(): number;
  /** ms since a moment that nobody sets; stands while the machine sleeps. */
  elapsed(): number;
  /** Seconds since the machine was started, sleep included; perhaps whole ones. */
  uptime(): number;
}

/** ms: less is how inexactly these tell, or the clock being led to the right time. */
const JUMP = 1_500;

/**
 * The time of the wall clock, ms, which goes on evenly when that is set: what was seen before and what comes after stay in their order
 * and as far apart as they were. After a sleep it is later, as it is.
 */
export function steadyTime({ wall, elapsed, uptime }: MachineTime): () => number {
  const startedAt = (): number => wall() - uptime() * 1000;
  const atFirst = startedAt();
  let ahead = wall() - elapsed();
  let setBy = 0;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = wall();
    const before = ahead;
    ahead = now - elapsed();
    if (Math.abs(ahead - before) > JUMP) {
      // When the machine was started does not change by a sleep.
      const set = Math.round(startedAt() - atFirst);
      if (Math.abs(set - setBy) > JUMP) setBy = set;
    }
    last = Math.max(last, now - setBy);
    return last;
  };
}
