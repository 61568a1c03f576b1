import type { Severity } from '../../status/row.ts';
import { SEVERITY_RANK } from './pod-item.ts';
import type { StatusCount } from './pod-list.ts';

/** A status in the line of counts, with the digit that filters by it if it has one. */
export interface StatusSlot {
  readonly count: StatusCount;
  /** 1 to 9. */
  readonly digit: number | undefined;
}

const DIGITS = 9;

/** Which status has which digit. Once they are pinned, a status keeps its digit while any pod has it, so that fingers can learn it. */
export class StatusSlots {
  /** By digit less one. */
  #digits: (string | undefined)[] = [];
  #pinned = false;

  get arePinned(): boolean {
    return this.#pinned;
  }
  pin(counts: ReadonlyMap<string, StatusCount>): void {
    if (this.#pinned) return;
    this.update(counts);
    this.#pinned = true;
  }
  clear(): void {
    this.#digits = [];
    this.#pinned = false;
  }

  /** Digits of statuses that are no more go to those without, the worst first; before they are pinned all are dealt anew. */
  update(counts: ReadonlyMap<string, StatusCount>): void {
    const kept = this.#digits.map(status => (this.#pinned && status && counts.has(status) ? status : undefined));
    const others = [...counts.values()].filter(({ status }) => !kept.includes(status)).sort(worstFirst);
    for (let i = 0; i < DIGITS; i++) kept[i] ??= others.shift()?.status;
    this.#digits = kept;
  }

  withDigit(digit: number): string | undefined {
    return this.#digits[digit - 1];
  }

  /** In the order of the digits, then those without one. */
  inOrder(counts: ReadonlyMap<string, StatusCount>): readonly StatusSlot[] {
    const slots: StatusSlot[] = [];
    for (const [i, status] of this.#digits.entries()) {
      const count = status === undefined ? undefined : counts.get(status);
      if (count) slots.push({ count, digit: i + 1 });
    }
    const rest = [...counts.values()].filter(({ status }) => !this.#digits.includes(status)).sort(worstFirst);
    return [...slots, ...rest.map(count => ({ count, digit: undefined }))];
  }
}

/** What most of the pods with the word are: one of twenty Running that is not ready does not make Running a warning. */
export function usualSeverity({ severities }: StatusCount): Severity {
  let usual: Severity = 'ok';
  let most = 0;
  for (const [severity, count] of Object.entries(severities) as [Severity, number][]) {
    const more = count > most || (count === most && SEVERITY_RANK[severity] > SEVERITY_RANK[usual]);
    if (count > 0 && more) [usual, most] = [severity, count];
  }
  return usual;
}
/** What has ended needs the least attention of all. */
function attention(count: StatusCount): number {
  const severity = usualSeverity(count);
  return severity === 'done' ? -1 : SEVERITY_RANK[severity];
}
export const worstFirst = (a: StatusCount, b: StatusCount): number =>
  attention(b) - attention(a) || (a.status < b.status ? -1 : 1);
