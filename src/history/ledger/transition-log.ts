import type { Transition } from '../transitions/transition.ts';

export interface LogLimits {
  readonly transitions: number;
  /** Estimated, of what the transitions hold themselves. */
  readonly bytes: number;
}

export const LOG_LIMITS: LogLimits = { transitions: 200_000, bytes: 200e6 };

/** Measured on V8: the object with its numbers and references; the strings it does not share come on top. */
const BYTES_PER_TRANSITION = 280;
const bytesOf = (one: Transition): number => BYTES_PER_TRANSITION + 2 * (one.message?.length ?? 0);

/** The last transitions, oldest dropped first when either bound is reached. A ring that grows up to its bound. */
export class TransitionLog implements Iterable<Transition> {
  #ring: (Transition | undefined)[] = new Array(64);
  /** Beside each transition, the seq of the one before it of the same pod: a chain per pod without an array per pod. */
  #earlier: number[] = new Array(64);
  #latestOf = new Map<string, number>();
  #start = 0;
  #length = 0;
  #bytes = 0;
  #nextSeq = 0;
  readonly #limits: LogLimits;

  constructor(limits: LogLimits = LOG_LIMITS) {
    this.#limits = limits;
  }

  /** Transitions held. */
  get length(): number {
    return this.#length;
  }
  get bytes(): number {
    return this.#bytes;
  }
  /** Transitions that were logged and are no longer held. */
  get dropped(): number {
    return this.#nextSeq - this.#length;
  }
  /** The seq that the next transition gets. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Logs one; its seq is given here. */
  append(transition: Omit<Transition, 'seq'>): Transition {
    return this.add({ seq: this.#nextSeq, ...transition });
  }

  /** The same of one that was made for it, with `nextSeq` for its seq: without a copy, since this is done for every change. */
  add(logged: Transition): Transition {
    this.#nextSeq = logged.seq + 1;
    if (this.#length === this.#ring.length) this.#grow();
    const slot = (this.#start + this.#length++) % this.#ring.length;
    this.#ring[slot] = logged;
    this.#earlier[slot] = this.#latestOf.get(logged.uid) ?? -1;
    this.#latestOf.set(logged.uid, logged.seq);
    this.#bytes += bytesOf(logged);
    while (this.#length > 1 && (this.#length > this.#limits.transitions || this.#bytes > this.#limits.bytes)) {
      this.#drop();
    }
    return logged;
  }

  /** By position, 0 the oldest held; negative from the end, -1 the newest. */
  at(index: number): Transition | undefined {
    const position = index < 0 ? this.#length + index : index;
    if (position < 0 || position >= this.#length) return undefined;
    return this.#ring[(this.#start + position) % this.#ring.length];
  }

  /** By seq; undefined when it was dropped or never was. */
  bySeq(seq: number): Transition | undefined {
    return seq < this.dropped ? undefined : this.at(seq - this.dropped);
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<Transition> {
    for (let seq = this.dropped; seq < this.#nextSeq; seq++) {
      const one = this.bySeq(seq);
      if (one) yield one;
    }
  }

  /** Newest first. */
  *fromTail(): Generator<Transition> {
    for (let seq = this.#nextSeq - 1; seq >= this.dropped; seq--) yield this.bySeq(seq)!;
  }

  /** Of one pod, newest first; costs only what it yields. */
  *ofPodFromTail(uid: string): Generator<Transition> {
    let seq = this.#latestOf.get(uid) ?? -1;
    while (seq >= this.dropped) {
      yield this.bySeq(seq)!;
      seq = this.#earlier[(this.#start + seq - this.dropped) % this.#ring.length]!;
    }
  }

  /** Of one pod, oldest first. */
  ofPod(uid: string): Transition[] {
    return [...this.ofPodFromTail(uid)].reverse();
  }

  /** Drops all that is held; numbers go on. */
  clear(): void {
    while (this.#length > 0) this.#drop();
  }

  #drop(): void {
    const oldest = this.#ring[this.#start]!;
    this.#ring[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.#ring.length;
    this.#length--;
    this.#bytes -= bytesOf(oldest);
    if (this.#latestOf.get(oldest.uid) === oldest.seq) this.#latestOf.delete(oldest.uid);
  }

  #grow(): void {
    const bound = Math.max(this.#ring.length, this.#limits.transitions) + 1;
    const size = Math.min(this.#ring.length * 2, bound);
    const inOrder = <T>(ring: T[]): T[] => {
      const next = [...ring.slice(this.#start), ...ring.slice(0, this.#start)];
      next.length = size;
      return next;
    };
    this.#ring = inOrder(this.#ring);
    this.#earlier = inOrder(this.#earlier);
    this.#start = 0;
  }
}
