/** POST, PUT and PATCH. */

import { newObject } from '../machinery/new-object.ts';
import { withPriority } from '../store/admission.ts';
import { APPLY, applied, applyPatch, isNewlyOwned } from '../store/apply-patch.ts';
import { withDefaults } from '../store/defaults.ts';
import { writeObject } from '../store/delete-object.ts';
import { getObject, shelfOf } from '../store/find-object.ts';
import { goKind, jsonPatch } from '../store/json-patch.ts';
import { fieldsOf, type Writer } from '../store/managed-fields.ts';
import { checkManifest } from '../store/manifest-checks.ts';
import { isRecord, mergePatch } from '../store/merge-patch.ts';
import { type DemoPod, type Draft, isPod, type KubeObject, type Toleration } from '../store/objects.ts';
import type { Target } from '../store/request-path.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { apiVersionOf, type ResourceType } from '../store/resources.ts';
import { alreadyExists, badRequest, conflict, invalid, notFound, StatusError } from '../store/status-error.ts';
import { strategicPatch } from '../store/strategic-patch.ts';
import { checkFields } from './field-validation.ts';
import { isOn } from './request-options.ts';

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
  if (draft.metadata.resourceVersion) throw wordsOnly('resourceVersion should not be set on objects to be created');
  if (name === undefined && draft.metadata.generateName === undefined) {
    throw invalid(type.kind, type.group, '', 'metadata.name', 'Required value: name or generateName is required');
  }
  if (type.namespaced) checkNamespace(log, target, draft);
  checkManifest(target.type, draft);
  if (name !== undefined && log.has(shelfOf(target), namespace, name))
    throw alreadyExists(type.resource, type.group, name);
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
  if (!isRecord(body) || !isRecord(body['metadata'] ?? {})) {
    const words = `the object provided is unrecognized (must be of type ${type.kind})`;
    throw badRequest(`${words}: couldn't get version/kind; json parse error: ${unreadable(body)}`);
  }
  const problem = foreign(type, body);
  if (problem !== undefined) throw badRequest(problem);
  const given = (body['metadata'] ?? {}) as Draft['metadata'];
  if (type.namespaced && given.namespace && given.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  const metadata = { ...given, ...(type.namespaced ? { namespace } : {}) };
  return { ...body, apiVersion: apiVersionOf(type), kind: type.kind, metadata };
}

const unreadable = (body: unknown): string =>
  body === undefined
    ? 'unexpected end of JSON input (<empty>)'
    : `json: cannot unmarshal ${goKind(body)} into Go value of type struct`;

/** Why an object is not one of this type; undefined when it is, or does not say. */
function foreign(type: ResourceType, { kind = type.kind, apiVersion = apiVersionOf(type) }: Record<string, unknown>) {
  const cannot = `${kind} in version "${apiVersion}" cannot be handled as a ${type.kind}`;
  if (apiVersion !== apiVersionOf(type))
    return `${cannot}: no kind "${kind}" is registered for version "${apiVersion}"`;
  if (kind === type.kind) return undefined;
  const internal = `${type.group.split('.')[0] || 'core'}.${type.kind}`;
  return `${cannot}: converting (${type.version}.${kind}) to (${internal}): unknown conversion`;
}

/** What the API server refuses without a reason. */
const wordsOnly = (message: string): StatusError => new StatusError(500, undefined, message);

