import { int32 } from '../../kube/foreign.ts';
import type { ContainerStateTerminated, ContainerStatus } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import type { PodEntry } from '../transitions/entry.ts';
import { containerStatusesOf, newest } from '../transitions/moments.ts';
import type { Transition } from '../transitions/transition.ts';

/** One end of a container. Times in ms of the cluster's clock. */
export interface End {
  readonly startedAt: number | undefined;
  readonly finishedAt: number;
  readonly exitCode: number;
  readonly signal: number | undefined;
  readonly reason: string;
}

export interface RestartHistory {
  readonly container: string;
  readonly restarts: number;
  /** Ends that are known, oldest first. */
  readonly ends: readonly End[];
  /** Ends that nobody saw: before we looked, or between two events. */
  readonly missed: number;
  readonly pattern: { readonly medianRunMs: number; readonly perHour: number } | undefined;
  readonly next: NextTry | undefined;
}

/** When the kubelet is expected to try again. Always an estimate: it does not tell. */
export interface NextTry {
  readonly what: 'restart' | 'pull';
  readonly at: number;
  readonly backOffMs: number;
  /** The back-off is the kubelet's own word, not its rule applied by us. */
  readonly told: boolean;
}

/** Every end of every container that has ended or is waiting for its next try. */
export function restartsOf(entry: PodEntry, transitions: readonly Transition[]): RestartHistory[] {
  return [...containerStatusesOf(entry.pod)]
    .map(status => restartsOfContainer(status, entry, transitions))
    .filter(one => one.ends.length > 0 || one.restarts > 0 || one.next !== undefined);
}

function restartsOfContainer(
  status: ContainerStatus,
  entry: PodEntry,
  transitions: readonly Transition[],
): RestartHistory {
  const ends = new Map<number, End>();
  const add = (end: End | undefined) => {
    if (end && !ends.has(end.finishedAt)) ends.set(end.finishedAt, end);
  };
  const objects = [entry.first?.pod, entry.pod].flatMap(pod =>
    pod ? [...containerStatusesOf(pod)].filter(one => one.name === status.name) : [],
  );
  for (const one of objects) {
    add(endOf(one.lastState?.terminated));
    add(endOf(one.state?.terminated));
  }
  const own = transitions.filter(one => one.part === status.name);
  for (const one of own) add(endOfTransition(one));
  const known = [...ends.values()].sort((a, b) => a.finishedAt - b.finishedAt);
  const restarts = int32(status.restartCount);
  // While it waits or has ended, the last end is that of the run that `restarts` counts up to, and it has not restarted since.
  const allEnds = restarts + (status.state?.running ? 0 : known.length > 0 ? 1 : 0);
  return {
    container: status.name,
    restarts,
    ends: known,
    missed: Math.max(0, allEnds - known.length),
    pattern: patternOf(known),
    next: entry.goneAt === undefined ? nextTry(status, known, own) : undefined,
  };
}

function endOf(terminated: ContainerStateTerminated | undefined): End | undefined {
  const finishedAt = parseTime(terminated?.finishedAt);
  if (!terminated || finishedAt === undefined) return undefined;
  return {
    startedAt: parseTime(terminated.startedAt),
    finishedAt,
    exitCode: int32(terminated.exitCode),
    signal: int32(terminated.signal) || undefined,
    reason: typeof terminated.reason === 'string' ? terminated.reason : '',
  };
}

function endOfTransition({ subject, to, clusterAt, lasted, reason }: Transition): End | undefined {
  const exit = /^terminated.* (?:signal (\d+)|(-?\d+))$/.exec(to ?? '');
  if (subject !== 'container' || exit === null || clusterAt === undefined) return undefined;
  const ran = lasted && !lasted.atLeast ? clusterAt - lasted.ms : undefined;
  return {
    startedAt: ran,
    finishedAt: clusterAt,
    exitCode: Number(exit[2] ?? 0),
    signal: exit[1] === undefined ? undefined : Number(exit[1]),
    reason: reason ?? '',
  };
}

function patternOf(ends: readonly End[]): RestartHistory['pattern'] {
  const runs = ends.flatMap(({ startedAt, finishedAt }) => (startedAt === undefined ? [] : [finishedAt - startedAt]));
  const first = ends[0];
  const last = ends.at(-1);
  if (ends.length < 2 || runs.length === 0 || !first || !last || last.finishedAt === first.finishedAt) return undefined;
  const sorted = runs.sort((a, b) => a - b);
  const hours = (last.finishedAt - first.finishedAt) / 3_600_000;
  return { medianRunMs: sorted[Math.floor(sorted.length / 2)]!, perHour: (ends.length - 1) / hours };
}

/** The kubelet starts again at once after the first end, 10 s after the second, then waits twice as long each time, 5 min at most. */
export const backOffAfter = (failures: number): number => Math.min(10_000 * 2 ** Math.max(0, failures - 1), 300_000);

/** The kubelet starts counting anew when a container has run this long. */
const FORGIVEN_AFTER = 600_000;

function nextTry(status: ContainerStatus, ends: readonly End[], own: readonly Transition[]): NextTry | undefined {
  const { reason, message } = status.state?.waiting ?? {};
  if (reason === 'CrashLoopBackOff') {
    const last = ends.at(-1);
    if (!last) return undefined;
    const told = durationIn(message);
    const ran = last.startedAt === undefined ? 0 : last.finishedAt - last.startedAt;
    const failures = ran >= FORGIVEN_AFTER ? 1 : int32(status.restartCount);
    const backOffMs = told ?? backOffAfter(failures);
    return { what: 'restart', at: last.finishedAt + backOffMs, backOffMs, told: told !== undefined };
  }
  if (reason !== 'ImagePullBackOff') return undefined;
  const failures = own.filter(one => one.subject === 'container' && one.to === 'waiting ErrImagePull');
  const last = newest(failures.map(one => one.receivedAt));
  if (last === undefined) return undefined;
  const backOffMs = durationIn(message) ?? backOffAfter(failures.length);
  return { what: 'pull', at: last + backOffMs, backOffMs, told: durationIn(message) !== undefined };
}

/** `back-off 2m40s restarting failed container=app …` → 160000. */
function durationIn(message: unknown): number | undefined {
  const match = /back-?off (?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?/i.exec(typeof message === 'string' ? message : '');
  if (!match || (match[1] === undefined && match[2] === undefined)) return undefined;
  return (Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0)) * 1000;
}
