import type { PodEntry } from './entry.ts';
import { lineageOf } from './lineage.ts';
import { objectsOf } from './moments.ts';
import type { Transition } from './transition.ts';

/** What pods that change alike may have in common. */
export interface Traits {
  readonly owner: string | undefined;
  readonly image: string | undefined;
  readonly node: string | undefined;
  readonly reason: string | undefined;
}
/** By which of them a change finds its group, the most telling first: on a small cluster many pods share a node by chance. */
const TRAITS = ['owner', 'image', 'node', 'reason'] as const satisfies readonly (keyof Traits)[];
const NO_TRAITS: Traits = { owner: undefined, image: undefined, node: undefined, reason: undefined };

/** One line for many: `node-7: 40 pods Running → Unknown in 5 s`. Grows while alike changes come. */
export interface Group {
  /** What all of them share. */
  readonly shared: Traits;
  /** Of its transitions, in the order received; those that the log has dropped since stay in it. */
  readonly seqs: readonly number[];
  readonly pods: ReadonlySet<string>;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface GroupRules {
  /** A change belongs to those that were at most so long before it, ms. */
  readonly windowMs: number;
  /** From its first change to its last, ms: one that never ended would hide what is new. */
  readonly spanMs: number;
  /** So many pods make a group. */
  readonly pods: number;
}

export const GROUP_RULES: GroupRules = { windowMs: 5_000, spanMs: 30_000, pods: 3 };

/** What is the same of changes that are alike; undefined for those that stand in no group. How often a container restarted is its own. */
function changeKey({ subject, from, to }: Transition): string | undefined {
  if (subject === 'restarts') return subject;
  const isGroupable = subject === 'status' || subject === 'pod' || subject === 'deletion' || subject === 'stuck';
  return isGroupable ? `${subject} ${from ?? ''} ${to ?? ''}` : undefined;
}

/** Until when others can join it, ms. */
export const closesAt = ({ startedAt, endedAt }: Group, { windowMs, spanMs }: GroupRules = GROUP_RULES): number =>
  Math.min(endedAt + windowMs, startedAt + spanMs);

interface Forming extends Group {
  readonly change: string;
  shared: Traits;
  readonly seqs: number[];
  readonly pods: Set<string>;
  endedAt: number;
}

/**
 * Finds which changes belong together: the same change of STATUS, or restarts, close in time, of pods that share an owner, an image, a node
 * or a reason. It is told every change once, in the order received, at a cost that does not depend on how many there are.
 */
export class Grouping {
  readonly #rules: GroupRules;
  /** By change and trait, the group that still takes others. */
  #forming = new Map<string, Forming>();
  #sweepAt = 1_024;
  readonly #groups = new Map<number, Group>();
  #forgotten = 0;

  constructor(rules: GroupRules = GROUP_RULES) {
    this.#rules = rules;
  }

