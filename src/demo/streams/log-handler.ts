/** GET …/pods/NAME/log: what the scripts of the containers say, at the times when they say it. */
import type { Clock } from '../../kube/clock.ts';
import { parseTime } from '../../kube/time.ts';
import { type ImageScripts, type RunScript, scriptFor } from '../machinery/images.ts';
import { type DemoContainerStatus, type DemoPod, wireMicroTime } from '../store/objects.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { badRequest } from '../store/status-error.ts';

interface Run {
  readonly script: RunScript;
  /** ms */
  readonly startedAt: number;
  /** Infinity while it runs. */
  readonly endedAt: number;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

export interface LogOutput {
  write(text: string): void;
  end(): void;
}

/** Writes what there is, and with `follow` what comes until the container ends. The answer ends it. @throws StatusError */
export function writeLog(
  log: ResourceLog,
  clock: Clock,
  scripts: ImageScripts,
  pod: DemoPod,
  query: URLSearchParams,
  output: LogOutput,
): () => void {
  const name = containerOf(pod, query.get('container') ?? undefined);
  // No kubelet can be asked for it yet: the API server answers with nothing.
  if (!pod.spec.nodeName) {
    output.end();
    return () => {};
  }
  const previous = isTrue(query.get('previous'));
  const run = runOf(pod, name, scripts, previous);
  const stamps = isTrue(query.get('timestamps'));
  const textOf = ({ at, text }: Line): string => `${stamps ? `${wireMicroTime(at)} ` : ''}${text}\n`;
  let written = clock.now();
  output.write(
    limited(linesBetween(run, 0, written), query, written)
      .map(textOf)
      .join(''),
  );
  if (!isTrue(query.get('follow')) || run.endedAt !== Number.POSITIVE_INFINITY) {
    output.end();
    return () => {};
  }
  let cancel = (): void => {};
  const more = (): void => {
    const now = clock.now();
    const text = linesBetween(run, written, now).map(textOf).join('');
    if (text !== '') output.write(text);
    written = now;
    const next = nextLineAt(run, now);
    if (next !== undefined) cancel = clock.after(next - now, more);
  };
  const unsubscribe = log.subscribe('pods', ({ type, object }) => {
    if (object.metadata.uid !== pod.metadata.uid) return;
    const state = statusOf(object as DemoPod, name)?.state;
    if (type !== 'DELETED' && parseTime(state?.running?.startedAt) === run.startedAt) return;
    stop();
    output.end();
  });
  const stop = (): void => {
    cancel();
    unsubscribe();
  };
  more();
  return stop;
}

const isTrue = (value: string | null): boolean => value === 'true' || value === '1';

function containerOf({ metadata, spec }: DemoPod, asked: string | undefined): string {
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].map(
    ({ name }) => name,
  );
  if (asked !== undefined) {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  if (spec.containers.length === 1) return spec.containers[0]!.name;
  throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${all.join(' ')}]`);
}

function statusOf({ status }: DemoPod, name: string): DemoContainerStatus | undefined {
  const all = [status.initContainerStatuses, status.containerStatuses, status.ephemeralContainerStatuses];
  return all.flatMap(list => list ?? []).find(row => row.name === name);
}

function runOf(pod: DemoPod, name: string, scripts: ImageScripts, previous: boolean): Run {
  const { spec, metadata } = pod;
  const container = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].find(
    row => row.name === name,
  )!;
  const status = statusOf(pod, name);
  const { state = {}, lastState = {}, restartCount = 0 } = status ?? {};
  const ended = previous
    ? lastState.terminated
    : (state.terminated ?? (state.waiting ? lastState.terminated : undefined));
  const startedAt = parseTime(ended?.startedAt ?? (previous ? undefined : state.running?.startedAt));
  if (startedAt === undefined) {
    if (previous) throw badRequest(`previous terminated container "${name}" in pod "${metadata.name}" not found`);
    if (status === undefined) throw badRequest(`container "${name}" in pod "${metadata.name}" is not available`);
    const reason = state.waiting?.reason ?? 'ContainerCreating';
    throw badRequest(
      `container "${name}" in pod "${metadata.name}" is waiting to start: ${WAITING_WORDS[reason] ?? reason}`,
    );
  }
  const runs = scriptFor(container, scripts).runs ?? [{}];
  const index = Math.max(0, restartCount - (previous && state.running ? 1 : 0));
  return {
    script: runs[Math.min(index, runs.length - 1)]!,
    startedAt,
    endedAt: parseTime(ended?.finishedAt) ?? Number.POSITIVE_INFINITY,
  };
}

/** In the kubelet's words; of other reasons it says the reason. */
const WAITING_WORDS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/** At most so many lines of the past exist: the log of a node is rotated. */
const KEPT_LINES = 2_000;

function lineAt({ script, startedAt }: Run, index: number): Line | undefined {
  const says = script.says ?? [];
  const template = script.repeats ? says[Math.min(index, says.length - 1)] : says[index];
  if (template === undefined) return undefined;
  return {
    at: startedAt + index * (script.saysEvery ?? 1) * 1000,
    text: template.replaceAll('{n}', String(index + 1)),
  };
}

/** Lines with `from` < time ≤ `to`; from the very first when `from` is 0. */
function linesBetween(run: Run, from: number, to: number): Line[] {
  const every = (run.script.saysEvery ?? 1) * 1000;
  const newest = Math.floor((Math.min(to, run.endedAt) - run.startedAt) / every);
  const first = Math.max(0, newest - KEPT_LINES, from === 0 ? 0 : Math.floor((from - run.startedAt) / every) + 1);
  const lines: Line[] = [];
  for (let index = first; index <= newest; index += 1) {
    const line = lineAt(run, index);
    if (line === undefined) break;
    lines.push(line);
  }
  return lines;
}

function nextLineAt(run: Run, now: number): number | undefined {
  const every = (run.script.saysEvery ?? 1) * 1000;
  return lineAt(run, Math.floor((now - run.startedAt) / every) + 1)?.at;
}

function limited(lines: readonly Line[], query: URLSearchParams, now: number): readonly Line[] {
  const sinceTime = parseTime(query.get('sinceTime'));
  const sinceSeconds = query.get('sinceSeconds');
  const since = sinceTime ?? (sinceSeconds === null ? undefined : now - Number(sinceSeconds) * 1000);
  const recent = since === undefined ? lines : lines.filter(({ at }) => at >= since);
  const tail = query.get('tailLines');
  return tail === null ? recent : recent.slice(Math.max(0, recent.length - Number(tail)));
}
