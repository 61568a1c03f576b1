import { object } from '../../kube/foreign.ts';
import { SUBJECTS, type Transition } from '../transitions/transition.ts';

/**
 * What earlier runs of the program saw, as JSON lines: a header, then a transition a line, then until when it looked. This file
 * alone knows the format; what it reads may have been cut off or damaged anywhere.
 */
export const PAST_VERSION = 1;

export interface PastHeader {
  readonly podscope: 'history';
  readonly version: number;
  /** Which pods were watched: namespaces (none: all) and selectors. */
  readonly namespaces: readonly string[];
  readonly selector: string;
}

/** What one file tells. */
export interface PastFile {
  readonly header: PastHeader | undefined;
  readonly transitions: readonly Transition[];
  /** Until when it is known that nothing else happened, ms of our clock. */
  readonly seenUntil: number | undefined;
  /** What is wrong with it, as a clause; what is whole counts all the same. A line that was cut off at the end is no damage. */
  readonly problem: string | undefined;
}

export const encodePastHeader = (scope: Pick<PastHeader, 'namespaces' | 'selector'>): string =>
  JSON.stringify({ podscope: 'history', version: PAST_VERSION, ...scope });
export const encodePast = ({ seq: _, ...transition }: Transition): string => JSON.stringify(transition);
export const encodeSeenUntil = (at: number): string => JSON.stringify({ seenUntil: at });

/** Reads a whole file. Never throws. */
export function decodePast(text: string): PastFile {
  const lines = text.split('\n');
  // Without its line break a line is not whole: the program was killed while it wrote.
  lines.pop();
  const nothing = { header: undefined, transitions: [], seenUntil: undefined };
  const [first] = lines;
  if (first === undefined) return { ...nothing, problem: undefined };
  const header = object(parsed(first) as Partial<PastHeader> | undefined);
  if (header?.podscope !== 'history' || !Array.isArray(header.namespaces) || typeof header.selector !== 'string')
    return { ...nothing, problem: 'line 1 is no header of a history' };
  if (header.version !== PAST_VERSION) return { ...nothing, problem: undefined };
  const transitions: Transition[] = [];
  let seenUntil: number | undefined;
  let problem: string | undefined;
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    const value = object(parsed(line) as Record<string, unknown> | undefined);
    const transition = value && readTransition(value);
    if (transition) transitions.push(transition);
    else if (typeof value?.['seenUntil'] === 'number') seenUntil = value['seenUntil'];
    else problem ??= `line ${i + 1} is no transition`;
  }
  const last = transitions.at(-1)?.receivedAt;
  return { header: header as PastHeader, transitions, seenUntil: seenUntil ?? last, problem };
}

const CERTAINTIES = ['seen', 'derived', 'unknown'];
const SEVERITIES = ['ok', 'done', 'progressing', 'unknown', 'warning', 'error'];

function readTransition(value: Record<string, unknown>): Transition | undefined {
  const { uid, namespace, name, subject, receivedAt, certainty, severity } = value;
  const isWhole =
    [uid, namespace, name].every(each => typeof each === 'string') &&
    (SUBJECTS as readonly unknown[]).includes(subject) &&
    CERTAINTIES.includes(certainty as string) &&
    SEVERITIES.includes(severity as string) &&
    typeof receivedAt === 'number';
  if (!isWhole) return undefined;
  const text = (key: string): string | undefined => (typeof value[key] === 'string' ? value[key] : undefined);
  const number = (key: string): number | undefined => (typeof value[key] === 'number' ? value[key] : undefined);
  const lasted = object(value['lasted'] as { ms: unknown; atLeast: unknown } | undefined);
  return {
    ...(value as Pick<Transition, 'uid' | 'namespace' | 'name' | 'subject' | 'receivedAt' | 'certainty' | 'severity'>),
    seq: 0,
    part: text('part'),
    from: text('from'),
    to: text('to'),
    clusterAt: number('clusterAt'),
    lasted: typeof lasted?.ms === 'number' ? { ms: lasted.ms, atLeast: lasted.atLeast === true } : undefined,
    reason: text('reason'),
    message: text('message'),
    missed: number('missed'),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What is remembered of the pods that are watched now. */
export interface Past {
  /** In the order received; at most `limit`, the newest. */
  readonly transitions: readonly Transition[];
  /** Until when somebody looked at all that is watched now, ms; undefined when nobody did. */
  readonly seenUntil: number | undefined;
}

/** Programs that ran at once saw the same: within this time, ms, it is told once. */
const SAME_MS = 5_000;

/** Puts together what several runs saw. */
export function mergePast(
  files: readonly PastFile[],
  scope: Pick<PastHeader, 'namespaces' | 'selector'>,
  limit: number,
): Past {
  const isMeant = (namespace: string): boolean => scope.namespaces.length === 0 || scope.namespaces.includes(namespace);
  const told = files
    .filter(({ header }) => header !== undefined && (scope.selector === '' || header.selector === scope.selector))
    .flatMap((file, source) => file.transitions.map(transition => ({ transition, source })))
    .filter(({ transition: { subject, namespace } }) => subject === 'gap' || isMeant(namespace))
    .sort((a, b) => a.transition.receivedAt - b.transition.receivedAt);
  const latest = new Map<string, (typeof told)[number]>();
  const transitions: Transition[] = [];
  for (const one of told) {
    const { uid, subject, part, from, to, receivedAt } = one.transition;
    const key = JSON.stringify([uid, subject, part, from, to]);
    const same = latest.get(key);
    if (same && same.source !== one.source && receivedAt - same.transition.receivedAt <= SAME_MS) continue;
    latest.set(key, one);
    transitions.push(one.transition);
  }
  const covering = files.filter(({ header }) => header !== undefined && covers(header, scope));
  const ends = covering.flatMap(({ seenUntil }) => (seenUntil === undefined ? [] : [seenUntil]));
  return {
    transitions: transitions.slice(Math.max(0, transitions.length - limit)),
    seenUntil: ends.length === 0 ? undefined : Math.max(...ends),
  };
}

const covers = (header: PastHeader, { namespaces, selector }: Pick<PastHeader, 'namespaces' | 'selector'>): boolean =>
  (header.selector === '' || header.selector === selector) &&
  (header.namespaces.length === 0 ||
    (namespaces.length > 0 && namespaces.every(each => header.namespaces.includes(each))));
