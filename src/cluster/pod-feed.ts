import type { ConnectionState, FeedEvent, PodFeed, Problem } from '../kube/feed.ts';
import { newListeners } from './listeners.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';

/** What a feed follows: one source, or one for each namespace. */
export interface FeedPart extends Omit<ReflectorOptions, 'emit'> {
  readonly namespace: string | undefined;
}

/**
 * One feed of several reflectors, as if they were one: changes pass as they come, the connection is that of the worst part, and
 * Synced comes when every part has its list. What the first list taught about the server comes before that.
 */
export function podFeed(
  parts: readonly FeedPart[],
  onListenerError: (error: unknown) => void,
  noticeAtFirstSync: () => Problem | undefined = () => undefined,
): PodFeed {
  const { tell, subscribe } = newListeners(onListenerError);
  const states: (ConnectionState | undefined)[] = parts.map(() => undefined);
  const synced: (number | undefined)[] = parts.map(() => undefined);
  const several = parts.length > 1;
  let isSynced = false;

  function emit(index: number, event: FeedEvent): void {
    switch (event.type) {
      case 'Connection': {
        states[index] = event.connection;
        tell(several ? { type: 'Connection', connection: worst(states) } : event);
        return;
      }
      case 'Synced': {
        synced[index] = event.pods;
        if (!synced.includes(undefined)) {
          if (!isSynced) {
            isSynced = true;
            const problem = noticeAtFirstSync();
            if (problem !== undefined) tell({ type: 'Notice', problem, receivedAt: event.receivedAt });
          }
          tell({ ...event, pods: synced.reduce<number>((sum, pods) => sum + (pods ?? 0), 0) });
        }
        return;
      }
      case 'Gap':
        tell(several ? { ...event, namespace: parts[index]!.namespace } : event);
        return;
      default:
        tell(event);
    }
  }

  const reflectors = parts.map((part, index) => new Reflector({ ...part, emit: event => emit(index, event) }));
  return {
    start() {
      for (const reflector of reflectors) reflector.start();
    },
    stop() {
      for (const reflector of reflectors) reflector.stop();
    },
    subscribe,
  };
}

const BADNESS = ['live', 'listing', 'connecting', 'reconnecting', 'failed'] as const;

/** The state that most needs saying; lists are summed up. */
export function worst(states: readonly (ConnectionState | undefined)[]): ConnectionState {
  const known = states.filter(state => state !== undefined);
  const first = known[0]!;
  const bad = known.reduce((a, b) => (BADNESS.indexOf(b.state) > BADNESS.indexOf(a.state) ? b : a), first);
  if (bad.state !== 'listing') return bad;
  const lists = known.filter(state => state.state === 'listing');
  const received = lists.reduce((sum, list) => sum + list.received, 0);
  const isWhole = lists.every(list => list.total !== undefined);
  return {
    state: 'listing',
    since: bad.since,
    received,
    total: isWhole ? lists.reduce((sum, list) => sum + (list.total ?? 0), 0) : undefined,
  };
}
