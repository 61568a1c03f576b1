/** Bodies of requests: JSON, YAML of a server-side apply, and the few protobuf messages that kubectl posts. */
import type { IncomingMessage } from 'node:http';
import { PbfReader } from 'pbf';
import { parse } from 'yaml';
import { badRequest, StatusError } from './status-error.ts';

const LIMIT_BYTES = 3 * 1024 * 1024;

/** Undefined for an empty body. @throws StatusError */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LIMIT_BYTES)
      throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LIMIT_BYTES}`);
    chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return undefined;
  const type = request.headers['content-type'] ?? 'application/json';
  if (type.startsWith('application/vnd.kubernetes.protobuf')) return fromProtobuf(bytes);
  try {
    return type.includes('yaml') ? parse(bytes.toString()) : JSON.parse(bytes.toString());
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type ${type}): ${(error as Error).message}`);
  }
}

/** Field number → name, or name and the message that the field holds. Only what the handlers read. */
type Schema = { readonly [field: number]: string | readonly [name: string, message: Schema] };

const METADATA: Schema = { 1: 'name', 2: 'generateName', 3: 'namespace' };
const ACCESS: Schema = {
  1: [
    'resourceAttributes',
    { 1: 'namespace', 2: 'verb', 3: 'group', 4: 'version', 5: 'resource', 6: 'subresource', 7: 'name' },
  ],
  2: ['nonResourceAttributes', { 1: 'path', 2: 'verb' }],
};
const SCHEMAS: Readonly<Record<string, Schema>> = {
  SelfSubjectAccessReview: { 1: ['metadata', METADATA], 2: ['spec', ACCESS] },
  SelfSubjectRulesReview: { 1: ['metadata', METADATA], 2: ['spec', { 1: 'namespace' }] },
  SelfSubjectReview: { 1: ['metadata', METADATA] },
  Namespace: { 1: ['metadata', METADATA] },
  Eviction: { 1: ['metadata', METADATA] },
};

/** `k8s\0`, then runtime.Unknown: 1 TypeMeta (1 apiVersion, 2 kind), 2 the object itself. */
function fromProtobuf(bytes: Buffer): object {
  if (bytes.subarray(0, 4).toString('latin1') !== 'k8s\0')
    throw badRequest('the body does not begin as protobuf of Kubernetes does');
  let apiVersion = '';
  let kind = '';
  let raw: Uint8Array = new Uint8Array();
  const reader = new PbfReader(bytes.subarray(4));
  reader.readFields(field => {
    if (field === 1) {
      const end = reader.readVarint() + reader.pos;
      while (reader.pos < end) {
        const tag = reader.readVarint() >> 3;
        if (tag === 1) apiVersion = reader.readString();
        else kind = reader.readString();
      }
    } else if (field === 2) raw = reader.readBytes();
  }, undefined);
  const schema = SCHEMAS[kind];
  if (schema === undefined) throw new StatusError(415, 'UnsupportedMediaType', `the demo reads ${kind} as JSON only`);
  return { apiVersion, kind, ...message(raw, schema) };
}

function message(bytes: Uint8Array, schema: Schema): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const reader = new PbfReader(bytes);
  reader.readFields(field => {
    const row = schema[field];
    if (typeof row === 'string') result[row] = reader.readString();
    else if (row !== undefined) result[row[0]] = message(reader.readBytes(), row[1]);
  }, undefined);
  return result;
}
