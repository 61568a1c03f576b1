import { ownerName, type PodRef, type Workload } from '../app/acts/act.ts';
import type { FoundOwner, ScaleFacts, WorkloadWish } from '../app/acts/workloads.ts';
import { type Refusal, refuse } from '../app/refusals.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at, itemsAt, numberAt, textAt } from '../kube/json.ts';
import { problemText } from '../kube/problem.ts';

/** A pod with the controller that its reference names. */
export interface OwnedPod {
  readonly pod: PodRef;
  readonly controller: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
}

/**
 * Asks the cluster what owns the pods in the end, such as the Deployment of their ReplicaSet: each once, and by its uid, so that
 * nothing else of the same name is meant. Never rejects: what cannot be had is a refusal.
 */
export async function findOwners(
  cluster: Cluster,
  wish: WorkloadWish,
  pods: readonly OwnedPod[],
): Promise<FoundOwner[]> {
  const first = new Map<string, OwnedPod>();
  for (const owned of pods) {
    const key = owned.controller?.uid ?? owned.pod.uid;
    if (!first.has(key)) first.set(key, owned);
  }
  const found = await Promise.all([...first.values()].map(owned => findOwner(cluster, wish, owned)));
  // Two ReplicaSets of one Deployment lead to it twice.
  const uids = new Set<string>();
  return found.filter(each => {
    const uid = 'owner' in each ? each.owner.uid : each.pod.uid;
    return !uids.has(uid) && uids.add(uid);
  });
}

async function findOwner(cluster: Cluster, wish: WorkloadWish, { pod, controller }: OwnedPod): Promise<FoundOwner> {
  const refused = (refusal: Refusal): FoundOwner => ({ pod, refusal });
  if (!controller) return refused(refuse('ownerless', { pod: pod.name }));
  try {
    const apiVersion = API_VERSIONS[controller.kind] ?? (await apiVersionOf(cluster, pod, controller.uid));
    let owner: Workload = { ...controller, apiVersion, namespace: pod.namespace };
    let object = await cluster.request({ path: workloadPath(owner) });
    for (let above = controllerIn(object); ; above = controllerIn(object)) {
      if (textAt(object, 'metadata', 'uid') !== owner.uid) {
        return refused(refuse('anotherMaker', { owner: ownerName(owner), pod: pod.name }));
      }
      if (!above) break;
      owner = { ...above, namespace: pod.namespace };
      object = await cluster.request({ path: workloadPath(owner) });
    }
    if (wish === 'scale') return { pod, owner, object, scale: await scaleFacts(cluster, owner) };
    const refusal = restartRefusal(owner, object);
    return refusal === undefined ? { pod, owner, object } : refused(refusal);
  } catch (error) {
    const problem = cluster.problem(error);
    return refused(refuse('ownerUnknown', { pod: pod.name, problem: problemText(problem) }));
  }
}

/** Kinds that own pods as Kubernetes comes. */
const API_VERSIONS: Readonly<Record<string, string>> = {
  ReplicaSet: 'apps/v1',
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  ReplicationController: 'v1',
};
const RESTARTABLE = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Of other kinds the pod itself tells the API. */
async function apiVersionOf(cluster: Cluster, { namespace, name }: PodRef, uid: string): Promise<string> {
  const references = itemsAt(await cluster.getPod(namespace, name), 'metadata', 'ownerReferences');
  return textAt(
    references.find(each => textAt(each, 'uid') === uid),
    'apiVersion',
  );
}

function controllerIn(object: unknown): Omit<Workload, 'namespace'> | undefined {
  const reference = itemsAt(object, 'metadata', 'ownerReferences').find(each => at(each, 'controller') === true);
  if (!reference) return undefined;
  const [apiVersion, kind, name, uid] = ['apiVersion', 'kind', 'name', 'uid'].map(key => textAt(reference, key));
  return { apiVersion: apiVersion!, kind: kind!, name: name!, uid: uid! };
}

/** Plurals are regular for every kind that is known to own pods. */
export function workloadPath({ apiVersion, kind, namespace, name }: Workload): string {
  const api = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  return [
    '',
    api,
    'namespaces',
    encodeURIComponent(namespace),
    `${kind.toLowerCase()}s`,
    encodeURIComponent(name),
  ].join('/');
}

function restartRefusal(owner: Workload, object: unknown): Refusal | undefined {
  if (!RESTARTABLE.has(owner.kind)) return refuse('ownerHasNoRollout', { owner: ownerName(owner) });
  if (at(object, 'spec', 'paused') === true) {
    return refuse('rolloutPaused', { owner: ownerName(owner) });
  }
  return undefined;
}

async function scaleFacts(cluster: Cluster, owner: Workload): Promise<ScaleFacts> {
  const [scale, autoscaler] = await Promise.all([
    cluster.request({ path: `${workloadPath(owner)}/scale` }),
    autoscalerText(cluster, owner),
  ]);
  return {
    wanted: numberAt(scale, 'spec', 'replicas') ?? 0,
    present: numberAt(scale, 'status', 'replicas'),
    autoscaler,
  };
}

/** Who may not list them, or has none, is told nothing. */
async function autoscalerText(cluster: Cluster, { kind, name, namespace }: Workload): Promise<string | undefined> {
  const path = `/apis/autoscaling/v2/namespaces/${encodeURIComponent(namespace)}/horizontalpodautoscalers`;
  const all = await cluster.request({ path }).catch(() => undefined);
  const found = itemsAt(all, 'items').find(
    each =>
      textAt(each, 'spec', 'scaleTargetRef', 'kind') === kind &&
      textAt(each, 'spec', 'scaleTargetRef', 'name') === name,
  );
  if (!found) return undefined;
  const least = numberAt(found, 'spec', 'minReplicas') ?? 1;
  const most = numberAt(found, 'spec', 'maxReplicas');
  return `HorizontalPodAutoscaler ${textAt(found, 'metadata', 'name')} changes that on its own, between ${least} and ${most}.`;
}
