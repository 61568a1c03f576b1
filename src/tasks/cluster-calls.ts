import type { Cluster } from '../kube/cluster.ts';
import { list, object, text } from '../kube/foreign.ts';

/** Names of all namespaces, as far as the server tells. */
export async function namespaceNames(cluster: Cluster): Promise<string[]> {
  const answer = object((await cluster.request({ path: '/api/v1/namespaces' })) as { items?: unknown[] });
  return list(answer?.items).map(item =>
    text(object(object(item as { metadata?: object })?.metadata as { name?: string })?.name),
  );
}
