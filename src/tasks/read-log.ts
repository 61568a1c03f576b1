import { ApiStatusError } from '../cluster/wire/errors.ts';
import { type ContainerCase, containersOf } from '../diagnosis/case.ts';
import { LogCursor, type LogLine, readLogLine } from '../history/logs/log-line.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { humanDuration } from '../kube/duration.ts';
import { at, isObject, numberAt, textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { parseTime } from '../kube/time.ts';

/** One container's log. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
  /** The run before the present one. */
  readonly previous?: boolean | undefined;
}

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly sinceTime?: string | undefined;
  /** What was written later is not told, ms by the cluster's clock; not together with `follow`. */
  readonly until?: number | undefined;
}

export interface LogReading {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly source: LogSource;
  /** The number that its lines bear. */
  readonly index: number;
  readonly options: LogOptions;
  readonly emit: (line: LogLine) => void;
  readonly signal: AbortSignal;
}

/** Between two tries, ms: doubled up to the last. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
/** A container that says nothing cannot be told from a line that is dead: it is asked for anew, from the last stamp on, ms. */
const LONGEST_SILENCE = 120_000;

/**
 * Reads a log to its end; or follows it through restarts of the container and lost connections, each told by a notice, until the
 * container has ended for good, the pod is gone, or the signal is aborted. No line is told twice.
 * @throws ProblemError when the log cannot be had.
 */
