/** What becomes of the things that an owner leaves behind: they go after it, before it, or stay without it. */
import type { Clock } from '../../kube/clock.ts';
import { FOREGROUND, JOB_TRACKING, ORPHAN, removeObject, writeObject } from '../store/delete-object.ts';
import { CONTROLLERS } from '../store/managed-fields.ts';
import type { KubeObject } from '../store/objects.ts';
import { ownedBy } from '../store/owners.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { RESOURCES } from '../store/resources.ts';

/** Changes that come together are looked at once. */
const SETTLE_MS = 50;
/** What may belong to something else. */
const SHELVES = RESOURCES.filter(row => row.namespaced && row.storedAs === undefined);
/** Kinds that leave something behind; to look for what a pod has left would take long in a big cluster, and find nothing. */
const OWNERS = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs'];

interface Dependent {
  readonly resource: string;
  readonly object: KubeObject;
}

/** The answer ends it. */
export function collectGarbage(log: ResourceLog, clock: Clock): () => void {
  const dependents = (owner: KubeObject): Dependent[] =>
    SHELVES.flatMap(({ resource }) => ownedBy(log, resource, owner).map(object => ({ resource, object })));

  const remove = ({ resource, object }: Dependent, first: boolean): void => {
    // Of what it owns itself, everything goes before it, too.
    const foreground = first && dependents(object).length > 0;
    removeObject(log, clock, resource, object, { propagationPolicy: foreground ? 'Foreground' : undefined });
  };
  const afterOwner = (owner: KubeObject): void => {
    for (const dependent of dependents(owner)) {
      const free = released(log, dependent);
      if (free.object.metadata.deletionTimestamp == null) remove(free, false);
    }
  };
  const beforeOwner = (resource: string, owner: KubeObject): void => {
    for (const dependent of dependents(owner)) {
      const free = released(log, dependent);
      if (free.object.metadata.deletionTimestamp == null) remove(free, true);
    }
    const blocking = dependents(owner).some(({ object }) =>
      object.metadata.ownerReferences?.some(
        ({ uid, blockOwnerDeletion }) => uid === owner.metadata.uid && blockOwnerDeletion,
      ),
    );
    if (!blocking) writeObject(log, resource, withoutFinalizer(owner, FOREGROUND), CONTROLLERS);
  };
  const withoutOwner = (resource: string, owner: KubeObject): void => {
    for (const dependent of dependents(owner)) {
      const { metadata } = dependent.object;
      const { ownerReferences = [], ...rest } = metadata;
      const others = ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid);
      const left = { ...rest, ...(others.length === 0 ? {} : { ownerReferences: others }) };
      writeObject(log, dependent.resource, withoutFinalizer({ ...dependent.object, metadata: left }, JOB_TRACKING));
    }
    writeObject(log, resource, withoutFinalizer(owner, ORPHAN), CONTROLLERS);
  };

  const due = new Set<string>();
  const wake = (resource: string, namespace: string | undefined, name: string): void => {
    const key = `${resource}/${namespace}/${name}`;
    if (due.has(key)) return;
    due.add(key);
    clock.after(SETTLE_MS, () => {
      due.delete(key);
      const owner = log.get(resource, namespace, name);
      const { deletionTimestamp, finalizers = [] } = owner?.metadata ?? {};
      if (owner === undefined || deletionTimestamp == null) return;
      if (finalizers.includes(ORPHAN)) withoutOwner(resource, owner);
      else if (finalizers.includes(FOREGROUND)) beforeOwner(resource, owner);
    });
  };
  const stops = SHELVES.map(({ resource }) =>
    log.subscribe(resource, ({ type, object }) => {
      const { namespace, name, deletionTimestamp, finalizers, ownerReferences } = object.metadata;
      if (type !== 'DELETED') {
        if (deletionTimestamp != null && finalizers !== undefined) wake(resource, namespace, name);
        return;
      }
      if (OWNERS.includes(resource)) clock.after(SETTLE_MS, () => afterOwner(object));
      for (const { kind, name: owner } of ownerReferences ?? []) {
        const shelf = SHELVES.find(row => row.kind === kind)?.resource;
        if (shelf !== undefined) wake(shelf, namespace, owner);
      }
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** The dependent, held no longer until a Job has counted it. */
function released(log: ResourceLog, { resource, object }: Dependent): Dependent {
  if (!object.metadata.finalizers?.includes(JOB_TRACKING)) return { resource, object };
  return { resource, object: writeObject(log, resource, withoutFinalizer(object, JOB_TRACKING), CONTROLLERS) };
}

function withoutFinalizer(object: KubeObject, name: string): KubeObject {
  const { finalizers = [], ...metadata } = object.metadata;
  const left = finalizers.filter(finalizer => finalizer !== name);
  return { ...object, metadata: { ...metadata, ...(left.length === 0 ? {} : { finalizers: left }) } };
}
