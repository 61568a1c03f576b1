import type { Facts } from '../diagnosis/finding.ts';
import { mergeEvents } from '../history/event-list.ts';
import type { Cluster } from '../kube/cluster.ts';
import { type ClusterEvent, readEvent } from '../kube/cluster-event.ts';
import { at, itemsAt, textAt } from '../kube/json.ts';

/** More pods than this are not fetched to know what the nodes have left. */
const MOST_PODS = 5000;

/**
 * Asks the cluster for what surrounds a pod: its Events, node, owners, claims, budgets, and all nodes while it has none. Never
 * rejects: what may not be asked, or does not answer, is a sentence in `unknown`.
 */
export async function gatherFacts(cluster: Cluster, pod: unknown, now: number, signal?: AbortSignal): Promise<Facts> {
  const asking = new Asking(cluster, textAt(pod, 'metadata', 'namespace') || 'default', signal);
  const node = textAt(pod, 'spec', 'nodeName');
  const isUnplaced = node === '' && textAt(pod, 'status', 'phase') === 'Pending';
  const claimNames = itemsAt(pod, 'spec', 'volumes')
    .map(volume => textAt(volume, 'persistentVolumeClaim', 'claimName'))
    .filter(name => name !== '');
  const [owners, nodeObject, claims, budgets, nodes, pods] = await Promise.all([
    asking.owners(pod),
    node === '' ? undefined : asking.get('the node', `/api/v1/nodes/${encodeURIComponent(node)}`),
    Promise.all(
      claimNames.map(name => asking.get('the volume claims', asking.path('api/v1', 'persistentvolumeclaims', name))),
    ),
    asking.list('the disruption budgets', asking.path('apis/policy/v1', 'poddisruptionbudgets')),
    isUnplaced ? asking.list('the nodes', '/api/v1/nodes') : undefined,
    isUnplaced ? asking.list('the pods of the nodes', '/api/v1/pods', { limit: MOST_PODS }) : undefined,
  ]);
  const subjects = [
    { uid: textAt(pod, 'metadata', 'uid') },
    ...owners.map(owner => ({ uid: textAt(owner, 'metadata', 'uid') })),
    ...claimNames.map(name => ({ name, kind: 'PersistentVolumeClaim' })),
  ];
  const events = await Promise.all(subjects.map(subject => asking.events(subject)));
  return {
    pod,
    now,
    events: mergeEvents(...events),
    node: nodeObject,
    owners,
    claims: claims.filter(claim => claim !== undefined),
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
  const asking = new Asking(cluster, textAt(pod, 'metadata', 'namespace') || 'default', signal);
  const events = await asking.events({ uid: textAt(pod, 'metadata', 'uid') });
  return asking.unknown[0] ?? events;
}

/** Questions to one cluster about one namespace; refusals are collected, each once. */
class Asking {
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #signal: AbortSignal | undefined;
  readonly #refusals = new Map<string, string>();

  constructor(cluster: Cluster, namespace: string, signal: AbortSignal | undefined) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#signal = signal;
  }

  get unknown(): readonly string[] {
    return [...this.#refusals.values()];
  }

  path(api: string, resource: string, name?: string): string {
    const parts = ['', api, 'namespaces', encodeURIComponent(this.#namespace), resource];
    return [...parts, ...(name === undefined ? [] : [encodeURIComponent(name)])].join('/');
  }

  /** undefined when it does not exist, or cannot be had. */
  async get(what: string, path: string, query?: Record<string, string | number>): Promise<unknown> {
    try {
      return await this.#cluster.request({ path, query, signal: this.#signal });
    } catch (error) {
      const problem = this.#cluster.problem(error);
      if (problem.code !== 'not-found') this.#refusals.set(what, `Nothing is known of ${what}: ${problem.message}.`);
      return undefined;
    }
  }

  async list(
    what: string,
    path: string,
    query?: Record<string, string | number>,
  ): Promise<readonly unknown[] | undefined> {
    const answer = await this.get(what, path, query);
    return answer === undefined ? undefined : itemsAt(answer, 'items');
  }

  /** Both APIs show the same Events; the newer one is asked where the older is not served or not allowed. */
  async events(subject: {
    readonly uid?: string;
    readonly name?: string;
    readonly kind?: string;
  }): Promise<readonly ClusterEvent[]> {
    const select = (prefix: string): string =>
      Object.entries(subject)
        .filter(([, value]) => value !== '')
        .map(([field, value]) => `${prefix}.${field}=${value}`)
        .join(',');
    const older = await this.list('the events', this.path('api/v1', 'events'), {
      fieldSelector: select('involvedObject'),
    });
    const found =
      older ??
      (await this.list('the events', this.path('apis/events.k8s.io/v1', 'events'), {
        fieldSelector: select('regarding'),
      }));
    if (older === undefined && found !== undefined) this.#refusals.delete('the events');
    return (found ?? []).map(readEvent).filter(event => event !== undefined);
  }

  /** The controller, its controller, and so on: ReplicaSet, Deployment. */
  async owners(pod: unknown): Promise<readonly unknown[]> {
    const owners: unknown[] = [];
    for (let object: unknown = pod; owners.length < 5; ) {
      const reference = itemsAt(object, 'metadata', 'ownerReferences').find(each => at(each, 'controller') === true);
      const api = textAt(reference, 'apiVersion');
      const kind = textAt(reference, 'kind');
      if (reference === undefined || api === '' || kind === 'Node') break;
      const resource = `${kind.toLowerCase()}s`;
      object = await this.get(
        `the ${kind} that owns it`,
        this.path(api.includes('/') ? `apis/${api}` : `api/${api}`, resource, textAt(reference, 'name')),
      );
      if (object === undefined) break;
      owners.push(object);
    }
    return owners;
  }
}
