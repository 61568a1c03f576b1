import { claimName } from '../diagnosis/volumes.ts';
import type { EventScope } from '../kube/cluster.ts';
import { itemsAt, textAt } from '../kube/json.ts';

/** Events about things without a namespace are kept in this one. */
const CLUSTER_EVENTS = 'default';

/** Where the Events stand that tell of a pod: its own, those of its node, its owners and its claims. */
export function eventScopes(pod: unknown, owners: readonly unknown[]): readonly EventScope[] {
  const namespaces = [textAt(pod, 'metadata', 'namespace') || 'default'];
  const node = textAt(pod, 'spec', 'nodeName');
  return [
    ownEvents(pod),
    // The kubelet gives its node's name as the uid, others the uid itself: the name is what they have in common.
    ...(node === '' ? [] : [{ namespaces: [CLUSTER_EVENTS], fieldSelector: fields({ kind: 'Node', name: node }) }]),
    ...owners.map(owner => ({ namespaces, fieldSelector: fields({ uid: textAt(owner, 'metadata', 'uid') }) })),
    ...claimNames(pod).map(name => ({
      namespaces,
      fieldSelector: fields({ kind: 'PersistentVolumeClaim', name }),
    })),
  ];
}

/** Those of this life of the pod alone. */
export const ownEvents = (pod: unknown): EventScope => ({
  namespaces: [textAt(pod, 'metadata', 'namespace') || 'default'],
  fieldSelector: fields({ uid: textAt(pod, 'metadata', 'uid') }),
});

export const claimNames = (pod: unknown): readonly string[] =>
  itemsAt(pod, 'spec', 'volumes')
    .map(volume => claimName(pod, volume))
    .filter(name => name !== '');

const fields = (subject: Readonly<Record<string, string>>): string =>
  Object.entries(subject)
    .map(([field, value]) => `involvedObject.${field}=${value}`)
    .join(',');
