import type { StatusCount } from './pod-list.ts';

/** How far back the trend goes, and how often the counts are taken down, ms. */
const SPAN_MS = 5 * 60_000;
const STEP_MS = 10_000;

/** How many pods had each STATUS in the last five minutes. */
export class Trends {
  /** Oldest first. Between two samples the counts are those of the earlier one. */
  #samples: { readonly at: number; readonly counts: ReadonlyMap<string, number> }[] = [];

  /** Takes down the counts when it is time. */
  sample(counts: ReadonlyMap<string, StatusCount>, now: number): void {
    const last = this.#samples.at(-1);
    if (last && now - last.at < STEP_MS) return;
    this.#samples.push({ at: now, counts: new Map([...counts.values()].map(({ status, count }) => [status, count])) });
    while (this.#samples.length > 1 && this.#samples[1]!.at <= now - SPAN_MS) this.#samples.shift();
  }

  clear(): void {
    this.#samples = [];
  }

  /** How many more (or fewer) there are now than five minutes ago, or when we began to look. */
  change(status: string, count: number): number {
    const first = this.#samples[0];
    return first ? count - (first.counts.get(status) ?? 0) : 0;
  }

  /** The counts at `points` moments, the last one now. */
  course(status: string, count: number, points: number, now: number): number[] {
    const course: number[] = [];
    let next = 0;
    let value = this.#samples[0]?.counts.get(status) ?? count;
    for (let i = 1; i < points; i++) {
      const at = now - SPAN_MS + (i * SPAN_MS) / points;
      while (next < this.#samples.length && this.#samples[next]!.at <= at) {
        value = this.#samples[next++]!.counts.get(status) ?? 0;
      }
      course.push(value);
    }
    return [...course, count];
  }
}
