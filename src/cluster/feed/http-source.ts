import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../kube/clock.ts';
import type { Problem } from '../../kube/feed.ts';
import { readBody } from '../transport/body.ts';
import type { Counters } from '../transport/counters.ts';
import type { Transport } from '../transport/transport.ts';
import type { PageMeta } from '../wire/decoder.ts';
import { ApiStatusError, ConnectionError } from '../wire/errors.ts';
import type { Formats } from '../wire/formats.ts';
import { listHead } from './list-head.ts';
import type { ListObserver, Source, WatchObserver } from './reflector.ts';

export interface HttpSourceOptions<T> {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Of the objects; what all answers cost is counted by the transport. */
  readonly counters: Counters;
  readonly formats: Formats<T>;
  readonly random: () => number;
  /** Of the list and the watch: `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  readonly selectors: Selectors;
  readonly problem: (error: unknown) => Problem;
}

/** The server's own syntax. */
export interface Selectors {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** Small enough that the first rows come at once, large enough that the server's work is not all overhead. */
const PAGE = 500;
/** A list that sends no byte for so long is dead. */
const LIST_IDLE = 30_000;
/** Bookmarks come about once a minute: with less than that we ask anew, which costs nothing where the server was alive. */
const WATCH_IDLE = 45_000;
/** With WATCH_IDLE less than a minute, so that a frozen connection is found within one. */
const WATCH_OPEN = 10_000;
/** Seconds after which the server ends a watch. */
const LONG = 300;
/**
 * The same where next to nothing happens: a server sends its last bookmark two seconds before the end, and this one comes within
 * WATCH_IDLE. Without it the place to go on from would stay where it is, until the server has forgotten it over other namespaces.
 */
const SHORT = 35;

interface Page {
  readonly resourceVersion: string;
  /** Items of the list so far. */
  readonly received: number;
  /** The next page, already asked for. */
  readonly following: Promise<IncomingMessage> | undefined;
}

/** The objects of one scope over HTTP. */
export function httpSource<T>(options: HttpSourceOptions<T>): Source<T> {
  const { transport, clock, counters, formats, random, path } = options;
  const selectors = {
    labelSelector: options.selectors.labelSelector || undefined,
    fieldSelector: options.selectors.fieldSelector || undefined,
  };

  function openPage(
    { waits }: ListObserver<T>,
    signal: AbortSignal,
    limit: number | undefined,
    next: string,
  ): Promise<IncomingMessage> {
    return transport.open({
      path,
      query: { ...selectors, limit, continue: next || undefined },
      accept: formats.listAccept,
      signal,
      waits,
    });
  }

  /** Reads a page; as soon as its metadata is there the next one is asked for, so that the server works while we read. */
  async function readPage(
    opening: Promise<IncomingMessage>,
    observer: ListObserver<T>,
    signal: AbortSignal,
    before: number,
  ): Promise<Page> {
    const response = await opening;
    const format = formats.of(response);
    counters.format = format.name;
    let meta: PageMeta | undefined;
    let following: Promise<IncomingMessage> | undefined;
    let count = 0;
    const decoder = format.page({
      meta(value) {
        meta = value;
        if (value.next === '') return;
        following = openPage(observer, signal, PAGE, value.next);
        // Awaited only after this page; until then a failure is nobody's.
        following.catch(() => {});
      },
      item(item) {
        count++;
        counters.listed++;
        observer.item(item);
      },
    });
    try {
      const end = await readBody(response, decoder, { clock, counters: transport.counters, signal, idleMs: LIST_IDLE });
      if (end === 'idle') throw new ConnectionError('TIMEOUT', 'the list stopped half way');
      if (meta === undefined) throw new ConnectionError('TRUNCATED', 'the list has no metadata');
    } catch (error) {
      following?.then(
        unread => unread.destroy(),
        () => {},
      );
      throw error;
    }
    const received = before + count;
    const total =
      meta.remaining !== undefined ? received + meta.remaining : following === undefined ? received : undefined;
    observer.progress(total);
    return { resourceVersion: meta.resourceVersion, received, following };
  }

  /** What the last watch has brought; one that broke may as well have brought nothing. */
  let brought: 'items' | 'bookmarks' | 'nothing' = 'items';

  /**
   * A server that was restored from a backup may be at a resource version before ours. It does not refuse to watch from there: it is
   * silent until it gets there, and what it was silent about is never told.
   */
  async function refuseTheFuture(from: string, { waits }: WatchObserver<T>, signal: AbortSignal): Promise<void> {
    const { resourceVersion: now } = await listHead(transport, path, { signal, waits, headersMs: WATCH_OPEN });
    if (!isBefore(now, from)) return;
    const message = `the server is at resource version ${now}, before ${from}: was it restored from a backup?`;
    throw new ApiStatusError(410, message, 'Expired');
  }

  return {
    async list(observer, signal) {
      let received = 0;
      let opening = openPage(observer, signal, PAGE, '');
      for (let pages = 0; ; pages++) {
        let page: Page;
        try {
          page = await readPage(opening, observer, signal, received);
        } catch (error) {
          // The token of the next page is older than what the server still has: all in one piece cannot expire.
          if (!(error instanceof ApiStatusError && error.expired && pages > 0)) throw error;
          observer.restart();
          page = await readPage(openPage(observer, signal, undefined, ''), observer, signal, 0);
        }
        if (page.following === undefined) {
          brought = 'items';
          return page.resourceVersion;
        }
        received = page.received;
        opening = page.following;
      }
    },

    async watch(from: string, observer: WatchObserver<T>, signal) {
      if (brought === 'nothing') await refuseTheFuture(from, observer, signal);
      const lasts = brought === 'items' ? LONG : SHORT;
      const spread = brought === 'items' ? LONG : 5;
      brought = 'nothing';
      const response = await transport.open({
        path,
        query: {
          ...selectors,
          watch: true,
          resourceVersion: from,
          allowWatchBookmarks: true,
          // Spread, so that the watches of many clients do not end together.
          timeoutSeconds: lasts + Math.floor(random() * spread),
        },
        accept: formats.watchAccept,
        headersMs: WATCH_OPEN,
        signal,
        waits: observer.waits,
      });
      counters.watches++;
      observer.opened();
      const decoder = formats.of(response).watch(event => {
        counters.events++;
        if (event.type !== 'BOOKMARK') brought = 'items';
        else if (brought === 'nothing') brought = 'bookmarks';
        observer.event(event);
      });
      try {
        return await readBody(response, decoder, {
          clock,
          counters: transport.counters,
          signal,
          idleMs: WATCH_IDLE,
          heard: () => observer.heard(),
        });
      } catch (error) {
        brought = 'nothing';
        // Half a line at the end of a watch: the server asked for nothing, it just went. The event comes again.
        if (error instanceof ConnectionError && error.code === 'TRUNCATED') return 'closed';
        throw error;
      }
    },

    problem: options.problem,
  };
}

/** Of two resource versions that are numbers, as those of every server with etcd are; nothing is said of others. */
function isBefore(version: string, other: string): boolean {
  return /^\d+$/.test(version) && /^\d+$/.test(other) && BigInt(version) < BigInt(other);
}
