import type { ClusterEvent } from '../kube/cluster-event.ts';

/** How many Events are kept of one watch; the API server itself forgets them after an hour. */
const MAX_EVENTS = 5000;

/**
 * The Events that are known, one for each uid, newest last. The same Event may come by either API, again by a relist, or
 * with a higher count: the one with more of the story stays, so that a reconnect neither repeats nor loses anything.
 */
export class EventList {
  readonly #known = new Map<string, ClusterEvent>();
  readonly #max: number;
  /** How many were dropped because there were too many. */
  dropped = 0;

  constructor(max = MAX_EVENTS) {
    this.#max = max;
  }

  /** True when this tells something new: an Event that was not known, or more of its series. */
  add(event: ClusterEvent): boolean {
    const known = this.#known.get(event.uid);
    if (known !== undefined && !isLater(event, known)) return false;
    // Deleted first, so that the order of insertion is the order of news and the oldest is dropped.
    this.#known.delete(event.uid);
    this.#known.set(event.uid, event);
    if (this.#known.size > this.#max) {
      this.#known.delete(this.#known.keys().next().value!);
      this.dropped++;
    }
    return true;
  }

  /** Newest last; those without a time first. */
  inOrder(): readonly ClusterEvent[] {
    return inOrder([...this.#known.values()]);
  }
}

/** One Event for each uid, newest last. */
export function mergeEvents(...lists: readonly (readonly ClusterEvent[])[]): readonly ClusterEvent[] {
  const merged = new EventList(Number.POSITIVE_INFINITY);
  for (const list of lists) for (const event of list) merged.add(event);
  return merged.inOrder();
}

function inOrder(events: ClusterEvent[]): ClusterEvent[] {
  const timeOf = (event: ClusterEvent): number => event.lastAt ?? Number.NEGATIVE_INFINITY;
  return events.sort((a, b) => timeOf(a) - timeOf(b) || writtenBefore(a, b) || (a.uid < b.uid ? -1 : 1));
}

/** Many fall into one second: of these the one that was written first comes first. */
function writtenBefore(a: ClusterEvent, b: ClusterEvent): number {
  return Number(a.resourceVersion) - Number(b.resourceVersion) || 0;
}

function isLater(event: ClusterEvent, known: ClusterEvent): boolean {
  if (event.count !== known.count) return event.count > known.count;
  return (event.lastAt ?? 0) > (known.lastAt ?? 0);
}
