import { parseTime } from '../../kube/time.ts';

/** One line that a container wrote, or, as a notice, something that we have to say between them. */
export interface LogLine {
  /** Counts the sources of a reading: its colour. */
  readonly source: number;
  /** The kubelet's time to the nanosecond, RFC 3339; empty for notices and where it gave none. */
  readonly stamp: string;
  readonly text: string;
  readonly isNotice: boolean;
}

/** A line that was asked for with timestamps: `2026-01-01T00:00:00.123456789Z text`. */
export function readLogLine(line: string, source: number): LogLine {
  const space = line.indexOf(' ');
  const stamp = space < 0 ? line : line.slice(0, space);
  if (parseTime(stamp) === undefined) return { source, stamp: '', text: line, isNotice: false };
  return { source, stamp, text: space < 0 ? '' : line.slice(space + 1), isNotice: false };
}

/** Colours that programs put into their logs, and what empties a line. */
const COLOUR = /\u001b\[[0-9;:]*[mK]/g;

/** The text as a person reads it; what else could command a terminal is still in it. */
export function withoutColour(text: string): string {
  return text.includes('\u001b') ? text.replace(COLOUR, '') : text;
}

/** Orders two stamps by time to the nanosecond, whatever their zones and number of digits. */
export function compareStamps(a: string, b: string): number {
  if (a === b) return 0;
  return (parseTime(a) ?? 0) - (parseTime(b) ?? 0) || Number(finePart(a)) - Number(finePart(b));
}

/** What follows the milliseconds: six digits. */
function finePart(stamp: string): string {
  const fraction = /\.(\d+)/.exec(stamp)?.[1] ?? '';
  return fraction.slice(3, 9).padEnd(6, '0');
}

/** Lines of several sources in the order of their times; a line without one stays behind the line before it. */
export function mergeLogs(logs: readonly (readonly LogLine[])[]): LogLine[] {
  const dated = logs.flatMap(log => {
    let stamp = '';
    return log.map(line => {
      stamp = line.stamp || stamp;
      return { line, stamp };
    });
  });
  return dated.sort((a, b) => compareStamps(a.stamp, b.stamp)).map(({ line }) => line);
}

/** So many seconds back a line may be stamped after one that is written above it: the two streams of a container take turns. */
const DISORDER = 1;

/** How often each stamp was told, by its second. */
type Told = Map<number, Map<string, number>>;

/** Drops what a reading that goes on from an earlier one tells again: the server knows only whole seconds. */
export class LogCursor {
  #last = '';
  /** Of the last seconds. */
  readonly #told: Told = new Map();
  /** The same of the present reading, and the second from which on it can tell nothing again; undefined for the first reading. */
  #again: { readonly told: Told; readonly until: number } | undefined;

  /** From when on to read; empty before the first line. */
  get stamp(): string {
    return this.#last;
  }

  /** A new reading begins at the stamp. */
  restart(): void {
    if (this.#last !== '') this.#again = { told: new Map(), until: secondOf(this.#last) + DISORDER };
  }

  /** Whether the line is news. */
  take({ stamp }: LogLine): boolean {
    if (stamp === '') return true;
    const second = secondOf(stamp);
    if (this.#again !== undefined) {
      if (second > this.#again.until) this.#again = undefined;
      else if (second < this.#again.until - 2 * DISORDER) return false;
      else if (count(this.#again.told, second, stamp) <= (this.#told.get(second)?.get(stamp) ?? 0)) return false;
    }
    count(this.#told, second, stamp);
    if (this.#last === '' || compareStamps(stamp, this.#last) > 0) this.#goTo(stamp, second);
    return true;
  }

  #goTo(stamp: string, second: number): void {
    this.#last = stamp;
    if (this.#told.size <= 1 + DISORDER) return;
    for (const old of this.#told.keys()) if (old < second - DISORDER) this.#told.delete(old);
  }
}

const secondOf = (stamp: string): number => Math.floor((parseTime(stamp) ?? 0) / 1000);

/** One more; answers how many there are now. */
function count(told: Told, second: number, stamp: string): number {
  const stamps = told.get(second) ?? new Map<string, number>();
  told.set(second, stamps);
  const many = (stamps.get(stamp) ?? 0) + 1;
  stamps.set(stamp, many);
  return many;
}
