import { entriesAt, isObject, itemsAt, textAt, textsAt } from '../kube/json.ts';
import { parseQuantity } from '../kube/quantity.ts';

/** What a node offers of a resource, what is asked of it already, and what it therefore has left; amounts as numbers. */
export interface NodeRoom {
  readonly node: string;
  readonly offers: number;
  readonly free: number;
}

/** What the scheduler counts for the pod: app containers together, or one init container if that asks more, sidecars always. */
export function podRequest(pod: unknown, resource: string): number {
  const of = (container: unknown): number => parseQuantity(textAt(container, 'resources', 'requests', resource)) ?? 0;
  let sidecars = 0;
  let starting = 0;
  for (const container of itemsAt(pod, 'spec', 'initContainers')) {
    if (textAt(container, 'restartPolicy') === 'Always') sidecars += of(container);
    starting = Math.max(starting, sidecars + (textAt(container, 'restartPolicy') === 'Always' ? 0 : of(container)));
  }
  const running = itemsAt(pod, 'spec', 'containers').reduce((sum, each) => sum + of(each), sidecars);
  const wholePod = parseQuantity(textAt(pod, 'spec', 'resources', 'requests', resource));
  const overhead = parseQuantity(textAt(pod, 'spec', 'overhead', resource)) ?? 0;
  return (wholePod ?? Math.max(starting, running)) + overhead;
}

/** Room on each node that names the resource. Without the pods of the cluster, `free` is all that the node offers. */
export function roomOf(resource: string, nodes: readonly unknown[], pods: readonly unknown[]): readonly NodeRoom[] {
  return nodes.flatMap(node => {
    const offers = parseQuantity(textAt(node, 'status', 'allocatable', resource));
    if (offers === undefined) return [];
    const name = textAt(node, 'metadata', 'name');
    const used = pods
      .filter(pod => textAt(pod, 'spec', 'nodeName') === name && !hasEnded(pod))
      .reduce<number>((sum, pod) => sum + podRequest(pod, resource), 0);
    return [{ node: name, offers, free: offers - used }];
  });
}

const hasEnded = (pod: unknown): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));

/** The pod's own wishes for labels of its node that no node meets, each as `disk=ssd`, with the values that there are. */
export function unmetSelectors(
  pod: unknown,
  nodes: readonly unknown[],
): readonly { wish: string; seen: readonly string[] }[] {
  const selector = entriesAt(pod, 'spec', 'nodeSelector').map(([key, value]) => ({ key, values: [value] }));
  const terms = itemsAt(
    pod,
    'spec',
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  );
  // Terms are alternatives, so only a single one is a wish that must be met.
  const required = terms.length !== 1 ? [] : itemsAt(terms[0], 'matchExpressions');
  const expressions = required
    .filter(each => textAt(each, 'operator') === 'In')
    .map(each => ({ key: textAt(each, 'key'), values: [...textsAt(each, 'values')] }));
  return [...selector, ...expressions]
    .map(({ key, values }) => ({
      wish: `${key}=${values.join('|')}`,
      values,
      seen: [...new Set(nodes.filter(isObject).map(node => textAt(node, 'metadata', 'labels', key)))].filter(Boolean),
    }))
    .filter(({ values, seen }) => !seen.some(value => values.includes(value)));
}