export async function readLog(reading: LogReading): Promise<void> {
  const { options, signal } = reading;
  const cursor = new LogCursor();
  if (!options.follow) {
    await readOnce(reading, cursor, false);
    if (cursor.stamp !== '') return;
    const state = await containerState(reading).catch(() => undefined);
    if (state?.unplaced !== undefined) reading.emit(noticeOf(reading, state.unplaced));
    return;
  }
  let wait = FIRST_WAIT;
  let lostAt: number | undefined;
  let run = (await containerState(reading).catch(() => undefined))?.run;
  let isFirst = true;
  let said = '';
  let from = '';
  const say = (text: string): void => {
    if (text !== said) reading.emit(noticeOf(reading, text));
    said = text;
  };
  const back = (): void => {
    if (lostAt === undefined) return;
    const gap = humanDuration(reading.clock.now() - lostAt);
    lostAt = undefined;
    say(`connected again after ${gap}; the log goes on ${from === '' ? 'from its start' : `from ${from}`}`);
  };
  const emit = (line: LogLine): void => {
    back();
    reading.emit(line);
  };
  while (!signal.aborted) {
    try {
      from = cursor.stamp;
      // The log is had by name: another pod may have that by now.
      if (!isFirst && (await isReplaced(reading))) {
        back();
        say(replacedText(reading.source));
        return;
      }
      isFirst = false;
      await readOnce({ ...reading, emit }, cursor, true);
      back();
      if (cursor.stamp !== from) {
        wait = FIRST_WAIT;
        said = '';
      }
    } catch (error) {
      if (signal.aborted) return;
      const problem = reading.cluster.problem(error);
      if (problem.code === 'network' || problem.code === 'server' || problem.code === 'throttled') {
        if (lostAt === undefined) say(`connection lost: ${problem.message}`);
        lostAt ??= reading.clock.now();
      } else if (!(error instanceof ApiStatusError && error.status === 400)) {
        if (problem.code !== 'not-found') throw new ProblemError(problem, { cause: error });
        say(`the pod ${reading.source.pod} is gone`);
        return;
      } else say(`waits: ${error.message}`);
    }
    if (lostAt === undefined) {
      const state = await containerState(reading).catch(() => undefined);
      if (state?.end !== undefined) {
        say(state.end);
        return;
      }
      if (state?.unplaced !== undefined) say(state.unplaced);
      else if (state?.run !== undefined && run !== undefined && state.run !== run) say(state.restarted);
      else if (state?.rests !== undefined) say(state.rests);
      run = state?.run ?? run;
    }
    await pause(reading.clock, wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

async function readOnce(
  { cluster, clock, source, index, options, emit, signal }: LogReading,
  cursor: LogCursor,
  follow: boolean,
): Promise<void> {
  const { namespace, pod, container } = source;
  cursor.restart();
  const goesOn = cursor.stamp !== '';
  /** Ended by us, in good order: what was wanted has been told, or it has been silent for long. */
  const enough = new AbortController();
  let cancelSilence = (): void => {};
  let heardAt = clock.now();
  const listen = (ms: number): void => {
    cancelSilence = clock.after(ms, () => {
      const rest = heardAt + LONGEST_SILENCE - clock.now();
      if (rest > 0) listen(rest);
      else enough.abort();
    });
  };
  if (follow) listen(LONGEST_SILENCE);
  try {
    await cluster.lines(
      {
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`,
        query: {
          container,
          timestamps: true,
          follow: follow || undefined,
          previous: options.previous || undefined,
          tailLines: goesOn ? undefined : options.tailLines,
          sinceSeconds: goesOn ? undefined : options.sinceSeconds,
          sinceTime: goesOn ? cursor.stamp : options.sinceTime,
        },
        accept: '*/*',
        signal: AbortSignal.any([signal, enough.signal]),
      },
      line => {
        heardAt = clock.now();
        if (enough.signal.aborted) return;
        const read = readLogLine(line, index);
        if (options.until !== undefined && (parseTime(read.stamp) ?? 0) > options.until) enough.abort();
        else if (cursor.take(read)) emit(read);
      },
    );
  } catch (error) {
    if (enough.signal.aborted) return;
    if (follow || signal.aborted) throw error;
    // The server's own sentence, such as that the container is waiting to start, is the best there is.
    if (error instanceof ApiStatusError && error.status === 400) {
      throw new ProblemError({ code: 'invalid', message: error.message }, { cause: error });
    }
    throw new ProblemError(cluster.problem(error), { cause: error });
  } finally {
    cancelSilence();
  }
}

const noticeOf = ({ index }: LogReading, text: string): LogLine => ({ source: index, stamp: '', text, isNotice: true });

interface State {
  /** Why nothing will come any more. */
  readonly end?: string;
  /** Identity of the present run. */
  readonly run?: string;
  readonly restarted: string;
  /** It has ended and will be started again. */
  readonly rests?: string;
  /** No node has it, so that the server answers with nothing. */
  readonly unplaced?: string;
}

const replacedText = ({ pod }: LogSource): string => `the pod ${pod} was replaced by another one`;

/** False also when that cannot be told. */
async function isReplaced({ cluster, source }: LogReading): Promise<boolean> {
  const pod = await cluster.getPod(source.namespace, source.pod).catch(() => undefined);
  return pod !== undefined && textAt(pod, 'metadata', 'uid') !== source.uid;
}

async function containerState({ cluster, source }: LogReading): Promise<State> {
  const { namespace, pod: name, uid, container } = source;
  let pod: unknown;
  try {
    pod = await cluster.getPod(namespace, name);
  } catch (error) {
    if (cluster.problem(error).code !== 'not-found') throw error;
    return { end: `the pod ${name} is gone`, restarted: '' };
  }
  if (textAt(pod, 'metadata', 'uid') !== uid) return { end: replacedText(source), restarted: '' };
  const found = containersOf(pod).find(each => each.name === container);
  const status = found?.status;
  const ended = at(status, 'state', 'terminated');
  const phase = textAt(pod, 'status', 'phase');
  if (isObject(ended)) {
    const policy = found ? restartPolicyOf(pod, found) : '';
    const isLast =
      phase === 'Succeeded' ||
      phase === 'Failed' ||
      policy === 'Never' ||
      (policy === 'OnFailure' && (numberAt(ended, 'exitCode') ?? 0) === 0);
    if (isLast) return { end: `the container ${container} ended with ${endText(ended)}`, restarted: '' };
  }
  const last = at(status, 'lastState', 'terminated');
  const before = isObject(ended)
    ? ended
    : isObject(at(status, 'state', 'waiting')) && isObject(last)
      ? last
      : undefined;
  return {
    ...(textAt(pod, 'spec', 'nodeName') === '' && { unplaced: `the pod ${name} is on no node yet, so it has no log` }),
    ...(before && { rests: `the container ${container} ended with ${endText(before)}; it will be started again` }),
    run: textAt(status, 'restartCount'),
    restarted: `the container ${container} was started again${isObject(last) ? `; before, it ended with ${endText(last)}` : ''}`,
  };
}

/** Whether a container comes back when it has ended: its own word, that of its kind, or that of the pod. */
function restartPolicyOf(pod: unknown, { kind, spec }: ContainerCase): string {
  if (kind === 'ephemeral') return 'Never';
  const policy = textAt(spec, 'restartPolicy') || textAt(pod, 'spec', 'restartPolicy');
  return kind === 'init' && policy === 'Always' ? 'OnFailure' : policy;
}

function endText(ended: unknown): string {
  const reason = textAt(ended, 'reason');
  return `exit code ${numberAt(ended, 'exitCode') ?? 0}${reason === '' ? '' : ` (${reason})`}`;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}

/** As short as tells them apart: the container's name, the pod's, or both. */
export function sourceNames(sources: readonly LogSource[]): (source: LogSource) => string {
  const isOnePod = new Set(sources.map(each => each.uid)).size === 1;
  const isOneEach = new Set(sources.map(each => each.uid)).size === sources.length;
  return source => {
    const name = isOnePod ? source.container : isOneEach ? source.pod : `${source.pod}/${source.container}`;
    return source.previous ? `${name} before` : name;
  };
}
