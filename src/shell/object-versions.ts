import type { Version } from '../app/reading/reader.ts';
import { textAt } from '../kube/json.ts';

/** Of so many objects so many versions are kept. */
const OBJECTS = 20;
const VERSIONS = 10;

/** The last versions of the objects that were read, to tell what changed between them. */
export class ObjectVersions {
  readonly #known = new Map<string, readonly Version[]>();

  /** Those that are kept of the object, oldest first. */
  of(object: unknown): readonly Version[] {
    return this.#known.get(textAt(object, 'metadata', 'uid')) ?? [];
  }

  /** Takes note of a version. */
  keep(object: unknown, at: number): void {
    const uid = textAt(object, 'metadata', 'uid');
    const known = this.of(object);
    const version = (one: unknown): string => textAt(one, 'metadata', 'resourceVersion');
    if (known.some(each => version(each.object) === version(object))) return;
    const kept = [...known, { object, isWhole: true, at }].slice(-VERSIONS);
    // Deleted first, so that the order of insertion is the order of use and the oldest is dropped.
    this.#known.delete(uid);
    this.#known.set(uid, kept);
    if (this.#known.size > OBJECTS) this.#known.delete(this.#known.keys().next().value!);
  }
}
