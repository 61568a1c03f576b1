import type { PodEntry } from './entry.ts';
import { containerStatusesOf, objectsOf } from './moments.ts';

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
}

export type Verdict =
  | { readonly state: 'met'; readonly pods: readonly PodEntry[] }
  | { readonly state: 'failed'; readonly pod: PodEntry; readonly why: string }
  /** `missing` are sentences on what is not there yet. */
  | { readonly state: 'waiting'; readonly missing: readonly string[] };

/** `Ready`, `condition=Ready`, `condition=Ready=False`, `status=Completed`, `deleted`; undefined for anything else. */
export function parseWanted(text: string): Wanted | undefined {
  if (text === 'deleted' || text === 'delete') return { kind: 'deleted' };
  const [kind, value, status, ...more] = text.split('=');
  if (more.length > 0 || kind === '') return undefined;
  if (value === undefined)
    return /^[A-Z][A-Za-z]+$/.test(text) ? { kind: 'condition', type: text, status: 'True' } : undefined;
  if (value === '') return undefined;
  if (kind === 'status' && status === undefined) return { kind: 'status', word: value };
  return kind === 'condition' ? { kind: 'condition', type: value, status: status ?? 'True' } : undefined;
}

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
export function judge(entries: Iterable<PodEntry>, { wanted, failOn, names }: Goal): Verdict {
  const meant = [...entries].filter(({ row }) => names.length === 0 || names.includes(row.name));
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
  const absent = names.filter(name => !live.some(({ row }) => row.name === name)).map(name => `${name} is not there`);
  const unmet = live.filter(pod => !isMet(pod, wanted)).map(({ row }) => `${row.name} is ${row.status}`);
  const missing = live.length === 0 && names.length === 0 ? ['there is no pod'] : [...absent, ...unmet];
  return missing.length === 0 ? { state: 'met', pods: live } : { state: 'waiting', missing };
}

function isMet({ pod, row }: PodEntry, wanted: Wanted): boolean {
  if (wanted.kind === 'status') return row.status === wanted.word;
  if (wanted.kind === 'deleted') return false;
  return objectsOf(pod.status?.conditions).some(one => one.type === wanted.type && one.status === wanted.status);
}

/** Why the goal cannot or must not be waited for any longer. */
function failure(entry: PodEntry, wanted: Wanted, failOn: readonly string[]): string | undefined {
  const { row, pod } = entry;
  const word = wordsOf(entry).find(one => failOn.includes(one));
  if (word !== undefined) return word === row.status ? `is ${word}` : `is ${row.status}: ${word}`;
  const isOver = row.phase === 'Succeeded' || row.phase === 'Failed';
  const isHopeless = wanted.kind === 'condition' && wanted.status === 'True' && isOver && !isMet(entry, wanted);
  if (isHopeless) return `has ended (${row.status}) and cannot become ${wanted.type}`;
  const asked = wanted.kind !== 'deleted' && pod.metadata.deletionTimestamp != null && !isMet(entry, wanted);
  return asked && failOn.includes('Terminating') ? 'is being deleted' : undefined;
}

/** The STATUS, what it is made of (`Init:ErrImagePull`), that the pod has failed, and the reasons of the containers, now and at their last end. */
function wordsOf({ pod, row }: PodEntry): string[] {
  const words = [row.status, ...row.status.split(':').slice(1)];
  if (row.phase === 'Failed') words.push('Failed');
  for (const { state, lastState } of containerStatusesOf(pod)) {
    for (const told of [state?.waiting, state?.terminated, lastState?.terminated]) {
      if (typeof told?.reason === 'string') words.push(told.reason);
    }
  }
  return words;
}
