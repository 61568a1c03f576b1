import { list, object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import type { PodEntry } from './entry.ts';
import { containerStatusesOf, newest } from './moments.ts';

/** Who a pod stands for: pods of one line replace each other. */
export interface Lineage {
  /** The controller a person thinks of: the Deployment, not its ReplicaSet. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  /** The place among the owner's pods, where it has one: ordinal, completion index, node. */
  readonly place: string | undefined;
}

/**
 * The line of a pod from its own object: pod → ReplicaSet → Deployment by the pod-template-hash that the ReplicaSet's name ends
 * with; the ordinal of a StatefulSet's pod; the completion index of a Job's; the node of a DaemonSet's.
 */
export function lineageOf(pod: Pod): Lineage {
  const { metadata, spec } = pod;
  const owners = list(metadata.ownerReferences).filter(one => object(one) !== undefined);
  const controller = owners.find(one => one?.controller === true) ?? owners[0];
  if (!controller) return { owner: undefined, place: text(metadata.name) };
  const kind = text(controller.kind);
  const name = text(controller.name);
  const label = (key: string): string | undefined => text(object(metadata.labels)?.[key]) || undefined;
  switch (kind) {
    case 'ReplicaSet': {
      const hash = label('pod-template-hash');
      const isOfDeployment = hash !== undefined && name.endsWith(`-${hash}`);
      return isOfDeployment
        ? { owner: { kind: 'Deployment', name: name.slice(0, -hash.length - 1) }, place: undefined }
        : { owner: { kind, name }, place: undefined };
    }
    case 'StatefulSet':
      return { owner: { kind, name }, place: label('apps.kubernetes.io/pod-index') ?? ordinalOf(metadata.name) };
    case 'Job': {
      const index = label('batch.kubernetes.io/job-completion-index');
      return { owner: { kind, name }, place: index };
    }
    case 'DaemonSet':
      return { owner: { kind, name }, place: text(spec?.nodeName) || undefined };
    default:
      return { owner: { kind, name }, place: undefined };
  }
}

/** Text under which pods of one line meet: `shop Deployment/web`, `shop StatefulSet/db 0`. */
export function lineKey(pod: Pod): string {
  const { owner, place } = lineageOf(pod);
  return [text(pod.metadata.namespace), owner && `${owner.kind}/${owner.name}`, place].filter(Boolean).join(' ');
}

/**
 * The pod that took the place of `gone`: of the same line, created after it, the one created nearest to when it was replaced.
 * A pod that already stands for another (`taken`) is left to that one.
 */
export function successorOf(
  gone: PodEntry,
  entries: Iterable<PodEntry>,
  taken: ReadonlySet<string> = new Set(),
): PodEntry | undefined {
  const key = lineKey(gone.pod);
  const born = createdAt(gone);
  const left = gone.asked?.at ?? failedAt(gone);
  const leftSeen = leftSeenAt(gone);
  const leftAt = left ?? gone.goneAt ?? born;
  let nearest: PodEntry | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (entry.uid === gone.uid || taken.has(entry.uid) || createdAt(entry) < born || lineKey(entry.pod) !== key)
      continue;
    // A controller replaces its own pod only once that has left: what it made before stands for itself, not for this one.
    const isOlder =
      leftSeen !== undefined && entry.first?.born
        ? entry.first.at < leftSeen
        : createdAt(entry) === born || (left !== undefined && createdAt(entry) < left - (left % 1000));
    const isSibling =
      isOlder &&
      lineageOf(entry.pod).place === undefined &&
      (createdAt(entry) === born || controllerOf(entry.pod) === controllerOf(gone.pod));
    const away = Math.abs(createdAt(entry) - leftAt);
    if (isSibling || away >= distance) continue;
    nearest = entry;
    distance = away;
  }
  return nearest;
}

/** All lives of one line, the oldest first. */
export function linesOf(key: string, entries: Iterable<PodEntry>): PodEntry[] {
  return [...entries].filter(entry => lineKey(entry.pod) === key).sort((a, b) => createdAt(a) - createdAt(b));
}

/** Gone, on its way there, or ended for good: its place is free. */
export const isLeaving = ({ row, goneAt, asked }: PodEntry): boolean =>
  goneAt !== undefined || asked !== undefined || row.phase === 'Failed';

/** When a failed pod ended, ms. The kubelet that evicts one may leave nothing of its containers. */
export const failedAt = ({ pod, row, statusSince }: PodEntry): number | undefined =>
  row.phase === 'Failed'
    ? (newest([...containerStatusesOf(pod)].map(({ state }) => parseTime(state?.terminated?.finishedAt))) ??
      statusSince.at)
    : undefined;

/** ms of our clock, when it was seen to leave as it happened. */
function leftSeenAt({ asked, row, statusSince }: PodEntry): number | undefined {
  if (asked) return asked.seenAt;
  return row.phase === 'Failed' && statusSince.exact ? statusSince.at : undefined;
}

const controllerOf = ({ metadata }: Pod): string =>
  text(list(metadata.ownerReferences).find(one => one?.controller === true)?.uid);

const createdAt = ({ row, first }: PodEntry): number => row.createdAt ?? first?.at ?? 0;
const ordinalOf = (name: unknown): string | undefined => /-(\d+)$/.exec(text(name))?.[1];
