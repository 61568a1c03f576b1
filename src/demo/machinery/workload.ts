/** What Deployments, ReplicaSets and StatefulSets have in common. */
import type { DemoPod, DemoPodSpec, KubeObject, Metadata } from '../store/objects.ts';
import { isFinished, isReady, ownedBy } from '../store/owners.ts';
import { SUFFIX_LETTERS } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';

export interface Workload extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template: { readonly metadata?: Partial<Metadata>; readonly spec: DemoPodSpec };
  };
}

export const replicasOf = ({ spec }: Workload): number => spec.replicas ?? 1;

/** Its pods that live, and those that are on their way out. */
export function podsOf(log: ResourceLog, owner: KubeObject) {
  const pods = ownedBy<DemoPod>(log, 'pods', owner).filter(pod => !isFinished(pod));
  const live = pods.filter(({ metadata }) => metadata.deletionTimestamp == null);
  return { live, ready: live.filter(isReady).length, terminating: pods.length - live.length };
}

/** Counts that are zero are left out, as Kubernetes does. */
export const nonZero = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

/** FNV-1a over the template, in the letters that Kubernetes uses for hashes. The order of its fields does not matter. */
export function templateHash(template: object): string {
  let hash = 0x811c9dc5;
  for (const letter of canonical(template)) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return Array.from(String(hash).padStart(10, '0'), digit => SUFFIX_LETTERS[Number(digit) * 2]).join('');
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
