/** Server-side apply: a manifest merged into an object, as far as no other manager has said otherwise. */
import { difference, type Fields, type Writer, without } from './managed-fields.ts';
import { isRecord } from './merge-patch.ts';
import type { Draft, KubeObject, ManagedFieldsEntry } from './objects.ts';
import { badRequest, StatusError } from './status-error.ts';
import { strategicPatch } from './strategic-patch.ts';

/** How the content type of an apply begins. */
export const APPLY = 'application/apply-patch';

/** The manifest of an apply. @throws StatusError 400 for one that cannot be applied */
export function applied(body: unknown): Record<string, unknown> {
  if (!isRecord(body) || typeof body['kind'] !== 'string' || typeof body['apiVersion'] !== 'string')
    throw badRequest('invalid object type: /, Kind=');
  const { metadata } = body;
  if (isRecord(metadata) && metadata['managedFields'] != null) throw badRequest('metadata.managedFields must be nil');
  return body;
}

/** `force`: takes what others own. @throws StatusError 409 that names every field somebody else has set otherwise */
export function applyPatch(old: KubeObject, manifest: Draft, writer: Writer, force: boolean): KubeObject {
  const merged = strategicPatch(old, manifest) as KubeObject;
  const others = (old.metadata.managedFields ?? []).filter(entry => !isOf(entry, writer));
  if (!force) {
    const changes = difference(old, merged) ?? {};
    const conflicts = others.flatMap(entry =>
      shared(changes, entry.fieldsV1 as Fields).map(field => ({ manager: managerOf(entry), field })),
    );
    if (conflicts.length > 0) throw conflicting(conflicts);
  }
  const own = old.metadata.managedFields?.find(entry => isOf(entry, writer));
  let given = without(own?.fieldsV1 as Fields | undefined, writer.fields);
  for (const entry of others) given = without(given, entry.fieldsV1 as Fields);
  return given === undefined ? merged : (removed(merged, given) as KubeObject);
}

/** Whether an apply owns other fields than the last one, though it changes nothing. */
export function isNewlyOwned({ metadata }: KubeObject, writer: Writer): boolean {
  if (writer.fields === undefined) return false;
  const own = metadata.managedFields?.find(entry => isOf(entry, writer));
  return JSON.stringify(own?.fieldsV1) !== JSON.stringify(writer.fields);
}

const isOf = (entry: ManagedFieldsEntry, { manager, operation, subresource }: Writer): boolean =>
  entry.manager === manager && entry.operation === (operation ?? 'Update') && entry.subresource === subresource;

const managerOf = ({ manager, operation, apiVersion, subresource }: ManagedFieldsEntry): string =>
  [
    JSON.stringify(manager),
    ...(subresource === undefined ? [] : [`with subresource ${JSON.stringify(subresource)}`]),
    ...(operation === 'Update' ? [`using ${apiVersion}`] : []),
  ].join(' ');

interface Conflict {
  readonly manager: string;
  readonly field: string;
}

function conflicting(conflicts: readonly Conflict[]): StatusError {
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].sort();
  const [first] = conflicts;
  const words =
    conflicts.length === 1
      ? `1 conflict: conflict with ${first!.manager}: ${first!.field}`
      : `${conflicts.length} conflicts: ${managers
          .flatMap(manager => [
            `conflicts with ${manager}:`,
            ...conflicts.filter(one => one.manager === manager).map(({ field }) => `- ${field}`),
          ])
          .join('\n')}`;
  const causes = conflicts.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }));
  return new StatusError(409, 'Conflict', `Apply failed with ${words}`, { causes });
}

/** The paths that are in both; a field without others below it stands for all that is below it. */
function shared(a: Fields, b: Fields, path = ''): string[] {
  return Object.entries(a).flatMap(([step, inner]) => {
    const other = b[step];
    if (other === undefined || step === '.') return [];
    const here = `${path}${stepText(step)}`;
    const isWhole = Object.keys(inner).length === 0 || Object.keys(other).length === 0;
    return isWhole ? [here] : shared(inner, other, here);
  });
}

/** `f:image` → `.image`, `k:{"name":"a"}` → `[name="a"]`, `v:"x"` → `[="x"]`. */
function stepText(step: string): string {
  const text = step.slice(2);
  if (step.startsWith('f:')) return `.${text}`;
  if (step.startsWith('v:')) return `[=${text}]`;
  const keys = Object.entries(JSON.parse(text) as object).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `[${keys.join(',')}]`;
}

/** The value without the fields; undefined when nothing of it is left. */
function removed(value: unknown, fields: Fields): unknown {
  if (Object.keys(fields).length === 0) return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap(item => {
      const step = Object.keys(fields).find(one => isItem(one, item));
      const left = step === undefined ? item : removed(item, fields[step]!);
      return left === undefined ? [] : [left];
    });
    return items.length === 0 ? undefined : items;
  }
  if (!isRecord(value) || '.' in fields) return undefined;
  const result = { ...value };
  for (const [step, inner] of Object.entries(fields)) {
    const name = step.slice(2);
    const left = removed(value[name], inner);
    if (left === undefined) delete result[name];
    else result[name] = left;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function isItem(step: string, item: unknown): boolean {
  if (step.startsWith('v:')) return step === `v:${JSON.stringify(item)}`;
  if (!step.startsWith('k:') || !isRecord(item)) return false;
  return Object.entries(JSON.parse(step.slice(2)) as object).every(([key, value]) => item[key] === value);
}
