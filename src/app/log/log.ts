import { Grouping } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { keepInPlace, moved, reveal, type Viewport } from '../controls/viewport.ts';
import { compileFilter, type Filter } from '../filter/compile.ts';
import type { Facts } from '../filter/facts.ts';
import type { World } from '../world.ts';
import type { LogRow } from './log-lines.ts';
import { LogList } from './log-list.ts';

/** Kinds of change that are shown when the log is not verbose; what we asked is their cause. */
const TERSE = new Set<Transition['subject']>(['status', 'restarts', 'pod', 'deletion', 'stuck', 'asked', 'gap']);

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
  #grouping = new Grouping();
  #follow = true;
  #cursor: { readonly seq: number; readonly isInGroup: boolean } | undefined;
  #filter: Filter = compileFilter('');
  #scope: 'all' | 'pod' = 'all';
  #verbose = false;
  #clock: 'ours' | 'cluster' = 'ours';

  constructor(options: LogOptions) {
    this.#options = options;
    this.lines = new LogList(options.world.log, seq => this.#grouping.groupOf(seq));
    this.reset();
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
  /** Whose time is shown: ours, when we got a change, or the cluster's, as the object tells it. Never a mixture. */
  get clock(): 'ours' | 'cluster' {
    return this.#clock;
  }
  toggleClock(): void {
    this.#clock = this.#clock === 'ours' ? 'cluster' : 'ours';
  }
  /** Position of the cursor among the lines shown; -1 when there is none. */
  index(): number {
    const last = this.lines.length - 1;
    if (this.#follow || this.#cursor === undefined) return last;
    return Math.min(this.lines.indexOf(this.#cursor.seq, this.#cursor.isInGroup), last);
  }
  row(): LogRow | undefined {
    return this.lines.at(this.index());
  }
  /** The change under the cursor; of a closed group its first. */
  current(): Transition | undefined {
    return this.row()?.transition;
  }
  /** Lines below the cursor: what came while it was not followed. */
  get newer(): number {
    return Math.max(0, this.lines.length - 1 - this.index());
  }

  append(transitions: readonly Transition[]): void {
    const before = this.index();
    for (const each of transitions) this.#group(each);
    this.#grouping.forget(this.#options.world.log.dropped);
    this.lines.append(transitions);
    if (this.#follow) this.settle();
    else keepInPlace(this, before, this.index(), this.#options.rows(), this.lines.length);
  }
  /** Goes on with a filter that is not through yet; the screen stays where it stands. */
  proceed(): void {
    const before = this.index();
    if (!this.lines.proceed()) return;
    if (this.#follow) this.settle();
    else keepInPlace(this, before, this.index(), this.#options.rows(), this.lines.length);
  }
  move(unit: 'lines' | 'pages', amount: number): void {
    if (this.lines.length === 0) return;
    this.select(moved(this.index(), unit, amount, this.#options.rows(), this.lines.length), amount > 0);
  }
  /** On to the line at a position; at the last one it follows what comes, if `following`. */
  select(index: number, following = false): void {
    const row = this.lines.at(index);
    if (!row) return;
    this.#follow = following && index === this.lines.length - 1;
    this.#stand(row);
    this.settle();
  }
  settle(): void {
    reveal(this, Math.max(0, this.index()), this.#options.rows(), this.lines.length);
  }
  /** Stays where it is while lines come below, or follows the newest again. */
  togglePause(): void {
    const row = this.row();
    this.#follow = !this.#follow;
    if (row) this.#stand(row);
    this.settle();
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
  toggleGroups(): void {
    this.lines.setGrouped(!this.lines.isGrouped);
    this.settle();
  }
  /** Opens the group under the cursor, or closes the one in which the cursor stands. Answers whether there is one. */
  setOpen(isOpen: boolean): boolean {
    const row = this.row();
    if (!row || (row.kind === 'change' && !row.isInGroup)) return false;
    const before = this.index();
    this.#follow = false;
    this.#cursor = { seq: row.transition.seq, isInGroup: isOpen && row.kind === 'change' };
    this.lines.setOpen(row.transition.seq, isOpen);
    keepInPlace(this, before, this.index(), this.#options.rows(), this.lines.length);
    return true;
  }
  /** The grid's cursor stands on another pod. */
  podSelected(): void {
    if (this.#scope === 'pod') this.#apply();
  }
  /** The log itself was replaced. */
  reset(): void {
    const { log } = this.#options.world;
    this.#follow = true;
    this.#grouping = new Grouping();
    for (let seq = log.dropped; seq < log.nextSeq; seq++) {
      const transition = log.bySeq(seq);
      if (transition) this.#group(transition);
    }
    this.#apply();
  }

  #stand({ transition, ...row }: LogRow): void {
    this.#cursor = { seq: transition.seq, isInGroup: row.kind === 'change' && row.isInGroup };
  }
  #group(transition: Transition): void {
    this.#grouping.add(transition, this.#options.world.pods.get(transition.uid));
  }

  #apply(): void {
    const filter = this.#filter;
    const { pods, skew } = this.#options.world;
    const factsOf = (transition: Transition): Facts => ({
      entry: pods.get(transition.uid),
      health: undefined,
      transition,
    });
    const verbose = this.#verbose;
    this.lines.setFilter(
      transition =>
        (verbose || TERSE.has(transition.subject)) &&
        filter.matches(factsOf(transition), transition.receivedAt, skew?.()),
      this.#scope === 'pod' ? (this.#options.selectedPod() ?? '') : undefined,
    );
    this.settle();
  }
}
