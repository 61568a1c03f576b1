import type { Cluster, EventScope } from '../kube/cluster.ts';
import { type ClusterEvent, readEvent } from '../kube/cluster-event.ts';
import { itemsAt, textAt } from '../kube/json.ts';

/** Questions to one cluster; refusals are collected, each once. Never rejects. */
export class Asking {
  readonly #cluster: Cluster;
  readonly #signal: AbortSignal | undefined;
  readonly #refusals = new Map<string, string>();

  constructor(cluster: Cluster, signal?: AbortSignal) {
    this.#cluster = cluster;
    this.#signal = signal;
  }

  /** What could not be asked, or got no answer, each as a sentence. */
  get unknown(): readonly string[] {
    return [...this.#refusals.values()];
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

  /** A list that says nothing when it is not whole: undefined, and `tooMany` why, when there are more. */
  async wholeList(what: string, path: string, limit: number, tooMany: string): Promise<readonly unknown[] | undefined> {
    const answer = await this.get(what, path, { limit });
    if (answer === undefined) return undefined;
    if (textAt(answer, 'metadata', 'continue') === '') return itemsAt(answer, 'items');
    this.#refusals.set(what, tooMany);
    return undefined;
  }

  /** Both APIs show the same Events; the newer one is asked where the older is not served or not allowed. */
  async events({ namespaces, fieldSelector = '' }: EventScope): Promise<readonly ClusterEvent[]> {
    const [namespace = 'default'] = namespaces;
    const path = (api: string): string => `/${api}/namespaces/${encodeURIComponent(namespace)}/events`;
    const older = await this.list('the events', path('api/v1'), { fieldSelector });
    const found =
      older ??
      (await this.list('the events', path('apis/events.k8s.io/v1'), {
        fieldSelector: fieldSelector.replaceAll('involvedObject.', 'regarding.'),
      }));
    if (older === undefined && found !== undefined) this.#refusals.delete('the events');
    return (found ?? []).map(readEvent).filter(event => event !== undefined);
  }
}
