import type { OwnerFacts } from '../diagnosis/owner.ts';
import { mergeEvents } from '../history/event-list.ts';
import type { Cluster } from '../kube/cluster.ts';
import { entriesAt, itemsAt, textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { resourcePath } from '../kube/resource-path.ts';
import { Asking } from './asking.ts';

/** What an owner makes that makes the pods. */
const BETWEEN: Readonly<Record<string, { readonly kind: string; readonly path: (namespace: string) => string }>> = {
  Deployment: { kind: 'ReplicaSet', path: namespace => `/apis/apps/v1/namespaces/${namespace}/replicasets` },
  CronJob: { kind: 'Job', path: namespace => `/apis/batch/v1/namespaces/${namespace}/jobs` },
};

/** The Events of so many of them are asked for, of the youngest. */
const YOUNGEST = 3;

/**
 * Asks for an owner and what surrounds it: what it made, its pods, the Events. What may not be asked is a sentence in `unknown`.
 * @throws ProblemError when the owner itself cannot be had
 */
export async function gatherOwner(
  cluster: Cluster,
  kind: string,
  namespace: string,
  name: string,
  now: number,
): Promise<OwnerFacts> {
  const asking = new Asking(cluster);
  const within = encodeURIComponent(namespace);
  const owner: unknown = await cluster.request({ path: resourcePath(kind, namespace, name)! }).catch(error => {
    throw new ProblemError(cluster.problem(error), { cause: error });
  });
  const uid = textAt(owner, 'metadata', 'uid');
  const made = BETWEEN[kind];
  const all = made ? ((await asking.list(`the ${made.kind}s`, made.path(within))) ?? []) : [];
  const isOf = (uids: readonly string[]) => (object: unknown) =>
    itemsAt(object, 'metadata', 'ownerReferences').some(reference => uids.includes(textAt(reference, 'uid')));
  const between = all
    .filter(isOf([uid]))
    .sort((a, b) => createdAt(b).localeCompare(createdAt(a)))
    .map(object => ({ kind: made!.kind, ...(object as object) }));
  const labelSelector = entriesAt(owner, 'spec', 'selector', 'matchLabels')
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await asking.list('the pods', `/api/v1/namespaces/${within}/pods`, { labelSelector });
  const uids = [uid, ...between.map(each => textAt(each, 'metadata', 'uid'))];
  const events = await Promise.all(
    uids
      .slice(0, YOUNGEST + 1)
      .map(each => asking.events({ namespaces: [namespace], fieldSelector: `involvedObject.uid=${each}` })),
  );
  return {
    owner: { kind, ...(owner as object) },
    between: between.slice(0, YOUNGEST),
    pods: (pods ?? []).filter(isOf(uids)),
    events: mergeEvents(...events),
    now,
    unknown: asking.unknown,
  };
}

const createdAt = (object: unknown): string => textAt(object, 'metadata', 'creationTimestamp');
