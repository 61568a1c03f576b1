const NEW_LINE = new Set([0x0a, 0x0d]);
const TILDE = 0x7e;
const DOT = 0x2e;

/** Finds `~.` at the beginning of a line among what a person types, as ssh does: the way out when nothing answers any more. */
export class EscapeWatch {
  #state: 'lineStart' | 'tilde' | 'within' = 'lineStart';

  /** Answers what goes on to the other side, and whether the person wants to leave. `~~` is one `~`. */
  feed(bytes: Uint8Array): { readonly pass: Uint8Array; readonly leaves: boolean } {
    const pass: number[] = [];
    for (const byte of bytes) {
      if (this.#state === 'tilde') {
        if (byte === DOT) return { pass: Buffer.from(pass), leaves: true };
        pass.push(TILDE);
        this.#state = NEW_LINE.has(byte) ? 'lineStart' : 'within';
        if (byte !== TILDE) pass.push(byte);
      } else if (byte === TILDE && this.#state === 'lineStart') this.#state = 'tilde';
      else {
        pass.push(byte);
        this.#state = NEW_LINE.has(byte) ? 'lineStart' : 'within';
      }
    }
    return { pass: Buffer.from(pass), leaves: false };
  }
}
