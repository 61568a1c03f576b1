/** What comes with a namespace, and what goes with it: its service account first, everything that lives in it at the end. */
import type { Clock } from '../../kube/clock.ts';
import { removeObject } from '../store/delete-object.ts';
import { CONTROLLERS } from '../store/managed-fields.ts';
import type { KubeObject } from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { RESOURCES } from '../store/resources.ts';

/** Changes that come together are looked at once. */
const SETTLE_MS = 50;
const SHELVES = RESOURCES.filter(row => row.namespaced && row.storedAs === undefined).map(row => row.resource);

/** `random`: for uids alone, so that the names of everything else do not depend on it. The answer ends it. */
export function keepNamespaces(log: ResourceLog, clock: Clock, random: Random): () => void {
  const furnish = ({ metadata: { name: namespace } }: KubeObject): void => {
    const metadata = { name: 'default', namespace, uid: random.uuid() };
    if (!log.has('serviceaccounts', namespace, 'default'))
      log.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, CONTROLLERS);
  };
  const empty = (name: string): void => {
    const namespace = log.get('namespaces', undefined, name);
    if (namespace?.metadata.deletionTimestamp == null) return;
    let left = 0;
    for (const resource of SHELVES)
      for (const object of log.all(resource, name)) {
        const held = object.metadata.deletionTimestamp != null || !removeObject(log, clock, resource, object).gone;
        if (held) left += 1;
      }
    if (left === 0) log.remove('namespaces', undefined, name);
  };
  const due = new Set<string>();
  const wake = (name: string): void => {
    if (due.has(name)) return;
    due.add(name);
    clock.after(SETTLE_MS, () => {
      due.delete(name);
      empty(name);
    });
  };
  const isLeaving = (name: string): boolean =>
    log.get('namespaces', undefined, name)?.metadata.deletionTimestamp != null;
  for (const namespace of log.all('namespaces')) furnish(namespace);
  const stops = [
    log.subscribe('namespaces', ({ type, object }) => {
      if (type === 'ADDED') furnish(object);
      else if (type === 'MODIFIED' && object.metadata.deletionTimestamp != null) wake(object.metadata.name);
    }),
    ...SHELVES.map(resource =>
      log.subscribe(resource, ({ type, object }) => {
        const { namespace = '' } = object.metadata;
        if (type === 'DELETED' && isLeaving(namespace)) wake(namespace);
      }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
