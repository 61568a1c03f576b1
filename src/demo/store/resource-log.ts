/**
 * The etcd of the demo: all objects, one counter of versions over all of them, and for each resource a bounded window
 * of past changes. The window replays watches and rebuilds the state as of an older version, so that the pages of one list
 * agree with each other.
 */
import type { Clock } from '../../kube/clock.ts';
import { manageFields, type Writer } from './managed-fields.ts';
import { type Draft, type KubeObject, wireTime } from './objects.ts';
import type { Random } from './random.ts';
import type { Selector } from './selectors.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly resource: string;
  readonly object: KubeObject;
  /** Absent for ADDED. */
  readonly before: KubeObject | undefined;
}

export interface Page {
  readonly items: readonly KubeObject[];
  readonly version: number;
  /** Key of the last item when there are more. */
  readonly last: string | undefined;
  /** Undefined when a selector makes it costly to know, as on a real server. */
  readonly remaining: number | undefined;
}

export interface PageRequest {
  readonly namespace?: string | undefined;
  readonly limit?: number | undefined;
  /** Continue after this key. */
  readonly after?: string | undefined;
  /** State as of this version; the current one when absent. */
  readonly at?: number | undefined;
  readonly matches?: Selector | undefined;
}

/** An object, or how it is made whenever somebody looks at it: a big cluster costs next to nothing, even when it is read. */
type Entry = { readonly object: KubeObject } | { readonly make: () => KubeObject };

interface Shelf {
  readonly entries: Map<string, Entry>;
  /** Sorted unless `unsorted`. */
  keys: string[];
  unsorted: boolean;
  changes: Change[];
  /** Version of the newest change that fell out of the window. */
  forgotten: number;
  readonly listeners: Set<(change: Change) => void>;
}

export const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;
const read = (entry: Entry): KubeObject => ('make' in entry ? entry.make() : entry.object);

export class ResourceLog {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #window: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #untold: Change[] = [];
  #telling = false;
  #version: number;

  constructor(options: {
    clock: Clock;
    random: Random;
    window?: number | undefined;
    firstVersion?: number | undefined;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#window = options.window ?? 5_000;
    this.#version = options.firstVersion ?? 100_000;
    // Of what was before it knows nothing.
    this.#forgottenByAll = this.#version;
  }

  get version(): number {
    return this.#version;
  }

  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    const entry = this.#shelf(resource).entries.get(keyOf(namespace, name));
    return entry && read(entry);
  }

  has(resource: string, namespace: string | undefined, name: string): boolean {
    return this.#shelf(resource).entries.has(keyOf(namespace, name));
  }

  count(resource: string): number {
    return this.#shelf(resource).entries.size;
  }

  /** All objects of one namespace, or of all, in the order of their keys. */
  all(resource: string, namespace?: string): KubeObject[] {
    return [...this.page(resource, { namespace }).items];
  }

  /** ms; the time that objects are written in. */
  now(): number {
    return this.#clock.now();
  }

  /** For an object that must know its uid before it is created. */
  newUid(): string {
    return this.#random.uuid();
  }

