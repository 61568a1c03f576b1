import type { ClockReading } from '../app/clock-reading.ts';

interface Remembered<Made> {
  readonly look: string;
  readonly skew: number;
  /** From and until when it is true, ms. */
  readonly from: number;
  readonly until: number;
  readonly made: Made;
}

/** What was made of objects that never change: it is made again only when it shall look otherwise, or a text of it is no longer true. */
export class ClockMemo<Subject extends object, Made> {
  readonly #known = new Map<Subject, Remembered<Made>>();
  readonly #limit: number;

  /** @param limit when so many are known all are forgotten, for most of them have gone out of sight */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * @param look all that `make` depends on besides the subject and the time
   * @param make tells the time only from the reading that it is given
   */
  read(subject: Subject, look: string, reading: ClockReading, make: (own: ClockReading) => Made): Made {
    const { now } = reading;
    let known = this.#known.get(subject);
    if (!known || known.look !== look || known.skew !== reading.skew || now < known.from || now >= known.until) {
      const own = reading.anew();
      const made = make(own);
      known = { look, skew: reading.skew, from: now, until: own.validUntil, made };
      if (this.#known.size >= this.#limit) this.#known.clear();
      this.#known.set(subject, known);
    }
    reading.expires(known.until);
    return known.made;
  }
}
