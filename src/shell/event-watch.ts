import { EventList } from '../history/event-list.ts';
import type { Cluster, EventScope } from '../kube/cluster.ts';
import type { ClusterEvent } from '../kube/cluster-event.ts';
import type { ConnectionState, FeedEvent } from '../kube/feed.ts';

/** The Events of some scopes as they come, each once, through lost connections. */
export class EventWatch {
  readonly #list = new EventList();
  readonly #stops: (() => void)[];
  readonly #states = new Map<number, ConnectionState>();
  readonly #synced = new Set<number>();
  readonly #onChange: () => void;

  /** Starts at once. */
  constructor(cluster: Pick<Cluster, 'eventFeed'>, scopes: readonly EventScope[], onChange: () => void) {
    this.#onChange = onChange;
    this.#stops = scopes.map((scope, i) => {
      const feed = cluster.eventFeed(scope);
      const unsubscribe = feed.subscribe(event => this.#take(event, i));
      feed.start();
      return () => {
        unsubscribe();
        feed.stop();
      };
    });
  }

  /** Newest last. */
  get events(): readonly ClusterEvent[] {
    return this.#list.inOrder();
  }
  get dropped(): number {
    return this.#list.dropped;
  }
  /** Whether every scope has been listed, or cannot be. */
  get isComplete(): boolean {
    return this.#stops.every((_, i) => this.#synced.has(i) || this.#states.get(i)?.state === 'failed');
  }
  /** Why there may be other Events, as a sentence. */
  get problem(): string | undefined {
    for (const connection of this.#states.values()) {
      if (connection.state === 'failed') return `${connection.problem.message}.`;
      if (connection.state === 'reconnecting')
        return `The connection is lost, what follows is asked for again: ${connection.problem.message}.`;
    }
    return undefined;
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #take(event: FeedEvent<ClusterEvent>, scope: number): void {
    switch (event.type) {
      case 'Added':
      case 'Updated':
        if (this.#list.add(event.after)) this.#onChange();
        return;
      case 'Synced':
        this.#synced.add(scope);
        this.#onChange();
        return;
      case 'Connection':
        this.#states.set(scope, event.connection);
        this.#onChange();
        return;
      // That the server forgets an Event after an hour makes it no less true.
      default:
    }
  }
}
