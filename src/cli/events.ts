import { EventList } from '../history/event-list.ts';
import type { Cluster } from '../kube/cluster.ts';
import { type ClusterEvent, readEvent } from '../kube/cluster-event.ts';
import { humanDuration } from '../kube/duration.ts';
import { at, itemsAt, textAt } from '../kube/json.ts';
import { ProblemError, problemText } from '../kube/problem.ts';
import { formatTime } from '../kube/time.ts';
import { clean, pad } from '../view/text.ts';
import type { Call } from './call.ts';
import { connect, scopeOf } from './connect.ts';
import { outputOf } from './pod-call.ts';
import { writeLines } from './write-lines.ts';

/** Between two tries, ms: doubled up to the last. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** `podscope events`: what the cluster's components report, newest last; with -w what comes, through lost connections. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const output = outputOf(call, ['text', 'json']);
  const cluster = connect(call);
  const { namespaces } = scopeOf(options, cluster.identity);
  const places = namespaces.length === 0 ? [''] : namespaces;
  const names = args.map(word => word.replace(/^\w+\//, ''));
  const lists = places.map(() => new EventList());
  const isMeant = ({ regarding }: ClusterEvent): boolean => names.length === 0 || names.includes(regarding.name);
  const lineOf = (event: ClusterEvent): string =>
    output === 'json' ? JSON.stringify(event) : eventLine(event, host.clock.now() + (cluster.clockSkew() ?? 0));
  try {
    const versions = await Promise.all(
      places.map((place, i) => listEvents(cluster, place, event => lists[i]!.add(event))),
    );
    const known = lists
      .flatMap(list => list.inOrder())
      .filter(isMeant)
      .sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0));
    if (output === 'text' && options['no-headers'] !== true && (known.length > 0 || options.watch))
      host.stdout.write(`${HEADER}\n`);
    await writeLines(host.stdout, known, lineOf);
    if (!options.watch) {
      if (known.length === 0) host.stderr.write('No events found\n');
      return 0;
    }
    const signal = host.interruptible();
    const tell = (event: ClusterEvent): void => {
      if (isMeant(event)) host.stdout.write(`${lineOf(event)}\n`);
    };
    await Promise.all(
      places.map((place, i) => follow({ call, cluster, place, list: lists[i]!, version: versions[i]!, tell, signal })),
    );
    return 128 + Number(signal.reason);
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError(cluster.problem(error), { cause: error });
  } finally {
    cluster.close();
  }
}

interface Following {
  readonly call: Call;
  readonly cluster: Cluster;
  readonly place: string;
  readonly list: EventList;
  readonly version: string;
  readonly tell: (event: ClusterEvent) => void;
  readonly signal: AbortSignal;
}

/** Watches until the signal is aborted; after a lost connection it lists again and tells what is new. */
async function follow({ call, cluster, place, list, version, tell, signal }: Following): Promise<void> {
  const { host } = call;
  const add = (event: ClusterEvent): void => {
    if (list.add(event)) tell(event);
  };
  let resourceVersion = version;
  let wait = FIRST_WAIT;
  let isLost = false;
  while (!signal.aborted) {
    try {
      if (resourceVersion === '') resourceVersion = await listEvents(cluster, place, add, signal);
      if (isLost) host.stderr.write('podscope: connected again\n');
      isLost = false;
      await cluster.lines(
        {
          path: pathOf(place),
          query: { watch: true, resourceVersion, allowWatchBookmarks: true, timeoutSeconds: 300 },
          signal,
        },
        line => {
          const change = parsed(line);
          const event = readEvent(at(change, 'object'));
          if (textAt(change, 'type') === 'ERROR') resourceVersion = '';
          else resourceVersion = textAt(change, 'object', 'metadata', 'resourceVersion') || resourceVersion;
          if (event !== undefined && ['ADDED', 'MODIFIED'].includes(textAt(change, 'type'))) add(event);
          wait = FIRST_WAIT;
        },
      );
      if (resourceVersion !== '') continue;
    } catch (error) {
      if (signal.aborted) return;
      const problem = cluster.problem(error);
      if (problem.code === 'forbidden' || problem.code === 'unauthorized')
        throw new ProblemError(problem, { cause: error });
      if (!isLost) host.stderr.write(`podscope: connection lost: ${problemText(problem)}\n`);
      isLost = true;
      resourceVersion = '';
    }
    await new Promise<void>(resolve => {
      const cancel = host.clock.after(wait, resolve);
      signal.addEventListener('abort', () => resolve(cancel()), { once: true });
    });
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

async function listEvents(
  cluster: Cluster,
  place: string,
  add: (event: ClusterEvent) => void,
  signal?: AbortSignal,
): Promise<string> {
  const answer = await cluster.request({ path: pathOf(place), signal });
  const events = itemsAt(answer, 'items')
    .map(readEvent)
    .filter(event => event !== undefined);
  for (const event of events.sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0))) add(event);
  return textAt(answer, 'metadata', 'resourceVersion');
}

const pathOf = (place: string): string =>
  place === '' ? '/api/v1/events' : `/api/v1/namespaces/${encodeURIComponent(place)}/events`;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Half a line, as the connection broke: the next list has it.
    return undefined;
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
