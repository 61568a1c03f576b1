import type { ForwardRow, Forwards } from './forwards.ts';

/** Where a person is in the list of forwarded ports. The cursor is an id, never a row: ports come and go. */
export class ForwardsView {
  readonly #forwards: Forwards;
  #id: number | undefined;

  constructor(forwards: Forwards) {
    this.#forwards = forwards;
  }

  get rows(): readonly ForwardRow[] {
    return this.#forwards.rows();
  }

  get selected(): ForwardRow | undefined {
    const { rows } = this;
    return rows.find(({ id }) => id === this.#id) ?? rows[0];
  }

  move(by: 1 | -1): void {
    const { rows, selected } = this;
    const at = rows.findIndex(({ id }) => id === selected?.id);
    this.#id = rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.id;
  }
}
