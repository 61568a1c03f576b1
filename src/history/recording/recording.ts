import { type ClusterEvent, eventObject } from '../../kube/cluster-event.ts';
import type { FeedEvent, PodChange } from '../../kube/feed.ts';
import { list, object } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import type { ObjectPatch } from '../versions/object-patch.ts';

/**
 * A recording is JSON lines: a header, then one record per thing received, each with the time at which we received it
 * (`at`, ms since the epoch). docs/recording.md describes every field. This file is the only one that knows the format.
 */
export const RECORDING_VERSION = 2;

export interface RecordingHeader {
  readonly podscope: 'recording';
  readonly version: number;
  /** When the recording (or this part of it) began. */
  readonly at: number;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  /** `v1.37.2`; replay computes STATUS by its rules. */
  readonly serverVersion?: string | undefined;
  /** By how much the server's clock was ahead of the one that counts `at`, ms, until a record tells otherwise. */
  readonly skew?: number | undefined;
  /** Namespaces that were watched; empty for all of them. */
  readonly namespaces?: readonly string[] | undefined;
  /** False when the values of environment variables were kept. */
  readonly redacted: boolean;
}

/** What the feed of Events told while recording. */
export interface EventNews {
  readonly type: 'Event';
  readonly news: FeedEvent<ClusterEvent>;
}

export type RecordedThing = FeedEvent | EventNews;

/** One line, without its line break. */
export function encodeHeader(header: Omit<RecordingHeader, 'podscope' | 'version'>): string {
  return JSON.stringify({ podscope: 'recording', version: RECORDING_VERSION, ...header });
}

/** One line, without its line break. Pods are written whole, as they came but for what `redactPod` takes out. */
export function encodeRecord(thing: RecordedThing, redact = true): string {
  if (thing.type !== 'Event') return JSON.stringify(recordOf(thing, redact ? redactPod : as));
  const { at, type, ...rest } = recordOf(thing.news, eventObject);
  return JSON.stringify({ at, type: 'EVENT', change: type, ...rest });
}

/** What became of the version of a pod that a reader has. */
export interface PodPatch {
  readonly uid: string;
  /** resourceVersion of the version before. */
  readonly base: string;
  readonly patch: ObjectPatch;
}

/** One line, without its line break. */
export function encodePatch({ type, via, receivedAt }: PodChange, patch: PodPatch): string {
  return JSON.stringify({ at: receivedAt, type: type === 'Deleted' ? 'DELETED' : 'MODIFIED', via, ...patch });
}

/** The same line, which says besides by how much the server's clock is ahead from here on, ms. */
export const withSkew = (line: string, skew: number): string => `${line.slice(0, -1)},"skew":${skew}}`;

const as = <T>(object: T): T => object;

/** Of the pods, or of the Events. */
function recordOf<T>(event: FeedEvent<T>, objectOf: (object: T) => unknown) {
  switch (event.type) {
    case 'Added':
      return { at: event.receivedAt, type: 'ADDED', via: event.via, object: objectOf(event.after) };
    case 'Updated':
      return { at: event.receivedAt, type: 'MODIFIED', via: event.via, object: objectOf(event.after) };
    case 'Deleted':
      return { at: event.receivedAt, type: 'DELETED', via: event.via, object: objectOf(event.last) };
    case 'Gap':
      return { at: event.to, type: 'GAP', from: event.from, reason: event.reason };
    case 'Synced':
      return { at: event.receivedAt, type: 'SYNCED', count: event.count };
    case 'Reset':
      return { at: 0, type: 'RESET' };
    case 'Notice':
      return { at: event.receivedAt, type: 'NOTICE', problem: event.problem };
    case 'Connection': {
      const { connection } = event;
      const heardAt = connection.state === 'live' ? connection.asOf : undefined;
      return { at: heardAt ?? connection.since, type: 'CONNECTION', connection };
    }
    case 'Asked': {
      const { type: _, receivedAt, ...asked } = event;
      return { at: receivedAt, type: 'ASKED', ...asked };
    }
  }
}

/** Values of environment variables may be secrets; managedFields and the last applied configuration repeat them, and are bulk. */
export function redactPod(pod: Pod): Pod {
  const { managedFields, annotations, ...metadata } = pod.metadata as Pod['metadata'] & Record<string, unknown>;
  const kept = object(annotations as object | undefined);
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...others } = (kept ?? {}) as Record<string, unknown>;
  const rest = Object.values(others).some(holdsEnv) ? redactCopies(others) : others;
  const spec = object(pod.spec) as Record<string, unknown> | undefined;
  return {
    ...pod,
    metadata: { ...metadata, ...(kept && { annotations: rest }) } as Pod['metadata'],
    ...(spec && { spec: { ...spec, ...redactContainers(spec) } }),
  };
}

/** Other tools than kubectl keep a copy of what they applied, too, under keys of their own: JSON or YAML. */
const holdsEnv = (value: unknown): boolean =>
  typeof value === 'string' && /["']env["']\s*:|^[\s-]*env\s*:/m.test(value);

const redactCopies = (annotations: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, holdsEnv(value) ? REDACTED : value]));

const REDACTED = '<redacted>';

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
  list(env as readonly object[]).map(each => (each && 'value' in each ? { ...each, value: REDACTED } : each));

/** The header that a first line holds, or why it is none and what a person can do. */
export function decodeHeader(
  line: string,
): { readonly header: RecordingHeader } | { readonly problem: string; readonly hint: string } {
  const header = object(parseLine(line) as Partial<RecordingHeader> | undefined);
  const refused = (problem: string) => ({ problem, hint: 'record one with "podscope record FILE"' });
  if (header?.podscope !== 'recording') return refused('this is no recording of podscope');
  if (typeof header.version !== 'number') return refused('the header has no version');
  if (header.version > RECORDING_VERSION) {
    const problem = `the recording has format version ${header.version}, newer than ${RECORDING_VERSION}`;
    return { problem, hint: 'a newer podscope reads it' };
  }
  if (typeof header.at !== 'number') return refused('the header has no time "at"');
  return { header: header as RecordingHeader };
}

/** What every record begins with. */
const AT = '{"at":';

/** The moment of a record, without decoding all of it; undefined when the line is torn or foreign. */
export function timeOfLine(line: string): number | undefined {
  const end = line.indexOf(',', AT.length);
  if (end === -1 || !line.startsWith(AT)) return undefined;
  const at = line.slice(AT.length, end);
  return at.trim() === '' || !Number.isFinite(Number(at)) ? undefined : Number(at);
}

/** The JSON of a line; undefined when it is none. */
export function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
