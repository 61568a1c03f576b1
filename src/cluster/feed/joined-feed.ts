import type { ConnectionState, Feed, FeedEvent, Problem } from '../../kube/feed.ts';
import type { Kind } from './kind.ts';
import { newListeners } from './listeners.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';

/** What a feed follows: one source, or one for each namespace. */
export interface FeedPart<T> extends Omit<ReflectorOptions<T>, 'kind' | 'emit'> {
  readonly namespace: string | undefined;
}

/**
 * One feed of several reflectors, as if they were one: changes pass as they come, the connection is that of the worst part, and
 * Synced comes when every part has its list. What the first list taught about the server comes before that. A namespace that may
 * not be listed is told once and keeps none of the others from being live; it joins them when it may be listed after all.
 */
export function joinedFeed<T extends object>(
  kind: Kind<T>,
  parts: readonly FeedPart<T>[],
  onListenerError: (error: unknown) => void,
  noticeAtFirstSync: () => Problem | undefined = () => undefined,
): Feed<T> {
  const { tell, subscribe } = newListeners<FeedEvent<T>>(onListenerError);
  const states: (ConnectionState | undefined)[] = parts.map(() => undefined);
  const synced: (number | undefined)[] = parts.map(() => undefined);
  const several = parts.length > 1;
  /** Namespaces that may not be listed; told, and otherwise as if nobody had asked for them. */
  const denied = new Set<number>();
  let isSynced = false;

  function emit(index: number, event: FeedEvent<T>): void {
    switch (event.type) {
      case 'Connection': {
        if (several) connectionOf(index, event.connection);
        else tell(event);
        return;
      }
      case 'Synced': {
        synced[index] = event.count;
        if (denied.delete(index)) states[index] = { state: 'connecting', since: event.receivedAt };
        tellSynced(event.receivedAt);
        return;
      }
      case 'Gap':
        tell(several ? { ...event, namespace: parts[index]!.namespace } : event);
        return;
      default:
        tell(event);
    }
  }

  function connectionOf(index: number, connection: ConnectionState): void {
    // Another look at a namespace that was denied is nothing to tell.
    if (denied.has(index) && connection.state !== 'failed' && denied.size < parts.length) return;
    states[index] = connection;
    const isRefused =
      connection.state === 'failed' && connection.problem.code === 'forbidden' && synced[index] === undefined;
    const isNews = isRefused && !denied.has(index);
    if (isRefused) denied.add(index);
    const allowed = states.filter((_, part) => !denied.has(part));
    tell({ type: 'Connection', connection: marked(worst(allowed.length > 0 ? allowed : states)) });
    if (!isNews || connection.state !== 'failed' || allowed.length === 0) return;
    const message = `you may not list the ${kind.plural} of namespace ${parts[index]!.namespace}: it is left out`;
    tell({ type: 'Notice', problem: { code: 'forbidden', message }, receivedAt: connection.since });
    if (!isSynced) tellSynced(connection.since);
  }

  /** That namespaces are left out stands there as long as they are. */
  function marked(connection: ConnectionState): ConnectionState {
    if (connection.state !== 'live' || denied.size === 0) return connection;
    return { ...connection, without: [...denied].sort((a, b) => a - b).map(part => parts[part]!.namespace ?? '') };
  }

  /** Once every part that may be listed has its list. */
  function tellSynced(receivedAt: number): void {
    if (denied.size === parts.length || synced.some((count, part) => count === undefined && !denied.has(part))) return;
    if (!isSynced) {
      isSynced = true;
      const problem = noticeAtFirstSync();
      if (problem !== undefined) tell({ type: 'Notice', problem, receivedAt });
    }
    tell({ type: 'Synced', count: synced.reduce<number>((sum, count) => sum + (count ?? 0), 0), receivedAt });
  }

  const reflectors = parts.map((part, index) => new Reflector({ ...part, kind, emit: event => emit(index, event) }));
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

/** The state that most needs saying; lists are summed up, and what is shown is as old as its oldest part. */
export function worst(states: readonly (ConnectionState | undefined)[]): ConnectionState {
  const known = states.filter(state => state !== undefined);
  const told = loudest(known);
  const ages = known.flatMap(state =>
    'staleSince' in state && state.staleSince !== undefined ? [state.staleSince] : [],
  );
  return told.state === 'live' || ages.length === 0 ? told : { ...told, staleSince: Math.min(...ages) };
}

function loudest(known: readonly ConnectionState[]): ConnectionState {
  const first = known[0]!;
  const bad = known.reduce((a, b) => (BADNESS.indexOf(b.state) > BADNESS.indexOf(a.state) ? b : a), first);
  if (bad.state === 'live') return leastHeard(known);
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

/** Of several that are live: all of them are since the last one is, and what is known of all is what is known of the most silent one. */
function leastHeard(states: readonly ConnectionState[]): ConnectionState {
  const live = states.filter(state => state.state === 'live');
  const since = Math.max(...live.map(state => state.since));
  const asOf = Math.min(...live.map(state => state.asOf ?? state.since));
  return asOf !== since ? { ...live[0]!, since, asOf } : { ...live[0]!, since };
}
