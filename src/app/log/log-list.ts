import type { Group } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import type { TransitionSource } from '../world.ts';
import { type GroupOf, LogLines, type LogRow } from './log-lines.ts';

/** Changes that a filter is asked about at a time: a few ms of work, so that a key is on the screen before the next one comes. */
const SLICE = 2_048;

/**
 * The lines of the log that a filter lets through. Another filter shows at once what it finds among the newest, and goes through the
 * rest in slices, oldest first; when that is done, those lines take the place of the first.
 */
export class LogList {
  readonly #source: TransitionSource;
  readonly #groupOf: GroupOf;
  readonly #slice: number;
  #shown: LogLines;
  /** What is gone through: the lines so far, and the seq of the next change. */
  #coming: { readonly lines: LogLines; readonly from: number; next: number } | undefined;
  /** What is open once that is done. */
  #opening = new Set<Group>();
  #isGrouped = true;
  #uid: string | undefined;
  #predicate: (transition: Transition) => boolean = () => true;

  constructor(source: TransitionSource, groupOf: GroupOf, slice = SLICE) {
    this.#source = source;
    this.#groupOf = groupOf;
    this.#slice = slice;
    this.#shown = this.#empty();
  }

  get length(): number {
    return this.#shown.length;
  }
  /** By position among those shown, 0 the oldest. */
  at(index: number): LogRow | undefined {
    return this.#shown.at(index);
  }
  /**
   * Position of the line of a change; when that is not shown, of the next one that is. A change of an open group has two: that of
   * the group, and, `inGroup`, its own.
   */
  indexOf(seq: number, inGroup = false): number {
    return this.#shown.indexOf(seq, inGroup);
  }

  append(transitions: readonly Transition[]): void {
    for (const transition of transitions) if (this.#predicate(transition)) this.#shown.add(transition);
    this.#shown.forget();
  }

  /** From now on shows what `predicate` lets through; of one pod only when `uid` is given. */
  setFilter(predicate: (transition: Transition) => boolean, uid?: string): void {
    this.#predicate = uid === undefined ? predicate : each => each.uid === uid && predicate(each);
    this.#uid = uid;
    this.#rebuild();
  }

  /** Which part of the log the filter has gone through, below 1; undefined when all that it lets through is shown. */
  get progress(): number | undefined {
    if (!this.#coming) return undefined;
    const { from, next } = this.#coming;
    return Math.max(0, next - from) / Math.max(1, this.#source.nextSeq - from);
  }

  /** Goes on with the filter. Answers whether other lines are shown now, which is when it is through. */
  proceed(): boolean {
    if (!this.#coming) return false;
    const { lines, next } = this.#coming;
    const from = Math.max(next, this.#source.dropped);
    const until = Math.min(from + this.#slice, this.#source.nextSeq);
    this.#take(lines, from, until);
    lines.forget();
    this.#coming.next = until;
    if (until < this.#source.nextSeq) return false;
    lines.open(this.#opening);
    this.#shown = lines;
    this.#coming = undefined;
    return true;
  }

  get isGrouped(): boolean {
    return this.#isGrouped;
  }
  /** One line for many changes that are alike, or a line for each. */
  setGrouped(isGrouped: boolean): void {
    this.#isGrouped = isGrouped;
    this.#rebuild();
  }

  /** Opens or closes the group of a change. Answers whether it has one. */
  setOpen(seq: number, isOpen: boolean): boolean {
    const group = this.#groupOf(seq);
    if (group && isOpen) this.#opening.add(group);
    else if (group) this.#opening.delete(group);
    return this.#shown.setOpen(seq, isOpen);
  }

  /** Without any; the log of one pod has nothing to group. */
  #empty(): LogLines {
    return new LogLines(this.#source, seq =>
      this.#isGrouped && this.#uid === undefined ? this.#groupOf(seq) : undefined,
    );
  }

  #rebuild(): void {
    const { dropped, nextSeq } = this.#source;
    this.#opening = new Set([...(this.#coming ? this.#opening : []), ...this.#shown.opened]);
    this.#shown = this.#empty();
    this.#coming = undefined;
    if (this.#uid !== undefined) {
      for (const one of this.#source.ofPod(this.#uid)) if (this.#predicate(one)) this.#shown.add(one);
      return;
    }
    const tail = Math.max(dropped, nextSeq - this.#slice);
    this.#take(this.#shown, tail, nextSeq);
    this.#shown.open(this.#opening);
    if (tail > dropped) this.#coming = { lines: this.#empty(), from: dropped, next: dropped };
  }

  #take(lines: LogLines, from: number, until: number): void {
    for (let seq = from; seq < until; seq++) {
      const transition = this.#source.bySeq(seq);
      if (transition && this.#predicate(transition)) lines.add(transition);
    }
  }
}
