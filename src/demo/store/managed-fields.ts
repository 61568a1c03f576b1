/** `metadata.managedFields`: which writer has set which fields last, as the API server keeps it of every object. */
import { isRecord } from './merge-patch.ts';
import type { KubeObject, ManagedFieldsEntry } from './objects.ts';

/** Who writes, and by which subresource. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string | undefined;
  readonly operation?: 'Apply' | undefined;
  /** All that an `Apply` names, which is all that its manager then owns. */
  readonly fields?: Fields | undefined;
}

export const KUBELET: Writer = { manager: 'kubelet', subresource: 'status' };
export const SCHEDULER: Writer = { manager: 'kube-scheduler', subresource: 'status' };
export const CONTROLLERS: Writer = { manager: 'kube-controller-manager' };
export const CONTROLLERS_STATUS: Writer = { ...CONTROLLERS, subresource: 'status' };

/** A set of fields: `f:NAME`, `k:KEYS` of an item, `v:VALUE` → the fields below, empty for a whole value; `.` the thing itself. */
export type Fields = { readonly [step: string]: Fields };

/** Lists whose items are owned one by one → the fields that tell them apart. All other lists are owned whole. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  initContainers: ['name'],
  ownerReferences: ['uid'],
  podIPs: ['ip'],
  // Of a container, and of a Service.
  ports: ['containerPort', 'port', 'protocol'],
  readinessGates: ['conditionType'],
  schedulingGates: ['name'],
  taints: ['key', 'effect'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};
/** Even an empty object has them: who fills them has not made them. */
const ALWAYS_THERE = [
  ...['', 'metadata', 'spec', 'status', 'template', 'jobTemplate', 'strategy', 'updateStrategy'],
  ...['containers', 'loadBalancer'],
];
/** Owned whole, whatever is in them; of a Job its conditions, too. */
const WHOLE = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'nodeSelector', 'selector'];
/** Nobody's: the server's own. */
const UNOWNED = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];
const DELETION = ['deletionTimestamp', 'deletionGracePeriodSeconds'];
const LEAF: Fields = {};
const NOTHING = { apiVersion: '', kind: '', metadata: {} } as KubeObject;

/** The entries of `after`, which the writer has made of `before`. `time`: RFC 3339. */
export function manageFields(
  before: KubeObject | undefined,
  after: KubeObject,
  writer: Writer,
  time: string,
): readonly ManagedFieldsEntry[] {
  const set = difference(before, after);
  const gone = difference(after, before ?? NOTHING);
  const entries = after.metadata.managedFields ?? [];
  const { manager, subresource, operation = 'Update' } = writer;
  if (set === undefined && gone === undefined && writer.fields === undefined) return entries;
  const isOwn = (row: ManagedFieldsEntry): boolean =>
    row.manager === manager && row.subresource === subresource && row.operation === operation;
  const own = entries.find(isOwn);
  const others = entries.flatMap(entry => {
    if (isOwn(entry)) return [];
    const left = without(without(entry.fieldsV1 as Fields, set), gone);
    return left === undefined ? [] : left === entry.fieldsV1 ? [entry] : [{ ...entry, fieldsV1: left }];
  });
  const fieldsV1 = writer.fields ?? union(without((own?.fieldsV1 ?? LEAF) as Fields, gone) ?? LEAF, set ?? LEAF);
  if (Object.keys(fieldsV1).length === 0) return others;
  const entry = { manager, operation, apiVersion: after.apiVersion, time, fieldsType: 'FieldsV1', fieldsV1 } as const;
  return [...others, { ...entry, ...(subresource === undefined ? {} : { subresource }) }];
}

/** All fields that an object names. As the API server keeps those of an apply, a field that holds others is not one itself. */
export function fieldsOf(object: object): Fields {
  const named = difference(undefined, object as KubeObject) ?? LEAF;
  const leaves = (fields: Fields, isItem: boolean): Fields =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([step]) => isItem || step !== '.' || Object.keys(fields).length === 1)
        .map(([step, inner]) => [step, leaves(inner, step.startsWith('k:'))]),
    );
  return leaves(named, false);
}

/** Fields of `after` that `before` has not, or has otherwise. Undefined when there is none. */
export function difference(before: KubeObject | undefined, after: KubeObject): Fields | undefined {
  return changed(ownable(before), ownable(after), after.kind === 'Job' ? [...WHOLE, 'conditions'] : WHOLE);
}

