import type { Facts } from '../diagnosis/finding.ts';
import { mergeEvents } from '../history/event-list.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { ClusterEvent } from '../kube/cluster-event.ts';
import { at, itemsAt, textAt } from '../kube/json.ts';
import { readPodMetrics, type Usage } from '../kube/pod-metrics.ts';
import { resourcePath } from '../kube/resource-path.ts';
import { Asking } from './asking.ts';
import { claimNames, eventScopes, ownEvents } from './event-scopes.ts';

/** More pods than this are not fetched to know what the nodes have left. */
const MOST_PODS = 5000;
const TOO_MANY = `What the nodes have left is not told: there are more than ${MOST_PODS} pods.`;

/**
 * Asks the cluster for what surrounds a pod: its Events, node, owners, claims, budgets, and all nodes while it has none. Never
 * rejects: what may not be asked, or does not answer, is a sentence in `unknown`.
 */
export async function gatherFacts(cluster: Cluster, pod: unknown, now: number, signal?: AbortSignal): Promise<Facts> {
  const asking = new Asking(cluster, signal);
  const namespace = textAt(pod, 'metadata', 'namespace') || 'default';
  const node = textAt(pod, 'spec', 'nodeName');
  const isUnplaced = node === '' && textAt(pod, 'status', 'phase') === 'Pending';
  const get = (what: string, kind: string, name: string) => asking.get(what, resourcePath(kind, namespace, name)!);
  const [owners, nodeObject, claims, budgets, nodes, pods] = await Promise.all([
    ownersOf(asking, namespace, pod),
    node === '' ? undefined : get('the node', 'Node', node),
    Promise.all(claimNames(pod).map(name => get('the volume claims', 'PersistentVolumeClaim', name))),
    asking.list(
      'the disruption budgets',
      `/apis/policy/v1/namespaces/${encodeURIComponent(namespace)}/poddisruptionbudgets`,
    ),
    isUnplaced ? asking.list('the nodes', '/api/v1/nodes') : undefined,
    isUnplaced ? asking.wholeList('the pods of the nodes', '/api/v1/pods', MOST_PODS, TOO_MANY) : undefined,
  ]);
  const volumes = isUnplaced ? await volumesOf(asking, claims) : undefined;
  const events = await Promise.all(eventScopes(pod, owners).map(scope => asking.events(scope)));
  return {
    pod,
    now,
    events: mergeEvents(...events),
    node: nodeObject,
    owners,
    claims: claims.filter(claim => claim !== undefined),
    volumes,
    budgets,
    nodes,
    pods,
    unknown: asking.unknown,
  };
}

/** The Events of one pod, newest last, or a sentence on why they are not known. */
export async function podEvents(
  cluster: Cluster,
  pod: unknown,
  signal?: AbortSignal,
): Promise<readonly ClusterEvent[] | string> {
  const asking = new Asking(cluster, signal);
  const events = await asking.events(ownEvents(pod));
  return asking.unknown[0] ?? mergeEvents(events);
}

/** What its containers use, by name; undefined where nobody measures it, or it may not be read. */
export async function podUsage(cluster: Cluster, pod: unknown): Promise<Readonly<Record<string, Usage>> | undefined> {
  const [namespace, name] = ['namespace', 'name'].map(field => encodeURIComponent(textAt(pod, 'metadata', field)));
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods/${name}`;
  const metrics = await cluster.request({ path }).catch(() => undefined);
  return metrics === undefined ? undefined : readPodMetrics(metrics).containers;
}

/** Those that the claims are bound to. */
async function volumesOf(asking: Asking, claims: readonly unknown[]): Promise<readonly unknown[]> {
  const names = claims.map(claim => textAt(claim, 'spec', 'volumeName')).filter(name => name !== '');
  const volumes = await Promise.all(
    names.map(name => asking.get('the volumes of the claims', resourcePath('PersistentVolume', '', name)!)),
  );
  return volumes.filter(volume => volume !== undefined);
}

/** The controller, its controller, and so on: ReplicaSet, Deployment; each with its kind. */
async function ownersOf(asking: Asking, namespace: string, pod: unknown): Promise<readonly unknown[]> {
  const owners: unknown[] = [];
  for (let object: unknown = pod; owners.length < 5; ) {
    const reference = itemsAt(object, 'metadata', 'ownerReferences').find(each => at(each, 'controller') === true);
    const [kind, name, api] = ['kind', 'name', 'apiVersion'].map(field => textAt(reference, field));
    if (!kind || !name || !api || kind === 'Node') break;
    const path =
      resourcePath(kind, namespace, name) ??
      `/${api.includes('/') ? 'apis' : 'api'}/${api}/namespaces/${encodeURIComponent(namespace)}/${kind.toLowerCase()}s/${encodeURIComponent(name)}`;
    object = await asking.get(`the ${kind} that owns it`, path);
    if (object === undefined) break;
    owners.push({ kind, ...(object as object) });
  }
  return owners;
}
