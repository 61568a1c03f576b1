const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The index after the object or array that begins at `start`; -1 if its end is not there. */
export function endOfValue(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  let depth = 0;
  for (let i = start; i < length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      for (i++; i < length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return i + 1;
  }
  return -1;
}

const MANAGED_FIELDS = Buffer.from(',"managedFields":[');

/**
 * Parses the JSON object between two indexes without its managedFields: they are a third to a half of a pod and nothing shows
 * them. Quotes inside of a string are escaped, so what is found is the key itself and not a text about it.
 */
export function parseWithoutManagedFields(bytes: Buffer, start: number, end: number): unknown {
  // Not beyond this object: one without managedFields would search all that came after it.
  const found = bytes.subarray(start, end).indexOf(MANAGED_FIELDS);
  if (found < 0) return JSON.parse(bytes.toString('utf8', start, end));
  const from = start + found;
  const to = endOfValue(bytes, from + MANAGED_FIELDS.length - 1);
  if (to < 0 || to > end) return JSON.parse(bytes.toString('utf8', start, end));
  return JSON.parse(bytes.toString('utf8', start, from) + bytes.toString('utf8', to, end));
}
