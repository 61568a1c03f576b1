import { int32, list, object, text } from '../../kube/foreign.ts';
import type { ContainerStatus, Pod, PodCondition } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import type { PodRow } from '../../status/row.ts';
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

export const readyText = (row: PodRow): string => `${row.ready.count}/${row.ready.total}`;

/**
 * What changed from one version of a pod to the next, causes before conclusions: deletion, phase, containers with their
 * restarts, conditions, READY, STATUS. Total: odd objects give fewer changes, never an exception.
 */
export function diffPod(before: PodReading, after: PodReading): Change[] {
  const diff = new Diff(before.pod, after.pod);
  diff.deletion();
  diff.phase();
  diff.containers();
  diff.conditions();
  diff.row(before, after);
  return diff.changes;
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

const conditionsOf = (pod: Pod): readonly PodCondition[] => {
  const conditions = objectsOf(pod.status?.conditions);
  return conditions.every(isTyped) ? conditions : conditions.filter(isTyped);
};
const isTyped = ({ type }: PodCondition): boolean => typeof type === 'string';

/** Most events leave the conditions as they were, in their order; a recording even the same objects. */
function tellTheSame(were: readonly PodCondition[], are: readonly PodCondition[]): boolean {
  if (were.length !== are.length) return false;
  for (let i = 0; i < are.length; i++) {
    const was = were[i]!;
    const is = are[i]!;
    if (was === is) continue;
    if (was.type !== is.type || was.status !== is.status || was.reason !== is.reason) return false;
  }
  return true;
}

/** Whether they are of the same types in the same order, each once: then they can be told apart by position. */
function areAlike(were: readonly PodCondition[], are: readonly PodCondition[]): boolean {
  if (were.length !== are.length) return false;
  for (let i = 0; i < are.length; i++) {
    const { type } = are[i]!;
    if (were[i]!.type !== type) return false;
    for (let j = 0; j < i; j++) if (are[j]!.type === type) return false;
  }
  return true;
}

/** The API promises that keys are unique; where they are not, the first counts. */
function byKey<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return found;
}

const typeOf = (one: PodCondition): string => one.type;
const nameOf = (one: ContainerStatus): string => one.name;

/** Collects changes one by one. Every change is made in one place and one shape, and nothing else: this is done for every event. */
class Diff {
  readonly changes: Change[] = [];
  readonly #before: Pod;
  readonly #after: Pod;
  #movedAt: number | undefined;
  #isMovedAtKnown = false;

  constructor(before: Pod, after: Pod) {
    this.#before = before;
    this.#after = after;
  }

  deletion(): void {
    const from = deletionText(this.#before);
    const to = deletionText(this.#after);
    if (from === to) return;
    const asked = deletionAskedAt(this.#after);
    this.#tell('deletion', undefined, from, to, from === undefined ? asked : undefined);
  }

  phase(): void {
    const from = text(this.#before.status?.phase) || undefined;
    const to = text(this.#after.status?.phase) || undefined;
    if (from !== to) this.#tell('phase', undefined, from, to, this.#moved(), undefined, this.#after.status);
  }

  containers(): void {
    const were = containerStatusesOf(this.#before);
    const are = containerStatusesOf(this.#after);
    const [was] = were;
    const [is] = are;
    if (were.length <= 1 && are.length === 1) {
      this.#container(was?.name === is!.name ? was : undefined, is!);
      return;
    }
    const before = byKey(were, nameOf);
    for (const one of byKey(are, nameOf).values()) this.#container(before.get(one.name), one);
  }

  conditions(): void {
    const were = conditionsOf(this.#before);
    const are = conditionsOf(this.#after);
    if (tellTheSame(were, are)) return;
    if (areAlike(were, are)) {
      for (let i = 0; i < are.length; i++) this.#condition(were[i], are[i]!);
      return;
    }
    const was = byKey(were, typeOf);
    for (const is of byKey(are, typeOf).values()) {
      this.#condition(was.get(is.type), is);
      was.delete(is.type);
    }
    for (const [type, old] of was) this.#tell('condition', type, text(old.status), undefined);
  }

  #condition(old: PodCondition | undefined, is: PodCondition): void {
    if (old === is) return;
    const isSameStatus = old !== undefined && text(old.status) === text(is.status);
    if (isSameStatus && text(old.reason) === text(is.reason)) return;
    // The reason may move while the status stays; then the two are told apart by it.
    const told = (one: PodCondition): string =>
      isSameStatus ? `${text(one.status)} ${text(one.reason)}`.trim() : text(one.status);
    const moved = parseTime(is.lastTransitionTime);
    const since = parseTime(old?.lastTransitionTime);
    this.#tell('condition', is.type, old && told(old), told(is), moved === since ? undefined : moved, since, is);
  }

  row(before: PodReading, after: PodReading): void {
    const was = before.row.ready;
    const is = after.row.ready;
    if (was.count !== is.count || was.total !== is.total)
      this.#tell('ready', undefined, readyText(before.row), readyText(after.row), this.#moved());
    if (before.row.status !== after.row.status) {
      const { status } = after.row;
      this.#tell('status', undefined, before.row.status, status, this.#moved(), undefined, wordTold(after));
    }
  }

  #container(was: ContainerStatus | undefined, is: ContainerStatus): void {
    if (was === is) return;
    const kind = containerKind(this.#after, is.name);
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
      const told = this.#tell('container', part, from, ended, clusterAt, parseTime(end.startedAt), end);
      told.inferred = true;
      from = ended;
      since = clusterAt;
    }
    if (restarted) {
      const missed = missedEnds(was, is);
      const startedAt = parseTime(is.state?.running?.startedAt);
      const counts = [String(int32(was.restartCount)), String(is.restartCount)] as const;
      const told = this.#tell('restarts', part, ...counts, startedAt, undefined, { reason: end?.reason });
      told.missed = missed > 0 ? missed : undefined;
    }
    if (from === to) return;
    const clusterAt = sameKindOfState(was, is) ? undefined : stateSince(is);
    this.#tell('container', part, from, to, clusterAt, since, is.state?.waiting ?? is.state?.terminated);
  }

  /** The cluster's time of the change, looked for only once it is needed. */
  #moved(): number | undefined {
    if (!this.#isMovedAtKnown) this.#movedAt = movedAt(this.#before, this.#after);
    this.#isMovedAtKnown = true;
    return this.#movedAt;
  }

  #tell(
    subject: Change['subject'],
    part: string | undefined,
    from: string | undefined,
    to: string | undefined,
    clusterAt?: number,
    clusterSince?: number,
    told?: { readonly reason?: unknown; readonly message?: unknown } | null,
  ): { -readonly [K in keyof Change]: Change[K] } {
    const reason = text(told?.reason) || undefined;
    const message = text(told?.message) || undefined;
    const change = {
      subject,
      part,
      from,
      to,
      clusterAt,
      clusterSince,
      reason,
      message,
      missed: undefined,
      inferred: false,
    };
    this.changes.push(change);
    return change;
  }
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
