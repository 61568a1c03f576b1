import { Follow } from '../app/life/follow.ts';
import type { PodEntry } from '../history/transitions/entry.ts';

/** The pods of a ledger, and who wants to hear of their changes. */
export interface PodsKnown {
  readonly pods: ReadonlyMap<string, PodEntry>;
  /** Answers how to hear no more. */
  subscribe(listener: (uids: Iterable<string>) => void): () => void;
}

export interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** The place of a pod among those of its owner: when the pod is replaced, the place is its successor's. */
export class PodPlace {
  readonly #follow: Follow;
  readonly #unsubscribe: () => void;

  /** @param onMove another pod has the place now */
  constructor(known: PodsKnown, entry: PodEntry, onMove: (from: PodName, to: PodName) => void) {
    this.#follow = new Follow(known.pods, entry);
    this.#unsubscribe = known.subscribe(uids => {
      const before = nameOf(this.#follow.current);
      const next = this.#follow.look(uids);
      if (next) onMove(before, nameOf(next));
    });
  }

  /** Who has it; a pod that is gone until another one takes its place. */
  get pod(): PodName {
    return nameOf(this.#follow.current);
  }

  /** Nobody has it just now. */
  get isFree(): boolean {
    return this.#follow.current.goneAt !== undefined;
  }

  /** How many had it before. */
  get replaced(): number {
    return this.#follow.before.length;
  }

  close(): void {
    this.#unsubscribe();
  }
}

const nameOf = ({ uid, row }: PodEntry): PodName => ({ uid, namespace: row.namespace, name: row.name });
