/** metrics.k8s.io as a metrics server would answer: what containers use, made from what they ask for. */
import { parseTime } from '../../kube/time.ts';
import { type ImageScripts, scriptFor } from '../machinery/images.ts';
import { quantity } from '../machinery/scheduler.ts';
import { type DemoContainer, type DemoPod, type KubeObject, wireTime } from '../store/objects.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { labelSelector } from '../store/selectors.ts';
import { notFound } from '../store/status-error.ts';

export const METRICS_GROUP = { name: 'metrics.k8s.io', version: 'v1beta1' } as const;
export const METRICS_RESOURCES = [
  { resource: 'nodes', kind: 'NodeMetrics', namespaced: false },
  { resource: 'pods', kind: 'PodMetrics', namespaced: true },
] as const;

const PREFIX = '/apis/metrics.k8s.io/v1beta1/';
const MI = 2 ** 20;
/** A metrics server looks as often; between two looks nothing changes. */
const WINDOW_SECONDS = 15;

/** Cores and bytes. */
interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

export interface MetricsPath {
  readonly resource: 'nodes' | 'pods';
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** What a path asks of the metrics server; undefined for another path. */
export function metricsPath(path: string): MetricsPath | undefined {
  if (!path.startsWith(PREFIX)) return undefined;
  const steps = path.slice(PREFIX.length).split('/').map(decodeURIComponent);
  if (steps[0] === 'nodes' && steps.length <= 2) return { resource: 'nodes', namespace: undefined, name: steps[1] };
  if (steps[0] === 'pods' && steps.length === 1) return { resource: 'pods', namespace: undefined, name: undefined };
  if (steps[0] === 'namespaces' && steps[2] === 'pods' && steps.length <= 4) {
    return { resource: 'pods', namespace: steps[1], name: steps[3] };
  }
  return undefined;
}

/** @throws StatusError for a name of which there is nothing */
export function metricsFor(
  { resource, namespace, name }: MetricsPath,
  query: URLSearchParams,
  { log, scripts, now }: { log: ResourceLog; scripts: ImageScripts; now: number },
): object {
  const looked = Math.floor(now / (WINDOW_SECONDS * 1000)) * WINDOW_SECONDS * 1000;
  const measure = (objects: readonly KubeObject[]): object[] =>
    resource === 'pods'
      ? objects.flatMap(pod => podMetrics(pod as DemoPod, scripts, looked) ?? [])
      : nodeMetrics(objects, log, scripts, looked);
  if (name !== undefined) {
    const found = log.get(resource, namespace, name);
    const [metrics] = found === undefined ? [] : measure([found]);
    if (metrics === undefined) throw notFound(resource, METRICS_GROUP.name, name);
    return metrics;
  }
  const matches = labelSelector(query.get('labelSelector') ?? '');
  const items = measure(log.all(resource, namespace).filter(object => matches?.(object) ?? true));
  const kind = resource === 'pods' ? 'PodMetricsList' : 'NodeMetricsList';
  return { kind, apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items };
}

function podMetrics(pod: DemoPod, scripts: ImageScripts, now: number): object | undefined {
  const containers = podUsage(pod, scripts, now).map(({ name, usage }) => ({ name, usage: written(usage) }));
  if (containers.length === 0) return undefined;
  return { ...head('PodMetrics', pod, now), containers };
}

/** What runs on each node, and what the system on it takes: one look at all pods for all nodes. */
function nodeMetrics(nodes: readonly KubeObject[], log: ResourceLog, scripts: ImageScripts, now: number): object[] {
  const used = new Map(
    nodes.map(({ metadata }) => [metadata.name, { cpu: 0.08 + 0.04 * wave(metadata.uid, now), memory: 600 * MI }]),
  );
  for (const pod of log.all('pods') as DemoPod[]) {
    const sum = used.get(pod.spec.nodeName ?? '');
    for (const { usage } of sum === undefined ? [] : podUsage(pod, scripts, now)) {
      sum!.cpu += usage.cpu;
      sum!.memory += usage.memory;
    }
  }
  return nodes.map(node => ({ ...head('NodeMetrics', node, now), usage: written(used.get(node.metadata.name)!) }));
}

function podUsage(pod: DemoPod, scripts: ImageScripts, now: number): { name: string; usage: Usage }[] {
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap(container => {
    const startedAt = parseTime(statuses.find(({ name }) => name === container.name)?.state.running?.startedAt);
    if (startedAt === undefined) return [];
    const usage = containerUsage(container, scripts, pod.metadata.uid, startedAt, now);
    return [{ name: container.name, usage }];
  });
}

function containerUsage(
  container: DemoContainer,
  scripts: ImageScripts,
  uid: string,
  startedAt: number,
  now: number,
): Usage {
  const asked = (resource: string, normally: string): number => {
    const { requests, limits } = container.resources ?? {};
    return quantity(requests?.[resource] ?? limits?.[resource] ?? normally);
  };
  const key = `${uid}/${container.name}`;
  const level = 0.3 + 0.5 * hash(key);
  const cpu = asked('cpu', '25m') * (level + 0.15 * wave(key, now));
  const grows = scriptFor(container, scripts).runs?.find(({ memoryMi }) => memoryMi)?.memoryMi;
  if (grows === undefined) return { cpu, memory: asked('memory', '48Mi') * (level + 0.03 * wave(key, now)) };
  const [from, to, seconds] = grows;
  const part = Math.min(1, Math.max(0, now - startedAt) / 1000 / seconds);
  return { cpu, memory: (from + (to - from) * part) * MI };
}

/** As a metrics server writes them: billionths of a core and kibibytes. */
const written = ({ cpu, memory }: Usage): object => ({
  cpu: `${Math.round(cpu * 1e9)}n`,
  memory: `${Math.round(memory / 1024)}Ki`,
});

function head(kind: string, { metadata }: KubeObject, now: number): object {
  const { name, namespace, labels, creationTimestamp } = metadata;
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels, creationTimestamp },
    timestamp: wireTime(now),
    window: `${WINDOW_SECONDS}s`,
  };
}

/** From 0 to 1, always the same for a text. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return sum / 2 ** 32;
}

/** From -1 to 1, up and down in a few minutes. */
const wave = (text: string, now: number): number =>
  Math.sin(now / 1000 / (20 + 40 * hash(`${text}/period`)) + 6.3 * hash(text));
