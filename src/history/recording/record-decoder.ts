import { type ClusterEvent, readEvent } from '../../kube/cluster-event.ts';
import type { Asked, FeedEvent } from '../../kube/feed.ts';
import { object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { applyPatch, type ObjectPatch } from '../versions/object-patch.ts';
import { parseLine, type RecordedThing } from './recording.ts';

export type Decoded =
  | { readonly ok: true; readonly thing: RecordedThing }
  /** `problem` is one clause without the line number, which the reader knows. */
  | { readonly ok: false; readonly problem: string };

/** Turns lines back into what was received, in order: it remembers the objects, because a record holds only the version after, or what changed. */
export class RecordDecoder {
  readonly #pods = new FeedDecoder(podOf, pod => pod.metadata.uid, 'no pod with a uid');
  readonly #events = new FeedDecoder(eventOf, event => event.uid, 'no Event with a uid');

  #skew: number | undefined;

  /** By how much the server's clock is ahead since the last record that told, ms; undefined: as the header says. */
  get skew(): number | undefined {
    return this.#skew;
  }

  /** The pods as told so far, those that are gone left out. */
  get pods(): Iterable<Pod> {
    return this.#pods.known.values();
  }

  /** The same of the Events. */
  get events(): Iterable<ClusterEvent> {
    return this.#events.known.values();
  }

  decode(line: string): Decoded {
    const record = object(parseLine(line) as Json | undefined);
    if (!record) return { ok: false, problem: 'not a JSON object' };
    const { at, type, change = 'ADDED', skew } = record;
    if (typeof at !== 'number') return { ok: false, problem: 'no time "at"' };
    if (typeof skew === 'number') this.#skew = skew;
    if (type !== 'EVENT') {
      const thing = this.#pods.decode(type, at, record);
      return typeof thing === 'string' ? { ok: false, problem: thing } : { ok: true, thing };
    }
    const news = this.#events.decode(change, at, record);
    return typeof news === 'string' ? { ok: false, problem: news } : { ok: true, thing: { type: 'Event', news } };
  }
}

type Json = Record<string, unknown>;

function podIn(value: unknown): Pod | undefined {
  const pod = object(value as Pod | undefined);
  return typeof object(pod?.metadata)?.uid === 'string' ? pod : undefined;
}

/** Whole, or made of the version before; a sentence when that is not the one that was patched. */
function podOf({ object: whole, uid, base, patch }: Json, known: ReadonlyMap<string, Pod>): Pod | string | undefined {
  if (patch === undefined) return podIn(whole);
  const before = known.get(uid as string);
  if (before === undefined || before.metadata.resourceVersion !== base)
    return `a change of version ${text(base)} of pod ${text(uid)}, which was not read`;
  const after = podIn(object(patch as ObjectPatch) && applyPatch(before, patch as ObjectPatch));
  return after?.metadata.uid === uid ? after : undefined;
}

const eventOf = (record: Json): ClusterEvent | undefined => readEvent(record['object']);

function askedIn(record: Json, receivedAt: number): Asked | undefined {
  const { uid, namespace, name, what, refusal } = record;
  const isWhole = [uid, namespace, name, what].every(each => typeof each === 'string');
  if (!isWhole || !['string', 'undefined'].includes(typeof refusal)) return undefined;
  return { type: 'Asked', uid, namespace, name, what, refusal, receivedAt } as Asked;
}

/** The object of a record, with those that are known at hand; or why there is none. */
type ReadObject<T> = (record: Json, known: ReadonlyMap<string, T>) => T | string | undefined;

/** The records of one kind of object. */
class FeedDecoder<T> {
  readonly #read: ReadObject<T>;
  readonly #uidOf: (object: T) => string;
  readonly #noObject: string;
  readonly known = new Map<string, T>();

  constructor(read: ReadObject<T>, uidOf: (object: T) => string, noObject: string) {
    this.#read = read;
    this.#uidOf = uidOf;
    this.#noObject = noObject;
  }

  /** What it tells, or why it is nothing. */
  decode(type: unknown, at: number, record: Json): FeedEvent<T> | string {
    switch (type) {
      case 'ADDED':
      case 'MODIFIED':
      case 'DELETED':
        return this.#change(type, at, record);
      case 'GAP': {
        const from = typeof record['from'] === 'number' ? record['from'] : at;
        return { type: 'Gap', from, to: at, reason: String(record['reason'] ?? '') };
      }
      case 'SYNCED':
        // `pods`: its name before Events were recorded.
        return { type: 'Synced', count: Number(record['count'] ?? record['pods']) || 0, receivedAt: at };
      case 'CONNECTION': {
        const connection = object(record['connection'] as (FeedEvent & { type: 'Connection' })['connection']);
        return connection ? { type: 'Connection', connection } : 'no connection';
      }
      case 'NOTICE': {
        const problem = object(record['problem'] as (FeedEvent & { type: 'Notice' })['problem']);
        return problem ? { type: 'Notice', problem, receivedAt: at } : 'no problem';
      }
      case 'ASKED':
        return askedIn(record, at) ?? 'nothing that was asked';
      case 'RESET':
        this.known.clear();
        return { type: 'Reset' };
      default:
        return `unknown type ${JSON.stringify(type)}`;
    }
  }

  #change(type: 'ADDED' | 'MODIFIED' | 'DELETED', receivedAt: number, record: Json): FeedEvent<T> | string {
    const after = this.#read(record, this.known);
    if (after === undefined) return this.#noObject;
    if (typeof after === 'string') return after;
    const via = record['via'] === 'list' ? 'list' : 'watch';
    const uid = this.#uidOf(after);
    const before = this.known.get(uid);
    if (type === 'DELETED') {
      this.known.delete(uid);
      return { type: 'Deleted', before: before ?? after, last: after, via, receivedAt };
    }
    this.known.set(uid, after);
    if (type === 'ADDED' || before === undefined) return { type: 'Added', after, via, receivedAt };
    return { type: 'Updated', before, after, via, receivedAt };
  }
}
