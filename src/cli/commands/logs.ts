import { once } from 'node:events';
import { containersOf } from '../../diagnosis/case.ts';
import { type LogLine, mergeLogs, withoutColour } from '../../history/logs/log-line.ts';
import type { Cluster } from '../../kube/cluster.ts';
import { at, isObject, textAt } from '../../kube/json.ts';
import { ProblemError, problemText } from '../../kube/problem.ts';
import { parseTime } from '../../kube/time.ts';
import { type LogOptions, type LogSource, readLog, sourceNames } from '../../tasks/read-log.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { grepOf, outputOf } from '../options/pod-call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { connect } from '../pods/connect.ts';
import { isPodName, selectorBehind } from '../pods/find-pod.ts';
import { openWholePods, type WholePods } from '../pods/whole-pods.ts';
import { oneNamespace } from '../pods/with-pod.ts';

/** `podscope logs`: the logs of pods as one. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const output = outputOf(call, ['text', 'json']);
  const filter = grepOf(call);
  const logOptions = logOptionsOf(call);
  const { open, selector } = await openPods(call);
  const cluster = open.cluster!;
  const signal = host.interruptible();
  try {
    const { sources, failed } = await sourcesOf(call, open);
    // What selects pods selects those that come, too.
    const joins = logOptions.follow && selector !== undefined;
    if (sources.length === 0 && !joins) {
      if (!failed) host.stderr.write('podscope: no pod fits, so there is no log\n');
      return 1;
    }
    const nameOf = joins ? ({ pod, container }: LogSource) => `${pod}/${container}` : sourceNames(sources);
    const width = Math.max(0, ...sources.map(each => nameOf(each).length));
    const write = (line: LogLine): void => {
      const source = sources[line.source]!;
      const label = sources.length === 1 && !joins ? '' : `${nameOf(source).padEnd(width)}  `;
      if (line.isNotice) host.stderr.write(`podscope: ${clean(label + line.text)}\n`);
      else if (filter.test(line.text)) {
        host.stdout.write(
          output === 'json'
            ? `${JSON.stringify({ ...source, time: line.stamp || null, text: line.text })}\n`
            : `${clean(`${label}${options.timestamps && line.stamp !== '' ? `${line.stamp} ` : ''}${withoutColour(line.text)}`)}\n`,
        );
      }
    };
    const readOne = (source: LogSource, index: number, emit: (line: LogLine) => void) =>
      readLog({ cluster, clock: host.clock, source, index, options: logOptions, emit, signal });
    const read = (emit: (line: LogLine) => void) => sources.map((source, index) => readOne(source, index, emit));
    const running = logOptions.follow ? read(write) : [];
    if (joins) {
      await joining(call, cluster, selector, signal, found => {
        for (const source of found.filter(each => sources.every(known => known.uid !== each.uid))) {
          host.stderr.write(`podscope: the pod ${source.pod} has come\n`);
          const one = readOne(source, sources.push(source) - 1, write);
          one.catch((error: unknown) => tell(call, error, signal));
        }
      });
    }
    const ends = logOptions.follow ? await Promise.allSettled(running) : await readMerged(read, write);
    for (const problem of ends.filter(end => end.status === 'rejected')) tell(call, problem.reason, signal);
    if (host.stdout.writableNeedDrain) await once(host.stdout, 'drain');
    if (signal.aborted) return 128 + Number(signal.reason);
    return failed || ends.some(end => end.status === 'rejected') ? 1 : 0;
  } finally {
    cluster.close();
  }
}

/** The pods that are meant, and what selects them: the labels of `-l`, or those of the pods behind `deploy/web`. */
async function openPods(call: Call): Promise<{ readonly open: WholePods; readonly selector: string | undefined }> {
  const { args, options } = call;
  const owners = args.filter(arg => !isPodName(arg));
  if (owners.length === 0)
    return { open: await openWholePods(call), selector: args.length > 0 ? undefined : options.selector };
  const [owner = ''] = owners;
  if (args.length > 1) throw new UsageError(`name pods, or one owner: ${owner} goes with nothing else`);
  const cluster = connect(call);
  try {
    const selector = await selectorBehind(cluster, oneNamespace(call, cluster), owner);
    return { open: await openWholePods({ ...call, args: [], options: { ...options, selector } }), selector };
  } finally {
    cluster.close();
  }
}

