/** `fieldValidation=Strict`, which kubectl asks for: a field that the object does not have is a mistake in the manifest. */
import { isRecord } from '../store/merge-patch.ts';
import type { Target } from '../store/request-path.ts';
import { StatusError } from '../store/status-error.ts';
import { jsonFields, messageOfKind, type WireMessage, wireMessage } from '../wire/wire-schema.ts';

/** @throws StatusError that names the fields, when the client wants them refused */
export function checkFields({ type }: Target, query: URLSearchParams, body: unknown): void {
  if (query.get('fieldValidation') !== 'Strict' || !isRecord(body)) return;
  const message = wireMessage(messageOfKind(type.kind, type.group));
  if (message === undefined) return;
  const { apiVersion: _version, kind: _kind, ...fields } = body;
  const unknown = unknownFields(fields, message, '');
  if (unknown.length === 0) return;
  const words = unknown.map(path => `unknown field "${path}"`).join(', ');
  const what = `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}`;
  throw new StatusError(400, 'BadRequest', `${what}: strict decoding error: ${words}`);
}

function unknownFields(object: Readonly<Record<string, unknown>>, message: WireMessage, path: string): string[] {
  const fields = new Map(jsonFields(message).map(field => [field.name, field]));
  return Object.entries(object).flatMap(([name, value]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const field = fields.get(name);
    if (field === undefined) return [here];
    const inner = wireMessage(field.type);
    if (inner === undefined) return [];
    const items = Array.isArray(value)
      ? value.map((item, index) => [item, `${here}[${index}]`] as const)
      : [[value, here] as const];
    return items.flatMap(([item, at]) => (isRecord(item) ? unknownFields(item, inner, at) : []));
  });
}
