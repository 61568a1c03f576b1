import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { ConnectionChanged, FeedEvent, PodChange } from '../../kube/feed.ts';
import type { Pod } from '../../kube/pod.ts';
import { patchOf } from '../versions/object-patch.ts';
import { encodePatch, encodeRecord, type RecordedThing, redactPod } from './recording.ts';

/** Patches of a pod in a row before it is written whole again: what a damaged line costs is bounded by it. */
const PATCHES = 20;

interface Written {
  /** As it was written, so that the next patch is of what a reader has. */
  readonly pod: Pod;
  readonly patches: number;
}

/**
 * Turns what was received into lines, in order, for one file: the first version of a pod is written whole, then what changed. Its
 * counterpart is `RecordDecoder`.
 */
export class RecordEncoder {
  readonly #redact: boolean;
  readonly #pods = new Map<string, Written>();
  readonly #events = new Map<string, ClusterEvent>();
  /** Whether a list has told all there is: a part that begins in the middle of one must not say so. */
  readonly #isWhole = { pods: false, events: false };
  #connection: ConnectionChanged | undefined;

  constructor(redact: boolean) {
    this.#redact = redact;
  }

  /** One line, without its line break. */
  encode(thing: RecordedThing): string {
    if (thing.type === 'Added' || thing.type === 'Updated' || thing.type === 'Deleted') return this.#encodePod(thing);
    if (thing.type === 'Event') keepEvent(this.#events, thing.news);
    if (thing.type === 'Reset') this.#pods.clear();
    if (thing.type === 'Connection') this.#connection = thing;
    this.#isWhole.pods = isWholeAfter(thing, this.#isWhole.pods);
    if (thing.type === 'Event') this.#isWhole.events = isWholeAfter(thing.news, this.#isWhole.events);
    return encodeRecord(thing);
  }

  /** Lines of what is known, whole, with which another file begins; from here on the lines are for that one. @param at ms */
  *beginning(at: number): Generator<string> {
    for (const [uid, { pod }] of this.#pods) {
      this.#pods.set(uid, { pod, patches: 0 });
      yield encodeRecord({ type: 'Added', after: pod, via: 'list', receivedAt: at }, false);
    }
    if (this.#isWhole.pods) yield encodeRecord({ type: 'Synced', count: this.#pods.size, receivedAt: at });
    if (this.#connection) yield encodeRecord(this.#connection);
    for (const after of this.#events.values())
      yield encodeRecord({ type: 'Event', news: { type: 'Added', after, via: 'list', receivedAt: at } });
    if (this.#isWhole.events)
      yield encodeRecord({ type: 'Event', news: { type: 'Synced', count: this.#events.size, receivedAt: at } });
  }

  #encodePod(event: PodChange): string {
    const given = event.type === 'Deleted' ? event.last : event.after;
    const pod = this.#redact ? redactPod(given) : given;
    const { uid } = pod.metadata;
    const before = this.#pods.get(uid);
    const base = before?.pod.metadata.resourceVersion;
    const isPatchable = event.type !== 'Added' && before !== undefined && before.patches < PATCHES;
    const patch = isPatchable && base !== undefined ? patchOf(before.pod, pod) : undefined;
    if (event.type === 'Deleted') this.#pods.delete(uid);
    else this.#pods.set(uid, { pod, patches: patch ? before!.patches + 1 : 0 });
    return patch ? encodePatch(event, { uid, base: base!, patch }) : encodeRecord(event, this.#redact);
  }
}

const isWholeAfter = ({ type }: FeedEvent<unknown> | RecordedThing, before: boolean): boolean =>
  type === 'Synced' || (before && type !== 'Gap' && type !== 'Reset');

function keepEvent(known: Map<string, ClusterEvent>, news: FeedEvent<ClusterEvent>): void {
  if (news.type === 'Added' || news.type === 'Updated') known.set(news.after.uid, news.after);
  if (news.type === 'Deleted') known.delete(news.last.uid);
  if (news.type === 'Reset') known.clear();
}
