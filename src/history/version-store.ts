import type { Pod } from '../kube/pod.ts';
import type { Transition } from './transition.ts';

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

/** As JSON, part by part: most versions of a pod have their spec in common, and text costs the garbage collector nothing. */
interface Held {
  readonly uid: string;
  readonly at: number;
  readonly changes: SeqRange;
  readonly parts: readonly string[];
  bytes: number;
}

const PARTS = ['metadata', 'spec', 'status'] as const satisfies readonly (keyof Pod)[];

/** The last versions of the pods that changed, within a bound of bytes, the oldest dropped first. */
export class VersionStore {
  readonly #limit: number;
  readonly #byPod = new Map<string, Held[]>();
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
   * A pod has another version.
   * @param before the version that was known, for a pod of which none is held
   */
  add(uid: string, after: PodVersion, changes: SeqRange, before: PodVersion | undefined): void {
    if (this.#limit === 0) return;
    if (before !== undefined && !this.#byPod.has(uid)) this.#hold(uid, before, NO_CHANGES);
    this.#hold(uid, after, changes);
    while (this.#bytes > this.#limit && this.length > 1) this.#drop();
  }

  /** The version that a change was read from, and the one before it; of a pod that went, the last one is before that. */
  ofChange({ uid, seq }: Pick<Transition, 'uid' | 'seq'>): ChangedVersions {
    const held = this.#byPod.get(uid) ?? [];
    const at = held.findLastIndex(({ changes }) => changes.from <= seq);
    const version = held[at];
    if (!version || version.changes.from < 0) return { before: undefined, after: undefined };
    if (seq >= version.changes.until) return { before: read(version), after: undefined };
    return { before: held[at - 1] && read(held[at - 1]!), after: read(version) };
  }

  /** All that are held of a pod, oldest first. */
  ofPod(uid: string): readonly PodVersion[] {
    return (this.#byPod.get(uid) ?? []).map(read);
  }

  clear(): void {
    this.#byPod.clear();
    this.#order = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #hold(uid: string, { pod, at }: PodVersion, changes: SeqRange): void {
    const parts = PARTS.map(part => JSON.stringify(pod[part]) ?? 'null');
    const held = this.#byPod.get(uid);
    const last = held?.at(-1);
    // The same text once: what is equal is kept as the one that is there already.
    const shared = parts.map((part, i) => (last?.parts[i] === part ? last.parts[i]! : part));
    const bytes = OVERHEAD + sum(shared.filter((part, i) => last?.parts[i] !== part).map(bytesOf));
    const version: Held = { uid, at, changes, parts: shared, bytes };
    if (held) held.push(version);
    else this.#byPod.set(uid, [version]);
    this.#order.push(uid);
    this.#bytes += bytes;
  }

  #drop(): void {
    const uid = this.#order[this.#head++]!;
    const held = this.#byPod.get(uid)!;
    const [dropped, next] = held;
    this.#bytes -= dropped!.bytes;
    held.shift();
    if (next) {
      // What they had in common is now its own.
      const bytes = OVERHEAD + sum(next.parts.map(bytesOf));
      this.#bytes += bytes - next.bytes;
      next.bytes = bytes;
    } else this.#byPod.delete(uid);
    if (this.#head > 1_024 && this.#head * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** Of the objects around the texts. */
const OVERHEAD = 200;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
/** V8 takes one byte a character, two for all of a text that has one beyond Latin-1. */
const bytesOf = (text: string): number => (/[^\u0000-\u00ff]/.test(text) ? 2 : 1) * text.length;

function read({ parts, at }: Held): PodVersion {
  const [metadata, spec, status] = parts.map(part => JSON.parse(part) ?? undefined);
  return { pod: { metadata, spec, status }, at };
}
