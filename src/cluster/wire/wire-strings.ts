import type { PbfReader } from 'pbf';

const SLOTS = 1 << 16;
/** Longer texts are messages, which seldom repeat. */
const LONGEST_SHARED = 160;
const TIME_SLOTS = 1 << 12;

/**
 * Strings of a protobuf message. What repeats from pod to pod (images, nodes, reasons, times) is recognised by its bytes, so that
 * the string is made once and then shared; the table has one place a hash, so it cannot grow.
 */
export class WireStrings {
  readonly #texts: string[] = new Array<string>(SLOTS).fill('');
  readonly #times: string[] = new Array<string>(TIME_SLOTS).fill('');
  readonly #seconds = new Float64Array(TIME_SLOTS).fill(Number.NaN);

  /** A string of its own, for names that come once. */
  unique(reader: PbfReader): string {
    const end = reader.readVarint() + reader.pos;
    const { pos } = reader;
    reader.pos = end;
    return (reader.buf as Buffer).toString('utf8', pos, end);
  }

  shared(reader: PbfReader): string {
    const end = reader.readVarint() + reader.pos;
    const { pos } = reader;
    const length = end - pos;
    reader.pos = end;
    const bytes = reader.buf as Buffer;
    if (length > LONGEST_SHARED) return bytes.toString('utf8', pos, end);
    let hash = length;
    for (let i = pos; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot]!;
    if (known.length === length && isText(known, bytes, pos)) return known;
    const text = bytes.toString('utf8', pos, end);
    this.#texts[slot] = text;
    return text;
  }

  /** metav1.Time as JSON has it; undefined for the zero time, which is an empty message. */
  time(reader: PbfReader): string | undefined {
    const end = reader.readVarint() + reader.pos;
    if (reader.pos === end) return undefined;
    let seconds = 0;
    for (let tag = reader.nextField(end); tag !== 0; tag = reader.nextField(end)) {
      if (tag === 1) seconds = reader.readVarint(true);
    }
    const slot = seconds & (TIME_SLOTS - 1);
    if (this.#seconds[slot] !== seconds) {
      this.#seconds[slot] = seconds;
      this.#times[slot] = timeText(seconds);
    }
    return this.#times[slot];
  }
}

/** ASCII only, where a character is a byte; other texts never match and are made anew. */
function isText(text: string, bytes: Buffer, pos: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[pos + i]) return false;
  return true;
}

function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19)}Z`;
}
