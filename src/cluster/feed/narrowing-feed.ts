import type { Clock } from '../../kube/clock.ts';
import type { ConnectionState, Feed, FeedEvent } from '../../kube/feed.ts';
import { worst } from './joined-feed.ts';
import type { Kind } from './kind.ts';
import { newListeners } from './listeners.ts';

export interface NarrowingOptions<T> {
  readonly kind: Kind<T>;
  readonly clock: Clock;
  /** The feed of all namespaces. */
  readonly wide: Feed<T>;
  /** The feed of these namespaces. */
  readonly narrow: (namespaces: readonly string[]) => Feed<T>;
  /** Those that may be read; which are known to be is not asked again. */
  readonly readable: (signal: AbortSignal, known: readonly string[]) => Promise<readonly string[]>;
  readonly onListenerError: (error: unknown) => void;
}

/** How long after one look for rights that were given since comes the next, ms: each is a request for every namespace. */
const AGAIN = 300_000;

/**
 * A feed of all namespaces that becomes one of those the user may read when all are forbidden, and says so. As long as the user
 * may read none it stays what it was: forbidden. Those that may be read later join the others.
 */
export function narrowingFeed<T>(options: NarrowingOptions<T>): Feed<T> {
  const { kind, clock, wide, narrow, readable, onListenerError } = options;
  const { tell, subscribe } = newListeners<FeedEvent<T>>(onListenerError);
  /** Instead of the wide one: of what could be read at first, and of what came to it. */
  const parts: Feed<T>[] = [];
  const states: ConnectionState[] = [];
  /** Of which namespaces they are, and which of them are known. */
  const followed: string[] = [];
  let only: readonly string[] = [];
  const leave = wide.subscribe(watchForRefusal);
  let run: AbortController | undefined;
  let cancel = (): void => {};
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
    const namespaces = await readable(signal, []).catch(() => []);
    asking = false;
    if (signal.aborted) return;
    if (namespaces.length === 0) {
      tell(refusal);
      return;
    }
    wide.stop();
    notice(`you may not list the ${kind.plural} of all namespaces: these are those of ${named(namespaces)}`);
    leave();
    add(namespaces);
    askLater(signal);
  }

  function askLater(signal: AbortSignal): void {
    cancel = clock.after(AGAIN, async () => {
      const namespaces = await readable(signal, followed).catch(() => []);
      if (signal.aborted) return;
      if (namespaces.length > 0) {
        notice(`you may now list the ${kind.plural} of ${named(namespaces)}, too`);
        add(namespaces);
      }
      askLater(signal);
    });
  }

  function add(namespaces: readonly string[]): void {
    const part = narrow(namespaces);
    followed.push(...namespaces);
    const index = parts.push(part) - 1;
    let isIn = index === 0;
    part.subscribe(event => {
      if (event.type !== 'Connection') {
        tell(event);
        return;
      }
      const { connection } = event;
      // Until it has all its pods, those that are known are no less live for it.
      if (!isIn && connection.state !== 'live') return;
      if (connection.state === 'live' && !namespaces.every(one => only.includes(one))) only = [...only, ...namespaces];
      isIn = true;
      states[index] = connection;
      const joint = worst(states);
      tell({ type: 'Connection', connection: joint.state === 'live' ? { ...joint, only } : joint });
    });
    part.start();
  }

  function notice(message: string): void {
    tell({ type: 'Notice', problem: { code: 'forbidden', message }, receivedAt: clock.now() });
  }

  return {
    start() {
      if (run) return;
      run = new AbortController();
      if (parts.length === 0) wide.start();
      for (const part of parts) part.start();
      if (parts.length > 0) askLater(run.signal);
    },
    stop() {
      run?.abort();
      run = undefined;
      cancel();
      wide.stop();
      for (const part of parts) part.stop();
    },
    subscribe,
  };
}

const named = (namespaces: readonly string[]): string =>
  namespaces.length === 1 ? `namespace ${namespaces[0]}` : `namespaces ${namespaces.join(', ')}`;
