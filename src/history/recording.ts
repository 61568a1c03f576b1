import type { FeedEvent } from '../kube/feed.ts';
import { list, object } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';

/**
 * A recording is JSON lines: a header, then one record per thing received, each with the time at which we received it
 * (`at`, ms since the epoch). docs/recording.md describes every field. This file is the only one that knows the format.
 */
export const RECORDING_VERSION = 1;

export interface RecordingHeader {
  readonly podscope: 'recording';
  readonly version: number;
  /** When the recording (or this part of it) began. */
  readonly at: number;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  /** `v1.37.2`; replay computes STATUS by its rules. */
  readonly serverVersion?: string | undefined;
  /** Namespaces that were watched; empty for all of them. */
  readonly namespaces?: readonly string[] | undefined;
  /** False when the values of environment variables were kept. */
  readonly redacted: boolean;
}

/** A core/v1 Event that came while recording. */
export interface KubeEventRecord {
  readonly type: 'Event';
  readonly at: number;
  readonly object: unknown;
}

export type RecordedThing = FeedEvent | KubeEventRecord;

/** One line, without its line break. */
export function encodeHeader(header: Omit<RecordingHeader, 'podscope' | 'version'>): string {
  return JSON.stringify({ podscope: 'recording', version: RECORDING_VERSION, ...header });
}

/** One line, without its line break. Pods are written as they came, but for what `redactPod` takes out. */
export function encodeRecord(thing: RecordedThing, redact = true): string {
  const pod = (one: Pod) => (redact ? redactPod(one) : one);
  switch (thing.type) {
    case 'Added':
      return JSON.stringify({ at: thing.receivedAt, type: 'ADDED', via: thing.via, object: pod(thing.after) });
    case 'Updated':
      return JSON.stringify({ at: thing.receivedAt, type: 'MODIFIED', via: thing.via, object: pod(thing.after) });
    case 'Deleted':
      return JSON.stringify({ at: thing.receivedAt, type: 'DELETED', via: thing.via, object: pod(thing.last) });
    case 'Gap':
      return JSON.stringify({ at: thing.to, type: 'GAP', from: thing.from, reason: thing.reason });
    case 'Synced':
      return JSON.stringify({ at: thing.receivedAt, type: 'SYNCED', pods: thing.pods });
    case 'Reset':
      return JSON.stringify({ at: 0, type: 'RESET' });
    case 'Notice':
      return JSON.stringify({ at: thing.receivedAt, type: 'NOTICE', problem: thing.problem });
    case 'Connection': {
      const { connection } = thing;
      const at = 'since' in connection ? connection.since : connection.staleSince;
      return JSON.stringify({ at, type: 'CONNECTION', connection });
    }
    case 'Event':
      return JSON.stringify({ at: thing.at, type: 'EVENT', object: thing.object });
  }
}

/** Values of environment variables may be secrets; managedFields and the last applied configuration repeat them, and are bulk. */
export function redactPod(pod: Pod): Pod {
  const { managedFields, annotations, ...metadata } = pod.metadata as Pod['metadata'] & Record<string, unknown>;
  const kept = object(annotations as object | undefined);
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...rest } = (kept ?? {}) as Record<string, unknown>;
  const spec = object(pod.spec) as Record<string, unknown> | undefined;
  return {
    ...pod,
    metadata: { ...metadata, ...(kept && { annotations: rest }) } as Pod['metadata'],
    ...(spec && { spec: { ...spec, ...redactContainers(spec) } }),
  };
}

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

function redactContainers(spec: Record<string, unknown>): Record<string, unknown> {
  const redacted: Record<string, unknown> = {};
  for (const key of CONTAINER_LISTS) {
    const containers = list(spec[key] as readonly Record<string, unknown>[]);
    if (!containers.some(one => one?.['env'] !== undefined)) continue;
    redacted[key] = containers.map(one =>
      one?.['env'] === undefined ? one : { ...one, env: withoutValues(one['env']) },
    );
  }
  return redacted;
}

