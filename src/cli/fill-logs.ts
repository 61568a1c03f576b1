import type { LogReader } from '../app/log-reader.ts';
import { containersOf } from '../diagnosis/case.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at, isObject, textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { type LogSource, readLog, sourceNames } from './read-log.ts';

/** How much of the past each container is asked for. */
const TAIL = 1000;

interface Given {
  readonly cluster: Cluster;
  readonly clock: Clock;
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
  const { cluster, clock, signal, onChange } = given;
  const say = (source: number, text: string): void => {
    logs.buffer.add({ source, stamp: '', text, isNotice: true });
    onChange();
  };
  const found = await Promise.all(
    logs.targets.map(target =>
      sourcesOf(cluster, target, logs.previous).catch((error: unknown) => say(0, cluster.problem(error).message)),
    ),
  );
  const sources = found.flatMap(each => each ?? []);
  const nameOf = sourceNames(sources);
  logs.sources = sources.map(nameOf);
  if (sources.length === 0)
    say(0, logs.previous ? 'no container had a run before the present one' : 'there is no container to read from');
  const options = { follow: !logs.previous, previous: logs.previous, tailLines: TAIL };
  const emit = (line: Parameters<typeof logs.buffer.add>[0]): void => {
    logs.buffer.add(line);
    onChange();
  };
  await Promise.all(
    sources.map((source, index) =>
      readLog({ cluster, clock, source, index, options, emit, signal }).catch((error: unknown) => {
        if (!signal.aborted) say(index, error instanceof ProblemError ? error.problem.message : String(error));
      }),
    ),
  );
}

async function sourcesOf(
  cluster: Cluster,
  target: LogReader['targets'][number],
  previous: boolean,
): Promise<LogSource[]> {
  const pod = await cluster.getPod(target.namespace, target.name);
  const uid = textAt(pod, 'metadata', 'uid');
  return containersOf(pod)
    .filter(({ status }) => !previous || isObject(at(status, 'lastState', 'terminated')))
    .map(({ name }) => ({ namespace: target.namespace, pod: target.name, uid, container: name }));
}
