import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { decodeHeader } from '../history/recording/recording.ts';
import type { Recording } from '../history/recording/replay.ts';
import { ProblemError } from '../kube/problem.ts';

type Bytes = AsyncIterable<Buffer>;

/**
 * Reads a recording, plain or gzip (told by its first bytes); `-` reads `stdin`. A program that was killed leaves a torn end:
 * what is whole is played, and a warning says that something is missing.
 * @param tell hears how much of a file is read, 0 to 1
 * @throws ProblemError when there is no recording to read.
 */
export async function readRecording(path: string, stdin: Readable, tell?: (share: number) => void): Promise<Recording> {
  const name = path === '-' ? 'standard input' : path;
  const lines: string[] = [];
  const warnings: string[] = [];
  try {
    const size = path === '-' ? 0 : (await stat(path)).size;
    const source = path === '-' ? stdin : counted(createReadStream(path), size, tell);
    for await (const line of wholeLines(source, warnings)) lines.push(line);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw invalid(code === 'ENOENT' ? `there is no file ${name}` : `cannot read ${name}: ${message}`);
  }
  const first = lines.shift();
  if (first === undefined && warnings.length === 0)
    throw invalid(`${name} is empty`, 'a recording begins with a line of "podscope":"recording"');
  const cut = first === undefined ? warnings.find(warning => warning.startsWith(COMPRESSED)) : undefined;
  if (cut !== undefined) throw invalid(`${name}: ${cut}`);
  const decoded = decodeHeader(first ?? '');
  if ('problem' in decoded) throw invalid(`${name}, line 1: ${decoded.problem}`, decoded.hint);
  return { header: decoded.header, lines, warnings: warnings.map(warning => `${name}: ${warning}`) };
}

async function* counted(source: Bytes, size: number, tell?: (share: number) => void): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of source) {
    read += chunk.length;
    tell?.(size > 0 ? Math.min(1, read / size) : 1);
    yield chunk;
  }
}

const invalid = (message: string, hint?: string): ProblemError => new ProblemError({ code: 'invalid', message, hint });

const COMPRESSED = 'the compressed data';

async function* wholeLines(source: Bytes, warnings: string[]): AsyncGenerator<string> {
  let rest = '';
  let count = 0;
  const damaged: number[] = [];
  const tellDamaged = (): void => {
    if (damaged.length > 0) warnings.push(damagedText(damaged));
  };
  try {
    for await (const text of texts(source)) {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      for (const line of parts) {
        count++;
        // Parts of one recording may be read one behind the other.
        if (count > 1 && line.startsWith(HEADER)) continue;
        if (isObject(line)) yield line;
        else if (line.trim() !== '') damaged.push(count);
      }
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    tellDamaged();
    warnings.push(
      isCutOff(error)
        ? `${COMPRESSED} ends early, after line ${count}: the recording was cut off`
        : `${COMPRESSED} is damaged after line ${count}; what comes later is lost`,
    );
    return;
  }
  tellDamaged();
  if (rest.trim() === '') return;
  if (isWhole(rest)) yield rest;
  else warnings.push(`the last line (${count + 1}) is torn and was skipped: the recording was cut off`);
}

/** What a line begins with that is a header. */
const HEADER = '{"podscope":';

function damagedText(lines: readonly number[]): string {
  if (lines.length === 1) return `line ${lines[0]} is damaged and was skipped`;
  return `${lines.length} lines are damaged and were skipped, the first is line ${lines[0]}`;
}

/** Cheap: a line in the middle is read whole only when it is played. */
const isObject = (line: string): boolean => line.startsWith('{') && line.trimEnd().endsWith('}');

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

async function* texts(source: Bytes): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of unzipped(source)) yield decoder.decode(chunk, { stream: true });
}

async function* unzipped(source: Bytes): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const head = Buffer.from(first.value);
  // No line of JSON begins so.
  const isGzip = head[0] === 0x1f;
  const all = (async function* () {
    yield head;
    for await (const chunk of { [Symbol.asyncIterator]: () => chunks }) yield Buffer.from(chunk);
  })();
  yield* isGzip ? inflated(all) : all;
}

/** Everything up to where the data is damaged or cut off, then the error. */
async function* inflated(source: Bytes): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const ready: Buffer[] = [];
  let failure: Error | undefined;
  gunzip.on('data', (chunk: Buffer) => ready.push(chunk));
  gunzip.on('error', error => {
    failure = error;
  });
  // One after the other, so that an error finds nothing on its way that would be lost with it.
  const fed = (feed: (done: () => void) => void): Promise<void> =>
    new Promise(resolve => {
      gunzip.once('error', resolve);
      feed(() => {
        gunzip.off('error', resolve);
        resolve();
      });
    });
  const taken = (): Buffer[] => ready.splice(0);
  for await (const chunk of source) {
    await fed(done => gunzip.write(chunk, done));
    yield* taken();
    if (failure) throw failure;
  }
  await fed(done => gunzip.once('end', done).end());
  yield* taken();
  if (failure) throw failure;
}

const isCutOff = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
