import type { Pod } from '../../kube/pod.ts';
import type { Transition } from '../transitions/transition.ts';
import { applyPatch, patchOf } from './object-patch.ts';

/** A pod as it was once: of its object, what podscope keeps. */
export interface PodVersion {
  readonly pod: Pod;
  /** When we got it, ms by our clock. */
  readonly at: number;
}

/** Changes of the log that were read from one version: from a seq, until before another. */
export interface SeqRange {
  readonly from: number;
  readonly until: number;
}
const NO_CHANGES: SeqRange = { from: -1, until: -1 };

/** What a change changed. undefined: no longer held, or, before a pod came, not there. */
export interface ChangedVersions {
  readonly before: PodVersion | undefined;
  readonly after: PodVersion | undefined;
}

/** Bytes of what is held at most. */
export const VERSION_BYTES = 64e6;

/** A version that has a newer one, as what makes it of that: a change says little, and text costs the garbage collector nothing. */
interface Older {
  readonly at: number;
  readonly changes: SeqRange;
  /** JSON of a patch, or of the whole pod where none can say it. */
  readonly text: string;
  readonly isWhole: boolean;
  readonly bytes: number;
}

interface Newest {
  readonly version: PodVersion;
  readonly changes: SeqRange;
  /** 0 while who adds it holds the same object anyway. */
  readonly bytes: number;
}

interface Held {
  newest: Newest;
  /** Oldest first. */
  readonly older: Older[];
}

/** The last versions of the pods that changed, within a bound of bytes, the oldest dropped first. */
export class VersionStore {
  readonly #limit: number;
  readonly #byPod = new Map<string, Held>();
  /** Which pod each version is of, in the order in which they came. */
  #order: string[] = [];
  #head = 0;
  #bytes = 0;

  /** @param limit in bytes; 0 holds nothing */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }
  get length(): number {
    return this.#order.length - this.#head;
  }

  /**
   * A pod has another version, which is held by who tells it until `release`.
   * @param before the version that was known, for a pod of which none is held
   */
  add(uid: string, after: PodVersion, changes: SeqRange, before: PodVersion | undefined): void {
    if (this.#limit === 0) return;
    if (before !== undefined && !this.#byPod.has(uid)) this.#hold(uid, before, NO_CHANGES);
    this.#hold(uid, after, changes);
    this.#shrink();
  }

  /** Nobody else holds the last version of the pod any longer. */
  release(uid: string): void {
    const held = this.#byPod.get(uid);
    if (!held || held.newest.bytes > 0) return;
    const bytes = bytesOf(JSON.stringify(held.newest.version.pod));
    held.newest = { ...held.newest, bytes };
    this.#bytes += bytes;
    this.#shrink();
  }

  /** The version that a change was read from, and the one before it; of a pod that went, the last one is before that. */
  ofChange({ uid, seq }: Pick<Transition, 'uid' | 'seq'>): ChangedVersions {
    const held = this.#byPod.get(uid);
    if (!held) return { before: undefined, after: undefined };
    const ranges = [...held.older.map(({ changes }) => changes), held.newest.changes];
    const at = ranges.findLastIndex(({ from }) => from <= seq);
    const range = ranges[at];
    if (!range || range.from < 0) return { before: undefined, after: undefined };
    const versions = versionsOf(held, Math.max(0, at - 1));
    const version = versions[at === 0 ? 0 : 1];
    if (seq >= range.until) return { before: version, after: undefined };
    return { before: at === 0 ? undefined : versions[0], after: version };
  }

  /** All that are held of a pod, oldest first. */
  ofPod(uid: string): readonly PodVersion[] {
    const held = this.#byPod.get(uid);
    return held ? versionsOf(held, 0) : [];
  }

  clear(): void {
    this.#byPod.clear();
    this.#order = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #hold(uid: string, version: PodVersion, changes: SeqRange): void {
    const held = this.#byPod.get(uid);
    const newest = { version, changes, bytes: 0 };
    if (held) {
      const older = olderThan(version.pod, held.newest);
      this.#bytes += older.bytes - held.newest.bytes;
      held.older.push(older);
      held.newest = newest;
    } else this.#byPod.set(uid, { newest, older: [] });
    this.#bytes += OVERHEAD;
    this.#order.push(uid);
  }

  #shrink(): void {
    while (this.#bytes > this.#limit && this.length > 1) this.#drop();
  }

  #drop(): void {
    const uid = this.#order[this.#head++]!;
    const held = this.#byPod.get(uid)!;
    const dropped = held.older.shift() ?? held.newest;
    this.#bytes -= dropped.bytes + OVERHEAD;
    if (dropped === held.newest) this.#byPod.delete(uid);
    if (this.#head > 1_024 && this.#head * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** Of the objects around the text of a version. */
const OVERHEAD = 200;
/** V8 takes one byte a character, two for all of a text that has one beyond Latin-1. */
const bytesOf = (text: string): number => (/[^\u0000-\u00ff]/.test(text) ? 2 : 1) * text.length;

function olderThan(next: Pod, { version: { pod, at }, changes }: Newest): Older {
  const patch = patchOf(next, pod);
  const text = JSON.stringify(patch ?? pod);
  return { at, changes, text, isWhole: patch === undefined, bytes: bytesOf(text) };
}

/** Oldest first, from the one at `first`. */
function versionsOf({ newest, older }: Held, first: number): readonly PodVersion[] {
  const versions = [newest.version];
  for (const { at, text, isWhole } of older.slice(first).reverse()) {
    const said = JSON.parse(text);
    versions.push({ at, pod: isWhole ? said : applyPatch(versions.at(-1)!.pod, said) });
  }
  return versions.reverse();
}
