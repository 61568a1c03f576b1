import { at, isObject, type Json } from '../../kube/json.ts';

/** One field that two versions of an object do not have in common. */
export interface FieldChange {
  /** `metadata`, `spec` or `status`, or what else the object has at its top. */
  readonly part: string;
  /** From the top; an item of a list goes by its own name: `spec.containers[app].image`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** JSON, whole subtrees included; undefined when it was, or is, not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** What the API server writes with every change, and what is a copy of the rest: it tells nobody anything. */
const NOISE: readonly (readonly string[])[] = [
  ['metadata', 'managedFields'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
];
const VERSION = ['metadata', 'resourceVersion'] as const;

/** The object without what was written for machines; annotations that would be empty then are left out. */
export function withoutNoise(object: unknown): unknown {
  return NOISE.reduce(without, object);
}

function without(object: unknown, [key = '', ...rest]: readonly string[]): unknown {
  if (!isObject(object) || !Object.hasOwn(object, key)) return object;
  const { [key]: found, ...others } = object;
  if (rest.length === 0) return others;
  const left = without(found, rest);
  if (left === found) return object;
  return isObject(left) && Object.keys(left).length === 0 ? others : { ...object, [key]: left };
}

const PARTS = ['metadata', 'spec', 'status'];

/**
 * What is different between two versions of one object, without noise: metadata first, then spec, then status, then the rest;
 * within a part in the order of the later version, what is gone last. Total: anything may be compared with anything.
 */
export function diffObjects(before: unknown, after: unknown): readonly FieldChange[] {
  const [old, present] = [before, after].map(each => without(withoutNoise(each), VERSION));
  const parts = new Set([...PARTS, ...keysOf(present), ...keysOf(old)]);
  return [...parts].flatMap(part => [...diffValue(part, part, at(old, part), at(present, part))]);
}

const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : []);

function* diffValue(part: string, path: string, before: unknown, after: unknown): Generator<FieldChange> {
  if (before === after) return;
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(after), ...Object.keys(before)]))
      yield* diffValue(part, `${path}${step(key)}`, at(before, key), at(after, key));
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    yield* diffLists(part, path, before, after);
    return;
  }
  // An empty list or object and an absent one mean the same to the API.
  if (isEmpty(before) && isEmpty(after)) return;
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  yield { part, path, kind, before, after };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** By which lists of the API tell their items apart; the first that all of them have, each another. */
const NAMES = ['name', 'type', 'uid', 'mountPath', 'containerPort', 'conditionType', 'ip', 'topologyKey', 'key'];

function* diffLists(part: string, path: string, before: readonly unknown[], after: readonly unknown[]) {
  const key = NAMES.find(name => namesOf(before, name) && namesOf(after, name));
  const old = byName(before, key);
  const present = byName(after, key);
  for (const name of new Set([...present.keys(), ...old.keys()]))
    yield* diffValue(part, `${path}[${name}]`, old.get(name), present.get(name));
}

/** Whether `key` tells all items apart. */
function namesOf(items: readonly unknown[], key: string): boolean {
  const names = items.map(item => at(item, key));
  return names.every(isName) && new Set(names).size === names.length;
}
const isName = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number';

const byName = (items: readonly unknown[], key: string | undefined): Map<string, unknown> =>
  new Map(items.map((item, i) => [key === undefined ? String(i) : String((item as Json)[key]), item]));

/** `.image`, or `["app.kubernetes.io/name"]` where a dot would lead astray. */
const step = (key: string): string => (/^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
