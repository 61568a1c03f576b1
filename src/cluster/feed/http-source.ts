import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../kube/clock.ts';
import type { Problem } from '../../kube/feed.ts';
import { readBody } from '../transport/body.ts';
import type { Counters } from '../transport/counters.ts';
import type { Transport } from '../transport/transport.ts';
import type { PageMeta } from '../wire/decoder.ts';
import { ApiStatusError, ConnectionError } from '../wire/errors.ts';
import type { Formats } from '../wire/formats.ts';
import type { ListObserver, Source, WatchObserver } from './reflector.ts';

export interface HttpSourceOptions<T> {
  readonly transport: Transport;
  readonly clock: Clock;
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

  function openPage(signal: AbortSignal, limit: number | undefined, next: string): Promise<IncomingMessage> {
    return transport.open({
      path,
      query: { ...selectors, limit, continue: next || undefined },
      accept: formats.listAccept,
      signal,
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
        following = openPage(signal, PAGE, value.next);
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
      const end = await readBody(response, decoder, { clock, counters, signal, idleMs: LIST_IDLE });
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

  let wasListed = false;

  return {
    async list(observer, signal) {
      counters.lists++;
      if (wasListed) counters.relists++;
      let received = 0;
      let opening = openPage(signal, PAGE, '');
      for (let pages = 0; ; pages++) {
        let page: Page;
        try {
          page = await readPage(opening, observer, signal, received);
        } catch (error) {
          // The token of the next page is older than what the server still has: all in one piece cannot expire.
          if (!(error instanceof ApiStatusError && error.expired && pages > 0)) throw error;
          observer.restart();
          page = await readPage(openPage(signal, undefined, ''), observer, signal, 0);
        }
        if (page.following === undefined) {
          wasListed = true;
          return page.resourceVersion;
        }
        received = page.received;
        opening = page.following;
      }
    },

    async watch(from: string, observer: WatchObserver<T>, signal) {
      const response = await transport.open({
        path,
        query: {
          ...selectors,
          watch: true,
          resourceVersion: from,
          allowWatchBookmarks: true,
          // Spread, so that the watches of many clients do not end together.
          timeoutSeconds: 300 + Math.floor(random() * 300),
        },
        accept: formats.watchAccept,
        headersMs: WATCH_OPEN,
        signal,
      });
      counters.watches++;
      observer.opened();
      const decoder = formats.of(response).watch(event => {
        counters.events++;
        observer.event(event);
      });
      try {
        return await readBody(response, decoder, {
          clock,
          counters,
          signal,
          idleMs: WATCH_IDLE,
          heard: () => observer.heard(),
        });
      } catch (error) {
        // Half a line at the end of a watch: the server asked for nothing, it just went. The event comes again.
        if (error instanceof ConnectionError && error.code === 'TRUNCATED') return 'closed';
        throw error;
      }
    },

    problem: options.problem,
  };
}
