import type { ClockReading } from '../app/clock-reading.ts';

/** Makes the parts of one cell; tells the time only from the reading that it is given. */
export type CellMaker<Part> = (own: ClockReading) => readonly Part[];

interface Cell<Part> {
  readonly make: CellMaker<Part>;
  /** As long as this the parts stay true, ms. */
  from: number;
  until: number;
  parts: readonly Part[];
}

interface Row<Part> {
  readonly look: string;
  /** Of the clocks, ms: with another every age is another. */
  readonly skew: number;
  readonly cells: readonly Cell<Part>[];
  from: number;
  until: number;
  /** Those of all cells. */
  parts: readonly Part[];
}

/** Rows of cells that were made before; of a row whose time is over only the cells whose time it was are made anew. */
export class CellMemo<Subject extends object, Part> {
  readonly #known = new Map<Subject, Row<Part>>();
  readonly #limit: number;

  /** @param limit when so many rows are known all are forgotten, for most of them have gone out of sight */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The parts of the row.
   * @param look all that the row depends on besides the subject and the time
   * @param begin asked for the cells of a row that is not known, or looks otherwise now
   */
  read(
    subject: Subject,
    look: string,
    reading: ClockReading,
    begin: () => readonly CellMaker<Part>[],
  ): readonly Part[] {
    const { now } = reading;
    let row = this.#known.get(subject);
    if (row?.look !== look || row.skew !== reading.skew) {
      const cells = begin().map(make => ({ make, from: now, until: now, parts: [] }));
      row = { look, skew: reading.skew, cells, from: now, until: now, parts: [] };
      if (this.#known.size >= this.#limit) this.#known.clear();
      this.#known.set(subject, row);
    }
    if (now < row.from || now >= row.until) renew(row, reading);
    reading.expires(row.until);
    return row.parts;
  }
}

function renew<Part>(row: Row<Part>, reading: ClockReading): void {
  const { now } = reading;
  row.from = now;
  row.until = Number.POSITIVE_INFINITY;
  for (const cell of row.cells) {
    if (now < cell.from || now >= cell.until) {
      const own = reading.anew();
      cell.parts = cell.make(own);
      cell.from = now;
      cell.until = own.validUntil;
    }
    row.until = Math.min(row.until, cell.until);
  }
  const parts: Part[] = [];
  for (const cell of row.cells) for (const part of cell.parts) parts.push(part);
  row.parts = parts;
}
