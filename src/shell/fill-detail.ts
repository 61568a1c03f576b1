import { Reader } from '../app/reading/reader.ts';
import type { Session } from '../app/session.ts';
import type { Clock } from '../kube/clock.ts';
import type { ReaderFilling } from './fill-reader.ts';

/** A cursor that moves on is not asked for, ms. */
const REST_MS = 150;

export interface DetailFillingOptions {
  /** What is on the screen. */
  readonly session: () => Session;
  readonly clock: Clock;
  readonly fill: (reader: Reader) => ReaderFilling;
  readonly onChange: () => void;
}

/** Fills the page of the detail that has everything about the pod under the cursor, while it is on the screen. */
export class DetailFilling {
  readonly #options: DetailFillingOptions;
  #filling: ReaderFilling | undefined;
  #shown: { readonly session: Session; readonly reader: Reader } | undefined;
  /** The pod under the cursor, and whether it has been for long enough. */
  #resting: string | undefined;
  #isRested = false;
  #cancel: () => void = () => {};

  constructor(options: DetailFillingOptions) {
    this.#options = options;
  }

  look(): void {
    const { session: current, clock, fill, onChange } = this.#options;
    const session = current();
    const entry = session.grid.selectedItem()?.entry;
    if (!entry || session.state.detail.page !== 'all' || !session.pane('detail')) {
      this.stop();
      return;
    }
    if (this.#shown?.session === session && this.#shown.reader.target.uid === entry.uid) {
      this.#filling?.look();
      return;
    }
    this.#close();
    if (this.#resting !== entry.uid) {
      this.#resting = entry.uid;
      this.#isRested = false;
      this.#cancel();
      this.#cancel = clock.after(REST_MS, () => {
        this.#isRested = true;
        onChange();
      });
    }
    if (!this.#isRested) return;
    const { namespace, name } = entry.row;
    const reader = new Reader('describe', { uid: entry.uid, namespace, name });
    session.state.whole = reader;
    this.#shown = { session, reader };
    this.#filling = fill(reader);
    this.#filling.look();
  }

  stop(): void {
    this.#cancel();
    this.#resting = undefined;
    this.#close();
  }

  #close(): void {
    if (this.#shown) {
      this.#shown.reader.isClosed = true;
      this.#shown.session.state.whole = undefined;
    }
    this.#filling?.stop();
    this.#filling = undefined;
    this.#shown = undefined;
  }
}
