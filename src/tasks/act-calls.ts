import { type Act, graceText, ownerName, type PodRef, type Workload } from '../app/acts/act.ts';
import { type Refusal, refuse } from '../app/refusals.ts';
import { ApiStatusError } from '../cluster/wire/errors.ts';
import type { Cluster } from '../kube/cluster.ts';
import { numberAt, textAt, textsAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { formatTime } from '../kube/time.ts';
import { workloadPath } from './find-owners.ts';
import { killProcess } from './kill-process.ts';

type Of<K extends Act['kind']> = Extract<Act, { kind: K }>;

/** Sends one act. Answers what the cluster made of it, as a sentence; rejects when it refuses. @param now ms, our clock */
export async function sendAct(cluster: Cluster, act: Act, now: () => number): Promise<string> {
  switch (act.kind) {
    case 'delete':
      return deletePod(cluster, act);
    case 'evict':
      return evictPod(cluster, act);
    case 'restart':
      return restartOwner(cluster, act, now() + (cluster.clockSkew() ?? 0));
    case 'scale':
      return scaleOwner(cluster, act);
    case 'kill': {
      const { pod, container, signal } = act;
      const { namespace, name } = await unlessReplaced(cluster, pod);
      return killProcess(cluster, { namespace, pod: name, container }, signal);
    }
  }
}

export const podPath = ({ namespace, name }: Pick<PodRef, 'namespace' | 'name'>): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;

/** This very pod: one that came after it under the same name is spared. */
const deleteOptions = ({ pod, grace }: Of<'delete' | 'evict'>): object => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  preconditions: { uid: pod.uid },
  ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
});

async function deletePod(cluster: Cluster, act: Of<'delete' | 'evict'>): Promise<string> {
  const { pod } = act;
  const answer = await cluster.request({ method: 'DELETE', path: podPath(pod), body: deleteOptions(act) });
  const finalizers = textsAt(answer, 'metadata', 'finalizers');
  const grace = numberAt(answer, 'metadata', 'deletionGracePeriodSeconds');
  if (finalizers.length > 0) return `${pod.name} is deleted once ${finalizers.join(', ')} lets it go.`;
  return grace === undefined || grace === 0
    ? `${pod.name} is deleted.`
    : `${pod.name} has ${graceText(grace)} to end, and is deleted then.`;
}

async function evictPod(cluster: Cluster, act: Of<'delete' | 'evict'>): Promise<string> {
  const { pod } = act;
  await cluster.request({
    method: 'POST',
    path: `${podPath(pod)}/eviction`,
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pod.name, namespace: pod.namespace },
      deleteOptions: deleteOptions(act),
    },
  });
  return `${pod.name} is evicted.`;
}

/** As `kubectl rollout restart` does: a new template, which the owner rolls out. */
async function restartOwner(cluster: Cluster, act: Of<'restart'>, now: number): Promise<string> {
  const { owner, generation } = act;
  const path = workloadPath(owner);
  return unlessChanged(async () => {
    const object = await cluster.request({ path });
    checkUid(owner, textAt(object, 'metadata', 'uid'));
    if (numberAt(object, 'metadata', 'generation') !== generation) {
      throw refused(refuse('changedMeanwhile', { owner: ownerName(owner) }));
    }
    const restartedAt = formatTime(now);
    const body = {
      metadata: preconditions(object),
      spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } } } },
    };
    await cluster.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });
    return `${ownerName(owner)} makes its pods anew.`;
  });
}

async function scaleOwner(cluster: Cluster, { owner, from, to }: Of<'scale'>): Promise<string> {
  const path = `${workloadPath(owner)}/scale`;
  return unlessChanged(async () => {
    const scale = await cluster.request({ path });
    checkUid(owner, textAt(scale, 'metadata', 'uid'));
    const present = numberAt(scale, 'spec', 'replicas') ?? 0;
    if (present !== from) throw refused(refuse('scaledMeanwhile', { owner: ownerName(owner), present, from }));
    const body = {
      apiVersion: textAt(scale, 'apiVersion') || 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: owner.name, namespace: owner.namespace, ...preconditions(scale) },
      spec: { replicas: to },
    };
    await cluster.request({ method: 'PUT', path, body });
    return `${ownerName(owner)} goes from ${from} to ${to} ${to === 1 ? 'replica' : 'replicas'}.`;
  });
}

/** What must still be so for a change to be made. */
const preconditions = (object: unknown): object => ({
  uid: textAt(object, 'metadata', 'uid'),
  resourceVersion: textAt(object, 'metadata', 'resourceVersion'),
});

function checkUid(owner: Workload, uid: string): void {
  if (uid !== owner.uid) throw refused(refuse('anotherOwner', { owner: ownerName(owner) }));
}

const refused = (message: Refusal): ProblemError => new ProblemError({ code: 'conflict', message });

/** So often the same is tried on an object whose status keeps changing. */
const TRIES = 5;

/** Tries again what was refused because the object had changed meanwhile; `attempt` looks itself whether that matters. */
async function unlessChanged(attempt: () => Promise<string>): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === TRIES || !(error instanceof ApiStatusError) || error.status !== 409) throw error;
    }
  }
}

/** Exec names a pod by its name alone: it is looked first whether that is still the one that is meant. */
async function unlessReplaced(cluster: Cluster, pod: PodRef): Promise<PodRef> {
  const object = await cluster.getPod(pod.namespace, pod.name);
  if (textAt(object, 'metadata', 'uid') === pod.uid) return pod;
  throw refused(refuse('anotherPod', { pod: pod.name }));
}

/** Why an act was not done. */
export function refusalSentence(cluster: Cluster, act: Act, error: unknown): Refusal {
  const { code, message } = cluster.problem(error);
  const { name } = act.pod;
  const isOfPod = act.kind === 'delete' || act.kind === 'evict';
  if (isOfPod && code === 'not-found') return refuse('goneAlready', { pod: name });
  if (isOfPod && code === 'conflict' && /precondition/i.test(message) && /\buid\b/i.test(message)) {
    return refuse('anotherPod', { pod: name });
  }
  if (code === 'throttled' && act.kind === 'evict' && /budget/i.test(message))
    return refuse('heldByBudget', { pod: name, answer: sentence(message) });
  // What was sent may have arrived.
  if (code === 'network') return refuse('perhapsDone', { problem: sentence(message) });
  return refuse('answered', { answer: sentence(message) });
}

/** As a sentence, whatever the server's own punctuation. */
export function sentence(message: string): string {
  const text = message.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
