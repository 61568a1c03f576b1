import type { StatusCount } from './pod-list.ts';

/** How far back the trend goes, and how fine it is, ms. */
const SPAN_MS = 5 * 60_000;
const STEP_MS = 1_000;

/** The counts at the end of a second, and until the next sample. */
interface Sample {
  /** The beginning of the second, ms. */
  readonly at: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly unhealthy: number;
}

/** Of which pods: of a STATUS, or of all that are not healthy. */
export type Counted = { readonly status: string } | 'unhealthy';

/** How many pods had each STATUS in the last five minutes, to the second. */
export class Trends {
  /** Oldest first; only the seconds in which something changed. */
  #samples: Sample[] = [];

  /** Takes the counts down as those at the end of this second. */
  sample(pods: { readonly counts: ReadonlyMap<string, StatusCount>; readonly unhealthy: number }, now: number): void {
    const counts = new Map([...pods.counts.values()].map(({ status, count }) => [status, count]));
    const sample: Sample = { at: now - (now % STEP_MS), counts, unhealthy: pods.unhealthy };
    if (this.#samples.at(-1)?.at === sample.at) this.#samples.pop();
    const last = this.#samples.at(-1);
    if (!last || !areEqual(last, sample)) this.#samples.push(sample);
    while (this.#samples.length > 1 && this.#samples[1]!.at <= now - SPAN_MS) this.#samples.shift();
  }

  clear(): void {
    this.#samples = [];
  }

  /** From when on something is known of these five minutes, ms. */
  since(now: number): number | undefined {
    const first = this.#samples[0];
    return first && Math.max(first.at, now - SPAN_MS);
  }

  /** All that were there at some time in these five minutes. */
  statuses(): Set<string> {
    return new Set(this.#samples.flatMap(({ counts }) => [...counts.keys()]));
  }

  /** How many more (or fewer) there are now than five minutes ago, or when we began to look. */
  change(status: string, count: number): number {
    const first = this.#samples[0];
    return first ? count - (first.counts.get(status) ?? 0) : 0;
  }

  /** The counts at some moments (ms), which go forward; before we began to look, as they were then. */
  countsAt(counted: Counted, moments: readonly number[]): number[] {
    let next = 0;
    return moments.map(moment => {
      while (next + 1 < this.#samples.length && this.#samples[next + 1]!.at <= moment) next++;
      const sample = this.#samples[next];
      if (counted === 'unhealthy') return sample?.unhealthy ?? 0;
      return sample?.counts.get(counted.status) ?? 0;
    });
  }

  /** When a course of so many points will be another, or a change since five minutes ago, though nothing happens, ms. */
  dueAt(points: number, now: number): number | undefined {
    const step = SPAN_MS / points;
    const within = this.#samples.filter(({ at }) => at > now - SPAN_MS);
    const times = within.map(({ at }) => at + (Math.floor((now - at) / step) + 1) * step);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** The counts at `points` moments of the five minutes, the last one now. */
  course(status: string, count: number, points: number, now: number): number[] {
    const moments = Array.from({ length: points - 1 }, (_, i) => now - SPAN_MS + ((i + 1) * SPAN_MS) / points);
    return [...(this.#samples.length > 0 ? this.countsAt({ status }, moments) : moments.map(() => count)), count];
  }
}

const areEqual = (a: Sample, b: Sample): boolean =>
  a.unhealthy === b.unhealthy &&
  a.counts.size === b.counts.size &&
  [...a.counts].every(([status, count]) => b.counts.get(status) === count);
