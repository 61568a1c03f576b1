import type { PodEntry } from '../../history/transitions/entry.ts';
import { lineageOf } from '../../history/transitions/lineage.ts';
import { list } from '../../kube/foreign.ts';
import { scrolled, type Viewport } from '../controls/viewport.ts';
import { compileFilter } from '../filter/compile.ts';
import { type Refusal, refuse } from '../refusals.ts';
import { LifeView } from './life-view.ts';

/** Whose pods are followed. */
export interface Followed {
  /** `Deployment/web`, `-l app=web` */
  readonly title: string;
  isOf(entry: PodEntry): boolean;
}

/** By the names of kubectl, in small letters. */
const OWNER_KINDS: readonly { readonly kind: string; readonly names: readonly string[] }[] = [
  { kind: 'Deployment', names: ['deployment', 'deployments', 'deploy'] },
  { kind: 'StatefulSet', names: ['statefulset', 'statefulsets', 'sts'] },
  { kind: 'DaemonSet', names: ['daemonset', 'daemonsets', 'ds'] },
  { kind: 'ReplicaSet', names: ['replicaset', 'replicasets', 'rs'] },
  { kind: 'Job', names: ['jobs', 'job'] },
];
/** Under their shortest names. */
export const FOLLOWED_KINDS = OWNER_KINDS.map(({ kind, names }) => ({ kind, short: names.at(-1)! }));

/** Of `deploy/web` or `-l app=web`; undefined when it is neither, or why it cannot be understood. */
export function followedBy(typed: string): Followed | Refusal | undefined {
  if (/^-l\s/.test(typed)) {
    const filter = compileFilter(typed);
    if (filter.problem !== undefined) return refuse('filterUnusable', { problem: filter.problem });
    return { title: typed, isOf: entry => filter.matches({ entry, health: undefined, transition: undefined }, 0) };
  }
  const [, wanted = '', name = ''] = /^([a-z]+)\/(\S+)$/i.exec(typed) ?? [];
  const kind = OWNER_KINDS.find(({ names }) => names.includes(wanted.toLowerCase()))?.kind;
  return kind === undefined ? undefined : ownedBy(kind, name);
}

/** All pods of one owner, as a person thinks of it: those of a Deployment, not of its ReplicaSet alone. */
export function ownedBy(kind: string, name: string): Followed {
  return {
    title: `${kind}/${name}`,
    isOf: ({ pod }) => {
      const { owner } = lineageOf(pod);
      if (owner?.kind === kind && owner.name === name) return true;
      // A ReplicaSet may be asked for by its own name, though a Deployment owns it.
      return list(pod.metadata.ownerReferences).some(each => each?.kind === kind && each.name === name);
    },
  };
}

/** So many lives are kept; those that ended first go first. */
const MOST_LIVES = 200;

/** All lives of what is followed, beside each other: those that ended stay, also when the ledger has forgotten them. */
export class Lives implements Viewport {
  readonly followed: Followed;
  top = 0;
  /** The life that is opened, if one is. */
  opened: string | undefined;
  /** What is drawn of the opened life, or of all of them. */
  view = new LifeView();
  /** How many were too many. */
  dropped = 0;
  readonly #pods: ReadonlyMap<string, PodEntry>;
  readonly #known = new Map<string, PodEntry>();
  /** Which of them a person is at; undefined: the youngest. */
  #cursor: string | undefined;
  #rows = 1;

  constructor(followed: Followed, pods: ReadonlyMap<string, PodEntry>) {
    this.followed = followed;
    this.#pods = pods;
    this.look(pods.keys());
  }

  /** In the order of their beginning. */
  get all(): readonly PodEntry[] {
    const entries = [...this.#known].map(([uid, entry]) => this.#pods.get(uid) ?? entry);
    return entries.sort((a, b) => bornAt(a) - bornAt(b) || (a.row.name < b.row.name ? -1 : 1));
  }
  /** The one that a person is at. */
  get current(): PodEntry | undefined {
    const { all } = this;
    return all.find(({ uid }) => uid === this.#cursor) ?? all.at(-1);
  }
  get(uid: string): PodEntry | undefined {
    return this.#pods.get(uid) ?? this.#known.get(uid);
  }

  /** These pods came, changed or were forgotten. */
  look(changed: Iterable<string>): void {
    for (const uid of changed) {
      const entry = this.#pods.get(uid);
      if (entry && (this.#known.has(uid) || this.followed.isOf(entry))) this.#known.set(uid, entry);
    }
    if (this.#known.size <= MOST_LIVES) return;
    const ended = this.all.filter(({ goneAt }) => goneAt !== undefined);
    const most = ended.slice(0, this.#known.size - MOST_LIVES);
    for (const { uid } of most) this.#known.delete(uid);
    this.dropped += most.length;
  }

  /** To another life, or in the one that is opened. */
  move(unit: 'lines' | 'pages', amount: number): void {
    if (this.opened !== undefined) {
      this.top = scrolled(this.top, unit, amount, this.#rows);
      return;
    }
    const { all, current } = this;
    const lines = unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, this.#rows - 1)) || amount;
    const at = Math.max(0, Math.min(all.length - 1, all.findIndex(({ uid }) => uid === current?.uid) + lines));
    this.#cursor = all[at]?.uid;
  }
  open(): void {
    this.opened = this.current?.uid;
    this.top = 0;
    this.view = new LifeView();
  }
  /** Back to all lives. Answers whether one was opened. */
  close(): boolean {
    const was = this.opened;
    this.opened = undefined;
    this.top = 0;
    if (was !== undefined) this.view = new LifeView();
    return was !== undefined;
  }
  /** How much there is and how many lines of it fit, as is known where it is drawn. */
  drawn(length: number, rows: number): void {
    this.#rows = rows;
    this.top = Math.max(0, Math.min(this.top, length - rows));
  }
}

const bornAt = ({ row, first }: PodEntry): number => row.createdAt ?? first?.at ?? 0;
