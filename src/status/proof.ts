import type { Rule } from './rules.ts';
import type { Place } from './walk.ts';

/** What a step did to the cells. Times are ms since the epoch. */
export type Effect =
  | { readonly type: 'word'; readonly from: string; readonly to: string }
  | { readonly type: 'total'; readonly add: number }
  | { readonly type: 'ready'; readonly add: number }
  | { readonly type: 'restarts'; readonly add: number }
  | { readonly type: 'lastRestart'; readonly at: number }
  | { readonly type: 'recount'; readonly restarts: number; readonly lastRestart: number | null }
  | { readonly type: 'forgetLastRestart' }
  /** Looked at; decided nothing. */
  | { readonly type: 'none' };

/** One look at one field: by which rule, where, what stood there, and what came of it. */
export interface Step {
  readonly rule: Rule;
  /** `status.containerStatuses[1].state.waiting.reason` */
  readonly path: string;
  /** null when the field is absent. */
  readonly value: unknown;
  readonly effect: Effect;
}

/** Collects the steps of a walk, in the order in which the rules looked. */
export class Proof {
  readonly steps: Step[] = [];

  add(rule: Rule, place: Place, index: number, field: string, value: unknown, effect: Effect): void {
    const item = index < 0 ? place : `${place}[${index}]`;
    this.steps.push({ rule, path: field === '' ? item : `${item}.${field}`, value: value ?? null, effect });
  }
}
