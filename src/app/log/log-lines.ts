import type { Group } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import type { TransitionSource } from '../world.ts';

/** One line of the log: a change, or many of a group. */
export type LogRow =
  | { readonly kind: 'change'; readonly transition: Transition; readonly isInGroup: boolean }
  | { readonly kind: 'group'; readonly transition: Transition; readonly shown: ShownGroup };

/** What is shown of a group: those of its changes that the filter lets through. */
export interface ShownGroup {
  readonly group: Group;
  /** Ascending; the first of them is where it stands. */
  readonly seqs: readonly number[];
  /** Of how many of these changes each pod is. */
  readonly pods: ReadonlyMap<string, number>;
  readonly isOpen: boolean;
}

/** The group that a change belongs to, if it belongs to one. */
export type GroupOf = (seq: number) => Group | undefined;

interface Shown extends ShownGroup {
  readonly seqs: number[];
  /** Whose each of them is. */
  readonly uids: string[];
  readonly pods: Map<string, number>;
  isOpen: boolean;
}

/** Changes of a group that are shown, as long as they are of too few pods. */
interface Few {
  seqs: number[];
  pods: Set<string>;
}

/** So many pods of a group must be shown for one line to stand for them. */
const FEWEST_PODS = 3;

/**
 * Lines of the log in the order received, kept by `seq`, so the dropping of old ones moves nothing. A group stands where its first
 * change did, and its changes under it while it is open. What comes costs the same however many there are.
 */
export class LogLines {
  readonly #source: TransitionSource;
  readonly #groupOf: GroupOf;
  /** Of each line that is in no group, and of the first change of each group. */
  #lines: number[] = [];
  /** Where the first line that is still held stands in `#lines`. */
  #head = 0;
  /** By the seq at which it stands. */
  readonly #standing = new Map<number, Shown>();
  readonly #shownOf = new Map<Group, Shown>();
  readonly #fewOf = new WeakMap<Group, Few>();
  /** In their order. A person opens them one by one, so they are few. */
  #open: Shown[] = [];

  constructor(source: TransitionSource, groupOf: GroupOf) {
    this.#source = source;
    this.#groupOf = groupOf;
  }

  get length(): number {
    return this.#lines.length - this.#head + this.#open.reduce((sum, { seqs }) => sum + seqs.length, 0);
  }

  /** By position among those shown, 0 the oldest. */
  at(index: number): LogRow | undefined {
    let line = index;
    for (const shown of this.#open) {
      const above = line - this.#lineOf(shown.seqs[0]!);
      if (above <= 0) break;
      if (above <= shown.seqs.length) return this.#change(shown.seqs[above - 1]!, true);
      line -= shown.seqs.length;
    }
    const seq = line < 0 ? undefined : this.#lines[this.#head + line];
    if (seq === undefined) return undefined;
    const shown = this.#standing.get(seq);
    const transition = this.#source.bySeq(seq);
    if (!shown || !transition) return this.#change(seq, false);
    return { kind: 'group', transition, shown };
  }

  /**
   * Position of the line of a change; when that is not shown, of the next one that is. A change of an open group has two: that of
   * the group, and, `inGroup`, its own.
   */
  indexOf(seq: number, inGroup = false): number {
    const group = this.#groupOf(seq);
    const shown = group && this.#shownOf.get(group);
    const standing = shown ? shown.seqs[0]! : seq;
    let index = this.#lineOf(standing);
    for (const open of this.#open) if (open.seqs[0]! < standing) index += open.seqs.length;
    return shown?.isOpen && inGroup ? index + 1 + lowerBound(shown.seqs, seq) : index;
  }

  /** The groups that are open. */
  get opened(): Group[] {
    return this.#open.map(({ group }) => group);
  }
  /** Opens these, as far as they are shown. */
  open(groups: Iterable<Group>): void {
    for (const group of groups) {
      const shown = this.#shownOf.get(group);
      if (shown) this.setOpen(shown.seqs[0]!, true);
    }
  }

  /** Opens or closes the group of a change. Answers whether it has one. */
  setOpen(seq: number, isOpen: boolean): boolean {
    const group = this.#groupOf(seq);
    const shown = group && this.#shownOf.get(group);
    if (!shown) return false;
    shown.isOpen = isOpen;
    const rest = this.#open.filter(each => each !== shown);
    this.#open = isOpen ? [...rest, shown].sort((a, b) => a.seqs[0]! - b.seqs[0]!) : rest;
    return true;
  }

  #change(seq: number, isInGroup: boolean): LogRow | undefined {
    const transition = this.#source.bySeq(seq);
    return transition && { kind: 'change', transition, isInGroup };
  }

