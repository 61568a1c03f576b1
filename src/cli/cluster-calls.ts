import type { Cluster } from '../kube/cluster.ts';
import { list, object, text } from '../kube/foreign.ts';

/** Names of all namespaces, as far as the server tells. */
export async function namespaceNames(cluster: Cluster): Promise<string[]> {
  const answer = object((await cluster.request({ path: '/api/v1/namespaces' })) as { items?: unknown[] });
  return list(answer?.items).map(item =>
    text(object(object(item as { metadata?: object })?.metadata as { name?: string })?.name),
  );
}

export interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Deletes this very pod with its own grace period: a pod that came after it under the same name is spared. */
export async function deletePod(cluster: Cluster, { uid, namespace, name }: PodName): Promise<void> {
  await cluster.request({
    method: 'DELETE',
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`,
    body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } },
  });
}
