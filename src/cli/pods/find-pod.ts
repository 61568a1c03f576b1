import type { Cluster } from '../../kube/cluster.ts';
import { at, entriesAt, itemsAt, type Json, numberAt, textAt, timeAt } from '../../kube/json.ts';
import { ProblemError } from '../../kube/problem.ts';
import { UsageError } from '../options/usage-error.ts';

/** A pod that a person named, or one of those that stand behind what they named. */
export interface FoundTarget {
  readonly pod: Json;
  /** The Service that was named, whose ports are its own. */
  readonly service: Json | undefined;
}

interface Kind {
  readonly words: readonly string[];
  readonly path: (namespace: string, name: string) => string;
  /** Where the labels of its pods stand. */
  readonly selector: readonly string[];
}

const apps = (plural: string, words: readonly string[]): Kind => ({
  words: [plural, ...words],
  path: (namespace, name) => `/apis/apps/v1/namespaces/${namespace}/${plural}/${name}`,
  selector: ['spec', 'selector', 'matchLabels'],
});

/** What has pods behind it, by the words that kubectl knows them by. */
const KINDS: readonly Kind[] = [
  apps('deployments', ['deployment', 'deploy']),
  apps('statefulsets', ['statefulset', 'sts']),
  apps('daemonsets', ['daemonset', 'ds']),
  apps('replicasets', ['replicaset', 'rs']),
  {
    words: ['jobs', 'job'],
    path: (namespace, name) => `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`,
    selector: ['spec', 'selector', 'matchLabels'],
  },
  {
    words: ['services', 'service', 'svc'],
    path: (namespace, name) => `/api/v1/namespaces/${namespace}/services/${name}`,
    selector: ['spec', 'selector'],
  },
];
const PODS = ['pods', 'pod', 'po'];

/**
 * The pod that `text` names: `web-0`, `pod/web-0`, or `deploy/web`, of whose pods the one is taken that is ready, else runs, and is
 * the newest.
 * @throws UsageError, ProblemError
 */
export async function findPod(cluster: Cluster, namespace: string, text: string): Promise<FoundTarget> {
  const [word, name] = text.includes('/') ? (text.split('/', 2) as [string, string]) : ['pod', text];
  if (name === '') throw new UsageError(`"${text}" names nothing; write pod/NAME or deploy/NAME`);
  try {
    if (PODS.includes(word)) return { pod: (await cluster.getPod(namespace, name)) as Json, service: undefined };
    const { kind, owner } = await findOwner(cluster, namespace, word, name);
    const pods = await podsBehind(cluster, namespace, owner, kind);
    const pod = bestOf(pods);
    if (pod === undefined) {
      const why =
        pods.length === 0
          ? 'has no pods'
          : `has ${pods.length === 1 ? 'one pod, which does' : `${pods.length} pods, none of which does`} not run`;
      throw new ProblemError({ code: 'not-found', message: `${text} ${why}` });
    }
    return { pod, service: kind.words.includes('svc') ? owner : undefined };
  } catch (error) {
    if (error instanceof UsageError || error instanceof ProblemError) throw error;
    throw new ProblemError(cluster.problem(error), { cause: error });
  }
}

/** The labels of the pods behind `deploy/web`, as a selector. Rejects as `findPod` does. */
export async function selectorBehind(cluster: Cluster, namespace: string, text: string): Promise<string> {
  const [word = '', name = ''] = text.split('/', 2);
  try {
    const { kind, owner } = await findOwner(cluster, namespace, word, name);
    const selector = selectorOf(owner, kind);
    if (selector !== '') return selector;
    throw new ProblemError({ code: 'not-found', message: `${text} selects no pods by labels` });
  } catch (error) {
    if (error instanceof UsageError || error instanceof ProblemError) throw error;
    throw new ProblemError(cluster.problem(error), { cause: error });
  }
}

/** Whether it is a pod that `text` names, not what has pods. */
export const isPodName = (text: string): boolean => !text.includes('/') || PODS.includes(text.split('/', 1)[0]!);

async function findOwner(cluster: Cluster, namespace: string, word: string, name: string) {
  const kind = KINDS.find(({ words }) => words.includes(word.toLowerCase().split('.', 1)[0]!));
  if (kind === undefined) {
    const known = KINDS.map(({ words }) => words.at(-1)).join(', ');
    throw new UsageError(`"${word}" is no kind with pods that podscope knows; use pod, ${known}`);
  }
  const path = kind.path(encodeURIComponent(namespace), encodeURIComponent(name));
  return { kind, owner: (await cluster.request({ path })) as Json };
}

async function podsBehind(cluster: Cluster, namespace: string, owner: Json, kind: Kind): Promise<readonly Json[]> {
  const labelSelector = selectorOf(owner, kind);
  if (labelSelector === '') return [];
  const list = await cluster.request({
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
    query: { labelSelector },
  });
  return itemsAt(list, 'items');
}

const selectorOf = (owner: Json, kind: Kind): string =>
  entriesAt(owner, ...kind.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

function bestOf(pods: readonly Json[]): Json | undefined {
  const rank = (pod: Json): number => (isReady(pod) ? 0 : 1);
  return pods
    .filter(
      pod => textAt(pod, 'status', 'phase') === 'Running' && at(pod, 'metadata', 'deletionTimestamp') === undefined,
    )
    .sort((a, b) => rank(a) - rank(b) || createdAt(b) - createdAt(a))[0];
}

const isReady = (pod: Json): boolean =>
  itemsAt(pod, 'status', 'conditions').some(
    each => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True',
  );
const createdAt = (pod: Json): number => timeAt(pod, 'metadata', 'creationTimestamp') ?? 0;

/** The port of the pod behind one of a Service, which may be named there and mean another number in each pod. */
export function targetPort(service: Json, port: number, pod: Json): number {
  const found = itemsAt(service, 'spec', 'ports').find(each => numberAt(each, 'port') === port);
  const target = at(found, 'targetPort');
  if (typeof target === 'number') return target;
  if (typeof target !== 'string') return port;
  const named = itemsAt(pod, 'spec', 'containers')
    .flatMap(container => itemsAt(container, 'ports'))
    .find(each => textAt(each, 'name') === target);
  return numberAt(named, 'containerPort') ?? port;
}
