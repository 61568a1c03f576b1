import type { StatusFilter } from './grid/grid.ts';
import type { Sort } from './grid/pod-list.ts';

/** What the grid shows, and how. */
export interface View {
  readonly context: string;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** With what the server selects by, as typed. */
  readonly filter: string;
  readonly status: StatusFilter;
  readonly sort: Sort;
  /** Chosen by the person; undefined: the default or the wide set. */
  readonly columns: readonly string[] | undefined;
  readonly wide: boolean;
}

const LIMIT = 50;
/** A step on the way, such as one status of several that are gone through, is no view to come back to, ms. */
const PASSED_OVER = 1_000;

/** The views a person has been at, over all clusters and namespaces, to go back and forth in. */
export class Views {
  /** Oldest first. */
  #all: { readonly view: View; readonly at: number }[] = [];
  #at = -1;

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }
  get earlier(): number {
    return Math.max(0, this.#at);
  }
  get later(): number {
    return this.#all.length - 1 - this.#at;
  }

  /** The grid shows this now; when it is not what it showed before, what could be gone forth to is forgotten. */
  note(view: View, now: number): void {
    const current = this.#all[this.#at];
    if (current && differences(current.view, view).length === 0) return;
    this.#all.length = this.#at + 1;
    const before = this.#all[this.#at - 1];
    const passed = current && before && now - current.at < PASSED_OVER && isOneStep([before.view, current.view, view]);
    if (passed) this.#all.pop();
    const last = this.#all.at(-1);
    if (!last || differences(last.view, view).length > 0) this.#all.push({ view, at: now });
    if (this.#all.length > LIMIT) this.#all.shift();
    this.#at = this.#all.length - 1;
  }

  /** The view before the present one, or after it; undefined when there is none. */
  step(by: 1 | -1): View | undefined {
    const next = this.#all[this.#at + by];
    if (next) this.#at += by;
    return next?.view;
  }
}

const ASPECTS = ['context', 'namespaces', 'filter', 'status', 'sort', 'columns', 'wide'] as const;

const differences = (a: View, b: View): readonly (keyof View)[] =>
  ASPECTS.filter(aspect => JSON.stringify(a[aspect]) !== JSON.stringify(b[aspect]));

/** Whether all along the way only the same one thing changed. */
function isOneStep([a, b, c]: readonly [View, View, View]): boolean {
  const [first, second] = [differences(a, b), differences(b, c)];
  return first.length === 1 && second.length === 1 && first[0] === second[0];
}
