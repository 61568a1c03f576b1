const QUOTE = 34;
const BACKSLASH = 92;
const LINE_FEED = 10;

/** The text of one JSON value, and the line on which it began, counted from 1. */
export interface JsonText {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts a stream of JSON values (one value, several in a row, JSON lines, pretty-printed or not) into the texts of the values.
 * Looks at every character once and copies none before its value is whole, so a list of 200 MB costs no more than lines do.
 */
export class JsonSplitter {
  /** The line that the next character is on. */
  line = 1;
  #parts: string[] = [];
  #startLine = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** The values that are whole now. */
  push(chunk: string): JsonText[] {
    const whole: JsonText[] = [];
    let start = this.#depth > 0 ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const code = chunk.charCodeAt(i);
      if (code === LINE_FEED) this.line++;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
      } else if (code === QUOTE) {
        this.#inString = this.#depth > 0;
      } else if (code === 123 || code === 91) {
        if (this.#depth === 0) {
          start = i;
          this.#startLine = this.line;
        }
        this.#depth++;
      } else if ((code === 125 || code === 93) && this.#depth > 0) {
        this.#depth--;
        if (this.#depth === 0) {
          this.#parts.push(chunk.slice(start, i + 1));
          whole.push({ text: this.#parts.join(''), line: this.#startLine });
          this.#parts = [];
          start = -1;
          continue;
        }
      }
      if (this.#depth === 0 && !isBetween(code)) {
        // No object and no list: hand it on as it stands, up to the end of the line, for the parser to refuse.
        const end = endOfLine(chunk, i);
        whole.push({ text: chunk.slice(i, end), line: this.line });
        i = end - 1;
      }
    }
    if (start >= 0) this.#parts.push(chunk.slice(start));
    return whole;
  }

  /** The line on which a value began that has not ended; undefined when nothing is left over. */
  get unfinishedSince(): number | undefined {
    return this.#depth > 0 ? this.#startLine : undefined;
  }
}

function endOfLine(chunk: string, from: number): number {
  const end = chunk.indexOf('\n', from);
  return end < 0 ? chunk.length : end;
}

/** White space, and the record separator of RFC 7464. */
function isBetween(code: number): boolean {
  return code === 32 || code === LINE_FEED || code === 13 || code === 9 || code === 30;
}
