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

/** Drops what a reading that goes on from an earlier one tells again: the server knows only whole seconds. */
export class LogCursor {
  #last = '';
  /** How many lines bore the last stamp, and how many of them the present reading has told again. */
  #seen = 0;
  #again = 0;

  /** From when on to read; empty before the first line. */
  get stamp(): string {
    return this.#last;
  }

  /** A new reading begins at the stamp. */
  restart(): void {
    this.#again = 0;
  }

  /** Whether the line is news. */
  take({ stamp }: LogLine): boolean {
    if (stamp === '') return true;
    const order = this.#last === '' ? 1 : compareStamps(stamp, this.#last);
    if (order < 0) return false;
    if (order > 0) {
      this.#last = stamp;
      this.#seen = 1;
      this.#again = 1;
      return true;
    }
    this.#again++;
    if (this.#again <= this.#seen) return false;
    this.#seen = this.#again;
    return true;
  }
}
