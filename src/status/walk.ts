import type { Proof } from './proof.ts';
import type { Rule } from './rules.ts';

/** Before every time that a pod can name. */
export const NEVER = Number.NEGATIVE_INFINITY;

/** The lists and fields of a pod that the rules read; with an index and a field they make a path. */
export type Place =
  | 'metadata'
  | 'spec.containers'
  | 'spec.initContainers'
  | 'status'
  | 'status.conditions'
  | 'status.initContainerStatuses'
  | 'status.containerStatuses';

/**
 * What the rules have found so far. Every change goes through a method, which tells the proof when there is one; without
 * one, nothing is made but the numbers.
 */
export class Walk {
  word = '';
  /** The word of the first container that failed, and which one that is. */
  failure = '';
  failureIndex = -1;
  hasRunning = false;
  ready = 0;
  total = 0;
  restarts = 0;
  lastRestart = NEVER;
  sidecarRestarts = 0;
  sidecarLastRestart = NEVER;
  readonly #proof: Proof | undefined;

  constructor(proof: Proof | undefined) {
    this.#proof = proof;
  }

  /** STATUS is `word` from here on, because of the value at the path. */
  say(word: string, rule: Rule, place: Place, index: number, field: string, value: unknown): void {
    this.#proof?.add(rule, place, index, field, value, { type: 'word', from: this.word, to: word });
    this.word = word;
  }

  /** The value was looked at and decides nothing. */
  pass(rule: Rule, place: Place, index: number, field: string, value: unknown): void {
    this.#proof?.add(rule, place, index, field, value, { type: 'none' });
  }

  addTotal(rule: Rule, place: Place, index: number, field: string, value: unknown, count: number): void {
    this.#proof?.add(rule, place, index, field, value, { type: 'total', add: count });
    this.total += count;
  }

  addReady(rule: Rule, place: Place, index: number, field: string): void {
    this.#proof?.add(rule, place, index, field, true, { type: 'ready', add: 1 });
    this.ready += 1;
  }

  addRestarts(rule: Rule, place: Place, index: number, count: number): void {
    this.#proof?.add(rule, place, index, 'restartCount', count, { type: 'restarts', add: count });
    this.restarts += count;
  }

  /** A container's earlier run ended at `at`; the newest end is the last restart. */
  addEnd(rule: Rule, place: Place, index: number, value: unknown, at: number): void {
    if (at <= this.lastRestart) {
      this.pass(rule, place, index, 'lastState.terminated.finishedAt', value);
      return;
    }
    this.#proof?.add(rule, place, index, 'lastState.terminated.finishedAt', value, { type: 'lastRestart', at });
    this.lastRestart = at;
  }

  /** `(… ago)` is not printed without a restart. */
  forgetLastRestart(): void {
    this.#proof?.add('ago', 'status.containerStatuses', -1, 'restartCount', 0, { type: 'forgetLastRestart' });
    this.lastRestart = NEVER;
  }

  /** The containers count anew, from what the sidecars had. */
  recount(rule: Rule, place: Place, index: number, field: string, value: unknown, keepLastRestart: boolean): void {
    const lastRestart = keepLastRestart ? this.lastRestart : this.sidecarLastRestart;
    this.#proof?.add(rule, place, index, field, value, {
      type: 'recount',
      restarts: this.sidecarRestarts,
      lastRestart: lastRestart === NEVER ? null : lastRestart,
    });
    this.restarts = this.sidecarRestarts;
    this.lastRestart = lastRestart;
  }
}
