import type { Clock } from '../kube/clock.ts';
import { isObject, itemsAt, textAt } from '../kube/json.ts';
import { parseQuantity } from '../kube/quantity.ts';
import { type KubeObject, wireTime } from './objects.ts';
import type { ResourceLog } from './resource-log.ts';

/** As often as the metrics server measures, ms. */
const WINDOW_MS = 15_000;
const PATH = /^\/apis\/metrics\.k8s\.io\/v1beta1(?:\/namespaces\/([^/]+))?\/pods(?:\/([^/]+))?$/;

/**
 * The metrics server of the demo: what the running containers use, made of their requests and a slow swing of their own. Answers
 * undefined for a path that is not its own, null for a pod that it does not measure.
 */
export function podMetrics(log: ResourceLog, clock: Clock, path: string): object | null | undefined {
  if (path === '/apis/metrics.k8s.io') {
    const version = { groupVersion: 'metrics.k8s.io/v1beta1', version: 'v1beta1' };
    return {
      kind: 'APIGroup',
      apiVersion: 'v1',
      name: 'metrics.k8s.io',
      versions: [version],
      preferredVersion: version,
    };
  }
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const [, namespace, name] = match;
  const measuredAt = Math.floor(clock.now() / WINDOW_MS) * WINDOW_MS;
  const { items } = log.page('pods', { namespace, matches: () => true });
  const measured = items
    .filter(pod => name === undefined || pod.metadata.name === name)
    .map(pod => metricsOf(pod, measuredAt))
    .filter(each => each.containers.length > 0);
  if (name !== undefined) return measured[0] ?? null;
  return { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items: measured };
}

function metricsOf({ metadata, ...pod }: KubeObject, at: number): { readonly containers: readonly object[] } {
  const containers = itemsAt(pod, 'status', 'containerStatuses')
    .filter(status => isObject(status['state']) && 'running' in status['state'])
    .map(status => {
      const name = textAt(status, 'name');
      const spec = itemsAt(pod, 'spec', 'containers').find(each => textAt(each, 'name') === name);
      const asked = (resource: string, usual: number): number =>
        parseQuantity(textAt(spec, 'resources', 'requests', resource)) ?? usual;
      const swing = swingOf(`${metadata.uid}/${name}`, at);
      return {
        name,
        usage: {
          cpu: `${Math.round(asked('cpu', 0.05) * (0.5 + swing * 0.6) * 1e9)}n`,
          memory: `${Math.round((asked('memory', 64 * 2 ** 20) * (0.7 + swing * 0.25)) / 1024)}Ki`,
        },
      };
    });
  const { name, namespace, labels } = metadata;
  return {
    metadata: { name, namespace, labels, creationTimestamp: wireTime(at) },
    timestamp: wireTime(at),
    window: '15s',
    containers,
  } as { readonly containers: readonly object[] };
}

/** From 0 to 1 and back in some minutes, for each container at a pace and a place of its own. */
function swingOf(key: string, at: number): number {
  let hash = 2_166_136_261;
  for (const char of key) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  const pace = 120_000 + ((hash >>> 0) % 240_000);
  return (1 + Math.sin(((at % pace) / pace) * 2 * Math.PI + (hash & 7))) / 2;
}
