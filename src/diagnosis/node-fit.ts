import { at, entriesAt, isObject, itemsAt, type Json, textAt, textsAt } from '../kube/json.ts';
import { parseQuantity } from '../kube/quantity.ts';
import { selects } from './selects.ts';

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

/** The nodes that neither a cordon nor a taint nor the pod's own wishes for their labels keep it from, however full they are. */
export const openNodes = (pod: unknown, nodes: readonly unknown[]): readonly unknown[] =>
  nodes.filter(node => !isCordoned(node) && untolerated(pod, node).length === 0 && isWanted(pod, node));

export const isCordoned = (node: unknown): boolean => at(node, 'spec', 'unschedulable') === true;

/** The taints of the node that keep the pod off, each as `dedicated=gpu:NoSchedule`. */
export function untolerated(pod: unknown, node: unknown): readonly string[] {
  const tolerations = itemsAt(pod, 'spec', 'tolerations');
  return itemsAt(node, 'spec', 'taints')
    .filter(
      taint => textAt(taint, 'effect') !== 'PreferNoSchedule' && !tolerations.some(each => tolerates(each, taint)),
    )
    .map(taint => {
      const value = textAt(taint, 'value');
      return `${textAt(taint, 'key')}${value === '' ? '' : `=${value}`}:${textAt(taint, 'effect')}`;
    });
}

/** No effect stands for every effect, no key for every key. */
function tolerates(toleration: Json, taint: Json): boolean {
  const [effect, key, operator] = ['effect', 'key', 'operator'].map(field => textAt(toleration, field));
  if (effect !== '' && effect !== textAt(taint, 'effect')) return false;
  if (key !== '' && key !== textAt(taint, 'key')) return false;
  const [wanted, value] = [textAt(toleration, 'value'), textAt(taint, 'value')];
  if (operator === 'Exists') return true;
  if (operator === 'Gt') return Number(value) > Number(wanted);
  if (operator === 'Lt') return Number(value) < Number(wanted);
  return key !== '' && wanted === value;
}

function isWanted(pod: unknown, node: unknown): boolean {
  const terms = itemsAt(pod, ...REQUIRED);
  const named = { metadata: { labels: { 'metadata.name': textAt(node, 'metadata', 'name') } } };
  return (
    selects({ matchLabels: at(pod, 'spec', 'nodeSelector') }, node) &&
    (terms.length === 0 ||
      terms.some(term => selects(term, node) && selects({ matchExpressions: at(term, 'matchFields') }, named)))
  );
}

const REQUIRED = [
  'spec',
  'affinity',
  'nodeAffinity',
  'requiredDuringSchedulingIgnoredDuringExecution',
  'nodeSelectorTerms',
];

/** The pod's own wishes for labels of its node that no node meets, each as `disk=ssd`, with the values that there are. */
export function unmetSelectors(
  pod: unknown,
  nodes: readonly unknown[],
): readonly { wish: string; seen: readonly string[] }[] {
  const selector = entriesAt(pod, 'spec', 'nodeSelector').map(([key, value]) => ({ key, values: [value] }));
  const terms = itemsAt(pod, ...REQUIRED);
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
