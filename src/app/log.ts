import type { Transition } from '../history/transition.ts';
import { compileFilter, type Filter } from './filter/compile.ts';
import type { Facts } from './filter/facts.ts';
import { LogList } from './log-list.ts';
import { keepInPlace, moved, reveal, type Viewport } from './viewport.ts';
import type { World } from './world.ts';

/** Kinds of change that are shown when the log is not verbose. */
const TERSE = new Set<Transition['subject']>(['status', 'restarts', 'pod', 'deletion', 'gap']);

export interface LogOptions {
  readonly world: World;
  /** By name, for `@name` in a filter. */
  readonly filters?: Readonly<Record<string, string>> | undefined;
  /** Lines at the present size. */
  readonly rows: () => number;
  /** The pod under the grid's cursor. */
  readonly selectedPod: () => string | undefined;
}

/** The pane of the transition log: what is shown of it, and where the cursor stands. The cursor is a seq. */
export class Log implements Viewport {
  readonly lines: LogList;
  top = 0;
  readonly #options: LogOptions;
  #follow = true;
  #cursor: number | undefined;
  #filter: Filter = compileFilter('');
  #scope: 'all' | 'pod' = 'all';
  #verbose = false;

  constructor(options: LogOptions) {
    this.#options = options;
    this.lines = new LogList(options.world.log);
    this.#apply();
  }

  /** The newest line is shown as it comes. */
  get follow(): boolean {
    return this.#follow;
  }
  get filter(): Filter {
    return this.#filter;
  }
  /** Of all pods, or of the one the grid's cursor stands on. */
  get scope(): 'all' | 'pod' {
    return this.#scope;
  }
  /** Every kind of change, or only those of the STATUS, restarts, comings and goings. */
  get verbose(): boolean {
    return this.#verbose;
  }
  /** Position of the cursor among the lines shown; -1 when there is none. */
  index(): number {
    const last = this.lines.length - 1;
    return this.#follow || this.#cursor === undefined ? last : Math.min(this.lines.indexOf(this.#cursor), last);
  }
  current(): Transition | undefined {
    return this.lines.at(this.index());
  }

  append(transitions: readonly Transition[]): void {
    const before = this.index();
    this.lines.append(transitions);
    if (this.#follow) this.settle();
    else keepInPlace(this, before, this.index(), this.#options.rows(), this.lines.length);
  }
  move(unit: 'lines' | 'pages', amount: number): void {
    if (this.lines.length === 0) return;
    this.select(moved(this.index(), unit, amount, this.#options.rows(), this.lines.length), amount > 0);
  }
  /** On to the line at a position; at the last one it follows what comes, if `following`. */
  select(index: number, following = false): void {
    const transition = this.lines.at(index);
    if (!transition) return;
    this.#follow = following && index === this.lines.length - 1;
    this.#cursor = transition.seq;
    this.settle();
  }
  settle(): void {
    reveal(this, Math.max(0, this.index()), this.#options.rows(), this.lines.length);
  }

  setFilter(text: string): void {
    this.#filter = compileFilter(text, this.#filter, this.#options.filters);
    this.#apply();
  }
  toggleVerbose(): void {
    this.#verbose = !this.#verbose;
    this.#apply();
  }
  toggleScope(): void {
    this.#scope = this.#scope === 'all' ? 'pod' : 'all';
    this.#apply();
  }
  /** The grid's cursor stands on another pod. */
  podSelected(): void {
    if (this.#scope === 'pod') this.#apply();
  }
  /** The log itself was replaced. */
  reset(): void {
    this.#follow = true;
    this.#apply();
  }

  #apply(): void {
    const filter = this.#filter;
    const { pods } = this.#options.world;
    const factsOf = (transition: Transition): Facts => ({
      entry: pods.get(transition.uid),
      health: undefined,
      transition,
    });
    const verbose = this.#verbose;
    this.lines.setFilter(
      transition =>
        (verbose || TERSE.has(transition.subject)) && filter.matches(factsOf(transition), transition.receivedAt),
      this.#scope === 'pod' ? (this.#options.selectedPod() ?? '') : undefined,
    );
    this.settle();
  }
}
