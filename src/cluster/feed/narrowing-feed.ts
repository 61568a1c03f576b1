import type { Clock } from '../../kube/clock.ts';
import type { Feed, FeedEvent } from '../../kube/feed.ts';
import type { Kind } from './kind.ts';
import { newListeners } from './listeners.ts';

export interface NarrowingOptions<T> {
  readonly kind: Kind<T>;
  readonly clock: Clock;
  /** The feed of all namespaces. */
  readonly wide: Feed<T>;
  /** The feed of these namespaces. */
  readonly narrow: (namespaces: readonly string[]) => Feed<T>;
  readonly readable: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly onListenerError: (error: unknown) => void;
}

/**
 * A feed of all namespaces that becomes one of those the user may read when all are forbidden, and says so. As long as the user
 * may read none it stays what it was: forbidden.
 */
export function narrowingFeed<T>(options: NarrowingOptions<T>): Feed<T> {
  const { kind, clock, wide, narrow, readable, onListenerError } = options;
  const { tell, subscribe } = newListeners<FeedEvent<T>>(onListenerError);
  let feed = wide;
  const leave = wide.subscribe(watchForRefusal);
  let run: AbortController | undefined;
  let asking = false;
  let hasListed = false;

  function watchForRefusal(event: FeedEvent<T>): void {
    if (
      !hasListed &&
      event.type === 'Connection' &&
      event.connection.state === 'failed' &&
      event.connection.problem.code === 'forbidden'
    ) {
      if (!asking) void ask(event);
      return;
    }
    // Once everything was listed, a later refusal is news and no reason to show less.
    if (event.type === 'Synced') hasListed = true;
    tell(event);
  }

  async function ask(refusal: FeedEvent<T>): Promise<void> {
    const signal = run?.signal;
    if (signal === undefined) return;
    asking = true;
    const namespaces = await readable(signal).catch(() => []);
    asking = false;
    if (signal.aborted) return;
    if (namespaces.length === 0) {
      tell(refusal);
      return;
    }
    wide.stop();
    const which = namespaces.length === 1 ? `namespace ${namespaces[0]}` : `namespaces ${namespaces.join(', ')}`;
    tell({
      type: 'Notice',
      problem: {
        code: 'forbidden',
        message: `you may not list the ${kind.plural} of all namespaces: these are those of ${which}`,
      },
      receivedAt: clock.now(),
    });
    leave();
    feed = narrow(namespaces);
    feed.subscribe(event => {
      const isLive = event.type === 'Connection' && event.connection.state === 'live';
      tell(isLive ? { ...event, connection: { ...event.connection, only: namespaces } } : event);
    });
    feed.start();
  }

  return {
    start() {
      run ??= new AbortController();
      feed.start();
    },
    stop() {
      run?.abort();
      run = undefined;
      feed.stop();
    },
    subscribe,
  };
}
