import { type LogFilter, logFilter } from './log-filter.ts';
import { compareStamps, type LogLine } from './log-line.ts';

export interface LogBounds {
  readonly lines: number;
  /** UTF-16 units of all texts together. */
  readonly characters: number;
}

const BOUNDS: LogBounds = { lines: 100_000, characters: 32_000_000 };
/** What is dropped at once, as a share: dropping line by line would move the rest each time. */
const SLACK = 0.1;

/**
 * The newest lines of a log, and those of them that a filter wants. Bounded: the oldest go first, and are counted. A line costs
 * the same however many there are.
 */
export class LogBuffer {
  readonly #bounds: LogBounds;
  #lines: LogLine[] = [];
  #shown: LogLine[] = [];
  #filter: LogFilter = logFilter('');
  #characters = 0;
  dropped = 0;
  /** How many of the lines that the present filter wants were dropped. */
  droppedShown = 0;

  constructor(bounds: LogBounds = BOUNDS) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#lines.length;
  }

  /** The lines that the filter wants, oldest first. Notices are always wanted. */
  get shown(): readonly LogLine[] {
    return this.#filter.text === '' ? this.#lines : this.#shown;
  }

  get filter(): LogFilter {
    return this.#filter;
  }

  add(line: LogLine): void {
    insert(this.#lines, line);
    this.#characters += line.text.length;
    if (this.#wants(line)) insert(this.#shown, line);
    const { lines, characters } = this.#bounds;
    if (this.#lines.length > lines * (1 + SLACK) || this.#characters > characters * (1 + SLACK)) this.#trim();
  }

  setFilter(text: string): void {
    if (text === this.#filter.text) return;
    this.#filter = logFilter(text);
    this.droppedShown = 0;
    this.#shown = this.#filter.text === '' ? [] : this.#lines.filter(line => this.#wants(line));
  }

  #wants(line: LogLine): boolean {
    return this.#filter.text !== '' && (line.isNotice || this.#filter.test(line.text));
  }

  #trim(): void {
    let drop = Math.max(0, this.#lines.length - this.#bounds.lines);
    let characters = this.#characters;
    for (let i = 0; i < drop; i++) characters -= this.#lines[i]!.text.length;
    while (characters > this.#bounds.characters) characters -= this.#lines[drop++]!.text.length;
    const gone = new Set(this.#lines.slice(0, drop));
    this.#lines = this.#lines.slice(drop);
    this.#characters = characters;
    this.dropped += drop;
    let first = 0;
    while (first < this.#shown.length && gone.has(this.#shown[first]!)) first++;
    this.#shown = this.#shown.slice(first);
    this.droppedShown += this.#filter.text === '' ? drop : first;
  }
}

/** How far back a line may belong, so that adding stays cheap: logs of several containers come in turns, each in its order. */
const FARTHEST_BACK = 5_000;

/** Behind the last line that is not younger; lines without a time stay where they came. */
function insert(lines: LogLine[], line: LogLine): void {
  let at = lines.length;
  if (line.stamp !== '') {
    const farthest = Math.max(0, at - FARTHEST_BACK);
    while (at > farthest && lines[at - 1]!.stamp !== '' && compareStamps(lines[at - 1]!.stamp, line.stamp) > 0) at--;
  }
  if (at === lines.length) lines.push(line);
  else lines.splice(at, 0, line);
}
