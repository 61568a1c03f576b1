import { once } from 'node:events';
import type { Writable } from 'node:stream';

const BATCH = 64 * 1024;

/** Writes a line for each item, as fast as the reader takes them and no faster. */
export async function writeLines<T>(
  stream: Writable,
  items: Iterable<T> | AsyncIterable<T>,
  line: (item: T) => string,
): Promise<void> {
  let batch = '';
  for await (const item of items) {
    batch += `${line(item)}\n`;
    if (batch.length < BATCH) continue;
    if (!stream.write(batch)) await once(stream, 'drain');
    batch = '';
  }
  if (batch !== '' && !stream.write(batch)) await once(stream, 'drain');
}
