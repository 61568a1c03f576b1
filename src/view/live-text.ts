import { ClockReading } from '../app/clock-reading.ts';
import type { Role, Span } from './frame.ts';
import { span } from './spans.ts';

/**
 * A clean text as it is at the moment of the reading, the only time that it knows. What is behind it in its line moves with it;
 * undefined where more than that would be otherwise.
 */
export type Tell = (reading: ClockReading) => string | undefined;

/** What a text that nothing but time changes says at other moments. */
export class LiveText {
  readonly #first: ClockReading;
  readonly #tell: Tell;

  /** @param first the reading that the text was first told with, and no other */
  constructor(first: ClockReading, tell: Tell) {
    this.#first = first;
    this.#tell = tell;
  }

  /** When it was first told, and until when that is true, ms. */
  get first(): { readonly from: number; readonly until: number } {
    return { from: this.#first.now, until: this.#first.validUntil };
  }

  /** The text at `now` (ms) and until when it is true; undefined where it takes another frame. */
  at(now: number): { readonly text: string; readonly until: number } | undefined {
    const own = new ClockReading(now, this.#first.skew);
    const text = this.#tell(own);
    return text === undefined ? undefined : { text, until: own.validUntil };
  }

  /** The same where something else stands on the screen of what is told. */
  rewritten(change: (text: string) => string | undefined): LiveText {
    return new LiveText(this.#first, own => {
      const text = this.#tell(own);
      return text === undefined ? undefined : change(text);
    });
  }
}

/** A text that only time changes, and that can be brought up to date alone. */
export function liveSpan(reading: ClockReading, tell: Tell, role: Role = 'text', bold?: boolean): Span {
  const own = reading.anew();
  const text = span(tell(own) ?? '', role, bold);
  if (own.validUntil === Number.POSITIVE_INFINITY) return text;
  reading.lives(own.validUntil);
  return { ...text, live: new LiveText(own, tell) };
}
