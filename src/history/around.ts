import type { ClusterEvent } from '../kube/cluster-event.ts';
import type { Pod } from '../kube/pod.ts';
import type { Transition } from './transition.ts';
import type { TransitionLog } from './transition-log.ts';

export interface Around {
  readonly events: readonly ClusterEvent[];
  /** Of other pods. */
  readonly transitions: readonly Transition[];
}

/** What else happened within `radiusMs` of a transition: Events of the pod, its node and its owners, changes of other pods. */
export function around(
  at: Transition,
  pod: Pod,
  { log, events }: { readonly log: TransitionLog; readonly events: readonly ClusterEvent[] },
  radiusMs = 30_000,
): Around {
  const names = new Set([pod.spec?.nodeName, ...(pod.metadata.ownerReferences ?? []).map(owner => owner.name)]);
  const moment = at.clusterAt ?? at.receivedAt;
  const isNear = (time: number | undefined): boolean => time !== undefined && Math.abs(time - moment) <= radiusMs;
  const transitions: Transition[] = [];
  for (let seq = at.seq - 1; isNear(log.bySeq(seq)?.receivedAt); seq--) transitions.unshift(log.bySeq(seq)!);
  for (let seq = at.seq + 1; isNear(log.bySeq(seq)?.receivedAt); seq++) transitions.push(log.bySeq(seq)!);
  return {
    events: events.filter(
      ({ lastAt, regarding }) => isNear(lastAt) && (regarding.uid === pod.metadata.uid || names.has(regarding.name)),
    ),
    transitions: transitions.filter(one => one.uid !== at.uid),
  };
}

/** One field that is different between two versions of a pod. */
export interface Difference {
  /** `status.containerStatuses[app].state`; list items are named by their name or type, not by their position. */
  readonly path: string;
  readonly part: 'metadata' | 'spec' | 'status';
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields that change with every write and tell nothing. */
const NOISE = new Set(['resourceVersion', 'managedFields', 'generation', 'observedGeneration', 'lastProbeTime']);

/** What is different between two versions of a pod, or a pod and its replacement, without the noise of every write. */
export function differences(before: Pod, after: Pod): Difference[] {
  return (['metadata', 'spec', 'status'] as const).flatMap(part =>
    [...compare(before[part], after[part], part)].map(one => ({ ...one, part })),
  );
}

function* compare(before: unknown, after: unknown, path: string): Generator<Omit<Difference, 'part'>> {
  if (Object.is(before, after)) return;
  const was = keyed(before);
  const is = keyed(after);
  if (!was || !is) {
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame) yield { path, before, after };
    return;
  }
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    if (!NOISE.has(key)) yield* compare(was.get(key), is.get(key), key.startsWith('[') ? path + key : `${path}.${key}`);
  }
}

/** The fields of an object, or the items of a list by their name or type. */
function keyed(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = value.map((item, i): [string, unknown] => {
    const { name, type, uid } = (item ?? {}) as Record<string, unknown>;
    return [`[${name ?? type ?? uid ?? i}]`, item];
  });
  return new Map(named);
}
