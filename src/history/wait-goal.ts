import { int32 } from '../kube/foreign.ts';
import { CONDITIONS } from '../status/catalogue/conditions.ts';
import { nearWord } from '../status/near-word.ts';
import { REASONS, reasonFor } from '../status/reasons.ts';
import type { PodEntry } from './transitions/entry.ts';
import { containerStatusesOf, objectsOf } from './transitions/moments.ts';

/** What pods are waited for. */
export type Wanted =
  | { readonly kind: 'condition'; readonly type: string; readonly status: string }
  | { readonly kind: 'status'; readonly word: string }
  | { readonly kind: 'deleted' };

export interface Goal {
  readonly wanted: Wanted;
  /** Words that end the wait at once: a STATUS, or the reason of a container. */
  readonly failOn: readonly string[];
  /** Names of the pods; empty for all that are there. */
  readonly names: readonly string[];
  /** Who waits for an end means these: what takes their place is another life. Absent: all. */
  readonly uids?: ReadonlySet<string> | undefined;
}

export type Verdict =
  | { readonly state: 'met'; readonly pods: readonly PodEntry[] }
  | { readonly state: 'failed'; readonly pod: PodEntry; readonly why: string }
  /** `missing` are sentences on what is not there yet. */
  | { readonly state: 'waiting'; readonly missing: readonly string[] };

/** Nobody remembers how Kubernetes writes its words, and no two of them differ by that alone. */
const isSame = (a: unknown, b: string): boolean => typeof a === 'string' && a.toLowerCase() === b.toLowerCase();

const knownType = (text: string): string | undefined => CONDITIONS.find(({ type }) => isSame(type, text))?.type;

/** `Ready`, `condition=Ready`, `condition=Ready=False`, `status=Completed`, `deleted`; undefined for anything else. */
export function parseWanted(text: string): Wanted | undefined {
  if (text === 'deleted' || text === 'delete') return { kind: 'deleted' };
  const [kind, value, status, ...more] = text.split('=');
  if (more.length > 0 || kind === '') return undefined;
  if (value === undefined) {
    const type = knownType(text) ?? text;
    return /^[A-Z][A-Za-z]+$/.test(type) ? { kind: 'condition', type, status: 'True' } : undefined;
  }
  if (value === '') return undefined;
  if (kind === 'status' && status === undefined) return { kind: 'status', word: value };
  return kind === 'condition'
    ? { kind: 'condition', type: knownType(value) ?? value, status: status ?? 'True' }
    : undefined;
}

/** Any controller may write reasons and conditions of its own; what is nearly one of Kubernetes' is a slip. */
const WORDS: readonly string[] = [...REASONS.map(({ reason }) => reason), 'Failed', 'Succeeded'];

/** What was meant by a STATUS or reason that nobody knows, if it is nearly one that is known: `CrashLoopBckOff`. */
export function meantWord(text: string): string | undefined {
  const word = text.slice(text.lastIndexOf(':') + 1);
  const isKnown = reasonFor(text).known || WORDS.some(each => isSame(each, word)) || /^-?[\d/]+$/.test(word);
  const near = isKnown ? undefined : nearWord(word, WORDS);
  return near && text.slice(0, -word.length) + near;
}

/** The same of a condition: `Readdy`. */
export const meantCondition = (text: string): string | undefined =>
  knownType(text) === undefined
    ? nearWord(
        text,
        CONDITIONS.map(({ type }) => type),
      )
    : undefined;

export function wantedText(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'deleted':
      return 'deleted';
    case 'status':
      return wanted.word;
    case 'condition':
      return wanted.status === 'True' ? wanted.type : `${wanted.type}=${wanted.status}`;
  }
}

