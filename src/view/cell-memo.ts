import type { ClockReading } from '../app/clock-reading.ts';

/** Makes the parts of one cell; tells the time only from the reading that it is given. */
export type CellMaker<Part> = (own: ClockReading) => readonly Part[];

interface Cell<Part> {
  readonly make: CellMaker<Part>;
  /** The reading that the parts were made with: they are true from then until it says. */
  own: ClockReading | undefined;
  parts: readonly Part[];
}

interface Row<Part> {
  readonly look: string;
  readonly cells: readonly Cell<Part>[];
  /** The parts of all cells, and the reading that knows until when all are true. */
  own: ClockReading | undefined;
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
    let row = this.#known.get(subject);
    if (row?.look !== look) {
      const cells = begin().map((make): Cell<Part> => ({ make, own: undefined, parts: [] }));
      row = { look, cells, own: undefined, parts: [] };
      if (this.#known.size >= this.#limit) this.#known.clear();
      this.#known.set(subject, row);
    }
    reading.relies(row.own?.isTrueAt(reading) ? row.own : renew(row, reading));
    return row.parts;
  }
}

function renew<Part>(row: Row<Part>, reading: ClockReading): ClockReading {
  const all = reading.anew();
  const parts: Part[] = [];
  for (const cell of row.cells) {
    if (!cell.own?.isTrueAt(reading)) {
      cell.own = reading.anew();
      cell.parts = cell.make(cell.own);
    }
    all.relies(cell.own);
    for (const part of cell.parts) parts.push(part);
  }
  row.own = all;
  row.parts = parts;
  return all;
}
