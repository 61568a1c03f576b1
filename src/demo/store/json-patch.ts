/** RFC 6902 on whole objects; returns a new one. */
import { isRecord } from './merge-patch.ts';
import { invalidPatch } from './status-error.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw invalidPatch('a JSON patch is an array of operations');
  let document: unknown = structuredClone(target);
  for (const operation of patch as Operation[]) document = applyOne(document, operation);
  return document;
}

function applyOne(document: unknown, { op, path, from, value }: Operation): unknown {
  const steps = pointer(path);
  if (op === 'add') return put(document, steps, value, true);
  if (op === 'replace') {
    get(document, steps);
    return put(document, steps, value, false);
  }
  if (op === 'remove') return put(document, steps, undefined, false, get(document, steps));
  if (op === 'test') {
    if (JSON.stringify(get(document, steps)) === JSON.stringify(value)) return document;
    throw invalidPatch(`testing value ${path} failed`);
  }
  if (op === 'copy') return put(document, steps, structuredClone(get(document, pointer(from ?? ''))), true);
  if (op === 'move') {
    const moved = get(document, pointer(from ?? ''));
    return put(put(document, pointer(from ?? ''), undefined, false, moved), steps, moved, true);
  }
  throw invalidPatch(`unknown operation "${op}"`);
}

function pointer(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw invalidPatch(`path "${path}" does not begin with a slash`);
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
    if (found === undefined) throw invalidPatch(`the path /${steps.join('/')} is not there`);
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
    if (!Number.isInteger(index) || index < 0 || index > parent.length)
      throw invalidPatch(`"${last}" is no index of the array`);
    if (value === undefined) parent.splice(index, 1);
    else parent.splice(index, insert ? 0 : 1, value);
  } else if (isRecord(parent) && last !== '__proto__') {
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  } else throw invalidPatch(`the path /${steps.join('/')} leads into something that has no fields`);
  return document;
}
