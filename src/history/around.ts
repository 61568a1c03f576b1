import type { ClusterEvent } from '../kube/cluster-event.ts';
import { list, object, text } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';
import { lineageOf } from './transitions/lineage.ts';
import type { Transition } from './transitions/transition.ts';

/** What happened near a change. Events by the cluster's clock, changes by ours. */
export interface Around {
  /** The pod's own changes that came with it, itself included. */
  readonly together: readonly Transition[];
  readonly events: readonly ClusterEvent[];
  /** Of other pods, and gaps. */
  readonly transitions: readonly Transition[];
  /** There were more changes than are looked at. */
  readonly isCut: boolean;
}

/** How far is near, ms. */
export const AROUND_MS = 30_000;
/** So many changes before and after are looked at: in a storm 30 s hold thousands, which nobody reads. */
const MOST = 1_000;

/** Who has Events that tell of a pod: itself, its node, its owners. The uid is empty where only the name is known. */
export interface EventAbout {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export function eventSubjects(pod: Pod): readonly EventAbout[] {
  const { metadata, spec } = pod;
  const namespace = text(metadata.namespace);
  const owners = list(metadata.ownerReferences).filter(each => object(each) !== undefined);
  const { owner } = lineageOf(pod);
  const node = text(object(spec)?.nodeName);
  const about: EventAbout[] = [
    { kind: 'Pod', namespace, name: text(metadata.name), uid: metadata.uid },
    ...owners.map(each => ({ kind: text(each?.kind), namespace, name: text(each?.name), uid: text(each?.uid) })),
  ];
  if (owner && !about.some(each => each.kind === owner.kind && each.name === owner.name))
    about.push({ ...owner, namespace, uid: '' });
  // The Events of nodes stand in the namespace `default`, under the node's name for a uid.
  if (node !== '') about.push({ kind: 'Node', namespace: '', name: node, uid: '' });
  return about;
}

const isAbout = ({ regarding }: ClusterEvent, { kind, name, namespace, uid }: EventAbout): boolean =>
  uid !== '' && regarding.uid === uid
    ? true
    : kind !== 'Pod' &&
      regarding.kind === kind &&
      regarding.name === name &&
      (namespace === '' || regarding.namespace === namespace);

/** The log, addressed by seq. */
interface Log {
  bySeq(seq: number): Transition | undefined;
}

interface AroundOptions {
  readonly radiusMs?: number;
  /** Whose changes are told of other pods. */
  readonly isMeant?: (one: Transition) => boolean;
  /** By how much the cluster's clock is ahead of ours, ms. */
  readonly skew?: number;
}

/** What else happened within `radiusMs` of a change: Events of the pod, its node and its owners, changes of other pods. */
export function around(
  at: Transition,
  pod: Pod | undefined,
  log: Log,
  events: readonly ClusterEvent[],
  { radiusMs = AROUND_MS, isMeant = () => true, skew = 0 }: AroundOptions = {},
): Around {
  const near: Transition[] = [];
  const look = (step: 1 | -1): boolean => {
    for (let i = 1; i <= MOST; i++) {
      const one = log.bySeq(at.seq + i * step);
      if (!one || Math.abs(one.receivedAt - at.receivedAt) > radiusMs) return false;
      if (step < 0) near.unshift(one);
      else near.push(one);
    }
    return true;
  };
  const isCut = [look(-1), look(1)].includes(true);
  const isTogether = (one: Transition): boolean => one.uid === at.uid && one.receivedAt === at.receivedAt;
  const together = [...near.filter(isTogether), at].sort((a, b) => a.seq - b.seq);
  const subjects = pod ? eventSubjects(pod) : [];
  // Both times of the moment count: the object may tell of an earlier one than that at which we heard of it.
  const seenAt = at.receivedAt + skew;
  const moments = [seenAt, at.clusterAt ?? seenAt];
  return {
    together,
    events: events.filter(
      event =>
        moments.some(moment => event.lastAt !== undefined && Math.abs(event.lastAt - moment) <= radiusMs) &&
        subjects.some(subject => isAbout(event, subject)),
    ),
    transitions: near.filter(one => one.uid !== at.uid && isMeant(one)),
    isCut,
  };
}
