import type { ApiClient } from '../../scripts/cluster/api-client.ts';
import { CORPUS, type CorpusEntry } from '../support/corpus.ts';

/**
 * Writes `count` pods, spread over the corpus, to the server: the spec by a create, the status through the `status`
 * subresource as a kubelet would, the deletion by a DELETE that a finalizer holds up.
 */
export async function writeFuzz(api: ApiClient, namespace: string, count: number): Promise<void> {
  const step = Math.floor(CORPUS.length / count);
  const waiting = CORPUS.filter((_, index) => index % step === 0).slice(0, count);
  const worker = async () => {
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) await write(api, namespace, entry);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

async function write(api: ApiClient, namespace: string, { pod }: CorpusEntry): Promise<void> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const own = `${pods}/${pod.metadata.name}`;
  const deleting = pod.metadata.deletionTimestamp != null;
  // Ephemeral containers cannot be created with their pod, and have no part in any cell.
  const { ephemeralContainers: _, ...spec } = pod.spec ?? {};
  const { ephemeralContainerStatuses: __, qosClass: ___, nominatedNodeName, ...status } = pod.status ?? {};
  await api.call('POST', pods, {
    metadata: { name: pod.metadata.name, ...(deleting ? { finalizers: ['podscope.test/kept'] } : {}) },
    spec: { ...spec, automountServiceAccountToken: false },
  });
  // The server lets only a pod without a node have a nominated one.
  const wanted = spec.nodeName ? status : { ...status, nominatedNodeName };
  await api.call('PATCH', `${own}/status`, { status: wanted }, { contentType: 'application/merge-patch+json' });
  if (deleting) await api.call('DELETE', own);
}