function ownable(object: KubeObject | undefined): Record<string, unknown> {
  if (object === undefined) return {};
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const own = Object.entries(metadata).filter(([name]) => !UNOWNED.includes(name) && !DELETION.includes(name));
  return { ...(own.length === 0 ? {} : { metadata: Object.fromEntries(own) }), ...rest };
}

/** Fields of `after` that `before` has not, or has otherwise. Undefined when there is none. */
function changed(before: unknown, after: unknown, whole: readonly string[], field = ''): Fields | undefined {
  if (before === after) return undefined;
  if (whole.includes(field)) return JSON.stringify(before) === JSON.stringify(after) ? undefined : LEAF;
  if (isRecord(after)) return changedRecord(isRecord(before) ? before : undefined, after, whole, field);
  const keys = KEYS[field];
  if (Array.isArray(after) && keys)
    return changedItems(Array.isArray(before) ? before : undefined, after, keys, whole, field);
  if (Array.isArray(after) && field === 'finalizers') {
    const fresh = after.filter(item => !(Array.isArray(before) && before.includes(item)));
    const list = Object.fromEntries(fresh.map(item => [`v:${JSON.stringify(item)}`, LEAF]));
    return some(before === undefined ? { '.': LEAF, ...list } : list);
  }
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : LEAF;
}

function changedRecord(
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>>,
  whole: readonly string[],
  field: string,
): Fields | undefined {
  const names = Object.keys(after).filter(name => after[name] !== undefined);
  const fresh = before === undefined && !ALWAYS_THERE.includes(field);
  if (names.length === 0) return fresh ? LEAF : undefined;
  const found = names.flatMap(name => {
    const fields = changed(before?.[name], after[name], whole, name);
    return fields === undefined ? [] : [[`f:${name}`, fields] as const];
  });
  return some({ ...(fresh ? { '.': LEAF } : {}), ...Object.fromEntries(found) });
}

function changedItems(
  before: readonly unknown[] | undefined,
  after: readonly unknown[],
  keys: readonly string[],
  atomic: readonly string[],
  field: string,
): Fields | undefined {
  const keyOf = (item: unknown): string =>
    `k:${JSON.stringify(Object.fromEntries(keys.map(key => [key, (item as Record<string, unknown>)?.[key]])))}`;
  const known = new Map((before ?? []).map(item => [keyOf(item), item]));
  const found = after.flatMap(item => {
    const old = known.get(keyOf(item));
    // An owner reference is one thing; of the others each field has its owner.
    const fields = field === 'ownerReferences' ? (old === undefined ? LEAF : undefined) : changed(old, item, atomic);
    if (fields === undefined) return [];
    const whole = old === undefined && field !== 'ownerReferences' ? { '.': LEAF, ...fields } : fields;
    return [[keyOf(item), whole] as const];
  });
  const fresh = before === undefined && !ALWAYS_THERE.includes(field);
  return some({ ...(fresh ? { '.': LEAF } : {}), ...Object.fromEntries(found) });
}

const some = (fields: Fields): Fields | undefined => (Object.keys(fields).length === 0 ? undefined : fields);

function union(a: Fields, b: Fields): Fields {
  const sum: Record<string, Fields> = { ...a };
  for (const [step, fields] of Object.entries(b))
    sum[step] = sum[step] === undefined ? fields : union(sum[step]!, fields);
  return sum;
}

/** `a` without what is in `b`; the same object when that is nothing, undefined when nothing is left. */
export function without(a: Fields | undefined, b: Fields | undefined): Fields | undefined {
  if (a === undefined || b === undefined) return a;
  let left: Record<string, Fields> | undefined;
  for (const [step, fields] of Object.entries(b)) {
    const own = a[step];
    if (own === undefined) continue;
    const rest = Object.keys(own).length === 0 || Object.keys(fields).length === 0 ? undefined : without(own, fields);
    if (rest === own) continue;
    left ??= { ...a };
    if (rest === undefined) delete left[step];
    else left[step] = rest;
  }
  if (left === undefined) return a;
  const steps = Object.keys(left);
  return steps.length === 0 || (steps.length === 1 && steps[0] === '.') ? undefined : left;
}

/** The manager of a request: what the client calls itself, or the name of its program. */
export function writerOf(
  query: URLSearchParams,
  agent: string | undefined,
  subresource?: string,
  applies = false,
): Writer {
  const manager = query.get('fieldManager') || (agent ?? '').split('/')[0] || 'unknown';
  return { manager, subresource, operation: applies ? 'Apply' : undefined };
}
