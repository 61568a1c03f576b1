import type { Transition } from '../../history/transitions/transition.ts';
import type { ChangedVersions, PodVersion } from '../../history/versions/version-store.ts';
import { scrolled, type Viewport } from '../controls/viewport.ts';

/** A page of lines over the panes that is only scrolled. */
class Page implements Viewport {
  top = 0;
  #rows = 1;

  move(unit: 'lines' | 'pages', amount: number): void {
    this.top = scrolled(this.top, unit, amount, this.#rows);
  }
  /** How much there is and how many lines of it fit, as is known where it is drawn. */
  drawn(length: number, rows: number): void {
    this.#rows = rows;
    this.top = Math.max(0, Math.min(this.top, length - rows));
  }
}

/** A change, and what happened around it. */
export class Moment extends Page {
  readonly transition: Transition;

  constructor(transition: Transition) {
    super();
    this.transition = transition;
  }
}

/** One side of a comparison. */
export interface Compared {
  /** `shop/web-0` */
  readonly name: string;
  /** When we got it, ms; undefined: now. */
  readonly at: number | undefined;
  readonly object: unknown;
  /** With every field the server keeps, not only those that podscope does. */
  readonly isWhole: boolean;
}

/** A pod that the shell shall get whole. */
export interface ComparedPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Two versions of a pod, or two pods, and what is different. */
export class Comparison extends Page {
  readonly title: string;
  /** What it was opened from, and goes back to. */
  readonly from: Moment | undefined;
  /** All versions that are held of the pod, to compare with others than the last; oldest first. */
  #versions: readonly PodVersion[] = [];
  /** Of two pods, not of two versions of one. */
  areTwo = false;
  before: Compared | undefined;
  after: Compared | undefined;
  /** Why there is nothing to compare, as a sentence. */
  problem: string | undefined;
  /** Why the pods could not be had whole, as a clause. */
  note: string | undefined;

  constructor(title: string, from?: Moment) {
    super();
    this.title = title;
    this.from = from;
  }

  /** The versions before and after a change. */
  static ofChange(
    change: Transition,
    { before, after }: ChangedVersions,
    versions: readonly PodVersion[] = [],
    from?: Moment,
  ): Comparison {
    const name = `${change.namespace}/${change.name}`;
    const comparison = new Comparison(name, from);
    comparison.before = before && sideOf(name, before);
    comparison.after = after && sideOf(name, after);
    comparison.#versions = versions;
    comparison.problem = problemOf(change, { before, after });
    return comparison;
  }

  /** Compares with an earlier version than before, or a later one. Answers whether there is such a one. */
  shift(by: 1 | -1): boolean {
    const { before, after } = this;
    if (!before || !after) return false;
    const at = this.#versions.findIndex(version => version.at === before.at);
    const next = at < 0 ? undefined : this.#versions[at + by];
    if (!next || after.at === undefined || next.at >= after.at) return false;
    this.before = sideOf(before.name, next);
    return true;
  }
}

const sideOf = (name: string, { at, pod }: PodVersion): Compared => ({ name, at, object: pod, isWhole: false });

/** Why one version is missing, as a sentence. */
export function problemOf(change: Transition, { before, after }: ChangedVersions): string | undefined {
  if (change.uid === '') return 'A gap is no change of an object.';
  if (change.subject === 'pod' && change.to === undefined) return 'The pod is gone: there is no version after.';
  if (!after) return 'The versions of this change are no longer held, or it was seen by an earlier run.';
  if (before) return undefined;
  return change.subject === 'pod' && change.from === undefined
    ? 'The pod came with this change: there is no version before.'
    : 'The version before is no longer held.';
}