const withoutValues = (env: unknown): readonly unknown[] =>
  list(env as readonly object[]).map(each => (each && 'value' in each ? { ...each, value: '<redacted>' } : each));

export type Decoded =
  | { readonly ok: true; readonly thing: RecordedThing }
  /** `problem` is one clause without the line number, which the reader knows. */
  | { readonly ok: false; readonly problem: string };

/** The header that a first line holds, or why it is none. */
export function decodeHeader(line: string): { readonly header: RecordingHeader } | { readonly problem: string } {
  const header = object(parseLine(line) as Partial<RecordingHeader> | undefined);
  if (header?.podscope !== 'recording') return { problem: 'this is no recording of podscope' };
  if (typeof header.version !== 'number' || header.version > RECORDING_VERSION) {
    return { problem: `the recording has format version ${header.version}, newer than ${RECORDING_VERSION}` };
  }
  if (typeof header.at !== 'number') return { problem: 'the header has no time "at"' };
  return { header: header as RecordingHeader };
}

/** The moment of a record, without decoding all of it; undefined when the line is torn or foreign. */
export function timeOfLine(line: string): number | undefined {
  const match = /^\{"at":(-?\d+(?:\.\d+)?),/.exec(line);
  return match ? Number(match[1]) : undefined;
}

/** Turns lines back into what was received, in order: it remembers the pods, because a record holds only the version after. */
export class RecordDecoder {
  readonly #pods = new Map<string, Pod>();

  decode(line: string): Decoded {
    const record = object(parseLine(line) as Record<string, unknown> | undefined);
    if (!record) return { ok: false, problem: 'not a JSON object' };
    const { at, type } = record;
    if (typeof at !== 'number') return { ok: false, problem: 'no time "at"' };
    switch (type) {
      case 'ADDED':
      case 'MODIFIED':
      case 'DELETED':
        return this.#change(type, at, record);
      case 'GAP': {
        const from = typeof record['from'] === 'number' ? record['from'] : at;
        return { ok: true, thing: { type: 'Gap', from, to: at, reason: String(record['reason'] ?? '') } };
      }
      case 'SYNCED':
        return { ok: true, thing: { type: 'Synced', pods: Number(record['pods']) || 0, receivedAt: at } };
      case 'CONNECTION': {
        const connection = object(record['connection'] as (FeedEvent & { type: 'Connection' })['connection']);
        if (!connection) return { ok: false, problem: 'no connection' };
        return { ok: true, thing: { type: 'Connection', connection } };
      }
      case 'NOTICE': {
        const problem = object(record['problem'] as (FeedEvent & { type: 'Notice' })['problem']);
        if (!problem) return { ok: false, problem: 'no problem' };
        return { ok: true, thing: { type: 'Notice', problem, receivedAt: at } };
      }
      case 'RESET':
        this.#pods.clear();
        return { ok: true, thing: { type: 'Reset' } };
      case 'EVENT':
        return { ok: true, thing: { type: 'Event', at, object: record['object'] } };
      default:
        return { ok: false, problem: `unknown type ${JSON.stringify(type)}` };
    }
  }

  #change(type: 'ADDED' | 'MODIFIED' | 'DELETED', receivedAt: number, record: Record<string, unknown>): Decoded {
    const pod = object(record['object'] as Pod | undefined);
    const uid = object(pod?.metadata)?.uid;
    if (!pod || typeof uid !== 'string') return { ok: false, problem: 'no pod with a uid' };
    const via = record['via'] === 'list' ? 'list' : 'watch';
    const before = this.#pods.get(uid);
    if (type === 'DELETED') {
      this.#pods.delete(uid);
      return { ok: true, thing: { type: 'Deleted', before: before ?? pod, last: pod, via, receivedAt } };
    }
    this.#pods.set(uid, pod);
    if (type === 'ADDED' || before === undefined)
      return { ok: true, thing: { type: 'Added', after: pod, via, receivedAt } };
    return { ok: true, thing: { type: 'Updated', before, after: pod, via, receivedAt } };
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