  /** The first line whose seq is not below `seq`, the changes of open groups not counted. */
  #lineOf(seq: number): number {
    return lowerBound(this.#lines, seq, this.#head) - this.#head;
  }

  /** The next change; the newest of all that were added. */
  add({ seq, uid }: Transition): void {
    const group = this.#groupOf(seq);
    const shown = group && this.#shownOf.get(group);
    if (shown) {
      shown.seqs.push(seq);
      shown.uids.push(uid);
      shown.pods.set(uid, (shown.pods.get(uid) ?? 0) + 1);
      return;
    }
    this.#lines.push(seq);
    if (group) this.#gather(group, seq, uid);
  }

  /** Puts the lines of a group into one, once they are enough. */
  #gather(group: Group, seq: number, uid: string): void {
    const few = this.#fewOf.get(group) ?? this.#few(group.seqs);
    this.#fewOf.set(group, few);
    if (few.seqs.at(-1) !== seq) few.seqs.push(seq);
    few.pods.add(uid);
    if (few.pods.size < FEWEST_PODS) return;
    // Some may have been dropped since they came.
    const { seqs, pods } = this.#few(few.seqs);
    this.#fewOf.set(group, { seqs, pods });
    if (pods.size < FEWEST_PODS) return;
    for (const each of seqs.slice(1)) this.#lines.splice(lowerBound(this.#lines, each, this.#head), 1);
    const uids = seqs.map(each => this.#source.bySeq(each)?.uid ?? '');
    const shown: Shown = { group, seqs, uids, pods: countsOf(uids), isOpen: false };
    this.#standing.set(seqs[0]!, shown);
    this.#shownOf.set(group, shown);
    this.#fewOf.delete(group);
  }

  /** Of these, those that have a line. */
  #few(of: readonly number[]): Few {
    const seqs = of.filter(seq => this.#lines[lowerBound(this.#lines, seq, this.#head)] === seq);
    return { seqs, pods: new Set(seqs.map(seq => this.#source.bySeq(seq)?.uid ?? '')) };
  }

  /** Leaves out what the log has dropped. */
  forget(): void {
    const { dropped } = this.#source;
    while (this.#head < this.#lines.length && this.#lines[this.#head]! < dropped) {
      const shown = this.#standing.get(this.#lines[this.#head]!);
      if (shown) this.#shorten(shown, dropped);
      else this.#head++;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#lines.length) {
      this.#lines = this.#lines.slice(this.#head);
      this.#head = 0;
    }
  }

  /** A group whose first changes were dropped stands where the first of the others does, or no longer. */
  #shorten(shown: Shown, dropped: number): void {
    const { seqs } = shown;
    this.#standing.delete(seqs[0]!);
    const gone = lowerBound(seqs, dropped);
    seqs.splice(0, gone);
    for (const uid of shown.uids.splice(0, gone)) {
      const left = shown.pods.get(uid)! - 1;
      if (left > 0) shown.pods.set(uid, left);
      else shown.pods.delete(uid);
    }
    const [next] = seqs;
    if (next === undefined) {
      this.#head++;
      this.#shownOf.delete(shown.group);
      this.#open = this.#open.filter(each => each !== shown);
      return;
    }
    if (shown.pods.size < FEWEST_PODS) {
      this.#dissolve(shown);
      return;
    }
    const place = lowerBound(this.#lines, next, this.#head);
    this.#lines.copyWithin(this.#head, this.#head + 1, place);
    this.#lines[place - 1] = next;
    this.#standing.set(next, shown);
    this.#open.sort((a, b) => a.seqs[0]! - b.seqs[0]!);
  }

  /** Gives what is left of a group lines of their own again. Its own line, whose change was dropped, is the first. */
  #dissolve(shown: Shown): void {
    const { group, seqs } = shown;
    this.#head++;
    this.#shownOf.delete(group);
    this.#open = this.#open.filter(each => each !== shown);
    for (const seq of seqs) this.#lines.splice(lowerBound(this.#lines, seq, this.#head), 0, seq);
    this.#fewOf.set(group, { seqs, pods: new Set(shown.pods.keys()) });
  }
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Where the first of the ascending numbers stands that is not below `wanted`. */
function lowerBound(numbers: readonly number[], wanted: number, from = 0): number {
  let low = from;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
