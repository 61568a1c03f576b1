import { namespaceDraft } from '../demo/nodes.ts';
import type { Draft, KubeObject } from '../demo/objects.ts';
import type { ResourceLog } from '../demo/resource-log.ts';
import type { FeedEvent, PodFeed } from '../kube/feed.ts';
import type { Pod } from '../kube/pod.ts';

/** Tells a recorded feed to the log of a demo, which serves it as a cluster. The answer ends it. */
export function tellRecording(feed: PodFeed, log: ResourceLog, now: () => number): () => void {
  feed.subscribe(event => tell(event, log, now()));
  feed.start();
  return () => feed.stop();
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

function put(log: ResourceLog, pod: Pod, now: number): void {
  const namespace = pod.metadata.namespace ?? 'default';
  if (!log.has('namespaces', undefined, namespace)) log.create('namespaces', namespaceDraft(namespace, now));
  const object = { ...pod, apiVersion: 'v1', kind: 'Pod', metadata: { ...pod.metadata, namespace } } as unknown;
  const known = log.get('pods', namespace, pod.metadata.name);
  if (known?.metadata.uid === pod.metadata.uid) log.update('pods', object as KubeObject);
  else {
    // Replaced under its name while nobody recorded.
    if (known) log.remove('pods', namespace, pod.metadata.name);
    log.create('pods', object as Draft);
  }
}
