import { namespaceDraft } from '../../demo/store/nodes.ts';
import type { Draft, KubeObject } from '../../demo/store/objects.ts';
import type { ResourceLog } from '../../demo/store/resource-log.ts';
import { type ClusterEvent, eventObject } from '../../kube/cluster-event.ts';
import type { EventFeed, FeedEvent, PodFeed } from '../../kube/feed.ts';
import type { Pod } from '../../kube/pod.ts';
import { formatTime } from '../../kube/time.ts';

/** A recording that goes on in time. */
interface Recorded extends PodFeed {
  eventFeed(): EventFeed;
}

/**
 * Tells a recorded feed to the log of a demo, which serves it as a cluster: its pods and Events, and of its nodes the names and
 * addresses that the pods tell. The answer ends it.
 */
export function tellRecording(feed: Recorded, log: ResourceLog, now: () => number): () => void {
  const events = feed.eventFeed();
  const stops = [
    feed.subscribe(event => tell(event, log, now())),
    events.subscribe(event => tellEvent(event, log, now())),
  ];
  feed.start();
  events.start();
  return () => {
    for (const stop of stops) stop();
    feed.stop();
    events.stop();
  };
}

function tell(event: FeedEvent, log: ResourceLog, now: number): void {
  if (event.type === 'Added') put(log, event.after, now);
  else if (event.type === 'Updated') put(log, event.after, now);
  else if (event.type === 'Deleted') {
    const { namespace, name } = event.last.metadata;
    // Its last state is seen before it goes.
    put(log, event.last, now);
    log.remove('pods', namespace ?? 'default', name);
  }
}

function tellEvent(event: FeedEvent<ClusterEvent>, log: ResourceLog, now: number): void {
  if (event.type === 'Added' || event.type === 'Updated') putEvent(log, event.after, now);
  else if (event.type === 'Deleted') log.remove('events', event.last.namespace, event.last.name);
}

function putEvent(log: ResourceLog, event: ClusterEvent, now: number): void {
  needNamespace(log, event.namespace, now);
  const { metadata, ...rest } = eventObject(event) as unknown as KubeObject;
  const { name, namespace, uid } = metadata;
  const firstAt = event.firstAt ?? event.lastAt;
  const creationTimestamp = firstAt === undefined ? {} : { creationTimestamp: formatTime(firstAt) };
  const object = { ...rest, metadata: { name, namespace, uid, ...creationTimestamp } } as KubeObject;
  if (log.has('events', namespace, name)) log.update('events', object);
  else log.create('events', object);
}

function put(log: ResourceLog, pod: Pod, now: number): void {
  const namespace = pod.metadata.namespace ?? 'default';
  needNamespace(log, namespace, now);
  if (pod.spec?.nodeName) needNode(log, pod.spec.nodeName, pod.status?.hostIP);
  const object = { ...pod, apiVersion: 'v1', kind: 'Pod', metadata: { ...pod.metadata, namespace } } as unknown;
  const known = log.get('pods', namespace, pod.metadata.name);
  if (known?.metadata.uid === pod.metadata.uid) log.update('pods', object as KubeObject);
  else {
    // Replaced under its name while nobody recorded.
    if (known) log.remove('pods', namespace, pod.metadata.name);
    log.create('pods', object as Draft);
  }
}

function needNamespace(log: ResourceLog, name: string, now: number): void {
  if (!log.has('namespaces', undefined, name)) log.create('namespaces', namespaceDraft(name, now));
}

/** Whether a node was ready nobody recorded, so it is `Unknown`. */
function needNode(log: ResourceLog, name: string, address: string | undefined): void {
  if (log.has('nodes', undefined, name)) return;
  const addresses = address === undefined ? [] : [{ type: 'InternalIP', address }];
  log.create('nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: { addresses, nodeInfo: {} },
  });
}
