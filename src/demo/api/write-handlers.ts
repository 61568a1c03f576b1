/** POST, PUT and PATCH. */

import { newObject } from '../machinery/new-object.ts';
import { withPriority } from '../store/admission.ts';
import { withDefaults } from '../store/defaults.ts';
import { writeObject } from '../store/delete-object.ts';
import { getObject, shelfOf } from '../store/find-object.ts';
import { jsonPatch } from '../store/json-patch.ts';
import type { Writer } from '../store/managed-fields.ts';
import { checkManifest } from '../store/manifest-checks.ts';
import { isRecord, mergePatch } from '../store/merge-patch.ts';
import { type Draft, isPod, type KubeObject } from '../store/objects.ts';
import type { Target } from '../store/request-path.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { apiVersionOf, type ResourceType } from '../store/resources.ts';
import { alreadyExists, badRequest, conflict, invalid, notFound, StatusError } from '../store/status-error.ts';
import { strategicPatch } from '../store/strategic-patch.ts';
import { checkFields } from './field-validation.ts';

export interface Written {
  readonly code: 200 | 201;
  readonly object: KubeObject;
}

const isDryRun = (query: URLSearchParams): boolean => query.getAll('dryRun').includes('All');

export function createObject(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  body: unknown,
  writer: Writer,
): Written {
  const { type, namespace } = target;
  checkFields(target, query, body);
  const draft = draftOf(target, body);
  const name = draft.metadata.name;
  if (name === undefined && draft.metadata.generateName === undefined) {
    throw invalid(type.kind, type.group, '', 'metadata.name', 'Required value: name or generateName is required');
  }
  if (type.namespaced) checkNamespace(log, target, draft);
  if (name !== undefined && log.has(shelfOf(target), namespace, name))
    throw alreadyExists(type.resource, type.group, name);
  checkManifest(target.type, draft);
  const { draft: made, given } = newObject(type.resource, draft, log);
  const whole = type.kind === 'Pod' ? withPriority(log, made) : made;
  if (isDryRun(query)) return { code: 201, object: whole as KubeObject };
  return { code: 201, object: log.create(shelfOf(target), whole, writer, given) };
}

function checkNamespace(log: ResourceLog, { type, namespace = '' }: Target, { metadata }: Draft): void {
  const found = log.get('namespaces', undefined, namespace);
  if (found === undefined) throw notFound('namespaces', '', namespace);
  if (found.metadata.deletionTimestamp == null) return;
  const { name = '' } = metadata;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `${type.resource} "${name}" is forbidden: ${why}`;
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ];
  throw new StatusError(403, 'Forbidden', message, { name, kind: type.resource, causes });
}

function draftOf({ type, namespace }: Target, body: unknown): Draft {
  if (!isRecord(body) || !isRecord(body['metadata'] ?? {})) throw badRequest('the body is no object of Kubernetes');
  if (body['kind'] !== undefined && body['kind'] !== type.kind) {
    throw badRequest(`the kind of the object (${body['kind']}) does not match the path (${type.kind})`);
  }
  const metadata = { ...(body['metadata'] as object), ...(type.namespaced ? { namespace } : {}) } as Draft['metadata'];
  if (
    type.namespaced &&
    (body['metadata'] as Draft['metadata'])?.namespace &&
    (body['metadata'] as Draft['metadata']).namespace !== namespace
  ) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { ...body, apiVersion: apiVersionOf(type), kind: type.kind, metadata };
}

export function replaceObject(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  body: unknown,
  writer: Writer,
): Written {
  const old = getObject(log, target);
  checkFields(target, query, body);
  const draft = draftOf(target, body) as KubeObject;
  return { code: 200, object: write(log, target, query, old, draft, writer) };
}

export function patchObject(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  contentType: string,
  body: unknown,
  writer: Writer,
): Written {
  const apply = contentType.startsWith('application/apply-patch');
  if (apply && !log.has(shelfOf(target), target.namespace, target.name!))
    return createObject(log, target, query, body, writer);
  const old = getObject(log, target);
  const next = patched(old, contentType, body);
  checkFields(target, query, next);
  return { code: 200, object: write(log, target, query, old, next as KubeObject, writer) };
}

/** What comes out of a patch of this content type. */
export function patched(old: object, contentType: string, body: unknown): unknown {
  if (contentType.startsWith('application/json-patch+json')) return jsonPatch(old, body);
  if (!isRecord(body)) throw badRequest('a merge patch is an object');
  if (contentType.startsWith('application/merge-patch+json')) return mergePatch(old, body);
  if (/^application\/(strategic-merge-patch\+json|apply-patch)/.test(contentType)) return strategicPatch(old, body);
  throw new StatusError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
  );
}

/** What a client may change: not the identity, and status only by its own path, where nothing else can be changed. */
function write(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  old: KubeObject,
  wanted: KubeObject,
  writer: Writer,
): KubeObject {
  const { type, subresource } = target;
  const { resourceVersion } = wanted.metadata;
  checkManifest(type, wanted);
  const { uid, name, namespace, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = old.metadata;
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(
      type.resource,
      type.group,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  }
  if (wanted.metadata.uid !== undefined && wanted.metadata.uid !== uid) {
    throw conflict(
      type.resource,
      type.group,
      name,
      `Precondition failed: UID in precondition: ${wanted.metadata.uid}, UID in object meta: ${uid}`,
    );
  }
  const statusOnly = subresource === 'status';
  const metadata = {
    ...(statusOnly ? old.metadata : wanted.metadata),
    uid,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    creationTimestamp,
    ...(deletionTimestamp == null ? {} : { deletionTimestamp, deletionGracePeriodSeconds }),
    resourceVersion: old.metadata.resourceVersion,
  };
  const next = statusOnly
    ? { ...old, metadata, status: wanted.status }
    : { ...withDefaults(type.resource, wanted), metadata, ...(hasStatus(type) ? { status: old.status } : {}) };
  if (isPod(old) && subresource !== 'status') checkPodSpec(old, next as KubeObject, subresource);
  if (JSON.stringify(next) === JSON.stringify(old)) return old;
  const counted = JSON.stringify(next.spec) === JSON.stringify(old.spec) ? next : withGeneration(next as KubeObject);
  return isDryRun(query) ? (counted as KubeObject) : writeObject(log, shelfOf(target), counted as KubeObject, writer);
}

const hasStatus = ({ subresources }: ResourceType): boolean => subresources.some(({ name }) => name === 'status');

const withGeneration = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, generation: (object.metadata.generation ?? 0) + 1 },
});

const CHANGEABLE = ['image', 'schedulingGates', 'tolerations', 'activeDeadlineSeconds'];

/** Of a pod's spec one may change images, gates, deadline and tolerations; the rest by a subresource of its own, or never. */
function checkPodSpec(old: KubeObject, next: KubeObject, subresource: string | undefined): void {
  const free =
    subresource === undefined ? CHANGEABLE : [subresource === 'resize' ? 'resources' : 'ephemeralContainers'];
  const fixed = ({ spec }: KubeObject): string =>
    JSON.stringify(spec, (key, value) => (free.includes(key) ? undefined : value));
  if (fixed(old) !== fixed(next)) {
    throw invalid(
      'Pod',
      '',
      old.metadata.name,
      'spec',
      'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    );
  }
}
