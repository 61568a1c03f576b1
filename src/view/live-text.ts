import { ClockReading } from '../app/clock-reading.ts';
import type { Role, Span } from './frame.ts';
import { span } from './spans.ts';
import { widthOf } from './text.ts';

/** A text as it is at the moment of the reading. */
export type Tell = (reading: ClockReading) => string;

/** What a text that nothing but time changes says at other moments. */
export class LiveText {
  readonly #first: ClockReading;
  readonly #tell: Tell;
  readonly #width: number;
  readonly #change: (text: string) => string;

  /**
   * @param first the reading that the text was first told with, and no other
   * @param width of what was told, in cells
   * @param change what stands on the screen of what is told
   */
  constructor(first: ClockReading, tell: Tell, width: number, change = (text: string): string => text) {
    this.#first = first;
    this.#tell = tell;
    this.#width = width;
    this.#change = change;
  }

  /** When it was first told, and until when that is true, ms. */
  get first(): { readonly from: number; readonly until: number } {
    return { from: this.#first.now, until: this.#first.validUntil };
  }

  /** The text at `now` (ms) and until when it is true; undefined when it needs another room, so that what is beside it moves. */
  at(now: number): { readonly text: string; readonly until: number } | undefined {
    const own = new ClockReading(now, this.#first.skew);
    const told = this.#tell(own);
    return widthOf(told) === this.#width ? { text: this.#change(told), until: own.validUntil } : undefined;
  }

  /** The same where something else stands on the screen of what is told. */
  changed(change: (text: string) => string): LiveText {
    return new LiveText(this.#first, this.#tell, this.#width, text => change(this.#change(text)));
  }
}

/** A text that only time changes, and that can be brought up to date alone. What it tells is clean and has no time but that of its reading. */
export function liveSpan(reading: ClockReading, tell: Tell, role: Role = 'text', bold?: boolean): Span {
  const own = reading.anew();
  const told = tell(own);
  const first = span(told, role, bold);
  if (own.validUntil === Number.POSITIVE_INFINITY) return first;
  reading.lives(own.validUntil);
  return { ...first, live: new LiveText(own, tell, widthOf(told)) };
}
