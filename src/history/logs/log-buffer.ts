import { parseTime } from '../../kube/time.ts';
import { type LogFilter, logFilter } from './log-filter.ts';
import { readLine } from './log-json.ts';
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
  #search: LogFilter = logFilter('');
  /** JSON is shown as level, message and fields: what is looked for may be written either way. */
  #pretty = true;
  /** Of lines that something was looked for in; reading JSON costs more than looking. */
  readonly #read = new WeakMap<LogLine, string>();
  /** How many of the lines shown the search fits. */
  matches = 0;
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
    if (this.isFound(line) && this.#isShown(line)) this.matches++;
    const { lines, characters } = this.#bounds;
    if (this.#lines.length > lines * (1 + SLACK) || this.#characters > characters * (1 + SLACK)) this.#trim();
  }

  setFilter(text: string): void {
    if (text !== this.#filter.text) this.#choose(logFilter(text));
  }

  get pretty(): boolean {
    return this.#pretty;
  }
  set pretty(pretty: boolean) {
    if (pretty === this.#pretty) return;
    this.#pretty = pretty;
    this.#choose(this.#filter);
  }

  #choose(filter: LogFilter): void {
    this.#filter = filter;
    this.droppedShown = 0;
    this.#shown = this.#filter.text === '' ? [] : this.#lines.filter(line => this.#wants(line));
    this.#count();
  }

  get search(): LogFilter {
    return this.#search;
  }

  setSearch(text: string): void {
    this.#search = logFilter(text);
    this.#count();
  }

  /** Whether it is what the search looks for. */
  isFound(line: LogLine): boolean {
    return this.#search.text !== '' && !line.isNotice && this.#fits(this.#search, line);
  }

  /** The position of the first match after `from`, or before it; from the other end when there is none. */
  nextMatch(from: number, by: 1 | -1): number | undefined {
    const { shown } = this;
    if (this.matches === 0) return undefined;
    for (let i = 1; i <= shown.length; i++) {
      const at = (((from + by * i) % shown.length) + shown.length) % shown.length;
      if (this.isFound(shown[at]!)) return at;
    }
    return undefined;
  }

  /** The how manieth match stands at a position, from 1. */
  ordinal(at: number): number {
    let count = 0;
    for (let i = 0; i <= at; i++) if (this.isFound(this.shown[i]!)) count++;
    return count;
  }

  /** The position of the first line that is not older than a time, ms. */
  indexAt(time: number): number {
    const at = this.shown.findIndex(({ stamp }) => stamp !== '' && (parseTime(stamp) ?? 0) >= time);
    return at < 0 ? this.shown.length : at;
  }

  #count(): void {
    this.matches = 0;
    if (this.#search.text !== '') for (const line of this.shown) if (this.isFound(line)) this.matches++;
  }

  #isShown(line: LogLine): boolean {
    return this.#filter.text === '' || this.#wants(line);
  }

  #wants(line: LogLine): boolean {
    return this.#filter.text !== '' && (line.isNotice || this.#fits(this.#filter, line));
  }

  #fits(filter: LogFilter, line: LogLine): boolean {
    const asItCame = filter.test(line.text);
    // One of the two ways is enough to be found, and to be left out.
    if (asItCame !== filter.isInverse || !this.#pretty || !line.text.includes('{')) return asItCame;
    let pretty = this.#read.get(line);
    if (pretty === undefined) {
      pretty = readLine(line.text).pretty ?? '';
      this.#read.set(line, pretty);
    }
    return pretty === '' ? asItCame : filter.test(pretty);
  }

  #trim(): void {
    let drop = Math.max(0, this.#lines.length - this.#bounds.lines);
    let characters = this.#characters;
    for (let i = 0; i < drop; i++) characters -= this.#lines[i]!.text.length;
    while (characters > this.#bounds.characters) characters -= this.#lines[drop++]!.text.length;
    const gone = new Set(this.#lines.slice(0, drop));
    if (this.#search.text !== '')
      for (const line of gone) if (this.isFound(line) && this.#isShown(line)) this.matches--;
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
