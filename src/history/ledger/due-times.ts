/** When each thing is due, soonest first: a binary heap whose outdated entries are dropped when they come up. */
export class DueTimes {
  #heap: { readonly at: number; readonly id: string }[] = [];
  readonly #at = new Map<string, number>();

  /** When the first is due, ms. */
  get next(): number | undefined {
    this.#dropOutdated();
    return this.#heap[0]?.at;
  }

  /** When this one is, ms. */
  of(id: string): number | undefined {
    return this.#at.get(id);
  }

  /** `at` undefined: never. */
  set(id: string, at: number | undefined): void {
    if (this.#at.get(id) === at) return;
    if (at === undefined) {
      this.#at.delete(id);
      return;
    }
    this.#at.set(id, at);
    if (this.#heap.length >= 1_024 && this.#heap.length > 4 * this.#at.size) this.#heap = this.#inOrder();
    else this.#push({ at, id });
  }

  delete(id: string): void {
    this.#at.delete(id);
  }

  clear(): void {
    this.#heap = [];
    this.#at.clear();
  }

  /** Takes out all that are due at `now`. */
  take(now: number): string[] {
    const due: string[] = [];
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const { id } = this.#pop();
      this.#at.delete(id);
      due.push(id);
    }
    return due;
  }

  /** A heap of those that count: most others are replaced long before they come up. */
  #inOrder(): { readonly at: number; readonly id: string }[] {
    return [...this.#at].map(([id, at]) => ({ at, id })).sort((a, b) => a.at - b.at);
  }

  #dropOutdated(): void {
    while (this.#heap.length > 0 && this.#at.get(this.#heap[0]!.id) !== this.#heap[0]!.at) this.#pop();
  }

  #push(entry: { readonly at: number; readonly id: string }): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.at <= entry.at) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): { readonly at: number; readonly id: string } {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (heap[child]!.at >= last.at) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
