import { LogBuffer } from '../../history/logs/log-buffer.ts';
import type { InputEvent } from '../controls/input.ts';
import { type EditedLine, edit, editedLine } from '../controls/line-editor.ts';
import type { LogRange } from './log-range.ts';
import type { Owner } from './owner-of.ts';
import type { Reader, ReaderTarget } from './reader.ts';

/** What of the logs is wanted; nothing: all containers, the last lines and what comes. */
export interface LogWish {
  /** The run of each container before the present one. */
  readonly previous?: boolean | undefined;
  /** The output of this command instead of what the containers have written. */
  readonly command?: readonly string[] | undefined;
  /** Only these, by name. */
  readonly containers?: readonly string[] | undefined;
  readonly range?: LogRange | undefined;
  /** All pods of this owner, also those that come. */
  readonly owner?: Owner | undefined;
  /** Where to stand in it, and what happened then. */
  readonly moment?: { readonly at: number; readonly what: string } | undefined;
}

/** The logs of one or several pods as they are read over the panes. */
export class LogReader {
  readonly targets: readonly ReaderTarget[];
  readonly wish: LogWish;
  /** What was read before, and is again when this is closed. */
  from: Reader | undefined;
  readonly buffer = new LogBuffer();
  /** A name for each source of the lines, as short as tells them apart; empty until the shell has found them. */
  sources: readonly string[] = [];
  /** All containers that there are to choose from, by name; known once the shell has found them. */
  containers: readonly string[] = [];
  /** The last line stays in sight as lines come. */
  follow = true;
  timestamps = false;
  wrap = false;
  search: EditedLine = editedLine('');
  /** What is looked for among the lines shown, as it is typed. */
  wanted: EditedLine = editedLine('');
  /** The position of the match that a person jumped to. */
  found: number | undefined;
  /** The first line on the screen, as a position in what is shown. */
  top = 0;
  /** How many lines are in sight; known where it is drawn. */
  rows = 1;
  readonly #closing = new AbortController();
  #dropped = 0;
  #counted: { readonly found: number; readonly dropped: number; readonly ordinal: number } | undefined;

  /** Aborted when it is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  close(): void {
    this.#closing.abort();
  }

  constructor(targets: readonly ReaderTarget[], wish: LogWish = {}) {
    this.targets = targets;
    this.wish = wish;
  }

  /** JSON objects are shown as level, message and fields. */
  get pretty(): boolean {
    return this.buffer.pretty;
  }
  set pretty(pretty: boolean) {
    this.buffer.pretty = pretty;
    this.found = undefined;
    this.#dropped = this.buffer.droppedShown;
  }

  /** What comes is wanted, too. */
  get isLive(): boolean {
    const { previous, range, moment } = this.wish;
    return previous !== true && range?.until === undefined && moment === undefined;
  }

  /** Lines come, and none is lost, but what is on the screen stays; or to the newest again. */
  togglePause(): void {
    this.settle();
    this.follow = !this.follow;
    this.settle();
  }

  /** The line of a time in the middle, ms. */
  standAt(time: number): void {
    const at = this.buffer.indexAt(time);
    this.follow = false;
    this.top = Math.max(0, at - Math.floor(this.rows / 2));
  }

  typeWanted(input: InputEvent): void {
    this.look(edit(this.wanted, input) ?? this.wanted);
    this.jump(-1);
  }

  /** The how manieth match was jumped to, from 1. */
  get ordinal(): number | undefined {
    const { found, buffer } = this;
    if (found === undefined) return undefined;
    const { droppedShown: dropped } = buffer;
    // Counting costs as much as there are lines: not for every frame.
    if (this.#counted?.found !== found || this.#counted.dropped !== dropped)
      this.#counted = { found, dropped, ordinal: buffer.ordinal(found) };
    return this.#counted.ordinal;
  }

  /** Looks for what is typed; nothing is hidden. */
  look(wanted: EditedLine): void {
    this.wanted = wanted;
    this.buffer.setSearch(wanted.text);
    this.found = undefined;
  }

  /** To the next match below what was found last, or above it; at first to the one nearest to the last line in sight. */
  jump(by: 1 | -1): void {
    this.settle();
    const from = this.found ?? (by > 0 ? this.top - 1 : this.top + this.rows);
    const at = this.buffer.nextMatch(from, by);
    if (at === undefined) return;
    this.found = at;
    this.follow = false;
    if (at < this.top || at >= this.top + this.rows) this.top = Math.max(0, at - Math.floor(this.rows / 2));
    this.settle();
  }

  /** Moving up ends following, so that nothing slips away from under the eye; the last line begins it again. */
  move(unit: 'lines' | 'pages', amount: number): void {
    this.settle();
    const last = this.#last();
    const lines = unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, this.rows - 1));
    this.top = Math.max(0, Math.min(last, Number.isFinite(amount) ? this.top + lines : amount < 0 ? 0 : last));
    this.follow = amount > 0 && this.top >= last;
  }

  /** Puts the window where it belongs after lines came and went. */
  settle(): void {
    const dropped = this.buffer.droppedShown;
    if (!this.follow) this.top -= dropped - this.#dropped;
    if (this.found !== undefined) this.found -= dropped - this.#dropped;
    this.#dropped = dropped;
    this.top = this.follow ? this.#last() : Math.max(0, Math.min(this.top, this.#last()));
  }

  type(input: InputEvent): void {
    this.filter(edit(this.search, input) ?? this.search);
  }

  clearSearch(): void {
    this.filter(editedLine(''));
  }

  /** Shows only the lines that it fits. */
  filter(search: EditedLine): void {
    this.search = search;
    this.buffer.setFilter(search.text);
    this.found = undefined;
    this.#dropped = this.buffer.droppedShown;
    this.follow = true;
  }

  #last(): number {
    return Math.max(0, this.buffer.shown.length - this.rows);
  }
}
