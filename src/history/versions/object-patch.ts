/**
 * The difference between two JSON objects as JSON: a merge patch (RFC 7386: what is there replaces, objects go deeper, null removes)
 * in which lists of one length go deeper, too, as an object of positions. What stayed is not copied: both versions share it.
 */
export type ObjectPatch = Readonly<Record<string, unknown>>;

type Fields = Record<string, unknown>;

/** What makes `after` of `before`; undefined where a patch cannot say it: null is a value there, or a list became an object. */
export function patchOf(before: object, after: object): ObjectPatch | undefined {
  const patch: Fields = {};
  return patchFields(before as Fields, after as Fields, patch) ? patch : undefined;
}

/** The version after a patch of `patchOf`. Total: any patch makes something of any object. */
export function applyPatch<T extends object>(before: T, patch: ObjectPatch): T {
  return (Array.isArray(before) ? patchedList(before, patch) : patchedFields(before as Fields, patch)) as T;
}

/** Answers whether it could be said. */
function patchFields(before: Fields, after: Fields, patch: Fields): boolean {
  for (const key in after) {
    if (key === '__proto__') return false;
    const to = after[key];
    const from = own(before, key);
    if (to !== from && to !== undefined && !patchValue(from, to, key, patch)) return false;
  }
  for (const key in before) {
    if (key === '__proto__') return false;
    if (own(after, key) === undefined && before[key] !== undefined) patch[key] = null;
  }
  return true;
}

function patchValue(from: unknown, to: unknown, key: string, patch: Fields): boolean {
  if (!isObject(to)) {
    patch[key] = to;
    return to !== null;
  }
  const areLists = Array.isArray(to);
  if (isObject(from) && Array.isArray(from) === areLists) {
    const isDeep = !areLists || (from as readonly unknown[]).length === to.length;
    const inner: Fields = {};
    if (isDeep) {
      if (!patchFields(from as Fields, to as Fields, inner)) return false;
      if (hasAny(inner)) patch[key] = inner;
      return true;
    }
  } else if (Array.isArray(from)) return false;
  patch[key] = to;
  return isPlain(to);
}

/** A label may be named `constructor`, which every object inherits. */
const own = (fields: Fields | ObjectPatch, key: string): unknown =>
  Object.hasOwn(fields, key) ? fields[key] : undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function hasAny(fields: Fields): boolean {
  for (const _ in fields) return true;
  return false;
}

/** Whether nothing in it means something else in a patch. */
function isPlain(value: unknown): boolean {
  if (!isObject(value)) return value !== null;
  for (const key in value) {
    const inner = (value as Fields)[key];
    if (key === '__proto__' || (inner !== undefined && !isPlain(inner))) return false;
  }
  return true;
}

function patchedFields(before: Fields, patch: ObjectPatch): Fields {
  const after = { ...before };
  let hasRemoved = false;
  for (const key in patch) {
    const change = patch[key];
    if (change === null) hasRemoved = true;
    else after[key] = isObject(change) ? patchedValue(own(before, key), change) : change;
  }
  return hasRemoved ? withoutRemoved(after, patch) : after;
}

/** A copy, because an object from which a field is deleted is slow for good. */
function withoutRemoved(fields: Fields, patch: ObjectPatch): Fields {
  const kept: Fields = {};
  for (const key in fields) if (own(patch, key) !== null) kept[key] = fields[key];
  return kept;
}

function patchedList(before: readonly unknown[], patch: ObjectPatch): unknown[] {
  const after = before.slice();
  // By position: lists of a pod are short, and listing keys that are numbers is slow.
  for (let i = 0; i < after.length; i++) {
    const change = patch[i];
    if (change !== undefined) after[i] = isObject(change) ? patchedValue(before[i], change) : change;
  }
  return after;
}

function patchedValue(before: unknown, change: object): unknown {
  return isObject(before) && !Array.isArray(change) ? applyPatch(before, change as ObjectPatch) : change;
}
