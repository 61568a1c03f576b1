/** Bodies of requests: JSON, YAML of a server-side apply, and protobuf, which kubectl posts what it makes itself in. */
import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { badRequest, StatusError } from '../store/status-error.ts';
import { fromProtobuf } from '../wire/wire-protobuf.ts';
import { messageOfKind } from '../wire/wire-schema.ts';

const LIMIT_BYTES = 3 * 1024 * 1024;

const PATCHES =
  /^application\/(json-patch\+json|merge-patch\+json|strategic-merge-patch\+json|apply-patch\+(yaml|cbor))/;
const OBJECTS = /^application\/(json|yaml|vnd\.kubernetes\.protobuf)/;

/** @throws StatusError 415 */
export function checkMediaType(method: string | undefined, type: string | undefined): void {
  const refuse = (words: string, details?: object): never => {
    throw new StatusError(415, 'UnsupportedMediaType', words, details);
  };
  if (method === 'PATCH' && !PATCHES.test(type ?? '')) refuse('415: Unsupported Media Type', {});
  if ((method === 'POST' || method === 'PUT') && type !== undefined && !OBJECTS.test(type))
    refuse(
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
}

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
  if (type.startsWith('application/vnd.kubernetes.protobuf')) return protobufObject(bytes);
  try {
    return type.includes('yaml') ? parse(bytes.toString()) : JSON.parse(bytes.toString());
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type ${type}): ${(error as Error).message}`);
  }
}

function protobufObject(bytes: Buffer): object {
  try {
    return fromProtobuf(bytes, (kind, apiVersion) => messageOfKind(kind, apiVersion.split('/')[0]!));
  } catch (error) {
    throw badRequest(`the body cannot be read as protobuf of Kubernetes: ${(error as Error).message}`);
  }
}
