/** DELETE, and what follows it: grace, finalizers, preconditions. */
import type { Clock } from '../../kube/clock.ts';
import { getObject, shelfOf } from './find-object.ts';
import type { Writer } from './managed-fields.ts';
import { type DemoPod, isPod, type KubeObject, wireTime } from './objects.ts';
import { ownedBy } from './owners.ts';
import type { Target } from './request-path.ts';
import type { ResourceLog } from './resource-log.ts';
import { conflict } from './status-error.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly preconditions?:
    | { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined }
    | undefined;
  readonly dryRun?: readonly string[] | undefined;
  /** `Orphan`: what it has made stays. */
  readonly propagationPolicy?: string | undefined;
  /** The same, as older clients say it. */
  readonly orphanDependents?: boolean | undefined;
}

export interface Deletion {
  readonly object: KubeObject;
  /** False while a grace period or a finalizer still holds the object. */
  readonly gone: boolean;
}

/** Options of the body, then of the query, which kubectl and client-node both use. */
export function deleteOptions(body: unknown, query: URLSearchParams): DeleteOptions {
  const fromBody = (typeof body === 'object' && body !== null ? body : {}) as DeleteOptions;
  const grace = query.get('gracePeriodSeconds');
  const dryRun = query.getAll('dryRun');
  const propagationPolicy = query.get('propagationPolicy');
  return {
    ...fromBody,
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(dryRun.length === 0 ? {} : { dryRun }),
    ...(propagationPolicy === null ? {} : { propagationPolicy }),
  };
}

export function deleteObject(log: ResourceLog, clock: Clock, target: Target, options: DeleteOptions): Deletion {
  const object = getObject(log, target);
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { type, name } = target;
  if (uid !== undefined && uid !== object.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${object.metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(
      type.resource,
      type.group,
      name!,
      `StorageError: invalid object, Code: 4, Key: /registry/${type.resource}/${object.metadata.namespace ?? ''}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${why}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${object.metadata.resourceVersion}). The object might have been modified`;
    throw conflict(type.resource, type.group, name!, `Precondition failed: ${why}`);
  }
  if (options.dryRun?.includes('All')) return { object, gone: false };
  if (options.propagationPolicy === 'Orphan' || options.orphanDependents) orphan(log, object);
  return removeObject(log, clock, shelfOf(target), object, options.gracePeriodSeconds);
}

/** Lets go of everything that the object has made, so that it stays when the object goes; of a pod also what a Job counts it by. */
function orphan(log: ResourceLog, owner: KubeObject): void {
  for (const resource of ['replicasets', 'jobs', 'pods']) {
    for (const child of ownedBy(log, resource, owner)) {
      const { ownerReferences = [], finalizers, ...metadata } = child.metadata;
      const others = ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid);
      const kept = (finalizers ?? []).filter(name => name !== JOB_TRACKING);
      log.update(resource, {
        ...child,
        metadata: {
          ...metadata,
          ...(others.length === 0 ? {} : { ownerReferences: others }),
          ...(kept.length === 0 ? {} : { finalizers: kept }),
        },
      });
    }
  }
}

/** Holds the pods of a Job until they are counted. */
export const JOB_TRACKING = 'batch.kubernetes.io/job-tracking';

/**
 * Takes an object away, or marks it as to be deleted while a grace period (pods that a kubelet runs) or a finalizer
 * holds it. A second, shorter grace period shortens the first.
 */
export function removeObject(
  log: ResourceLog,
  clock: Clock,
  resource: string,
  object: KubeObject,
  graceSeconds?: number | undefined,
): Deletion {
  const { metadata } = object;
  const { namespace, name } = metadata;
  const grace = isPod(object) ? podGrace(object, graceSeconds) : 0;
  const held = (metadata.finalizers ?? []).length > 0;
  if (object.kind === 'Namespace') return { object: terminating(log, clock, object), gone: false };
  if (!isPod(object) && !held) return { object: log.remove(resource, namespace, name)!, gone: true };
  const shortens = grace < (metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY);
  if (metadata.deletionTimestamp != null && !shortens && (grace > 0 || held)) return { object, gone: false };
  // A pod that goes at once is marked first, too: whoever watches sees that its grace is over.
  const marked = shortens ? log.update(resource, markedForDeletion(object, grace, clock.now())) : object;
  if (grace > 0 || held) return { object: marked, gone: false };
  return { object: log.remove(resource, namespace, name) ?? marked, gone: true };
}

/** It goes when it is empty. */
function terminating(log: ResourceLog, clock: Clock, namespace: KubeObject): KubeObject {
  const { metadata } = namespace;
  if (metadata.deletionTimestamp != null) return namespace;
  const marked = { ...metadata, deletionTimestamp: wireTime(clock.now()) };
  return log.update('namespaces', { ...namespace, metadata: marked, status: { phase: 'Terminating' } } as KubeObject);
}

/** The deletion counts as one change of the object, however often its grace is shortened; that counts from the first request. */
function markedForDeletion(object: KubeObject, grace: number, now: number): KubeObject {
  const { metadata } = object;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = metadata;
  const asked = deletionTimestamp == null ? now : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  const counted = deletionTimestamp == null && generation !== undefined ? { generation: generation + 1 } : {};
  return {
    ...object,
    metadata: {
      ...metadata,
      ...counted,
      deletionTimestamp: wireTime(asked + grace * 1000),
      deletionGracePeriodSeconds: grace,
    },
  };
}

/** Nothing runs of a pod without a node or at its end, so there is nothing to wait for. */
function podGrace(pod: DemoPod, asked: number | undefined): number {
  if (pod.spec.nodeName === undefined || ['Succeeded', 'Failed'].includes(pod.status.phase)) return 0;
  return Math.max(0, asked ?? pod.spec.terminationGracePeriodSeconds ?? 30);
}

/** Writes a changed object; one that waited only for its last finalizer goes. */
export function writeObject(log: ResourceLog, resource: string, object: KubeObject, writer?: Writer): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [], namespace, name } = object.metadata;
  const over = deletionTimestamp != null && deletionGracePeriodSeconds === 0 && finalizers.length === 0;
  return over ? log.remove(resource, namespace, name)! : log.update(resource, object, writer);
}
