interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Which stretch of a life is drawn, and where in it a person is. Times in ms, on the axis of the drawing. */
export class LifeView {
  #life: Stretch = { from: 0, to: 1 };
  #cells = 1;
  /** When something changed, in order. */
  #moments: readonly number[] = [];
  /** undefined: all of the life, also while it grows. */
  #window: Stretch | undefined;
  #cursor: number | undefined;

  get window(): Stretch {
    return this.#window ?? this.#life;
  }
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** What there is, and in how many cells it is shown, as is known where it is drawn. */
  drawn(life: Stretch, cells: number, moments: Iterable<number>): void {
    this.#life = life;
    this.#cells = Math.max(1, cells);
    this.#moments = [...new Set(moments)].sort((a, b) => a - b);
  }

  /** By cells; the first time from the end that the person comes from. */
  move(cells: number): void {
    const { from, to } = this.window;
    const start = cells < 0 ? to : from;
    this.#stand((this.#cursor ?? start) + (cells * (to - from)) / this.#cells);
  }

  /** To the next moment at which something changed, or the one before. */
  jump(by: 1 | -1): void {
    const at = this.#cursor ?? (by > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    const next = by > 0 ? this.#moments.find(moment => moment > at) : this.#moments.findLast(moment => moment < at);
    if (next !== undefined) this.#stand(next);
  }

  /** A factor above 1 shows a shorter stretch, around the cursor or else the middle. */
  zoom(factor: number): void {
    const { from, to } = this.window;
    const centre = this.#cursor ?? (from + to) / 2;
    const span = Math.max(SHORTEST_MS, (to - from) / factor);
    this.#show(centre - ((centre - from) / (to - from)) * span, span);
  }

  /** By a part of what is shown. */
  scroll(part: number): void {
    const { from, to } = this.window;
    this.#show(from + part * (to - from), to - from);
  }

  /** All of it, without a cursor. */
  fit(): void {
    this.#window = undefined;
    this.#cursor = undefined;
  }

  #stand(at: number): void {
    const { from: first, to: last } = this.#life;
    const cursor = Math.max(first, Math.min(at, last));
    this.#cursor = cursor;
    const { from, to } = this.window;
    if (cursor < from) this.#show(cursor, to - from);
    else if (cursor > to) this.#show(cursor - (to - from), to - from);
  }

  #show(from: number, span: number): void {
    const { from: first, to: last } = this.#life;
    if (span >= last - first) {
      this.#window = undefined;
      return;
    }
    const start = Math.max(first, Math.min(from, last - span));
    this.#window = { from: start, to: start + span };
  }
}

const SHORTEST_MS = 2_000;
