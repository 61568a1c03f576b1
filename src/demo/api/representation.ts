/** In which form a client wants an object: whole, as rows of a Table, or its metadata only. */
import type { KubeObject } from '../store/objects.ts';
import { apiVersionOf, type ResourceType } from '../store/resources.ts';
import { listBytes, objectBytes, PROTOBUF, statusBytes, watchFrame } from './protobuf-answers.ts';
import { cellsOf, columnDefinitions } from './tables.ts';

export type Form = 'object' | 'table' | 'metadata';

export interface Accepted {
  readonly form: Form;
  readonly protobuf: boolean;
}

/** The first form of the Accept header that we can answer. `protobuf`: whether the resource has a message of its own. */
export function acceptedForm(accept: string | undefined, protobuf: boolean): Accepted {
  for (const range of (accept ?? '').split(',')) {
    const parameters = new Map(
      range
        .split(';')
        .slice(1)
        .map(part => part.trim().split('=') as [string, string]),
    );
    if (protobuf && range.trimStart().startsWith(PROTOBUF) && !parameters.has('as'))
      return { form: 'object', protobuf: true };
    const json = range.trimStart().startsWith('application/json');
    if (json && parameters.get('v') === 'v1') {
      const as = parameters.get('as');
      if (as === 'Table') return { form: 'table', protobuf: false };
      if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
        return { form: 'metadata', protobuf: false };
    }
    if (json && !parameters.has('as')) return JSON_OBJECT;
  }
  return JSON_OBJECT;
}

const JSON_OBJECT: Accepted = { form: 'object', protobuf: false };

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string | undefined;
  readonly remainingItemCount?: number | undefined;
}

/** `includeObject` of Table requests: what each row carries besides its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface Representation extends Accepted {
  readonly type: ResourceType;
  readonly includeObject: IncludeObject;
  /** ms; ages of Tables count from here. */
  readonly now: number;
}

export const contentTypeOf = ({ protobuf }: Accepted): string => (protobuf ? PROTOBUF : 'application/json');

export function listText(items: readonly KubeObject[], meta: ListMeta, as: Representation): string | Buffer {
  const { type, form } = as;
  if (as.protobuf) return listBytes(isNewEvent(type) ? items.map(item => asNewEvent(item, true)) : items, meta, type);
  if (form === 'table') {
    const head = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: meta };
    const rows = items.map(item => row(item, as));
    return JSON.stringify({ ...head, columnDefinitions: columnDefinitions(type.resource), rows });
  }
  const texts = items.map(item => (form === 'metadata' ? JSON.stringify(partial(item)) : objectText(item, type, true)));
  const head =
    form === 'metadata'
      ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: meta }
      : { kind: `${type.kind}List`, apiVersion: apiVersionOf(type), metadata: meta };
  return `${JSON.stringify(head).slice(0, -1)},"items":[${texts.join(',')}]}\n`;
}

/** `first`: only the first event of a watch as Table names the columns. */
export function objectForm(object: KubeObject, representation: Representation, first = true): string | Buffer {
  const { type, form, protobuf } = representation;
  if (protobuf) return objectBytes(isNewEvent(type) ? asNewEvent(object, true) : object, type);
  if (form === 'object') return objectText(object, type, false);
  if (form === 'metadata') return JSON.stringify(partial(object));
  return JSON.stringify({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: object.metadata.resourceVersion },
    columnDefinitions: first ? columnDefinitions(type.resource) : null,
    rows: [row(object, representation)],
  });
}

function row(object: KubeObject, { type, includeObject, now }: Representation): object {
  const cells = cellsOf(type.resource, object, now);
  if (includeObject === 'None') return { cells };
  return { cells, object: includeObject === 'Object' ? object : partial(object) };
}

function partial(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** One event of a watch. `first`: see `objectForm`. */
export function watchText(event: string, object: KubeObject, as: Representation, first: boolean): string | Buffer {
  const text = objectForm(object, as, first);
  return typeof text === 'string' ? watchLine(event, text) : watchFrame(event, text);
}

/** A refusal in the middle of a watch. */
export function watchRefusal(status: object, { protobuf }: Accepted): string | Buffer {
  return protobuf ? watchFrame('ERROR', statusBytes(status)) : watchLine('ERROR', JSON.stringify(status));
}

const watchLine = (event: string, text: string): string => `{"type":"${event}","object":${text}}\n`;
const isNewEvent = ({ storedAs, group }: ResourceType): boolean => storedAs === 'events' && group !== '';

/** Items of a list do not repeat their kind, as on a real server. */
function objectText(object: KubeObject, type: ResourceType, inList: boolean): string {
  if (isNewEvent(type)) return JSON.stringify(asNewEvent(object, inList));
  if (!inList) return JSON.stringify(object);
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return JSON.stringify(rest);
}

/** A core Event as events.k8s.io/v1 names its fields. */
function asNewEvent(event: KubeObject, inList: boolean): object {
  const fields = event as KubeObject & { readonly [field: string]: unknown };
  return {
    ...(inList ? {} : { kind: 'Event', apiVersion: 'events.k8s.io/v1' }),
    metadata: event.metadata,
    eventTime: fields['eventTime'],
    action: fields['action'],
    reason: fields['reason'],
    regarding: fields['involvedObject'],
    note: fields['message'],
    type: fields['type'],
    reportingController: fields['reportingComponent'],
    reportingInstance: fields['reportingInstance'],
    deprecatedSource: fields['source'],
    deprecatedFirstTimestamp: fields['firstTimestamp'],
    deprecatedLastTimestamp: fields['lastTimestamp'],
    deprecatedCount: fields['count'],
  };
}

/** Version and last key of a paged list, opaque to clients. */
export interface ContinueToken {
  readonly version: number;
  readonly key: string;
}

export function encodeContinue(token: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: token.version, start: token.key })).toString(
    'base64url',
  );
}

/** Undefined for a text that we did not make. */
export function decodeContinue(text: string): ContinueToken | undefined {
  try {
    const { rv, start } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { rv?: unknown; start?: unknown };
    return typeof rv === 'number' && typeof start === 'string' ? { version: rv, key: start } : undefined;
  } catch {
    return undefined;
  }
}
