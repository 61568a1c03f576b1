import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { decodeHeader } from '../history/recording.ts';
import type { Recording } from '../history/replay.ts';
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
  const isEmpty = first === undefined && warnings.length === 0;
  if (isEmpty) throw invalid(`${name} is empty`, 'a recording begins with a line of "podscope":"recording"');
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

async function* wholeLines(source: Bytes, warnings: string[]): AsyncGenerator<string> {
  let rest = '';
  let count = 0;
  try {
    for await (const text of texts(source)) {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      for (const line of parts) {
        count++;
        if (isObject(line)) yield line;
        else if (line.trim() !== '') warnings.push(`line ${count} is damaged and was skipped`);
      }
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    warnings.push(`the compressed data is damaged after line ${count}; what comes later is lost`);
    return;
  }
  if (rest.trim() === '') return;
  if (isWhole(rest)) yield rest;
  else warnings.push(`the last line (${count + 1}) is torn and was skipped: the recording was cut off`);
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
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isGzip) {
    yield head;
    for await (const chunk of { [Symbol.asyncIterator]: () => chunks }) yield Buffer.from(chunk);
    return;
  }
  // A torn end is no error: what was flushed before it is there.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const feed = async () => {
    gunzip.write(head);
    for await (const chunk of { [Symbol.asyncIterator]: () => chunks }) {
      if (!gunzip.write(chunk)) await new Promise(resolve => gunzip.once('drain', resolve));
    }
    gunzip.end();
  };
  feed().catch(error => gunzip.destroy(error as Error));
  yield* gunzip as AsyncIterable<Buffer>;
}
