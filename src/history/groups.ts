import type { Severity } from '../status/row.ts';
import type { PodEntry } from './entry.ts';
import { lineageOf } from './lineage.ts';
import { objectsOf } from './moments.ts';
import type { Transition } from './transition.ts';

/** What many pods that changed alike have in common, the most telling first. */
export type Trait = 'node' | 'owner' | 'image' | 'reason';

/** One line for many: `node-7: 40 pods Running → Unknown in 5 s`. */
export interface Group {
  readonly trait: Trait | undefined;
  /** The node, owner, image or reason they share; empty when only the change is the same. */
  readonly value: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly severity: Severity;
  /** Oldest first. */
  readonly transitions: readonly Transition[];
  readonly pods: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface GroupRules {
  /** Changes further apart than this do not belong together, ms. */
  readonly windowMs: number;
  /** So many pods make a group. */
  readonly pods: number;
}

export const GROUP_RULES: GroupRules = { windowMs: 5_000, pods: 3 };

/**
 * Puts changes of STATUS that are alike and close in time together; all other transitions stay as they are, in their order.
 * A group stands where its first transition stood.
 */
export function grouped(
  transitions: Iterable<Transition>,
  entryOf: (uid: string) => PodEntry | undefined,
  rules: GroupRules = GROUP_RULES,
): (Transition | Group)[] {
  const runs: Transition[][] = [];
  const open = new Map<string, Transition[]>();
  for (const one of transitions) {
    const key = `${one.subject} ${one.from ?? ''} ${one.to ?? ''}`;
    const run = open.get(key);
    const alike = one.subject === 'status' || one.subject === 'pod';
    if (alike && run && one.receivedAt - run.at(-1)!.receivedAt <= rules.windowMs) {
      run.push(one);
      continue;
    }
    const started = [one];
    if (alike) open.set(key, started);
    runs.push(started);
  }
  return runs
    .flatMap(run => splitByTrait(run, entryOf))
    .flatMap((run): readonly (Transition | Group)[] => {
      const pods = new Set(run.map(one => one.uid)).size;
      return pods < rules.pods ? run : [groupOf(run, pods, entryOf)];
    })
    .sort((a, b) => orderOf(a) - orderOf(b));
}

/** What has nothing in common but the change happened to different owners at once: a group for each of them. */
function splitByTrait(
  run: readonly Transition[],
  entryOf: (uid: string) => PodEntry | undefined,
): (readonly Transition[])[] {
  if (shared(run, entryOf).trait !== undefined) return [run];
  const byOwner = new Map<string, Transition[]>();
  for (const one of run) {
    const owner = ownerText(entryOf(one.uid)) ?? one.uid;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), one]);
  }
  return [...byOwner.values()];
}

const orderOf = (one: Transition | Group): number => ('transitions' in one ? one.transitions[0]!.seq : one.seq);

function groupOf(run: readonly Transition[], pods: number, entryOf: (uid: string) => PodEntry | undefined): Group {
  const first = run[0]!;
  const { trait, value } = shared(run, entryOf);
  return {
    trait,
    value,
    from: first.from,
    to: first.to,
    severity: first.severity,
    transitions: run,
    pods,
    startedAt: first.receivedAt,
    endedAt: run.at(-1)!.receivedAt,
  };
}

function shared(
  run: readonly Transition[],
  entryOf: (uid: string) => PodEntry | undefined,
): Pick<Group, 'trait' | 'value'> {
  const traits: readonly [Trait, (one: Transition) => string | undefined][] = [
    ['owner', one => ownerText(entryOf(one.uid))],
    ['node', one => entryOf(one.uid)?.row.node],
    ['image', one => imagesText(entryOf(one.uid))],
    ['reason', one => one.reason],
  ];
  for (const [trait, read] of traits) {
    const values = new Set(run.map(read));
    const [value] = values;
    if (values.size === 1 && value) return { trait, value };
  }
  return { trait: undefined, value: '' };
}

function ownerText(entry: PodEntry | undefined): string | undefined {
  const owner = entry && lineageOf(entry.pod).owner;
  return owner && `${owner.kind}/${owner.name}`;
}

const imagesText = (entry: PodEntry | undefined): string | undefined =>
  entry &&
  objectsOf(entry.pod.spec?.containers)
    .map(one => one.image)
    .join(' ');
