import type { RecordingHeader } from '../history/recording/recording.ts';
import type { Replay } from '../history/recording/replay.ts';
import { type Cluster, type ClusterRequest, NO_STATS, type PodScope } from '../kube/cluster.ts';
import { eventObject } from '../kube/cluster-event.ts';
import { eventSelector } from '../kube/event-selector.ts';
import type { Pod } from '../kube/pod.ts';
import { ProblemError } from '../kube/problem.ts';
import { parseServerMinor } from '../status/generation.ts';

/**
 * A cluster of which nothing is left but its recording: it plays its pods and Events, answers what was true of them at the moment
 * at which the replay stands, and nothing else.
 */
export function recordedCluster(replay: Replay, header: RecordingHeader): Cluster {
  const { context, cluster = 'recording', serverVersion, namespaces = [] } = header;
  const podsOf = ({ namespaces: places }: PodScope): Pod[] =>
    [...replay.pods].filter(pod => places.length === 0 || places.includes(pod.metadata.namespace ?? ''));
  return {
    identity: { context, cluster, user: undefined, server: 'recording', namespace: namespaces[0] ?? 'default' },
    podFeed: () => replay,
    eventFeed: scope => replay.eventFeed(eventSelector(scope)),
    async version() {
      const minor = parseServerMinor(serverVersion);
      return minor === undefined ? refuse() : { major: 1, minor, gitVersion: serverVersion! };
    },
    async *listPods(scope) {
      yield podsOf(scope);
    },
    getPod: async (namespace, name) => podNamed(replay, namespace, name),
    request: async request => answer(replay, request),
    lines: () => refuse(),
    runProcess: async () => refuse(),
    connectPort: async () => refuse(),
    problem: error =>
      error instanceof ProblemError ? error.problem : { code: 'invalid', message: String((error as Error)?.message) },
    clockSkew: () => replay.skew,
    stats: () => NO_STATS,
    close: () => replay.stop(),
  };
}

function refuse(): never {
  throw new ProblemError({ code: 'invalid', message: 'this is a recording; the cluster cannot be asked' });
}

/** With the fields that were recorded. */
function podNamed(replay: Replay, namespace: string, name: string): object {
  for (const pod of replay.pods) {
    if (pod.metadata.name === name && (pod.metadata.namespace ?? 'default') === namespace)
      return { apiVersion: 'v1', kind: 'Pod', ...pod };
  }
  throw new ProblemError({ code: 'not-found', message: `pods "${name}" not found at this moment of the recording` });
}

const EVENTS = /^\/(?:api|apis\/events\.k8s\.io)\/v1(?:\/namespaces\/([^/]+))?\/events$/;

/** Of the Events and pods that were recorded. */
function answer(replay: Replay, { method = 'GET', path, query }: ClusterRequest): unknown {
  const events = EVENTS.exec(path);
  if (method !== 'GET' || events === null) return refuse();
  const [, namespace] = events;
  const fieldSelector = query?.['fieldSelector'];
  const isMeant = eventSelector({
    namespaces: namespace === undefined ? [] : [decodeURIComponent(namespace)],
    fieldSelector: fieldSelector === undefined ? undefined : String(fieldSelector),
  });
  const items = [...replay.events].filter(isMeant).map(eventObject);
  return { apiVersion: 'v1', kind: 'EventList', metadata: {}, items };
}
