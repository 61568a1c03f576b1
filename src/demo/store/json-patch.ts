/** RFC 6902 on whole objects; returns a new one. Like the API server it lets `replace` make a field that is not there. */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './merge-patch.ts';
import { badRequest, invalidPatch } from './status-error.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type []handlers.jsonPatchOp`,
    );
  let document: unknown = structuredClone(target);
  for (const operation of patch as Operation[]) document = applyOne(document, operation);
  return document;
}

function applyOne(document: unknown, { op, path, from, value }: Operation): unknown {
  const steps = pointer(path);
  if (op === 'add') return put(document, steps, value, true);
  if (op === 'replace') return put(document, steps, value, false);
  if (op === 'remove') return put(document, steps, undefined, false, get(document, steps));
  if (op === 'test') {
    if (isDeepStrictEqual(get(document, steps), value)) return document;
    throw invalidPatch();
  }
  if (op === 'copy') return put(document, steps, structuredClone(get(document, pointer(from ?? ''))), true);
  if (op === 'move') {
    const moved = get(document, pointer(from ?? ''));
    return put(put(document, pointer(from ?? ''), undefined, false, moved), steps, moved, true);
  }
  throw invalidPatch();
}

function pointer(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw invalidPatch();
  const steps = path.slice(1).split('/');
  return steps.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function get(document: unknown, steps: readonly string[]): unknown {
  let found = document;
  for (const step of steps) {
    found = Array.isArray(found)
      ? found[Number(step)]
      : isRecord(found) && Object.hasOwn(found, step)
        ? found[step]
        : undefined;
    if (found === undefined) throw invalidPatch();
  }
  return found;
}

/** Sets the value at the end of the path, or takes it away when `value` is undefined. Changes `document`, which is a copy. */
function put(
  document: unknown,
  steps: readonly string[],
  value: unknown,
  insert: boolean,
  _removed?: unknown,
): unknown {
  if (steps.length === 0) return value;
  const parent = get(document, steps.slice(0, -1));
  const last = steps.at(-1)!;
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index >= parent.length + (insert ? 1 : 0)) throw invalidPatch();
    if (value === undefined) parent.splice(index, 1);
    else parent.splice(index, insert ? 0 : 1, value);
  } else if (isRecord(parent) && last !== '__proto__') {
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  } else throw invalidPatch();
  return document;
}

/** What Go's decoder calls a value. */
export const goKind = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : isRecord(value) ? 'object' : GO_KINDS[typeof value]!;
const GO_KINDS: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'bool' };