/** Tells of the containers of each pod that is selected, until interrupted. */
function joining(
  { host, options }: Call,
  cluster: Cluster,
  labelSelector: string,
  signal: AbortSignal,
  onPod: (sources: readonly LogSource[]) => void,
): Promise<void> {
  const feed = cluster.podFeed({ namespaces: scopeOf(options, cluster.identity).namespaces, labelSelector });
  feed.subscribe(event => {
    if (event.type === 'Connection' && event.connection.state === 'failed')
      host.stderr.write(`podscope: pods that come do not join: ${problemText(event.connection.problem)}\n`);
    if (event.type !== 'Added') return;
    const { metadata, spec } = event.after;
    const names = [
      ...(spec?.initContainers ?? []).filter(each => each.restartPolicy === 'Always'),
      ...(spec?.containers ?? []),
    ]
      .map(({ name }) => name)
      .filter(name => options.container?.includes(name) ?? true);
    const { uid, namespace = 'default', name: pod } = metadata;
    onPod(names.map(container => ({ uid, namespace, pod, container })));
  });
  feed.start();
  return new Promise(resolve => {
    const stop = (): void => {
      feed.stop();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** All logs to their ends, then in the order of their times. */
async function readMerged(
  read: (emit: (line: LogLine) => void) => Promise<void>[],
  write: (line: LogLine) => void,
): Promise<PromiseSettledResult<void>[]> {
  const logs: LogLine[][] = [];
  const ends = await Promise.allSettled(
    read(line => {
      logs[line.source] ??= [];
      logs[line.source]!.push(line);
    }),
  );
  for (const line of mergeLogs(Object.values(logs))) write(line);
  return ends;
}

function tell({ host }: Call, error: unknown, signal: AbortSignal): void {
  if (signal.aborted) return;
  if (!(error instanceof ProblemError)) throw error;
  host.stderr.write(`podscope: ${error.problem.message}\n`);
}

/** The containers whose logs are meant: all of each pod, or those of `-c`. */
async function sourcesOf(call: Call, { pods }: WholePods): Promise<{ sources: LogSource[]; failed: boolean }> {
  const wanted = call.options.container;
  const sources: LogSource[] = [];
  let failed = false;
  for await (const found of pods) {
    if ('refusal' in found) {
      failed = true;
      call.host.stderr.write(`podscope: ${found.refusal}\n`);
      continue;
    }
    const { pod } = found;
    const all = containersOf(pod);
    const missing = wanted?.find(name => all.every(each => each.name !== name));
    if (missing !== undefined) {
      const names = all.map(each => each.name).join(', ');
      throw new UsageError(`the pod ${textAt(pod, 'metadata', 'name')} has no container ${missing}; it has ${names}`);
    }
    const chosen = all.filter(each =>
      wanted
        ? wanted.includes(each.name)
        : // Of those that are done or have not begun there may be nothing to tell.
          each.kind !== 'init' ||
          isObject(at(each.status, 'state', 'running')) ||
          all.every(one => one.kind === 'init'),
    );
    for (const { name } of chosen) {
      sources.push({
        namespace: textAt(pod, 'metadata', 'namespace') || 'default',
        pod: textAt(pod, 'metadata', 'name'),
        uid: textAt(pod, 'metadata', 'uid'),
        container: name,
      });
    }
  }
  return { sources, failed };
}

function logOptionsOf({ options }: Call): LogOptions {
  const { tail, since } = options;
  if (tail !== undefined && !/^(?:-1|\d+)$/.test(tail)) throw new UsageError(`--tail ${tail} is no number of lines`);
  const sinceTime = since !== undefined && parseTime(since) !== undefined ? since : undefined;
  const seconds = since === undefined || sinceTime !== undefined ? undefined : secondsOf(since);
  if (seconds !== undefined && Number.isNaN(seconds)) {
    throw new UsageError(`--since ${since} is no time; write it like 90s, 5m, 2h or 2026-11-23T09:11:34Z`);
  }
  return {
    follow: options.follow === true,
    previous: options.previous === true,
    // As for kubectl, -1 is all.
    tailLines: tail === undefined || tail === '-1' ? undefined : Number(tail),
    sinceSeconds: seconds,
    sinceTime,
  };
}

/** Seconds of `90s`, `5m`, `1h30m`; NaN for anything else. */
function secondsOf(text: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (match === null || text === '') return Number.NaN;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}
