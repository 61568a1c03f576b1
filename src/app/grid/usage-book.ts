import { list, object, text } from '../../kube/foreign.ts';
import type { Container, Pod } from '../../kube/pod.ts';
import type { PodMetrics, Usage } from '../../kube/pod-metrics.ts';
import { parseQuantity } from '../../kube/quantity.ts';

export type Measured = 'cpu' | 'memory';
export const MEASURED: readonly Measured[] = ['cpu', 'memory'];

/** What a pod uses of one resource, and what it may: cores or bytes; undefined: not told, or not set. */
export interface Share {
  readonly used: number | undefined;
  readonly request: number | undefined;
  readonly limit: number | undefined;
}

/** How many measurements of a pod are kept. */
const COURSE = 40;

interface Page {
  metrics: PodMetrics;
  /** Oldest first. */
  readonly course: Record<Measured, number[]>;
}

/** What metrics.k8s.io has told of the pods of a scope, the last time and before. */
export class UsageBook {
  readonly #pages = new Map<string, Page>();
  /** Whether anything was told at all; without, nobody speaks of usage. */
  isMeasured = false;

  /** Takes a whole list: who is not in it is not measured any more. */
  take(metrics: readonly PodMetrics[]): void {
    this.isMeasured = true;
    const gone = new Set(this.#pages.keys());
    for (const each of metrics) {
      const key = keyOf(each.namespace, each.name);
      gone.delete(key);
      const known = this.#pages.get(key);
      if (known?.metrics.at !== undefined && known.metrics.at === each.at) continue;
      const page = known ?? { metrics: each, course: { cpu: [], memory: [] } };
      page.metrics = each;
      for (const resource of MEASURED) {
        const course = page.course[resource];
        course.push(sum(Object.values(each.containers).map(usage => usage[resource])) ?? 0);
        if (course.length > COURSE) course.shift();
      }
      this.#pages.set(key, page);
    }
    for (const key of gone) this.#pages.delete(key);
  }

  /** By container. */
  containers(namespace: string, name: string): Readonly<Record<string, Usage>> | undefined {
    return this.#pages.get(keyOf(namespace, name))?.metrics.containers;
  }

  /** The sums of the pod, oldest first. */
  course(namespace: string, name: string, resource: Measured): readonly number[] {
    return this.#pages.get(keyOf(namespace, name))?.course[resource] ?? [];
  }

  /** What the pod uses against what it asks for; undefined while it is not measured. */
  shares(pod: Pod): Readonly<Record<Measured, Share>> | undefined {
    const { namespace = '', name } = pod.metadata;
    const used = this.containers(namespace, name);
    if (!used) return undefined;
    const share = (resource: Measured): Share => ({
      used: sum(Object.values(used).map(usage => usage[resource])),
      request: wanted(pod, 'requests', resource),
      limit: wanted(pod, 'limits', resource),
    });
    return { cpu: share('cpu'), memory: share('memory') };
  }
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

function sum(amounts: readonly (number | undefined)[]): number | undefined {
  const known = amounts.filter(amount => amount !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, amount) => total + amount, 0);
}

/**
 * What all containers that run beside each other ask for. A limit is one only when each of them has it: what one may take
 * without end, the pod may.
 */
function wanted({ spec }: Pod, kind: 'requests' | 'limits', resource: Measured): number | undefined {
  const sidecars = list(spec?.initContainers).filter(each => text(object(each)?.restartPolicy) === 'Always');
  const amounts = [...list(spec?.containers), ...sidecars].map(container => {
    const amount = object(object(object(container as Container)?.resources)?.[kind])?.[resource];
    return parseQuantity(text(amount));
  });
  return kind === 'limits' && amounts.includes(undefined) ? undefined : sum(amounts);
}