  /**
   * The caller makes sure that the name is free. `writer`: whose the fields are; nobody's when absent. `given`: which of them,
   * when the server has added some. Gives uid, creation time and version; what the draft sets already, stays.
   */
  create(resource: string, draft: Draft, writer?: Writer, given: Draft = draft): KubeObject {
    const version = ++this.#version;
    const made = {
      ...draft,
      metadata: {
        ...draft.metadata,
        name: draft.metadata.name ?? `${draft.metadata.generateName ?? ''}${this.#random.suffix(5)}`,
        uid: draft.metadata.uid ?? this.#random.uuid(),
        resourceVersion: String(version),
        creationTimestamp: draft.metadata.creationTimestamp ?? wireTime(this.#clock.now()),
      },
    } as KubeObject;
    const object = writer === undefined ? made : this.#managed(undefined, made, writer, given);
    this.#put(resource, object);
    this.#record({ type: 'ADDED', version, resource, object, before: undefined });
    return object;
  }

  /** Writes a new object over the one with its name. An object equal to the old one but for its version changes nothing. */
  update(resource: string, object: KubeObject, writer?: Writer): KubeObject {
    const before = this.get(resource, object.metadata.namespace, object.metadata.name);
    if (before === undefined) throw new Error(`${resource} ${object.metadata.name} is not there`);
    if (before === object) return before;
    const version = ++this.#version;
    const numbered = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const after = writer === undefined ? numbered : this.#managed(before, numbered, writer);
    this.#put(resource, after);
    this.#record({ type: 'MODIFIED', version, resource, object: after, before });
    return after;
  }

  #managed(before: KubeObject | undefined, object: KubeObject, writer: Writer, given: Draft = object): KubeObject {
    // A status that an object is made with is the server's.
    const { status: _status, ...made } = given;
    const written = before === undefined ? (made as KubeObject) : object;
    const managedFields = manageFields(before, written, writer, wireTime(this.#clock.now()));
    const { managedFields: _old, ...metadata } = object.metadata;
    return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
  }

  remove(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    const shelf = this.#shelf(resource);
    const before = this.get(resource, namespace, name);
    if (before === undefined) return undefined;
    const version = ++this.#version;
    const key = keyOf(namespace, name);
    shelf.entries.delete(key);
    const at = lowerBound(this.#sorted(shelf), key);
    shelf.keys.splice(at, 1);
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } };
    this.#record({ type: 'DELETED', version, resource, object, before });
    return object;
  }

  /** Puts in an object without telling anybody: only before the first client. `make` must always give the same object. */
  plant(resource: string, namespace: string | undefined, name: string, make: (version: string) => KubeObject): void {
    const shelf = this.#shelf(resource);
    const version = String(++this.#version);
    const key = keyOf(namespace, name);
    if (!shelf.entries.has(key)) shelf.keys.push(key);
    shelf.unsorted = true;
    shelf.entries.set(key, { make: () => make(version) });
  }

  page(resource: string, request: PageRequest): Page {
    const shelf = this.#shelf(resource);
    const version = request.at ?? this.#version;
    const past = version < this.#version ? this.#since(shelf, version) : undefined;
    const keys = past ? withDeleted(this.#sorted(shelf), past, shelf.entries) : this.#sorted(shelf);
    const prefix = request.namespace === undefined ? '' : `${request.namespace}/`;
    const first = request.after === undefined ? lowerBound(keys, prefix) : lowerBound(keys, `${request.after}\0`);
    const end = prefix === '' ? keys.length : lowerBound(keys, `${request.namespace}0`);
    const items: KubeObject[] = [];
    let index = first;
    for (; index < end; index += 1) {
      if (request.limit !== undefined && items.length === request.limit) break;
      const key = keys[index]!;
      const object = past?.has(key) ? past.get(key) : read(shelf.entries.get(key)!);
      if (object !== undefined && (request.matches?.(object) ?? true)) items.push(object);
    }
    const more = index < end;
    return {
      items,
      version,
      last: more ? keys[index - 1] : undefined,
      remaining: more && request.matches === undefined ? end - index : undefined,
    };
  }

  /** False when changes after this version may have been forgotten already. */
  remembers(resource: string, version: number): boolean {
    return version >= this.#shelf(resource).forgotten;
  }

  /** The newest version that a watch of this resource can no longer start from, plus one. */
  oldest(resource: string): number {
    return this.#shelf(resource).forgotten;
  }

  changesAfter(resource: string, version: number): readonly Change[] {
    const { changes } = this.#shelf(resource);
    let first = changes.length;
    while (first > 0 && changes[first - 1]!.version > version) first -= 1;
    return changes.slice(first);
  }

  /** Calls with every change from now on; the answer ends it. */
  subscribe(resource: string, listener: (change: Change) => void): () => void {
    const { listeners } = this.#shelf(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Drops the whole window, as a compaction of etcd does: every older watch and continue token is gone. */
  compact(): void {
    for (const shelf of this.#shelves.values()) {
      shelf.changes = [];
      shelf.forgotten = this.#version;
    }
    this.#forgottenByAll = this.#version;
  }
  #forgottenByAll: number;

  /** A listener that writes must not get ahead of the others: everybody hears of the changes in their order. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    for (let change = this.#untold.shift(); change !== undefined; change = this.#untold.shift()) {
      for (const listener of [...this.#shelf(change.resource).listeners]) listener(change);
    }
    this.#telling = false;
  }

  #shelf(resource: string): Shelf {
    let shelf = this.#shelves.get(resource);
    if (shelf === undefined) {
      const forgotten = this.#forgottenByAll;
      shelf = { entries: new Map(), keys: [], unsorted: false, changes: [], forgotten, listeners: new Set() };
      this.#shelves.set(resource, shelf);
    }
    return shelf;
  }

  #sorted(shelf: Shelf): string[] {
    if (shelf.unsorted) {
      shelf.keys.sort();
      shelf.unsorted = false;
    }
    return shelf.keys;
  }

  #put(resource: string, object: KubeObject): void {
    const shelf = this.#shelf(resource);
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    if (!shelf.entries.has(key)) {
      const keys = this.#sorted(shelf);
      keys.splice(lowerBound(keys, key), 0, key);
    }
    shelf.entries.set(key, { object });
  }

  #record(change: Change): void {
    const shelf = this.#shelf(change.resource);
    shelf.changes.push(change);
    // Cutting in halves keeps the cost of forgetting constant per change.
    if (shelf.changes.length >= this.#window * 2) {
      const dropped = shelf.changes.splice(0, this.#window);
      shelf.forgotten = dropped.at(-1)!.version;
    }
    this.#untold.push(change);
    this.#tell();
  }

  /** Key → the object as it was at `version` (undefined: not there yet), for every key changed since. */
  #since(shelf: Shelf, version: number): Map<string, KubeObject | undefined> {
    const past = new Map<string, KubeObject | undefined>();
    for (let index = shelf.changes.length - 1; index >= 0; index -= 1) {
      const change = shelf.changes[index]!;
      if (change.version <= version) break;
      past.set(keyOf(change.object.metadata.namespace, change.object.metadata.name), change.before);
    }
    return past;
  }
}

function withDeleted(
  keys: readonly string[],
  past: ReadonlyMap<string, KubeObject | undefined>,
  entries: ReadonlyMap<string, Entry>,
): readonly string[] {
  const gone = [...past].filter(([key, object]) => object !== undefined && !entries.has(key)).map(([key]) => key);
  return gone.length === 0 ? keys : [...keys, ...gone].sort();
}

/** Index of the first key that is not below `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
