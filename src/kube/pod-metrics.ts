import { itemsAt, textAt, timeAt } from './json.ts';
import { parseQuantity } from './quantity.ts';

/** What a container uses, in cores and bytes; undefined what is not told. */
export interface Usage {
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

/** What metrics.k8s.io tells of one pod. */
export interface PodMetrics {
  readonly namespace: string;
  readonly name: string;
  /** The end of the window that was measured, ms by the cluster's clock. */
  readonly at: number | undefined;
  /** By name. */
  readonly containers: Readonly<Record<string, Usage>>;
}

/** A PodMetrics object, or each of a PodMetricsList. Total. */
export function readPodMetrics(value: unknown): PodMetrics {
  const usage = (container: unknown, resource: string): number | undefined =>
    parseQuantity(textAt(container, 'usage', resource));
  return {
    namespace: textAt(value, 'metadata', 'namespace'),
    name: textAt(value, 'metadata', 'name'),
    at: timeAt(value, 'timestamp'),
    containers: Object.fromEntries(
      itemsAt(value, 'containers').map(container => [
        textAt(container, 'name'),
        { cpu: usage(container, 'cpu'), memory: usage(container, 'memory') },
      ]),
    ),
  };
}