export function replaceObject(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  body: unknown,
  writer: Writer,
): Written {
  const old = getObject(log, target);
  checkFields(target, query, body);
  const draft = draftOf(target, body);
  const { name, resourceVersion, uid } = draft.metadata;
  if (name === undefined)
    throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`);
  checkName(target, name);
  if (resourceVersion && !/^\d+$/.test(resourceVersion))
    throw wordsOnly(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  if (uid !== undefined && uid !== old.metadata.uid) throw otherUid(target, uid, old.metadata.uid);
  return { code: 200, object: write(log, target, query, old, draft as KubeObject, writer) };
}

function otherUid({ type, namespace, name }: Target, wanted: string, found: string): StatusError {
  const why = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
  const key = ['/registry', type.resource, ...(namespace === undefined ? [] : [namespace]), name].join('/');
  const storage = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  return conflict(type.resource, type.group, name!, storage);
}

function checkName({ name }: Target, given: string): void {
  if (given !== name)
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

export function patchObject(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  contentType: string,
  body: unknown,
  writer: Writer,
): Written {
  if (contentType.startsWith(APPLY)) return applyObject(log, target, query, body, writer);
  const old = getObject(log, target);
  const next = patched(old, contentType, body) as KubeObject;
  checkPatched(target, old, next);
  checkFields(target, query, next);
  return { code: 200, object: write(log, target, query, old, next, writer) };
}

/** A patch changes nothing of what an object is. */
function checkPatched(target: Target, old: KubeObject, next: KubeObject): void {
  const { type } = target;
  const problem = foreign(type, next as unknown as Record<string, unknown>);
  if (problem !== undefined) {
    const wrong = `Invalid value: ${JSON.stringify(JSON.stringify(next))}: ${problem}`;
    throw invalid('', '', '', 'patch', wrong);
  }
  const { name, namespace, uid } = next.metadata;
  checkName(target, name);
  if (namespace !== old.metadata.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (uid !== undefined && uid !== old.metadata.uid)
    throw invalid(type.kind, type.group, name, 'metadata.uid', `Invalid value: "${uid}": field is immutable`);
}

/** Server-side apply: what the manifest names is the manager's, and what it names no longer goes. */
function applyObject(log: ResourceLog, target: Target, query: URLSearchParams, body: unknown, writer: Writer): Written {
  const manifest = applied(body);
  const manager: Writer = { ...writer, fields: fieldsOf(manifest) };
  if (!log.has(shelfOf(target), target.namespace, target.name!)) {
    return createObject(log, target, query, manifest, manager);
  }
  const old = getObject(log, target);
  checkFields(target, query, manifest);
  const next = applyPatch(old, draftOf(target, manifest), manager, isOn(query, 'force'));
  checkPatched(target, old, next);
  return { code: 200, object: write(log, target, query, old, next, manager) };
}

/** What comes out of a patch of this content type. */
export function patched(old: object, contentType: string, body: unknown): unknown {
  if (contentType.startsWith('application/json-patch+json')) return jsonPatch(old, body);
  if (!isRecord(body))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goKind(body)} into Go value of type map[string]interface {}`,
    );
  return contentType.startsWith('application/merge-patch+json') ? mergePatch(old, body) : strategicPatch(old, body);
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
  if (JSON.stringify(next) === JSON.stringify(old) && !isNewlyOwned(old, writer)) return old;
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
  const refuse = (field: string, why: string): never => {
    throw invalid('Pod', '', old.metadata.name, field, `Forbidden: ${why}`);
  };
  const [before, after] = [(old as DemoPod).spec, (next as DemoPod).spec];
  if (subresource === undefined) {
    if (before.containers.length !== after.containers.length)
      refuse('spec.containers', 'pod updates may not add or remove containers');
    const tolerated = (after.tolerations ?? []).map(tolerationKey);
    if ((before.tolerations ?? []).some(one => !tolerated.includes(tolerationKey(one))))
      refuse('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds');
    const gates = (before.schedulingGates ?? []).map(({ name }) => name);
    const added = (after.schedulingGates ?? []).findIndex(({ name }) => !gates.includes(name));
    if (added >= 0) {
      const { name } = after.schedulingGates![added]!;
      const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
      refuse(`spec.schedulingGates[${added}].name`, why);
    }
  }
  const free =
    subresource === undefined ? CHANGEABLE : [subresource === 'resize' ? 'resources' : 'ephemeralContainers'];
  const fixed = (spec: unknown): string =>
    JSON.stringify(spec, (key, value) => (free.includes(key) ? undefined : value));
  if (fixed(before) !== fixed(after)) {
    refuse(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    );
  }
}

const tolerationKey = ({ tolerationSeconds: _seconds, ...rest }: Toleration): string => JSON.stringify(rest);
