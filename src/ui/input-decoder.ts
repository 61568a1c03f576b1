import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../kube/clock.ts';
import { type Decoded, takeInput, takeUnfinished } from './decode.ts';

/** A lone ESC is the key when nothing follows it for so long; a slow line may split a sequence by a little less. */
const ESC_TIMEOUT = 40;
/** Any other beginning of a sequence: too long and a lost end eats keys, too short and the rest of a slow answer is typed. */
const SEQUENCE_TIMEOUT = 250;
const PASTE_TIMEOUT = 2000;
/** A beginning longer than this is nothing that we know; only pastes may be. */
const LONGEST_SEQUENCE = 4096;
const LONGEST_PASTE = 1 << 20;

/** Turns the bytes of a terminal, in whatever pieces they come, into events. */
export class InputDecoder {
  private readonly utf8 = new StringDecoder('utf8');
  private readonly clock: Clock;
  private readonly emit: (event: Decoded) => void;
  private pending = '';
  private cancelTimeout = (): void => {};

  constructor(clock: Clock, emit: (event: Decoded) => void) {
    this.clock = clock;
    this.emit = emit;
  }

  feed(bytes: Uint8Array): void {
    this.cancelTimeout();
    this.pending += this.utf8.write(Buffer.from(bytes));
    while (this.pending !== '') {
      const taken = takeInput(this.pending);
      if (!taken) break;
      this.pending = this.pending.slice(taken.length);
      if (taken.event) this.emit(taken.event);
    }
    if (this.pending === '') return;
    const paste = this.pending.startsWith('\x1b[200~');
    if (this.pending.length > (paste ? LONGEST_PASTE : LONGEST_SEQUENCE)) {
      this.pending = '';
      return;
    }
    const timeout = this.pending.length <= 2 ? ESC_TIMEOUT : paste ? PASTE_TIMEOUT : SEQUENCE_TIMEOUT;
    this.cancelTimeout = this.clock.after(timeout, () => this.finish());
  }

  /** Forgets what has begun. */
  close(): void {
    this.cancelTimeout();
    this.pending = '';
  }

  private finish(): void {
    while (this.pending !== '') {
      const taken = takeUnfinished(this.pending);
      this.pending = this.pending.slice(taken.length);
      if (taken.event) this.emit(taken.event);
    }
  }
}
