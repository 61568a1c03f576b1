/** In which form a client wants an object: whole, as rows of a Table, or its metadata only. */
import type { KubeObject } from './objects.ts';
import { apiVersionOf, type ResourceType } from './resources.ts';
import { cellsOf, columnDefinitions } from './tables.ts';

export type Form = 'object' | 'table' | 'metadata';

/** The first form of the Accept header that we can answer. */
export function acceptedForm(accept: string | undefined): Form {
  for (const range of (accept ?? '').split(',')) {
    const parameters = new Map(
      range
        .split(';')
        .slice(1)
        .map(part => part.trim().split('=') as [string, string]),
    );
    const json = range.trimStart().startsWith('application/json');
    if (json && parameters.get('v') === 'v1') {
      const as = parameters.get('as');
      if (as === 'Table') return 'table';
      if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
    }
    if (json && !parameters.has('as')) return 'object';
  }
  return 'object';
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string | undefined;
  readonly remainingItemCount?: number | undefined;
}

/** `includeObject` of Table requests: what each row carries besides its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface Representation {
  readonly type: ResourceType;
  readonly form: Form;
  readonly includeObject: IncludeObject;
  /** ms; ages of Tables count from here. */
  readonly now: number;
}

export function listText(
  items: readonly KubeObject[],
  meta: ListMeta,
  { type, form, ...rest }: Representation,
): string {
  if (form === 'table') {
    const head = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: meta };
    const rows = items.map(item => row(item, { type, form, ...rest }));
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
export function objectForm(object: KubeObject, representation: Representation, first = true): string {
  const { type, form } = representation;
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

/** Items of a list do not repeat their kind, as on a real server. */
function objectText(object: KubeObject, type: ResourceType, inList: boolean): string {
  if (type.storedAs === 'events' && type.group !== '') return JSON.stringify(asNewEvent(object, inList));
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
