/** Resizing a pod in place: what the kubelet says to new requests and limits of a pod that runs. */

import type { DemoPod, KubeObject, Resources } from '../store/objects.ts';
import type { ContainerRun } from './container-run.ts';
import { quantity } from './scheduler.ts';

/** A condition of the pod while a resize waits or goes on. */
export interface ResizeState {
  readonly type: 'PodResizePending' | 'PodResizeInProgress';
  /** `Deferred`: there is no room now. `Infeasible`: the node has not that much. */
  readonly reason?: 'Deferred' | 'Infeasible';
  readonly message?: string;
}

/** Whether the manifest wants other resources than its containers have. */
export function wantsResize({ spec }: DemoPod, runs: readonly ContainerRun[]): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some(wanted => {
    const run = runs.find(row => row.spec.name === wanted.name);
    return run !== undefined && JSON.stringify(run.resources ?? {}) !== JSON.stringify(wanted.resources ?? {});
  });
}

/** Why the node cannot take the pod as it wants to be; undefined when it can. */
export function resizeRefusal(pod: DemoPod, node: KubeObject, others: readonly DemoPod[]): ResizeState | undefined {
  const { allocatable = {} } = node.status as { allocatable?: Readonly<Record<string, string>> };
  for (const resource of ['cpu', 'memory'] as const) {
    // In thousandths of a core and in bytes, as the kubelet counts.
    const unit = resource === 'cpu' ? 1000 : 1;
    const amount = (text: string): number => Math.round(quantity(text) * unit);
    const asked = ({ spec }: DemoPod): number =>
      spec.containers.reduce((sum, { resources }) => sum + amount(requestOf(resources, resource)), 0);
    const [requested, capacity] = [asked(pod), amount(allocatable[resource] ?? '0')];
    const used = others.reduce((sum, other) => sum + asked(other), 0);
    const infeasible = requested > capacity;
    if (!infeasible && requested + used <= capacity) continue;
    const message = infeasible
      ? `Node didn't have enough capacity: ${resource}, requested: ${requested}, capacity: ${capacity}`
      : `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { type: 'PodResizePending', reason: infeasible ? 'Infeasible' : 'Deferred', message };
  }
  return undefined;
}

const requestOf = (resources: Resources | undefined, name: string): string =>
  resources?.requests?.[name] ?? resources?.limits?.[name] ?? '0';

/** The kubelet's event: its title, then what every container shall have. */
export function resizeMessage(title: string, { spec, metadata }: DemoPod, error?: string): string {
  const containers = spec.containers.map(({ name, resources = {} }) => ({ name, resources }));
  const generation = metadata.generation ?? 1;
  return `${title}: ${JSON.stringify({ containers, generation, ...(error === undefined ? {} : { error }) })}`;
}
