import type { PodEntry } from '../../history/transitions/entry.ts';
import { lineKey, successorOf } from '../../history/transitions/lineage.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { type ComparedPod, Comparison, Moment } from './moment.ts';

/** Shows what happened around a change. */
export function showMoment(session: Session, change: Transition): void {
  session.overlays.show({ kind: 'moment', moment: new Moment(change) });
}

/** Shows what a change changed in the object. */
export function showDifference(session: Session, change: Transition, from?: Moment): void {
  const comparison = Comparison.ofChange(
    change,
    session.world.versions.ofChange(change),
    session.world.versions.ofPod(change.uid),
    from,
  );
  session.overlays.show({ kind: 'comparison', comparison });
}

/** The change before or after this one of the same pod, as the log holds them. */
export function neighbour({ world }: Session, { uid, seq }: Transition, by: 1 | -1): Transition | undefined {
  const own = world.log.ofPod(uid);
  return by > 0 ? own.find(one => one.seq > seq) : own.findLast(one => one.seq < seq);
}

/** Compares two pods whole, the older one first. */
export function comparePods(session: Session, one: PodEntry, other: PodEntry): void {
  const [before, after] = bornAt(one) <= bornAt(other) ? [one, other] : [other, one];
  const comparison = new Comparison(`${nameOf(before)} and ${nameOf(after)}`);
  comparison.areTwo = true;
  session.overlays.show({ kind: 'comparison', comparison });
  session.emit({ type: 'compare', comparison, pods: [podOf(before), podOf(after)] });
}

/** The pod whose place this one took, among these. */
export function predecessorOf(entry: PodEntry, entries: Iterable<PodEntry>): PodEntry | undefined {
  const key = lineKey(entry.pod);
  const line = [...entries].filter(each => each.uid !== entry.uid && lineKey(each.pod) === key);
  const all = [...line, entry];
  return line
    .filter(each => bornAt(each) <= bornAt(entry) && successorOf(each, all)?.uid === entry.uid)
    .reduce<PodEntry | undefined>((last, each) => (last && bornAt(last) > bornAt(each) ? last : each), undefined);
}

/** What `:diff` compares: the two marked pods, or the one under the cursor with the one named or the one before it. */
export function compareChosen(session: Session, typed: string): Refusal | undefined {
  const { grid, world, follow } = session;
  const marked = [...grid.marks].map(uid => world.pods.get(uid)).filter(entry => entry !== undefined);
  const current = grid.selectedItem()?.entry;
  if (typed === '' && marked.length > 0) {
    const [one, other] = marked;
    if (marked.length !== 2 || !one || !other) return refuse('notTwoMarked', { count: marked.length });
    comparePods(session, one, other);
    return undefined;
  }
  if (!current) return refuse('noPod');
  if (typed === '') {
    const before =
      (follow?.current.uid === current.uid ? follow.before.at(-1) : undefined) ??
      predecessorOf(current, world.pods.values());
    if (!before) return refuse('noPredecessorOf', { pod: current.row.name });
    comparePods(session, before, current);
    return undefined;
  }
  const [namespace, name] = typed.includes('/') ? typed.split('/') : [undefined, typed];
  const other = [...world.pods.values()].find(
    ({ uid, row }) =>
      uid !== current.uid && row.name === name && (namespace === undefined || row.namespace === namespace),
  );
  if (!other) return refuse('noOtherPod', { name: typed });
  comparePods(session, other, current);
  return undefined;
}

const bornAt = ({ row, first }: PodEntry): number => row.createdAt ?? first?.at ?? 0;
const nameOf = ({ row }: PodEntry): string => `${row.namespace}/${row.name}`;
const podOf = ({ uid, row }: PodEntry): ComparedPod => ({ uid, namespace: row.namespace, name: row.name });
