import type { PodEntry } from '../../history/transitions/entry.ts';
import { isLeaving, successorOf } from '../../history/transitions/lineage.ts';

/** A pod that is followed through its replacements: the one that lives now, and those whose place it took. */
export class Follow {
  readonly #pods: ReadonlyMap<string, PodEntry>;
  /** As it was last known: the ledger forgets pods that are long gone. */
  #current: PodEntry;
  readonly #before = new Map<string, PodEntry>();
  /** All pods have been asked whether they took its place; from now on only those that change. */
  #isWaiting = false;

  constructor(pods: ReadonlyMap<string, PodEntry>, current: PodEntry) {
    this.#pods = pods;
    this.#current = current;
  }

  get current(): PodEntry {
    return this.#pods.get(this.#current.uid) ?? this.#current;
  }

  /** The lives before the present one, the oldest first. */
  get before(): readonly PodEntry[] {
    return [...this.#before].map(([uid, entry]) => this.#pods.get(uid) ?? entry);
  }

  /** These pods came, changed or were forgotten. Answers the pod that is followed now when it is another. */
  look(changed: Iterable<string>): PodEntry | undefined {
    this.#goBack();
    let next: PodEntry | undefined;
    for (let found = this.#successor(changed); found; found = this.#successor(changed)) next = found;
    return next;
  }

  /** In a recording that is rewound the lives are told anew: to that which has not ended yet. */
  #goBack(): void {
    if (this.#pods.has(this.#current.uid)) return;
    const uids = [...this.#before.keys()];
    const at = uids.findIndex(uid => this.#pods.has(uid) && !isLeaving(this.#pods.get(uid)!));
    if (at === -1) return;
    this.#current = this.#pods.get(uids[at]!)!;
    for (const uid of uids.slice(at)) this.#before.delete(uid);
    this.#isWaiting = false;
  }

  #successor(changed: Iterable<string>): PodEntry | undefined {
    this.#current = this.current;
    if (!isLeaving(this.#current)) return undefined;
    const candidates = this.#isWaiting ? known(this.#pods, changed) : this.#pods.values();
    this.#isWaiting = true;
    const next = successorOf(this.#current, candidates, new Set(this.#before.keys()));
    if (!next) return undefined;
    this.#before.set(this.#current.uid, this.#current);
    this.#current = next;
    this.#isWaiting = false;
    return next;
  }
}

function* known(pods: ReadonlyMap<string, PodEntry>, uids: Iterable<string>): Generator<PodEntry> {
  for (const uid of uids) {
    const entry = pods.get(uid);
    if (entry) yield entry;
  }
}
