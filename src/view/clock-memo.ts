import type { ClockReading } from '../app/clock-reading.ts';

interface Remembered<Made> {
  readonly look: string;
  /** The reading that it was made with: it is true from then until it says. */
  readonly own: ClockReading;
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
    let known = this.#known.get(subject);
    if (!known || known.look !== look || !known.own.isTrueAt(reading)) {
      const own = reading.anew();
      known = { look, own, made: make(own) };
      if (this.#known.size >= this.#limit) this.#known.clear();
      this.#known.set(subject, known);
    }
    reading.relies(known.own);
    return known.made;
  }
}
