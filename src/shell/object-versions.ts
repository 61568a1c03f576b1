import type { Version } from '../app/reader.ts';
import { textAt } from '../kube/json.ts';

/** Of so many objects so many versions are kept. */
const OBJECTS = 20;
const VERSIONS = 10;

/** The last versions of the objects that were read, to tell what changed between them. */
export class ObjectVersions {
  readonly #known = new Map<string, readonly Version[]>();

  /** Takes note of a version. Answers those that are kept of the object, oldest first. */
  keep(object: unknown, at: number): readonly Version[] {
    const uid = textAt(object, 'metadata', 'uid');
    const known = this.#known.get(uid) ?? [];
    const version = (one: unknown): string => textAt(one, 'metadata', 'resourceVersion');
    if (known.some(each => version(each.object) === version(object))) return known;
    const kept = [...known, { object, at }].slice(-VERSIONS);
    // Deleted first, so that the order of insertion is the order of use and the oldest is dropped.
    this.#known.delete(uid);
    this.#known.set(uid, kept);
    if (this.#known.size > OBJECTS) this.#known.delete(this.#known.keys().next().value!);
    return kept;
  }
}
