import { humanDuration } from '../../kube/duration.ts';
import { RESTARTS_PER_HOUR, STUCK, type StuckRow } from '../life/stuck.ts';
import type { PodEntry } from '../transitions/entry.ts';
import type { Transition } from '../transitions/transition.ts';
import { DueTimes } from './due-times.ts';

const HOUR = 60 * 60_000;

/** A state of a pod that has a budget, since when it is in it, and whether it was told that this is too long. */
interface Running {
  readonly row: StuckRow;
  /** As the entry tells it: by the clock of the row. */
  readonly since: number;
  /** By how much that clock is ahead of ours, ms, as it was known when this was seen first. */
  readonly ahead: number;
  isTold: boolean;
}

/** Of one container: when it restarted, the last times. */
interface Restarts {
  readonly times: number[];
  isTold: boolean;
}

type Told = Omit<Transition, 'seq'>;

/**
 * Tells when a pod outlives a budget of `STUCK`, once, as a line of the log at the moment at which it does. What was over before the pod
 * was seen is no news. Everything follows from the pods and the times given, so that a replay tells the same.
 */
export class StuckWatch {
  readonly #running = new Map<string, Running[]>();
  readonly #due = new DueTimes();
  /** By uid, then by container. */
  readonly #restarts = new Map<string, Map<string, Restarts>>();

  /** When the next budget runs out at the earliest, ms. */
  get next(): number | undefined {
    return this.#due.next;
  }

  /** A pod came or changed at `at`, ms. @param isNew it was not known before @param skew by how much the cluster's clock is ahead, ms */
  look(
    entry: PodEntry,
    { at, isNew, skew }: { readonly at: number; readonly isNew: boolean; readonly skew: number },
  ): void {
    const before = this.#running.get(entry.uid);
    let running: Running[] | undefined;
    for (const row of STUCK) {
      const since = row.since(entry);
      if (since === undefined) continue;
      running ??= [];
      const same = sameOf(before, row, since);
      const one = same ?? { row, since, ahead: row.isOfStatus ? 0 : skew, isTold: false };
      if (!same && isNew) one.isTold = dueOf(one) <= at;
      running.push(one);
    }
    if (running) this.#running.set(entry.uid, running);
    else if (before) this.#running.delete(entry.uid);
    const next = running && nextOf(running);
    // Most budgets end long before they run out: one look at a pod in vain costs less than to set a time for each.
    if (next !== undefined && next < (this.#due.of(entry.uid) ?? Number.POSITIVE_INFINITY))
      this.#due.set(entry.uid, next);
  }

  /** What ran out by `now`, soonest first. @param notBefore it was learnt of then, at the earliest */
  take(now: number, pods: ReadonlyMap<string, PodEntry>, notBefore: number): Told[] {
    const told: Told[] = [];
    for (let next = this.#due.next; next !== undefined && next <= now; next = this.#due.next) {
      for (const uid of this.#due.take(next)) {
        const running = this.#running.get(uid) ?? [];
        const entry = pods.get(uid);
        for (const one of running) {
          const due = dueOf(one);
          if (one.isTold || due > next) continue;
          one.isTold = true;
          if (entry) told.push(outlived(entry, one, Math.max(due, notBefore)));
        }
        this.#due.set(uid, nextOf(running));
      }
    }
    return told;
  }

  /** A container restarted: what it tells when it did so too often. */
  restarted(entry: PodEntry, { part = '', from, to, receivedAt, certainty }: Transition): Told | undefined {
    const containers = this.#restarts.get(entry.uid) ?? new Map<string, Restarts>();
    this.#restarts.set(entry.uid, containers);
    const restarts = containers.get(part) ?? { times: [], isTold: false };
    containers.set(part, restarts);
    const { times } = restarts;
    for (let i = Math.min(Number(to) - Number(from), RESTARTS_PER_HOUR); i > 0; i--) times.push(receivedAt);
    if (times.length > RESTARTS_PER_HOUR) times.splice(0, times.length - RESTARTS_PER_HOUR);
    const ms = receivedAt - times[0]!;
    const isOften = times.length === RESTARTS_PER_HOUR && ms <= HOUR;
    const isNews = isOften && !restarts.isTold;
    restarts.isTold = isOften;
    if (!isNews) return undefined;
    return {
      ...lineOf(entry, receivedAt),
      part,
      to: `restarts ${RESTARTS_PER_HOUR} times an hour`,
      reason: 'restarts',
      message: `${RESTARTS_PER_HOUR} restarts within ${humanDuration(ms)}`,
      certainty,
    };
  }

  forget(uid: string): void {
    this.#running.delete(uid);
    this.#due.delete(uid);
    this.#restarts.delete(uid);
  }

  clear(): void {
    this.#running.clear();
    this.#due.clear();
    this.#restarts.clear();
  }
}

/** When it runs out, by our clock. */
const dueOf = ({ row, since, ahead }: Running): number => since - ahead + row.budgetMs;

function sameOf(before: readonly Running[] | undefined, row: StuckRow, since: number): Running | undefined {
  if (before) for (const one of before) if (one.row === row && one.since === since) return one;
  return undefined;
}

function nextOf(running: readonly Running[]): number | undefined {
  let next: number | undefined;
  for (const one of running) {
    const { isTold } = one;
    const due = dueOf(one);
    if (!isTold && (next === undefined || due < next)) next = due;
  }
  return next;
}

function outlived(entry: PodEntry, { row, since, ahead }: Running, at: number): Told {
  const isExact = row.isOfStatus === true && entry.statusSince.exact;
  return {
    ...lineOf(entry, at),
    to: row.meaning,
    clusterAt: row.isOfStatus ? undefined : since + row.budgetMs,
    lasted: { ms: at + ahead - since, atLeast: row.isOfStatus === true && !isExact },
    reason: row.id,
    message: row.detail?.(entry),
    certainty: isExact ? 'seen' : 'derived',
  };
}

/** Such a line in words: `runs but is not ready for 5m`; the message quotes the cluster. */
export function outlivedText({ part, to, lasted, message }: Transition): string {
  const who = part === undefined ? '' : `${part} `;
  const since = lasted === undefined ? '' : ` for ${lasted.atLeast ? '>=' : ''}${humanDuration(lasted.ms)}`;
  return `${who}${to ?? ''}${since}${message ? `: ${message}` : ''}`;
}

const lineOf = ({ uid, row }: PodEntry, receivedAt: number): Told => ({
  uid,
  namespace: row.namespace,
  name: row.name,
  subject: 'stuck',
  part: undefined,
  from: undefined,
  to: undefined,
  receivedAt,
  clusterAt: undefined,
  lasted: undefined,
  reason: undefined,
  message: undefined,
  certainty: 'derived',
  severity: 'warning',
  missed: undefined,
});
