/** What the API server adds to a new pod from other objects: its priority. */
import type { DemoPodSpec, Draft } from './objects.ts';
import type { ResourceLog } from './resource-log.ts';
import { StatusError } from './status-error.ts';

/** As on every cluster; with uids of their own, so that they take nothing of the seed's chance. */
export const PRIORITY_CLASSES: readonly Draft[] = [
  priorityClass('system-cluster-critical', 2_000_000_000, '5b1f3b0e-5c1d-4a44-8f64-000000000001'),
  priorityClass('system-node-critical', 2_000_001_000, '5b1f3b0e-5c1d-4a44-8f64-000000000002'),
];

export function priorityClass(name: string, value: number, uid?: string): Draft {
  const draft = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: uid === undefined ? { name } : { name, uid },
  };
  return { ...draft, ...{ value, preemptionPolicy: 'PreemptLowerPriority' } };
}

/** @throws StatusError when the manifest names a class that there is not */
export function withPriority(log: ResourceLog, draft: Draft): Draft {
  const spec = draft.spec as DemoPodSpec;
  const { priorityClassName } = spec;
  if (priorityClassName === undefined || priorityClassName === '') return draft;
  const found = log.get('priorityclasses', undefined, priorityClassName) as { value?: number } | undefined;
  if (found === undefined) {
    const name = draft.metadata.name ?? draft.metadata.generateName ?? '';
    const words = `pods "${name}" is forbidden: no PriorityClass with name ${priorityClassName} was found`;
    throw new StatusError(403, 'Forbidden', words, { name, kind: 'pods' });
  }
  return { ...draft, spec: { ...spec, priority: found.value ?? 0 } };
}
