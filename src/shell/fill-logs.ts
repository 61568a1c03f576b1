import { LAST_LINES } from '../app/reading/log-range.ts';
import type { LogReader } from '../app/reading/log-reader.ts';
import { isSameOwner, type Owner, ownerOf } from '../app/reading/owner-of.ts';
import type { ReaderTarget } from '../app/reading/reader.ts';
import { type ContainerCase, containersOf } from '../diagnosis/case.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at, isObject, textAt, timeAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { formatTime } from '../kube/time.ts';
import type { PodsKnown } from '../tasks/pod-place.ts';
import { type LogSource, readLog, sourceNames } from '../tasks/read-log.ts';

interface Given {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** To find the pods of an owner; absent where none is followed. */
  readonly known?: PodsKnown | undefined;
  readonly onChange: () => void;
}

/** The logs of a reader while they are read. */
export class LogFilling {
  readonly #logs: LogReader;
  readonly #stop = new AbortController();

  constructor(logs: LogReader, given: Given) {
    this.#logs = logs;
    void fillLogs(logs, { ...given, signal: this.#stop.signal });
  }

  /** Called as often as the screen is painted: logs that nobody reads any more are let go. */
  look(): void {
    if (this.#logs.isClosed) this.stop();
  }

  stop(): void {
    this.#stop.abort();
  }
}

/**
 * Reads the logs of a reader's pods into its buffer until `signal` is aborted. Never rejects: what goes wrong is a notice among the
 * lines.
 */
export async function fillLogs(logs: LogReader, given: Given & { readonly signal: AbortSignal }): Promise<void> {
  const { wish } = logs;
  const reading = new Reading(logs, given);
  const targets = wish.owner && given.known ? podsOf(given.known, wish.owner) : logs.targets;
  const stopJoining = wish.owner && given.known ? joining(reading, given.known, wish.owner) : undefined;
  await reading.add(targets);
  if (reading.isEmpty) {
    reading.say(
      0,
      wish.previous ? 'no container had a run before the present one' : 'there is no container to read from',
    );
  }
  await reading.ended();
  stopJoining?.();
  if (wish.moment) logs.standAt(wish.moment.at);
  given.onChange();
}

const podsOf = ({ pods }: PodsKnown, owner: Owner): ReaderTarget[] =>
  [...pods.values()]
    .filter(({ pod, goneAt }) => goneAt === undefined && isSameOwner(ownerOf(pod), owner))
    .map(({ uid, row }) => ({ uid, namespace: row.namespace, name: row.name }));

/** Pods that the owner makes from now on are read, too. */
function joining(reading: Reading, known: PodsKnown, owner: Owner): () => void {
  return known.subscribe(uids => {
    for (const uid of uids) {
      const entry = known.pods.get(uid);
      if (!entry || entry.goneAt !== undefined || !isSameOwner(ownerOf(entry.pod), owner)) continue;
      void reading.add([{ uid, namespace: entry.row.namespace, name: entry.row.name }], true);
    }
  });
}

/** All sources of a reader; more may join. */
class Reading {
  readonly #logs: LogReader;
  readonly #given: Given & { readonly signal: AbortSignal };
  readonly #sources: LogSource[] = [];
  readonly #pods = new Set<string>();
  readonly #containers = new Set<string>();
  readonly #running: Promise<void>[] = [];

  constructor(logs: LogReader, given: Given & { readonly signal: AbortSignal }) {
    this.#logs = logs;
    this.#given = given;
  }

  get isEmpty(): boolean {
    return this.#sources.length === 0;
  }

  say(source: number, text: string, stamp = ''): void {
    this.#logs.buffer.add({ source, stamp, text, isNotice: true });
    this.#given.onChange();
  }

  async add(targets: readonly ReaderTarget[], isNew = false): Promise<void> {
    const fresh = targets.filter(({ uid }) => !this.#pods.has(uid));
    for (const { uid } of fresh) this.#pods.add(uid);
    const found = await Promise.all(fresh.map(target => this.#sourcesOf(target)));
    const { signal } = this.#given;
    if (signal.aborted) return;
    const from = this.#sources.length;
    this.#sources.push(...found.flat());
    this.#logs.sources = this.#sources.map(sourceNames(this.#sources));
    this.#logs.containers = [...this.#containers];
    if (isNew) for (const { name } of fresh) this.say(from, `the pod ${name} has come`);
    const { moment } = this.#logs.wish;
    if (moment && from === 0 && !this.isEmpty) this.say(0, moment.what, formatTime(moment.at));
    for (let index = from; index < this.#sources.length; index++) this.#running.push(this.#read(index));
  }

  /** Resolves when nothing comes any more, also from those that joined. */
  async ended(): Promise<void> {
    const { signal } = this.#given;
    const { owner } = this.#logs.wish;
    if (owner && this.#logs.isLive) await aborted(signal);
    for (let i = 0; i < this.#running.length; i++) await this.#running[i];
  }

  async #read(index: number): Promise<void> {
    const { cluster, clock, signal, onChange } = this.#given;
    const { buffer, wish, isLive } = this.#logs;
    const { tailLines, sinceSeconds, from, until } = wish.range ?? LAST_LINES;
    const source = this.#sources[index]!;
    const previous = source.previous === true;
    const options = {
      follow: isLive,
      previous,
      tailLines,
      sinceSeconds,
      sinceTime: from === undefined ? undefined : formatTime(from),
      until,
    };
    try {
      await readLog({
        cluster,
        clock,
        source,
        index,
        options,
        emit: line => {
          buffer.add(line);
          onChange();
        },
        signal,
      });
    } catch (error) {
      if (!signal.aborted) this.say(index, error instanceof ProblemError ? error.problem.message : String(error));
    }
  }

  async #sourcesOf({ namespace, name }: ReaderTarget): Promise<LogSource[]> {
    const { cluster } = this.#given;
    const { wish } = this.#logs;
    try {
      const pod = await cluster.getPod(namespace, name);
      const uid = textAt(pod, 'metadata', 'uid');
      const all = containersOf(pod);
      for (const each of all) this.#containers.add(each.name);
      return all
        .filter(each => wish.containers?.includes(each.name) ?? true)
        .flatMap(each =>
          runsOf(each, wish).map(previous => ({ namespace, pod: name, uid, container: each.name, previous })),
        );
    } catch (error) {
      this.say(0, cluster.problem(error).message);
      return [];
    }
  }
}

/** Which runs of a container are meant: `true` for the one before the present one. */
function runsOf({ status }: ContainerCase, { previous, moment, range }: LogReader['wish']): readonly boolean[] {
  const hasPrevious = isObject(at(status, 'lastState', 'terminated'));
  if (moment === undefined) return previous ? (hasPrevious ? [true] : []) : [false];
  const began = timeAt(status, 'state', 'running', 'startedAt') ?? timeAt(status, 'state', 'terminated', 'startedAt');
  // While it waits, the kubelet gives the run that ended last as the present one.
  if (began === undefined || !hasPrevious) return [false];
  const from = range?.from ?? moment.at;
  const until = range?.until ?? moment.at;
  return [...(from < began ? [true] : []), ...(until >= began ? [false] : [])];
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
