import type { PodChange, Via } from '../kube/feed.ts';
import type { Pod } from '../kube/pod.ts';

/**
 * The pods known now, by namespace and name, and what each change makes of them. Nothing is told twice: an object whose uid and
 * resourceVersion are those we have is no change. A new uid under an old name is a Deleted and an Added.
 */
export class PodStore {
  readonly #tell: (change: PodChange) => void;
  #pods = new Map<string, Map<string, Pod>>();
  #size = 0;
  /** What a running list has brought so far. */
  #found: Map<string, Set<string>> | undefined;

  constructor(tell: (change: PodChange) => void) {
    this.#tell = tell;
  }

  get size(): number {
    return this.#size;
  }

  get(name: string, namespace = ''): Pod | undefined {
    return this.#pods.get(namespace)?.get(name);
  }

  *pods(namespace?: string): Generator<Pod> {
    if (namespace !== undefined) yield* this.#pods.get(namespace)?.values() ?? [];
    else for (const names of this.#pods.values()) yield* names.values();
  }

  /** From now on every `put` belongs to a list, until `listEnded`; a list that was not ended is forgotten. */
  listBegan(): void {
    this.#found = new Map();
  }

  /** The list was whole: pods that it did not bring are gone. */
  listEnded(receivedAt: number): void {
    const found = this.#found;
    this.#found = undefined;
    if (found === undefined) return;
    const gone: Pod[] = [];
    for (const [namespace, names] of this.#pods) {
      const kept = found.get(namespace);
      for (const [name, pod] of names) if (!kept?.has(name)) gone.push(pod);
    }
    for (const pod of gone) this.#delete(pod, pod, 'list', receivedAt);
  }

  put(after: Pod, via: Via, receivedAt: number): void {
    const { name, namespace = '', uid, resourceVersion } = after.metadata;
    if (via === 'list') setOf(this.#found, namespace)?.add(name);
    let names = this.#pods.get(namespace);
    const before = names?.get(name);
    if (before !== undefined) {
      if (before.metadata.uid === uid) {
        if (resourceVersion !== undefined && before.metadata.resourceVersion === resourceVersion) return;
        names!.set(name, after);
        this.#tell({ type: 'Updated', before, after, via, receivedAt });
        return;
      }
      this.#delete(before, before, via, receivedAt);
      names = this.#pods.get(namespace);
    }
    if (names === undefined) {
      names = new Map();
      this.#pods.set(namespace, names);
    }
    names.set(name, after);
    this.#size++;
    this.#tell({ type: 'Added', after, via, receivedAt });
  }

  /** A DELETED event. One for a pod that we do not have, or for an earlier pod of that name, is no change. */
  remove(last: Pod, receivedAt: number): void {
    const before = this.get(last.metadata.name, last.metadata.namespace);
    if (before?.metadata.uid === last.metadata.uid) this.#delete(before, last, 'watch', receivedAt);
  }

  #delete(before: Pod, last: Pod, via: Via, receivedAt: number): void {
    const { name, namespace = '' } = before.metadata;
    const names = this.#pods.get(namespace);
    if (!names?.delete(name)) return;
    if (names.size === 0) this.#pods.delete(namespace);
    this.#size--;
    this.#tell({ type: 'Deleted', before, last, via, receivedAt });
  }
}

function setOf(sets: Map<string, Set<string>> | undefined, key: string): Set<string> | undefined {
  if (sets === undefined) return undefined;
  let set = sets.get(key);
  if (set === undefined) {
    set = new Set();
    sets.set(key, set);
  }
  return set;
}