  /**
   * Answers those with which it may come to be a group, itself included; undefined for a change that stands alone.
   * @param entry its pod, as far as it is known
   */
  add(transition: Transition, entry: PodEntry | undefined): Group | undefined {
    const change = changeKey(transition);
    if (change === undefined) return undefined;
    const traits = traitsOf(transition, entry);
    const at = transition.receivedAt;
    for (const trait of TRAITS) {
      if (traits[trait] === undefined) continue;
      const group = this.#forming.get(keyOf(change, trait, traits[trait]));
      if (!group || !this.#takes(group, at)) continue;
      this.#join(group, transition, traits);
      return group;
    }
    const { seq, uid } = transition;
    const begun = { change, shared: traits, seqs: [seq], pods: new Set([uid]), startedAt: at, endedAt: at };
    this.#offer(begun);
    if (this.#forming.size > this.#sweepAt) this.#sweep(at);
    return begun;
  }

  /** The group of a transition, if enough pods changed alike. */
  groupOf(seq: number): Group | undefined {
    return this.#groups.get(seq);
  }

  /** Everything below this seq was dropped from the log. */
  forget(dropped: number): void {
    for (; this.#forgotten < dropped; this.#forgotten++) this.#groups.delete(this.#forgotten);
  }

  #takes(group: Group, at: number): boolean {
    return at <= closesAt(group, this.#rules);
  }

  #join(group: Forming, { seq, uid, receivedAt }: Transition, traits: Traits): void {
    for (const trait of TRAITS) {
      const value = group.shared[trait];
      if (value === undefined || value === traits[trait]) continue;
      const key = keyOf(group.change, trait, value);
      if (this.#forming.get(key) === group) this.#forming.delete(key);
      group.shared = { ...group.shared, [trait]: undefined };
    }
    group.seqs.push(seq);
    group.endedAt = receivedAt;
    const isGroup = group.pods.size >= this.#rules.pods;
    group.pods.add(uid);
    if (isGroup) this.#groups.set(seq, group);
    else if (group.pods.size >= this.#rules.pods) for (const each of group.seqs) this.#groups.set(each, group);
  }

  #offer(group: Forming): void {
    for (const trait of TRAITS) {
      const value = group.shared[trait];
      if (value !== undefined) this.#forming.set(keyOf(group.change, trait, value), group);
    }
  }

  /** Lets go of those that take no others any more. */
  #sweep(at: number): void {
    this.#forming = new Map([...this.#forming].filter(([, group]) => this.#takes(group, at)));
    this.#sweepAt = Math.max(1_024, 2 * this.#forming.size);
  }
}

const keyOf = (change: string, trait: string, value: string): string => `${change}\n${trait} ${value}`;

/** A pod's own traits cost some walking of its object, and are asked for with each of its changes. */
const known = new WeakMap<PodEntry, Traits>();

function traitsOf({ reason, severity }: Transition, entry: PodEntry | undefined): Traits {
  let own = NO_TRAITS;
  if (entry) {
    own = known.get(entry) ?? podTraits(entry);
    known.set(entry, own);
  }
  // That pods start for the same reason says nothing; that they fail for the same reason does.
  const isTrouble = severity === 'error' || severity === 'warning' || severity === 'unknown';
  return isTrouble && reason !== undefined ? { ...own, reason } : own;
}

function podTraits({ pod, row }: PodEntry): Traits {
  const { owner } = lineageOf(pod);
  const images = objectsOf(pod.spec?.containers).map(({ image }) => (typeof image === 'string' ? image : ''));
  return {
    owner: owner && `${row.namespace} ${owner.kind}/${owner.name}`,
    image: images.join(' ') || undefined,
    node: row.node,
    reason: undefined,
  };
}

/** What they share in words, as foreign text: `Deployment/web on node-7`, `node-7`; empty when it is the change alone. */
export function sharedText({ shared: { owner, image, node } }: Group): string {
  if (owner === undefined) return node ?? image ?? '';
  const who = owner.slice(owner.indexOf(' ') + 1);
  return node === undefined ? who : `${who} on ${node}`;
}

export type GroupedRow = Transition | { readonly group: Group; readonly transitions: readonly Transition[] };

/**
 * The transitions with those of a group together, where the first of it stood.
 * @param transitions in the order received
 */
export function grouped(
  transitions: Iterable<Transition>,
  entryOf: (uid: string) => PodEntry | undefined,
  rules: GroupRules = GROUP_RULES,
): GroupedRow[] {
  const all = [...transitions];
  const grouping = new Grouping(rules);
  for (const one of all) grouping.add(one, entryOf(one.uid));
  const members = new Map<Group, Transition[]>();
  return all.flatMap((one): readonly GroupedRow[] => {
    const group = grouping.groupOf(one.seq);
    if (!group) return [one];
    const met = members.get(group);
    met?.push(one);
    if (met) return [];
    const begun = [one];
    members.set(group, begun);
    return [{ group, transitions: begun }];
  });
}
