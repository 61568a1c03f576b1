import { closeSync, existsSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, parse } from 'node:path';
import { constants, createGzip, type Gzip } from 'node:zlib';
import { RecordEncoder } from '../history/recording/record-encoder.ts';
import { encodeHeader, type RecordedThing, type RecordingHeader, withSkew } from '../history/recording/recording.ts';
import type { Clock } from '../kube/clock.ts';
import { ProblemError } from '../kube/problem.ts';

export interface RecorderOptions {
  /** gzip when it ends in `.gz`. An existing file is never overwritten. */
  readonly path: string;
  readonly header: Omit<RecordingHeader, 'podscope' | 'version' | 'at' | 'redacted' | 'skew'>;
  /** By how much the server's clock is ahead at this moment, ms, as far as it is known. */
  readonly skew?: (() => number | undefined) | undefined;
  readonly redact: boolean;
  /** A file that has grown beyond this is closed and a next part begun; undefined: one file. */
  readonly maxBytes?: number | undefined;
  /** Parts kept, the oldest are removed; undefined: all. */
  readonly keep?: number | undefined;
  readonly clock: Clock;
  /** Hands bytes from `offset` on to the operating system; answers how many it took. */
  readonly write?: ((fd: number, bytes: Buffer, offset: number) => number) | undefined;
  /** Called once when the disk refuses; recording has ended then. */
  readonly onProblem: (message: string) => void;
}

/** ms: how far the server's clock is ahead is known to a second. Less is no change. */
const NOTICEABLE = 2_000;

/** How long compressed records may wait for company before they are written. */
const FLUSH_MS = 500;

/**
 * Writes what a feed tells to a file. Plain records are on their way to the disk when `record` returns, compressed ones half a
 * second later, so a killed program loses no more. Each part can be read alone: it begins with the pods and Events known then.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #encoder: RecordEncoder;
  readonly #parts: string[] = [];
  #file: RecordFile | undefined;
  #part = 1;
  /** As a reader of all parts knows it. */
  #skew: number | undefined;
  #hasFailed = false;

  /** @throws ProblemError when the file cannot be made. */
  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#encoder = new RecordEncoder(options.redact);
    this.#skew = options.skew?.();
    this.#file = this.#open(options.path);
  }

  record(thing: RecordedThing): void {
    if (!this.#file) return;
    try {
      this.#file.write(this.#withSkew(this.#encoder.encode(thing)));
      if (this.#options.maxBytes !== undefined && this.#file.bytes > this.#options.maxBytes) this.#rotate();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes what is still waiting. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(error => this.#fail(error));
  }

  /** The line, which says how far the server's clock is ahead when that has changed. */
  #withSkew(line: string): string {
    const skew = this.#options.skew?.();
    if (skew === undefined || Math.abs(skew - (this.#skew ?? 0)) < NOTICEABLE) return line;
    this.#skew = skew;
    return withSkew(line, skew);
  }

  #open(path: string): RecordFile {
    const at = this.#options.clock.now();
    const file = new RecordFile(path, this.#options, error => this.#fail(error));
    this.#parts.push(path);
    try {
      file.write(encodeHeader({ ...this.#options.header, skew: this.#skew, at, redacted: this.#options.redact }));
    } catch (error) {
      throw refusal(path, error);
    }
    return file;
  }

  #rotate(): void {
    void this.#file?.close().catch(error => this.#fail(error));
    // What an earlier run left stays.
    do this.#part++;
    while (existsSync(partPath(this.#options.path, this.#part)));
    this.#file = this.#open(partPath(this.#options.path, this.#part));
    for (const line of this.#encoder.beginning(this.#options.clock.now())) this.#file.write(line);
    this.#file.begin();
    const { keep } = this.#options;
    while (keep !== undefined && this.#parts.length > keep) rmSync(this.#parts.shift()!, { force: true });
  }

  #fail(error: unknown): void {
    this.#file = undefined;
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onProblem(`recording to ${this.#parts.at(-1)} ended: ${(error as Error).message}`);
  }
}

/** `incident.jsonl.gz` → `incident.2.jsonl.gz`. */
export function partPath(path: string, part: number): string {
  const { dir, base } = parse(path);
  const dot = base.indexOf('.', 1);
  const named = dot === -1 ? `${base}.${part}` : `${base.slice(0, dot)}.${part}${base.slice(dot)}`;
  return dir === '' ? named : `${dir === '/' ? '' : dir}/${named}`;
}

function refusal(path: string, error: unknown): ProblemError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return invalid(`${path} exists already`, 'name a new file; a recording is never overwritten');
  if (code === 'ENOENT') return invalid(`cannot record to ${path}: there is no folder ${dirname(path)}`);
  return invalid(`cannot record to ${path}: ${message}`);
}

const invalid = (message: string, hint?: string): ProblemError => new ProblemError({ code: 'invalid', message, hint });

/** One file of lines, compressed or not. */
class RecordFile {
  readonly #fd: number;
  readonly #clock: Clock;
  readonly #writeTo: NonNullable<RecorderOptions['write']>;
  readonly #gzip: Gzip | undefined;
  #written = 0;
  #initial = 0;
  #cancelFlush: (() => void) | undefined;

  constructor(
    path: string,
    { clock, write = writeSync }: Pick<RecorderOptions, 'clock' | 'write'>,
    onError: (error: unknown) => void,
  ) {
    this.#clock = clock;
    this.#writeTo = write;
    try {
      this.#fd = openSync(path, 'wx', 0o600);
    } catch (error) {
      throw refusal(path, error);
    }
    if (!path.endsWith('.gz')) return;
    this.#gzip = createGzip();
    let isFull = false;
    this.#gzip.on('data', (chunk: Buffer) => {
      // What comes behind a hole cannot be read.
      if (isFull) return;
      try {
        this.#toDisk(chunk);
      } catch (error) {
        isFull = true;
        onError(error);
      }
    });
  }

  /** On the disk since the part's first own record, so that a large beginning does not end the part at once. */
  get bytes(): number {
    return this.#written - this.#initial;
  }

  begin(): void {
    this.#initial = this.#written;
  }

  write(line: string): void {
    if (!this.#gzip) {
      this.#toDisk(Buffer.from(`${line}\n`));
      return;
    }
    this.#gzip.write(`${line}\n`);
    this.#cancelFlush ??= this.#clock.after(FLUSH_MS, () => {
      this.#cancelFlush = undefined;
      this.#gzip?.flush(constants.Z_SYNC_FLUSH);
    });
  }

  async close(): Promise<void> {
    this.#cancelFlush?.();
    if (this.#gzip) {
      const ended = new Promise(resolve => this.#gzip?.once('end', resolve));
      this.#gzip.end();
      await ended;
    }
    closeSync(this.#fd);
  }

  #toDisk(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) done += this.#writeTo(this.#fd, bytes, done);
    this.#written += bytes.length;
  }
}
