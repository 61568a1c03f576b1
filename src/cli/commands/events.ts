import { EventList } from '../../history/event-list.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { humanDuration } from '../../kube/duration.ts';
import type { ConnectionState, FeedEvent } from '../../kube/feed.ts';
import { ProblemError, problemText } from '../../kube/problem.ts';
import { kindNamed } from '../../kube/resource-path.ts';
import { formatTime } from '../../kube/time.ts';
import { clean, pad } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { grepOf, outputOf } from '../options/pod-call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { writeLines } from '../output/write-lines.ts';
import { connect } from '../pods/connect.ts';

/** `podscope events`: what the cluster's components report, newest last; with -w what comes, through lost connections. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const output = outputOf(call, ['text', 'json']);
  const cluster = connect(call);
  const { namespaces } = scopeOf(options, cluster.identity);
  const meant = args.map(meantBy);
  const filter = grepOf(call);
  const isMeant = (event: ClusterEvent): boolean =>
    (meant.length === 0 || meant.some(isAbout => isAbout(event))) && (filter.text === '' || filter.test(textOf(event)));
  const lineOf = (event: ClusterEvent): string =>
    output === 'json' ? JSON.stringify(event) : eventLine(event, host.clock.now() + (cluster.clockSkew() ?? 0));
  const telling = new Telling(
    event => {
      if (isMeant(event)) host.stdout.write(`${lineOf(event)}\n`);
    },
    sentence => host.stderr.write(`podscope: ${sentence}\n`),
  );
  const feed = cluster.eventFeed({ namespaces });
  feed.subscribe(event => telling.take(event));
  try {
    feed.start();
    const known = (await telling.listed).filter(isMeant);
    // Before the first word: who has read it may press ctrl-c.
    const signal = options.watch ? host.interruptible() : undefined;
    if (output === 'text' && options['no-headers'] !== true && (known.length > 0 || options.watch))
      host.stdout.write(`${HEADER}\n`);
    await writeLines(host.stdout, known, lineOf);
    if (!signal) {
      if (known.length === 0) host.stderr.write('No events found\n');
      return 0;
    }
    telling.goOn();
    await Promise.race([
      telling.ended,
      new Promise<void>(resolve => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    ]);
    return 128 + Number(signal.reason);
  } finally {
    feed.stop();
    cluster.close();
  }
}

/** `web-0`: about whatever has that name; `deploy/web`: about that object alone. */
function meantBy(word: string): (event: ClusterEvent) => boolean {
  const slash = word.indexOf('/');
  if (slash < 0) return ({ regarding }) => regarding.name === word;
  const [given, name] = [word.slice(0, slash), word.slice(slash + 1)];
  const kind = (kindNamed(given) ?? given).toLowerCase();
  return ({ regarding }) => regarding.name === name && regarding.kind.toLowerCase() === kind;
}

/** What a regular expression is looked for in: all that the line says but its times. */
const textOf = ({ type, reason, regarding, message }: ClusterEvent): string =>
  `${type} ${reason} ${regarding.kind.toLowerCase()} ${regarding.namespace}/${regarding.name} ${message}`;

/** Who lists them wants them all; more than any API server keeps of an hour. */
const MOST_EVENTS = 500_000;

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A promise that somebody else settles. */
function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}

/** Takes what a feed of Events tells: first collects what there is, then tells what is new, each thing once. */
class Telling {
  readonly #list = new EventList(MOST_EVENTS);
  readonly #tell: (event: ClusterEvent) => void;
  readonly #say: (sentence: string) => void;
  readonly #listed = deferred<readonly ClusterEvent[]>();
  readonly #ended = deferred<never>();
  #goesOn = false;
  #waiting: ClusterEvent[] = [];
  #isLost = false;

  constructor(tell: (event: ClusterEvent) => void, say: (sentence: string) => void) {
    this.#tell = tell;
    this.#say = say;
    // Who only lists waits for the first of the two alone.
    this.#ended.promise.catch(() => {});
    this.#listed.promise.catch(() => {});
  }

  /** What there is at first, newest last. Rejects with a ProblemError when it cannot be had. */
  get listed(): Promise<readonly ClusterEvent[]> {
    return this.#listed.promise;
  }
  /** Rejects when the Events may not be read any more. */
  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  /** From now on what is new is told; what came since the list, at once. */
  goOn(): void {
    this.#goesOn = true;
    for (const event of this.#waiting) this.#tell(event);
    this.#waiting = [];
  }

  take(event: FeedEvent<ClusterEvent>): void {
    if (event.type === 'Added' || event.type === 'Updated') this.#take(event.after);
    else if (event.type === 'Synced') {
      this.#listed.resolve(this.#list.inOrder());
      this.#waiting = [];
    } else if (event.type === 'Connection') this.#connection(event.connection);
  }

  #take(event: ClusterEvent): void {
    if (!this.#list.add(event)) return;
    if (this.#goesOn) this.#tell(event);
    else this.#waiting.push(event);
  }

  #connection(connection: ConnectionState): void {
    if (connection.state === 'failed') {
      const error = new ProblemError(connection.problem);
      this.#listed.reject(error);
      this.#ended.reject(error);
    } else if (connection.state === 'reconnecting' && this.#goesOn) {
      if (!this.#isLost) this.#say(`connection lost: ${problemText(connection.problem)}`);
      this.#isLost = true;
    } else if (connection.state === 'reconnecting') this.#listed.reject(new ProblemError(connection.problem));
    else if (connection.state === 'live' && this.#isLost) {
      this.#say('connected again');
      this.#isLost = false;
    }
  }
}

const WIDTHS = [10, 12, 8, 22, 40] as const;
const columns = (cells: readonly string[]): string =>
  cells.map((cell, i) => (WIDTHS[i] === undefined ? cell : `${pad(cell, WIDTHS[i], 'left', 'middle')} `)).join('');
const HEADER = columns(['TIME', 'SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);

/** The time of the last one, how many there were over how long, and what it says. */
function eventLine(event: ClusterEvent, now: number): string {
  const { count, firstAt, lastAt, regarding } = event;
  const place = regarding.namespace === '' ? '' : `${regarding.namespace}/`;
  return columns([
    lastAt === undefined ? '<unknown>' : formatTime(lastAt).slice(11, 19),
    count > 1 && firstAt !== undefined
      ? `x${count} in ${humanDuration(Math.max(0, (lastAt ?? now) - firstAt))}`
      : 'once',
    event.type,
    clean(event.reason),
    clean(`${regarding.kind.toLowerCase()} ${place}${regarding.name}`),
    clean(event.message),
  ]).trimEnd();
}
