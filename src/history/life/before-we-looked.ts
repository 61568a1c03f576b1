import { int32 } from '../../kube/foreign.ts';
import type { ContainerStatus, Pod } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import { type ContainerKind, containerStateText } from '../transitions/container-text.ts';
import type { PodEntry } from '../transitions/entry.ts';
import { objectsOf, wordMovedAt } from '../transitions/moments.ts';
import type { Certainty, Transition } from '../transitions/transition.ts';

/** A value from a moment on, before it is known until when. */
export interface Beginning {
  readonly at: number;
  /** Empty when nobody knows. */
  readonly value: string;
  readonly certainty: Certainty;
}

/*
 * What a pod's own timestamps tell of the time before we looked. Each function answers beginnings in order; what the object
 * does not tell is a beginning with an empty value, so that it is drawn as unknown.
 */

type First = NonNullable<PodEntry['first']>;

/** The word at first sight, since the last thing that can have moved it; unknown from the creation until then. */
export function statusBefore(
  pod: Pod,
  transitions: readonly Transition[],
  entry: PodEntry,
  created: number,
): Beginning[] {
  const first = transitions.find(one => one.subject === 'status' || one.subject === 'pod');
  const word = first === undefined ? entry.row.status : first.from;
  if (word === undefined) return [];
  const since = wordMovedAt(pod) ?? created;
  return unknownUntil(created, { at: since, value: word, certainty: 'derived' });
}

/**
 * Pending from the creation; Running since each container has run, at the latest since the oldest runs that are known; over since the
 * last end.
 */
export function phaseBefore({ pod, at, born }: First, created: number): Beginning[] {
  const phase = pod.status?.phase;
  if (typeof phase !== 'string' || phase === '') return [];
  const now: Beginning = { at: born ? at : created, value: phase, certainty: born ? 'seen' : 'derived' };
  if (phase === 'Pending' || born) return [now];
  const statuses = objectsOf(pod.status?.containerStatuses);
  const started = latestOf(statuses.map(oldestStart));
  const since =
    phase === 'Running' ? started : latestOf(statuses.map(one => parseTime(one.state?.terminated?.finishedAt)));
  if (since === undefined || since > at) return unknownUntil(created, { ...now, at });
  const ran: Beginning[] =
    phase === 'Running' || started === undefined || started > since
      ? []
      : [{ at: started, value: 'Running', certainty: 'derived' }];
  const known: Beginning[] = [...ran, { ...now, at: since }];
  const isFirstRun = started !== undefined && statuses.every(one => int32(one.restartCount) === 0);
  return isFirstRun
    ? [{ at: created, value: 'Pending', certainty: 'derived' }, ...known]
    : [...unknownUntil(created, known[0]!), ...known.slice(1)];
}

/** Of the runs that are known. */
const oldestStart = ({ state, lastState }: ContainerStatus): number | undefined =>
  parseTime(lastState?.terminated?.startedAt) ?? parseTime((state?.running ?? state?.terminated)?.startedAt);

/** undefined when there is none, or one is not known. */
function latestOf(times: readonly (number | undefined)[]): number | undefined {
  const latest = Math.max(...times.map(time => time ?? Number.NaN));
  return Number.isFinite(latest) ? latest : undefined;
}

export function readyBefore({ pod, at, born }: First, created: number): Beginning[] {
  const ready = objectsOf(pod.status?.conditions).find(one => one.type === 'Ready');
  if (ready === undefined) return [];
  const since = parseTime(ready.lastTransitionTime) ?? at;
  const known: Beginning = { at: since, value: String(ready.status), certainty: 'derived' };
  return born ? [known] : unknownUntil(created, known);
}

/** The last run that ended and the state at first sight. */
export function runsBefore(status: ContainerStatus, kind: ContainerKind, seenAt: number): Beginning[] {
  const beginnings: Beginning[] = [];
  const add = (at: number | undefined, value: string | undefined) => {
    if (at !== undefined && value !== undefined) beginnings.push({ at, value, certainty: 'derived' });
  };
  const last = status.lastState?.terminated;
  if (last) {
    add(parseTime(last.startedAt), 'running');
    add(parseTime(last.finishedAt), containerStateText({ ...status, state: { terminated: last } }, kind));
  }
  const { running, terminated } = status.state ?? {};
  if (terminated) add(parseTime(terminated.startedAt), 'running');
  const since = parseTime(running?.startedAt) ?? parseTime(terminated?.finishedAt);
  const isBackOff = since === undefined && last !== undefined;
  const now = containerStateText(status, kind);
  // Waiting carries no time; after an end it began with that end.
  if (isBackOff && now !== undefined) beginnings[beginnings.length - 1] = { ...beginnings.at(-1)!, value: now };
  else add(since ?? seenAt, now);
  return beginnings;
}

const unknownUntil = (from: number, known: Beginning): Beginning[] =>
  from < known.at ? [{ at: from, value: '', certainty: 'unknown' }, known] : [known];
