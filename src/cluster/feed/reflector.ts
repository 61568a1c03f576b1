import type { Clock } from '../../kube/clock.ts';
import type { ConnectionState, FeedEvent, Problem } from '../../kube/feed.ts';
import { needsPerson } from '../transport/problem-of.ts';
import type { WatchEvent } from '../wire/decoder.ts';
import { ApiStatusError, ConnectionError, DecodeError } from '../wire/errors.ts';
import { Backoff } from './backoff.ts';
import type { Kind } from './kind.ts';
import { ObjectStore } from './object-store.ts';

/** Where a reflector gets its objects from: one scope of one server. */
export interface Source<T> {
  /** Hands on every object there is and answers the resource version of the list. */
  list(observer: ListObserver<T>, signal: AbortSignal): Promise<string>;
  /** Hands on every change after `from`. `closed`: the server ended it. `idle`: nothing came for so long that it may be dead. */
  watch(from: string, observer: WatchObserver<T>, signal: AbortSignal): Promise<'closed' | 'idle'>;
  problem(error: unknown): Problem;
}

interface Waiting {
  /** What a request has to wait for before it can be sent: `the credential plugin kubelogin`; undefined: no longer. */
  waits(what: string | undefined): void;
}

export interface ListObserver<T> extends Waiting {
  item(item: T): void;
  /** One of them went while the list still came. */
  gone(last: T): void;
  /** At each page: how many there are in all, by the server's estimate, if it gave one. */
  progress(total: number | undefined): void;
  /** What was handed on so far belongs to a list that the server could not finish; a whole one begins. */
  restart(): void;
}

export interface WatchObserver<T> extends Waiting {
  /** The server answered: events will come. */
  opened(): void;
  /** Bytes came. */
  heard(): void;
  event(event: WatchEvent<T>): void;
}

export interface ReflectorOptions<T> {
  readonly kind: Kind<T>;
  readonly source: Source<T>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: (event: FeedEvent<T>) => void;
}

/** A watch that lived shorter than this is no watch if it brought nothing new, or the one before was as short: we would spin. */
const VERY_SHORT = 1000;
/** A server that forgets within so long what it has just listed would do nothing but list. */
const SHORT_MEMORY = 10_000;
/** How often a failure that only a person can mend is looked at again. */
const LOOK_AGAIN = 30_000;
/** The same event unreadable this often is lost: a list shows what it was. */
const MOST_UNREADABLE = 2;

/**
 * Lists the objects of a source once and then watches them for good, so that the store is what the server has. Every change is
 * handed on in the order of the server's resource versions. States that no event showed (the watch was interrupted for so long
 * that the server forgot) are never made up: a Gap tells that they may have been, and the list after it shows what is now.
 */
export class Reflector<T extends object> {
  readonly store: ObjectStore<T>;
  readonly #kind: Kind<T>;
  readonly #source: Source<T>;
  readonly #clock: Clock;
  readonly #emit: (event: FeedEvent<T>) => void;
  readonly #backoff: Backoff;
  #run: AbortController | undefined;
  #resourceVersion = '';
  /** Why a list is needed; undefined while watching can go on from the last resource version. */
  #listReason: string | undefined = 'start';
  /** When bytes last came. */
  #heardAt = 0;
  /** Until when the store is known to be what the server had: a watch that only opened to say 410 proves nothing. */
  #currentAt = 0;
  #listedAt = 0;
  /** When the first list began; what it brought is at least as young. */
  #firstListAt = 0;
  #unreadable = 0;
  /** Whether the last watch was begun: a page in place of it is no event. */
  #isOpen = false;
  /** Watches in a row that were very short. */
  #cutShort = 0;
  #state: ConnectionState['state'] | undefined;
  #liveSince = 0;

  constructor({ kind, source, clock, random, emit }: ReflectorOptions<T>) {
    this.#kind = kind;
    this.#source = source;
    this.#clock = clock;
    this.#emit = emit;
    this.#backoff = new Backoff(random);
    this.store = new ObjectStore(kind, emit);
  }

  /** Starts, or goes on from where `stop` left it. A second call does nothing. */
  start(): void {
    if (this.#run !== undefined) return;
    this.#run = new AbortController();
    void this.#loop(this.#run.signal);
  }

  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
  }

  async #loop(signal: AbortSignal): Promise<void> {
    this.#say({ state: 'connecting', since: this.#clock.now(), staleSince: this.#staleSince });
    while (!signal.aborted) {
      try {
        if (this.#listReason !== undefined) await this.#list(this.#listReason, signal);
        await this.#watch(signal);
      } catch (error) {
        if (signal.aborted) return;
        await this.#recover(error, signal);
      }
    }
  }

