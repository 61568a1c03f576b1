/** DELETE, and what follows it: grace, finalizers, preconditions. */
import type { Clock } from '../../kube/clock.ts';
import { getObject, shelfOf } from './find-object.ts';
import type { Writer } from './managed-fields.ts';
import { type DemoPod, isPod, type KubeObject, wireTime } from './objects.ts';
import type { Target } from './request-path.ts';
import type { ResourceLog } from './resource-log.ts';
import { conflict } from './status-error.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly preconditions?:
    | { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined }
    | undefined;
  readonly dryRun?: readonly string[] | undefined;
  /** What becomes of the things that it owns: `Background`: they go after it; `Foreground`: before it; `Orphan`: they stay. */
  readonly propagationPolicy?: string | undefined;
  /** The same, as older clients say it. */
  readonly orphanDependents?: boolean | undefined;
}

export interface Deletion {
  readonly object: KubeObject;
  /** False while a grace period or a finalizer still holds the object. */
  readonly gone: boolean;
}

export function deleteObject(log: ResourceLog, clock: Clock, target: Target, options: DeleteOptions): Deletion {
  const object = getObject(log, target);
  checkPreconditions(target, object, options);
  return removeObject(log, clock, shelfOf(target), object, withDefaultPolicy(target, options));
}

/** As the API of Jobs began, who deletes one and says nothing more leaves its pods. */
export function withDefaultPolicy({ type }: Target, options: DeleteOptions): DeleteOptions {
  const silent = options.propagationPolicy === undefined && options.orphanDependents === undefined;
  return silent && type.resource === 'jobs' ? { ...options, propagationPolicy: 'Orphan' } : options;
}

/** @throws StatusError 409 */
function checkPreconditions({ type, name }: Target, { metadata }: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const kept = { uid: metadata.uid, resourceVersion: metadata.resourceVersion };
  const refuse = (field: string, wanted: string, found: string | undefined, then: string): never => {
    const why = `the ${field} in the precondition (${wanted}) does not match the ${field} in record (${found}). The object might have been ${then}`;
    // Of the kind, not of the resource, as the API server says it here.
    throw conflict(type.kind, type.group, name!, why);
  };
  if (uid !== undefined && uid !== kept.uid) refuse('UID', uid, kept.uid, 'deleted and then recreated');
  if (resourceVersion !== undefined && resourceVersion !== kept.resourceVersion)
    refuse('ResourceVersion', resourceVersion, kept.resourceVersion, 'modified');
}

/** Finalizers that say what is to become of the things that an object owns. */
export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** Holds the pods of a Job until they are counted. */
export const JOB_TRACKING = 'batch.kubernetes.io/job-tracking';

/**
 * Takes an object away, or marks it as to be deleted while a grace period (pods that a kubelet runs) or a finalizer
 * holds it. A second, shorter grace period shortens the first. For a dry run only the answer is made.
 */
export function removeObject(
  log: ResourceLog,
  clock: Clock,
  resource: string,
  given: KubeObject,
  options: DeleteOptions = {},
): Deletion {
  const dry = options.dryRun?.includes('All') ?? false;
  const update = (next: KubeObject): KubeObject => (dry ? next : log.update(resource, next));
  const object = propagating(given, options);
  const { metadata } = object;
  const { namespace, name } = metadata;
  const remove = (): KubeObject | undefined => (dry ? object : log.remove(resource, namespace, name));
  if (object.kind === 'Namespace') return { object: update(terminating(object, clock.now())), gone: false };
  const grace = isPod(object) ? podGrace(object, options.gracePeriodSeconds) : 0;
  const held = (metadata.finalizers ?? []).length > 0;
  if (!isPod(object) && !held) return { object: remove() ?? object, gone: true };
  const shortens = grace < (metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY);
  if (metadata.deletionTimestamp != null && !shortens && (grace > 0 || held))
    return { object: object === given ? given : update(object), gone: false };
  // A pod that goes at once is marked first, too: whoever watches sees that its grace is over.
  const marked = shortens ? update(markedForDeletion(object, grace, clock.now())) : object;
  if (grace > 0 || held) return { object: marked, gone: false };
  return { object: (dry ? marked : remove()) ?? marked, gone: true };
}

/** The object with the finalizer of the policy, which replaces that of another one. */
function propagating(object: KubeObject, options: DeleteOptions): KubeObject {
  const policy = policyOf(options);
  if (policy === undefined) return object;
  const { finalizers = [], ...metadata } = object.metadata;
  const others = finalizers.filter(name => name !== FOREGROUND && name !== ORPHAN);
  const wanted = [...others, ...POLICIES[policy]];
  if (wanted.join() === finalizers.join()) return object;
  return { ...object, metadata: { ...metadata, ...(wanted.length === 0 ? {} : { finalizers: wanted }) } };
}

type Policy = 'Background' | 'Foreground' | 'Orphan';
export const POLICIES: Readonly<Record<Policy, readonly string[]>> = {
  Foreground: [FOREGROUND],
  Background: [],
  Orphan: [ORPHAN],
};

function policyOf(options: DeleteOptions): Policy | undefined {
  if (options.propagationPolicy !== undefined) return options.propagationPolicy as Policy;
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  return undefined;
}

/** It goes when it is empty. */
function terminating(namespace: KubeObject, now: number): KubeObject {
  const { metadata } = namespace;
  if (metadata.deletionTimestamp != null) return namespace;
  const marked = { ...metadata, deletionTimestamp: wireTime(now) };
  return { ...namespace, metadata: marked, status: { phase: 'Terminating' } };
}

/**
 * The deletion counts as one change of the object, however often its grace is shortened; that counts from the first request, but a
 * deletionTimestamp is never moved into the past.
 */
function markedForDeletion(object: KubeObject, grace: number, now: number): KubeObject {
  const { metadata } = object;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = metadata;
  const asked = deletionTimestamp == null ? now : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  const due = Math.max(asked + grace * 1000, now);
  const counted = deletionTimestamp == null && generation !== undefined ? { generation: generation + 1 } : {};
  return {
    ...object,
    metadata: {
      ...metadata,
      ...counted,
      deletionTimestamp: wireTime(due),
      // What was to end gracefully and has no time left is left the least.
      deletionGracePeriodSeconds: due > asked + grace * 1000 ? Math.min(grace, 1) : grace,
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
