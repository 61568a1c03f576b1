import { LogBuffer } from '../history/log-buffer.ts';
import type { InputEvent } from './input.ts';
import { type EditedLine, edit, editedLine } from './line-editor.ts';
import type { ReaderTarget } from './reader.ts';

/** The logs of one or several pods as they are read over the panes. */
export class LogReader {
  readonly targets: readonly ReaderTarget[];
  /** The run of each container before the present one. */
  readonly previous: boolean;
  /** Whose output this is instead of what the containers have written. */
  readonly command: readonly string[] | undefined;
  readonly buffer = new LogBuffer();
  /** A name for each source of the lines, as short as tells them apart; empty until the shell has found them. */
  sources: readonly string[] = [];
  /** The last line stays in sight as lines come. */
  follow = true;
  timestamps = false;
  wrap = false;
  /** JSON objects are shown as level, message and fields. */
  pretty = true;
  search: EditedLine = editedLine('');
  /** The first line on the screen, as a position in what is shown. */
  top = 0;
  /** How many lines are in sight; known where it is drawn. */
  rows = 1;
  readonly #closing = new AbortController();
  #dropped = 0;

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

  constructor(targets: readonly ReaderTarget[], previous: boolean, command?: readonly string[]) {
    this.targets = targets;
    this.previous = previous;
    this.command = command;
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
    this.#dropped = dropped;
    this.top = this.follow ? this.#last() : Math.max(0, Math.min(this.top, this.#last()));
  }

  type(input: InputEvent): void {
    this.#filter(edit(this.search, input) ?? this.search);
  }

  clearSearch(): void {
    this.#filter(editedLine(''));
  }

  #filter(search: EditedLine): void {
    this.search = search;
    this.buffer.setFilter(search.text);
    this.#dropped = this.buffer.droppedShown;
    this.follow = true;
  }

  #last(): number {
    return Math.max(0, this.buffer.shown.length - this.rows);
  }
}
