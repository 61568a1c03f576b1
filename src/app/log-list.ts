import type { Transition } from '../history/transition.ts';
import type { TransitionSource } from './world.ts';

/** The transitions that are shown, in the order received; kept by `seq`, so the dropping of old ones moves nothing. */
export class LogList {
  readonly #source: TransitionSource;
  #seqs: number[] = [];
  /** Where the first transition that is still held stands in `#seqs`. */
  #head = 0;
  #predicate: (transition: Transition) => boolean = () => true;

  constructor(source: TransitionSource) {
    this.#source = source;
  }

  get length(): number {
    return this.#seqs.length - this.#head;
  }

  /** By position among those shown, 0 the oldest. */
  at(index: number): Transition | undefined {
    const seq = index < 0 ? undefined : this.#seqs[this.#head + index];
    return seq === undefined ? undefined : this.#source.bySeq(seq);
  }

  /** Position of the first one shown whose seq is not below `seq`. */
  indexOf(seq: number): number {
    let low = this.#head;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return low - this.#head;
  }

  append(transitions: readonly Transition[]): void {
    for (const transition of transitions) if (this.#predicate(transition)) this.#seqs.push(transition.seq);
    this.#forget();
  }

  /** From now on shows what `predicate` lets through; of one pod only when `uid` is given. */
  setFilter(predicate: (transition: Transition) => boolean, uid?: string): void {
    this.#predicate = uid === undefined ? predicate : each => each.uid === uid && predicate(each);
    this.#seqs = [];
    this.#head = 0;
    if (uid !== undefined) {
      for (const transition of this.#source.ofPod(uid)) if (predicate(transition)) this.#seqs.push(transition.seq);
      return;
    }
    for (let seq = this.#source.dropped; seq < this.#source.nextSeq; seq++) {
      const transition = this.#source.bySeq(seq);
      if (transition && predicate(transition)) this.#seqs.push(seq);
    }
  }

  #forget(): void {
    while (this.#head < this.#seqs.length && this.#seqs[this.#head]! < this.#source.dropped) this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#seqs.length) {
      this.#seqs = this.#seqs.slice(this.#head);
      this.#head = 0;
    }
  }
}
