import { readBody } from '../transport/body.ts';
import { ApiStatusError, ConnectionError } from '../wire/errors.ts';
import { type HttpSourceOptions, httpSource } from './http-source.ts';
import { listHead } from './list-head.ts';
import type { ListObserver, Source } from './reflector.ts';

/** So many items are told as one step forward: as large as a page. */
const STEP = 500;
/** A server that has said nothing for so long and has not said that this was all does not know streamed lists. */
const SILENCE = 5_000;

/**
 * The objects of one scope over HTTP, as of `httpSource`, but the list comes as the beginning of a watch (`sendInitialEvents`): the server sends what it has in its memory
 * one by one, and says when that was all. A server that refuses this, or answers with a watch that never says so, is asked for
 * pages from then on.
 */
export function streamedList<T>(options: HttpSourceOptions<T>): Source<T> {
  const pages = httpSource(options);
  let isServed = true;
  return {
    async list(observer, signal) {
      if (isServed) {
        const resourceVersion = await stream(options, observer, signal);
        if (resourceVersion !== undefined) return resourceVersion;
        isServed = false;
        observer.restart();
      }
      return pages.list(observer, signal);
    },
    watch: (from, observer, signal) => pages.watch(from, observer, signal),
    problem: error => pages.problem(error),
  };
}

/** Answers the resource version of the list; undefined when the server has none of this kind. */
async function stream<T>(
  options: HttpSourceOptions<T>,
  observer: ListObserver<T>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { transport, clock, counters, formats, path, selectors } = options;
  const complete = new AbortController();
  let resourceVersion: string | undefined;
  let received = 0;
  let total: number | undefined;
  void countOf(options, signal).then(
    count => {
      total = count;
    },
    // Nobody needs to know; the list meets the same fault and says it.
    () => {},
  );
  try {
    const response = await transport.open({
      path,
      query: {
        labelSelector: selectors.labelSelector || undefined,
        fieldSelector: selectors.fieldSelector || undefined,
        watch: true,
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: true,
      },
      accept: formats.watchAccept,
      signal,
      waits: observer.waits,
    });
    const format = formats.of(response);
    counters.format = format.name;
    const decoder = format.watch(event => {
      // What comes behind the end comes again with the watch.
      if (resourceVersion !== undefined) return;
      switch (event.type) {
        case 'ADDED':
        case 'MODIFIED':
          counters.listed++;
          observer.item(event.item);
          if (++received % STEP === 0) observer.progress(total);
          return;
        case 'DELETED':
          observer.gone(event.item);
          return;
        case 'BOOKMARK':
          if (!event.initialEventsEnd) return;
          resourceVersion = event.resourceVersion;
          complete.abort();
          return;
        case 'ERROR':
          throw new ApiStatusError(event.status, event.message, event.reason);
      }
    });
    const reading = {
      clock,
      counters: transport.counters,
      idleMs: SILENCE,
      signal: AbortSignal.any([signal, complete.signal]),
    };
    if ((await readBody(response, decoder, reading)) === 'idle') return undefined;
  } catch (error) {
    if (resourceVersion === undefined) {
      if (error instanceof ApiStatusError && REFUSALS.has(error.status)) return undefined;
      throw error;
    }
  }
  if (resourceVersion === undefined) throw new ConnectionError('TRUNCATED', 'the list ended before it was whole');
  observer.progress(received);
  return resourceVersion;
}

/** BadRequest, Forbidden (of the verb watch), NotFound, MethodNotAllowed, Invalid: pages may be had all the same. */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 405, 422]);

/** How many there are, for the mark of progress: a stream does not tell. The server does not count what selectors find. */
async function countOf<T>(
  { transport, path, selectors }: HttpSourceOptions<T>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (selectors.labelSelector || selectors.fieldSelector) return undefined;
  return (await listHead(transport, path, { signal })).count;
}
