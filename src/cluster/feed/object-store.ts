import type { Change, Via } from '../../kube/feed.ts';
import { shareParts } from '../../kube/shared-parts.ts';
import type { Kind } from './kind.ts';

/**
 * The objects of one kind that are known now, by namespace and name, and what each change makes of them. Nothing is told twice: an object whose uid and
 * resourceVersion are those we have is no change. A new uid under an old name is a Deleted and an Added.
 */
export class ObjectStore<T extends object> {
  readonly #kind: Kind<T>;
  readonly #tell: (change: Change<T>) => void;
  #objects = new Map<string, Map<string, T>>();
  #size = 0;
  /** What a running list has brought so far. */
  #found: Map<string, Set<string>> | undefined;

  constructor(kind: Kind<T>, tell: (change: Change<T>) => void) {
    this.#kind = kind;
    this.#tell = tell;
  }

  get size(): number {
    return this.#size;
  }

  get(name: string, namespace = ''): T | undefined {
    return this.#objects.get(namespace)?.get(name);
  }

  *objects(namespace?: string): Generator<T> {
    if (namespace !== undefined) yield* this.#objects.get(namespace)?.values() ?? [];
    else for (const names of this.#objects.values()) yield* names.values();
  }

  /** From now on every `put` belongs to a list, until `listEnded`; a list that was not ended is forgotten. */
  listBegan(): void {
    this.#found = new Map();
  }

  /** The list was whole: objects that it did not bring are gone. */
  listEnded(receivedAt: number): void {
    const found = this.#found;
    this.#found = undefined;
    if (found === undefined) return;
    const gone: T[] = [];
    for (const [namespace, names] of this.#objects) {
      const kept = found.get(namespace);
      for (const [name, object] of names) if (!kept?.has(name)) gone.push(object);
    }
    for (const object of gone) this.#delete(object, object, 'list', receivedAt);
  }

  put(after: T, via: Via, receivedAt: number): void {
    const { name, namespace = '', uid, resourceVersion } = this.#kind.identity(after);
    if (via === 'list') setOf(this.#found, namespace)?.add(name);
    let names = this.#objects.get(namespace);
    const before = names?.get(name);
    if (before !== undefined) {
      const known = this.#kind.identity(before);
      if (known.uid === uid) {
        if (resourceVersion !== undefined && known.resourceVersion === resourceVersion) return;
        shareParts(before, after);
        names!.set(name, after);
        this.#tell({ type: 'Updated', before, after, via, receivedAt });
        return;
      }
      this.#delete(before, before, via, receivedAt);
      names = this.#objects.get(namespace);
    }
    if (names === undefined) {
      names = new Map();
      this.#objects.set(namespace, names);
    }
    names.set(name, after);
    this.#size++;
    this.#tell({ type: 'Added', after, via, receivedAt });
  }

  /** It was deleted. One for an object that we do not have, or for an earlier one of that name, is no change. */
  remove(last: T, via: Via, receivedAt: number): void {
    const { name, namespace, uid } = this.#kind.identity(last);
    const before = this.get(name, namespace);
    if (before !== undefined && this.#kind.identity(before).uid === uid) this.#delete(before, last, via, receivedAt);
  }

  #delete(before: T, last: T, via: Via, receivedAt: number): void {
    const { name, namespace = '' } = this.#kind.identity(before);
    const names = this.#objects.get(namespace);
    if (!names?.delete(name)) return;
    if (names.size === 0) this.#objects.delete(namespace);
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