  async #list(reason: string, signal: AbortSignal): Promise<void> {
    const { store } = this;
    const since = this.#clock.now();
    let isGapTold = this.#listedAt === 0;
    // Not before it is over: it lasts as long as nothing is known of what is now.
    const tellGap = (): void => {
      if (isGapTold) return;
      isGapTold = true;
      const to = this.#clock.now();
      this.#emit({ type: 'Gap', from: this.#currentAt, to, reason });
      this.#currentAt = to;
    };
    this.#firstListAt ||= since;
    let received = 0;
    store.listBegan();
    const staleSince = this.#staleSince;
    this.#say({ state: 'listing', since, received, staleSince });
    const resourceVersion = await this.#source.list(
      {
        waits: what => {
          if (signal.aborted) return;
          if (what === undefined) this.#say({ state: 'listing', since, received, staleSince });
          else this.#sayWaits(what);
        },
        item: item => {
          if (signal.aborted) return;
          tellGap();
          received++;
          store.put(item, 'list', this.#clock.now());
        },
        gone: last => {
          if (!signal.aborted) store.remove(last, 'list', this.#clock.now());
        },
        progress: total => {
          if (!signal.aborted) this.#say({ state: 'listing', since, received, total, staleSince });
        },
        restart: () => {
          received = 0;
          store.listBegan();
        },
      },
      signal,
    );
    if (signal.aborted) return;
    tellGap();
    const receivedAt = this.#clock.now();
    store.listEnded(receivedAt);
    this.#resourceVersion = resourceVersion;
    this.#listReason = undefined;
    this.#heardAt = receivedAt;
    this.#currentAt = receivedAt;
    this.#listedAt = receivedAt;
    this.#emit({ type: 'Synced', count: store.size, receivedAt });
  }

  async #watch(signal: AbortSignal): Promise<void> {
    this.#isOpen = false;
    let openedAt = 0;
    const from = this.#resourceVersion;
    const end = await this.#source.watch(
      from,
      {
        waits: what => {
          if (!signal.aborted) this.#sayWaits(what);
        },
        opened: () => {
          if (signal.aborted) return;
          this.#isOpen = true;
          openedAt = this.#clock.now();
          this.#heardAt = openedAt;
          this.#sayAlive(openedAt);
        },
        heard: () => {
          this.#heardAt = this.#clock.now();
        },
        event: event => {
          if (signal.aborted) return;
          this.#unreadable = 0;
          this.#take(event);
        },
      },
      signal,
    );
    if (signal.aborted) return;
    this.#currentAt = this.#heardAt;
    if (end === 'idle') return;
    const lived = this.#clock.now() - openedAt;
    if (lived >= VERY_SHORT) this.#cutShort = 0;
    else if (this.#resourceVersion === from || ++this.#cutShort > 1)
      throw new ConnectionError('CLOSED_AT_ONCE', 'the watch was closed as soon as it was opened');
  }

  #take(event: WatchEvent<T>): void {
    const receivedAt = this.#clock.now();
    if (event.type !== 'ERROR') this.#currentAt = receivedAt;
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        this.store.put(event.item, 'watch', receivedAt);
        this.#resourceVersion = this.#kind.identity(event.item).resourceVersion || this.#resourceVersion;
        return;
      case 'DELETED':
        this.store.remove(event.item, 'watch', receivedAt);
        this.#resourceVersion = this.#kind.identity(event.item).resourceVersion || this.#resourceVersion;
        return;
      case 'BOOKMARK':
        if (event.resourceVersion !== '') this.#resourceVersion = event.resourceVersion;
        this.#sayAlive(receivedAt);
        return;
      case 'ERROR':
        throw new ApiStatusError(event.status, event.message, event.reason);
      case 'UNKNOWN':
        this.#emit({
          type: 'Notice',
          problem: {
            code: 'server',
            message: `the server sent a watch event of the unknown type "${event.name}"; it was left out`,
          },
          receivedAt,
        });
    }
  }

  /** Decides what comes after a failure: a new list at once, or the same again after a pause. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const wasListing = this.#listReason !== undefined;
    if (error instanceof ApiStatusError && !wasListing && (error.expired || error.fromTheFuture)) {
      this.#listReason = error.message || 'the server no longer has the history of changes';
      this.#heardAt = this.#currentAt;
      if (now - this.#listedAt >= SHORT_MEMORY) return;
    }
    if (error instanceof DecodeError && !wasListing && this.#isOpen && ++this.#unreadable >= MOST_UNREADABLE) {
      this.#listReason = `unreadable events: ${error.message}`;
      this.#heardAt = this.#currentAt;
      this.#unreadable = 0;
    }
    const problem = this.#source.problem(error);
    const asked = error instanceof ApiStatusError ? (error.retryAfterMs ?? 0) : 0;
    if (needsPerson(problem)) {
      this.#say({ state: 'failed', since: now, problem, retryAt: now + LOOK_AGAIN, staleSince: this.#staleSince });
      await this.#pause(LOOK_AGAIN, signal);
    } else {
      const wait = Math.max(this.#backoff.failed(now), asked);
      this.#say({ state: 'reconnecting', since: now, retryAt: now + wait, problem, staleSince: this.#staleSince });
      await this.#pause(wait, signal);
    }
  }

  /** As of when the objects are: when the store was last heard to be what the server has; undefined while there are none. */
  get #staleSince(): number | undefined {
    if (this.#listedAt > 0) return this.#heardAt;
    return this.store.size > 0 ? this.#firstListAt : undefined;
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#clock.after(ms, () => {
        signal.removeEventListener('abort', ended);
        resolve();
      });
      function ended(): void {
        cancel();
        resolve();
      }
      signal.addEventListener('abort', ended, { once: true });
    });
  }

  #sayWaits(what: string | undefined): void {
    this.#say({ state: 'connecting', since: this.#clock.now(), waitsFor: what, staleSince: this.#staleSince });
  }

  #sayAlive(at: number): void {
    if (this.#state !== 'live') this.#liveSince = at;
    const since = this.#liveSince;
    this.#say(at === since ? { state: 'live', since } : { state: 'live', since, asOf: at });
  }

  #say(connection: ConnectionState): void {
    this.#state = connection.state;
    this.#emit({ type: 'Connection', connection });
  }
}
