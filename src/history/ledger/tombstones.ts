/** How many pods that are gone are kept, and for how long (ms). */
export interface TombstoneLimits {
  readonly tombstones: number;
  readonly tombstoneMs: number;
}

export const TOMBSTONE_LIMITS: TombstoneLimits = { tombstones: 5_000, tombstoneMs: 15 * 60_000 };

/** Pods that are gone and still known, in the order in which they went. */
export class Tombstones {
  /** By uid, when it was learnt that they are gone, ms. */
  readonly #goneAt = new Map<string, number>();
  readonly #limits: TombstoneLimits;

  constructor(limits: TombstoneLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#goneAt.size;
  }

  add(uid: string, goneAt: number): void {
    this.#goneAt.set(uid, goneAt);
  }

  delete(uid: string): void {
    this.#goneAt.delete(uid);
  }

  clear(): void {
    this.#goneAt.clear();
  }

  /** Gives up those whose time is over at `now` (ms, our clock), and the oldest of too many; answers their uids. */
  takeOver(now: number): readonly string[] {
    const over: string[] = [];
    for (const [uid, goneAt] of this.#goneAt) {
      const isRoom = this.#goneAt.size - over.length <= this.#limits.tombstones;
      if (isRoom && now - goneAt < this.#limits.tombstoneMs) break;
      over.push(uid);
    }
    for (const uid of over) this.#goneAt.delete(uid);
    return over;
  }
}
