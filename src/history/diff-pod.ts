import { int32, list, object, text } from '../kube/foreign.ts';
import type { ContainerStatus, Pod, PodCondition } from '../kube/pod.ts';
import { parseTime } from '../kube/time.ts';
import type { PodRow } from '../status/row.ts';
import { containerKind, containerStateText } from './container-text.ts';
import { containerStatusesOf, deletionAskedAt, movedAt, objectsOf } from './moments.ts';
import type { Transition } from './transition.ts';

/** A pod and what the status engine says of it. */
export interface PodReading {
  readonly pod: Pod;
  readonly row: PodRow;
}

/** One thing that is different, as the two objects alone tell it; the ledger adds identity, our clock and durations. */
export interface Change
  extends Pick<Transition, 'subject' | 'part' | 'from' | 'to' | 'clusterAt' | 'reason' | 'message' | 'missed'> {
  /** The cluster's time at which `from` began, when the object says. */
  readonly clusterSince: number | undefined;
  /** The objects do not show it, but what they carry proves it (an end that only lastState remembers). */
  readonly inferred: boolean;
}

type Telling = Partial<Change> & Pick<Change, 'subject' | 'from' | 'to'>;

const change = (telling: Telling): Change => ({
  part: undefined,
  clusterAt: undefined,
  clusterSince: undefined,
  reason: undefined,
  message: undefined,
  missed: undefined,
  inferred: false,
  ...telling,
});

export const readyText = (row: PodRow): string => `${row.ready.count}/${row.ready.total}`;

/**
 * What changed from one version of a pod to the next, causes before conclusions: deletion, phase, containers with their
 * restarts, conditions, READY, STATUS. Total: odd objects give fewer changes, never an exception.
 */
export function diffPod(before: PodReading, after: PodReading): Change[] {
  return [
    ...diffDeletion(before.pod, after.pod),
    ...diffPhase(before.pod, after.pod),
    ...diffContainers(before.pod, after.pod),
    ...diffConditions(before.pod, after.pod),
    ...diffRow(before, after),
  ];
}

function* diffRow(before: PodReading, after: PodReading): Generator<Change> {
  const clusterAt = movedAt(before.pod, after.pod);
  const told = wordTold(after);
  const ready = { from: readyText(before.row), to: readyText(after.row) };
  if (ready.from !== ready.to) yield change({ subject: 'ready', ...ready, clusterAt });
  const word = { from: before.row.status, to: after.row.status };
  if (word.from !== word.to) yield change({ subject: 'status', ...word, clusterAt, ...told });
}

const NOTHING_TOLD = { reason: undefined, message: undefined };

const reasonOf = (told: { readonly reason?: unknown; readonly message?: unknown } | null | undefined) => ({
  reason: text(told?.reason) || undefined,
  message: text(told?.message) || undefined,
});

/** Reason and message that stand beside the word: of the pod, else of the first container that carries the same reason. */
export function wordTold({ pod, row }: PodReading): Pick<Change, 'reason' | 'message'> {
  const own = reasonOf(pod.status);
  if (own.reason || own.message) return own;
  for (const { state } of containerStatusesOf(pod)) {
    const told = state?.waiting ?? state?.terminated;
    if (told?.reason && row.status.endsWith(text(told.reason) || ' ')) return reasonOf(told);
  }
  const unmet = conditionsOf(pod).find(one => one.status === 'False' && one.message);
  return row.status === pod.status?.phase && unmet && unmet.type === 'PodScheduled' ? reasonOf(unmet) : NOTHING_TOLD;
}

/** What a person asked for when the pod was deleted, and what still holds it. */
function deletionText(pod: Pod): string | undefined {
  if (!pod.metadata.deletionTimestamp) return undefined;
  const finalizers = list(pod.metadata.finalizers).map(text);
  const grace = `grace ${int32(pod.metadata.deletionGracePeriodSeconds)}s`;
  return finalizers.length > 0 ? `${grace}, finalizers ${finalizers.join(' ')}` : grace;
}

function* diffDeletion(before: Pod, after: Pod): Generator<Change> {
  const from = deletionText(before);
  const to = deletionText(after);
  if (from === to) return;
  const asked = deletionAskedAt(after);
  yield change({ subject: 'deletion', from, to, clusterAt: from === undefined ? asked : undefined });
}

function* diffPhase(before: Pod, after: Pod): Generator<Change> {
  const from = text(before.status?.phase) || undefined;
  const to = text(after.status?.phase) || undefined;
  if (from !== to)
    yield change({ subject: 'phase', from, to, clusterAt: movedAt(before, after), ...reasonOf(after.status) });
}

