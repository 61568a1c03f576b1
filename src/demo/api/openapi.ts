/**
 * As much of OpenAPI v3 as kubectl asks: that every PATCH takes `fieldValidation`, so that it leaves the checking of manifests
 * to the server, and the fields of every object for `kubectl explain`, from the table of messages.
 */
import { apiVersionOf, RESOURCES, type ResourceType } from '../store/resources.ts';
import { jsonFields, messageOfKind, type WireField, wireMessage } from '../wire/wire-schema.ts';

const PREFIX = '/openapi/v3';
const pathOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

/** The answer to a path below `/openapi/v3`, or undefined when there is nothing. */
export function openapi(path: string): object | undefined {
  if (path === PREFIX) {
    const paths = RESOURCES.map(({ group, version }) => pathOf(group, version));
    return { paths: Object.fromEntries(paths.map(one => [one, { serverRelativeURL: `${PREFIX}/${one}` }])) };
  }
  const served = RESOURCES.filter(({ group, version }) => path === `${PREFIX}/${pathOf(group, version)}`);
  if (served.length === 0) return undefined;
  const paths = served.map(({ group, version, resource, kind, namespaced }) => [
    `/${pathOf(group, version)}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}/{name}`,
    {
      patch: {
        parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }],
        responses: {},
        'x-kubernetes-group-version-kind': { group, version, kind },
      },
    },
  ]);
  const info = { title: `Kubernetes ${apiVersionOf(served[0]!)}`, version: 'v1.37.2' };
  return { openapi: '3.0.0', info, paths: Object.fromEntries(paths), components: { schemas: schemasOf(served) } };
}

/** A schema for each object, and for each message that one of them holds. */
function schemasOf(types: readonly ResourceType[]): object {
  const schemas: Record<string, object> = {};
  const add = (message: string): void => {
    const known = wireMessage(message);
    if (known === undefined || schemas[message]) return;
    const fields = jsonFields(known);
    schemas[message] = {
      type: 'object',
      properties: Object.fromEntries(fields.map(field => [field.name, schemaOf(field)])),
    };
    for (const { type } of fields) add(type);
  };
  for (const { kind, group, version } of types) {
    const message = messageOfKind(kind, group);
    add(message);
    const schema = schemas[message] as { properties?: object } | undefined;
    const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...schema?.properties };
    const own = { 'x-kubernetes-group-version-kind': [{ group, version, kind }] };
    schemas[message] = { type: 'object', description: `${kind} as the demo knows it.`, properties, ...own };
  }
  return schemas;
}

const TEXT = { type: 'string' };
const SCALARS: Readonly<Record<string, object>> = {
  string: TEXT,
  int: { type: 'integer' },
  bool: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
  Time: { type: 'string', format: 'date-time' },
  MicroTime: { type: 'string', format: 'date-time' },
  Quantity: TEXT,
  IntOrString: { 'x-kubernetes-int-or-string': true, type: 'string', format: 'int-or-string' },
  FieldsV1: { type: 'object' },
  any: { type: 'object' },
  map: { type: 'object', additionalProperties: TEXT },
  quantities: { type: 'object', additionalProperties: TEXT },
  data: { type: 'object', additionalProperties: TEXT },
  times: { type: 'object', additionalProperties: TEXT },
  extra: { type: 'object', additionalProperties: { type: 'array', items: TEXT } },
};

function schemaOf({ type, list }: WireField): object {
  const one = SCALARS[type] ?? { allOf: [{ $ref: `#/components/schemas/${type}` }] };
  return list ? { type: 'array', items: one } : one;
}