/** How the pods stand to the goal. `entries` are all that are known, tombstones included. */
export function judge(entries: Iterable<PodEntry>, { wanted, failOn, names, uids }: Goal): Verdict {
  const meant = [...entries].filter(
    ({ uid, row }) => (names.length === 0 || names.includes(row.name)) && (uids === undefined || uids.has(uid)),
  );
  const live = meant.filter(({ goneAt }) => goneAt === undefined);
  for (const pod of live) {
    const why = failure(pod, wanted, failOn);
    if (why !== undefined) return { state: 'failed', pod, why };
  }
  if (wanted.kind === 'deleted') {
    return live.length === 0
      ? { state: 'met', pods: meant }
      : { state: 'waiting', missing: live.map(({ row }) => `${row.name} is ${row.status}`) };
  }
  const isNamed =
    (name: string) =>
    (entry: PodEntry): boolean =>
      entry.row.name === name;
  const absent = names
    .filter(name => !live.some(isNamed(name)))
    .map(name => (meant.some(isNamed(name)) ? `${name} was deleted` : `${name} is not there`));
  const unmet = live.filter(pod => !isMet(pod, wanted)).map(pod => unmetText(pod, wanted));
  const missing = live.length === 0 && names.length === 0 ? ['there is no pod'] : [...absent, ...unmet];
  return missing.length === 0 ? { state: 'met', pods: live } : { state: 'waiting', missing };
}

const conditionsOf = ({ pod }: PodEntry, wanted: string) =>
  objectsOf(pod.status?.conditions).filter(({ type }) => isSame(type, wanted));

function isMet(entry: PodEntry, wanted: Wanted): boolean {
  if (wanted.kind === 'status') return isSame(entry.row.status, wanted.word);
  if (wanted.kind === 'deleted') return false;
  return conditionsOf(entry, wanted.type).some(({ status }) => isSame(status, wanted.status));
}

function unmetText(entry: PodEntry, wanted: Wanted): string {
  const { name, status } = entry.row;
  const isUnknown =
    wanted.kind === 'condition' &&
    knownType(wanted.type) === undefined &&
    conditionsOf(entry, wanted.type).length === 0;
  return `${name} is ${status}${isUnknown ? ` and has no condition ${wanted.type}` : ''}`;
}

/** Why the goal cannot or must not be waited for any longer. What is as wanted has not failed, whatever it went through before. */
function failure(entry: PodEntry, wanted: Wanted, failOn: readonly string[]): string | undefined {
  if (isMet(entry, wanted)) return undefined;
  const { row, pod } = entry;
  const word = wordsOf(entry).find(one => failOn.some(each => isSame(each, one)));
  if (word !== undefined) return word === row.status ? `is ${word}` : `is ${row.status}: ${word}`;
  const isOver = row.phase === 'Succeeded' || row.phase === 'Failed';
  if (isOver && isOfRunning(wanted)) return `has ended (${row.status}) and cannot become ${wantedText(wanted)}`;
  const asked = wanted.kind !== 'deleted' && pod.metadata.deletionTimestamp != null;
  return asked && failOn.some(each => isSame(each, 'Terminating')) ? 'is being deleted' : undefined;
}

/** What a pod that has ended does not become any more; Terminating it may, and what controllers say of it by conditions of their own. */
const isOfRunning = (wanted: Wanted): boolean =>
  wanted.kind === 'condition'
    ? isSame(wanted.status, 'True') && knownType(wanted.type) !== undefined
    : wanted.kind === 'status' && !isSame(wanted.word, 'Terminating');

/** The STATUS, what it is made of (`Init:ErrImagePull`), that the pod has failed, and the reasons of the containers, now and at their last end. */
function wordsOf({ pod, row, first }: PodEntry): string[] {
  const words = [row.status, ...row.status.split(':').slice(1)];
  if (row.phase === 'Failed') words.push('Failed');
  const atFirst = [...containerStatusesOf(first?.pod ?? pod)];
  for (const { name, state, lastState, restartCount } of containerStatusesOf(pod)) {
    // What it has come back from before anybody waited is over.
    const isOver =
      state?.running && atFirst.some(one => one.name === name && int32(one.restartCount) === int32(restartCount));
    for (const told of [state?.waiting, state?.terminated, isOver ? undefined : lastState?.terminated]) {
      if (typeof told?.reason === 'string') words.push(told.reason);
    }
  }
  return words;
}