const conditionsOf = (pod: Pod): readonly PodCondition[] =>
  objectsOf(pod.status?.conditions).filter(one => typeof one.type === 'string');

function* diffConditions(before: Pod, after: Pod): Generator<Change> {
  const was = byKey(conditionsOf(before), one => one.type);
  for (const is of byKey(conditionsOf(after), one => one.type).values()) {
    const old = was.get(is.type);
    was.delete(is.type);
    if (old !== undefined && text(old.status) === text(is.status) && text(old.reason) === text(is.reason)) continue;
    // The reason may move while the status stays; then the two are told apart by it.
    const told = (one: PodCondition) =>
      old !== undefined && text(old.status) === text(is.status)
        ? `${text(one.status)} ${text(one.reason)}`.trim()
        : text(one.status);
    const moved = parseTime(is.lastTransitionTime);
    const since = parseTime(old?.lastTransitionTime);
    yield change({
      subject: 'condition',
      part: is.type,
      from: old && told(old),
      to: told(is),
      clusterAt: moved === since ? undefined : moved,
      clusterSince: since,
      ...reasonOf(is),
    });
  }
  for (const [type, old] of was)
    yield change({ subject: 'condition', part: type, from: text(old.status), to: undefined });
}

/** The API promises that keys are unique; where they are not, the first counts. */
function byKey<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return found;
}

function* diffContainers(before: Pod, after: Pod): Generator<Change> {
  const was = byKey(containerStatusesOf(before), one => one.name);
  for (const is of byKey(containerStatusesOf(after), one => one.name).values())
    yield* diffContainer(was.get(is.name), is, after);
}

function* diffContainer(was: ContainerStatus | undefined, is: ContainerStatus, pod: Pod): Generator<Change> {
  const kind = containerKind(pod, is.name);
  const part = is.name;
  let from = was && containerStateText(was, kind);
  let since = was && stateSince(was);
  const to = containerStateText(is, kind);
  const restarted = was !== undefined && int32(is.restartCount) > int32(was.restartCount);
  const end = object(is.lastState?.terminated);
  // The end of the earlier run fell between two events: only lastState still knows it.
  const isNewEnd = end !== undefined && end.finishedAt !== was?.lastState?.terminated?.finishedAt;
  if (was?.state?.running && end && (restarted || (isNewEnd && is.state?.waiting))) {
    const ended = containerStateText({ ...is, state: { terminated: end } }, kind);
    const clusterAt = parseTime(end.finishedAt);
    yield change({
      subject: 'container',
      part,
      from,
      to: ended,
      clusterAt,
      clusterSince: parseTime(end.startedAt),
      ...reasonOf(end),
      inferred: true,
    });
    from = ended;
    since = clusterAt;
  }
  if (restarted) {
    const missed = missedEnds(was, is);
    yield change({
      subject: 'restarts',
      part,
      from: String(int32(was.restartCount)),
      to: String(is.restartCount),
      clusterAt: parseTime(is.state?.running?.startedAt),
      reason: reasonOf(end).reason,
      missed: missed > 0 ? missed : undefined,
    });
  }
  if (from === to) return;
  const told = is.state?.waiting ?? is.state?.terminated;
  yield change({
    subject: 'container',
    part,
    from,
    to,
    clusterAt: sameKindOfState(was, is) ? undefined : stateSince(is),
    clusterSince: since,
    ...reasonOf(told),
  });
}

function sameKindOfState(was: ContainerStatus | undefined, is: ContainerStatus): boolean {
  const running = object(was?.state?.running);
  return running !== undefined && running.startedAt === is.state?.running?.startedAt;
}

/** When the present state began, as the object says; waiting carries no time. */
const stateSince = ({ state }: ContainerStatus): number | undefined =>
  parseTime(state?.running?.startedAt) ?? parseTime(state?.terminated?.finishedAt);

/** How many of the runs that ended between the two versions left no end in either of them. */
function missedEnds(was: ContainerStatus, is: ContainerStatus): number {
  const first = int32(was.restartCount);
  const last = int32(is.restartCount) - 1;
  const known = new Set<number>();
  if (was.state?.terminated || (was.state?.waiting && was.lastState?.terminated)) known.add(first);
  // While it waits, lastState is the end of the latest run; while it runs or has ended, of the run before.
  if (is.lastState?.terminated && !is.state?.waiting) known.add(last);
  return last - first + 1 - known.size;
}
