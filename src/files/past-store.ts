import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodePast,
  encodePast,
  encodePastHeader,
  encodeSeenUntil,
  mergePast,
  type Past,
  type PastFile,
} from '../history/ledger/past.ts';
import type { Transition } from '../history/transitions/transition.ts';
import type { Clock } from '../kube/clock.ts';
import type { ClusterIdentity, PodScope } from '../kube/cluster.ts';
import { type Environment, stateFolder } from './state-folder.ts';

export interface PastLimits {
  /** Of one file; then the next is begun. */
  readonly fileBytes: number;
  /** Of all files of a context; the oldest are removed. */
  readonly bytes: number;
  /** Transitions that are read at the start, the newest. */
  readonly transitions: number;
}

export const PAST_LIMITS: PastLimits = { fileBytes: 2e6, bytes: 10e6, transitions: 20_000 };

/** How long transitions wait for company before they are written, ms. */
const FLUSH_MS = 1_000;

/** Where the history of a context is kept, as XDG has it; undefined without a home. */
export function pastFolder(env: Environment, { context, cluster, server }: ClusterIdentity): string | undefined {
  const state = stateFolder(env);
  if (state === undefined) return undefined;
  const name = context ?? cluster;
  const hash = createHash('sha256')
    .update(JSON.stringify([name, server]))
    .digest('hex')
    .slice(0, 8);
  return join(state, 'history', `${name.replace(/[^\w-]+/g, '_').slice(0, 60)}-${hash}`);
}

export interface PastStoreOptions {
  readonly folder: string;
  readonly scope: PodScope;
  readonly clock: Clock;
  readonly limits?: Partial<PastLimits>;
  /** Hands bytes from `offset` on to the operating system; answers how many it took. */
  readonly write?: ((fd: number, bytes: Buffer, offset: number) => number) | undefined;
  /** Called once when the disk refuses; nothing more is kept then. */
  readonly onProblem: (message: string) => void;
}

/**
 * The transitions of earlier runs, and those of this one for the next. Every run writes to files of its own, so that several at
 * once do not meet; nothing is made before there is something to keep.
 */
export class PastStore {
  readonly #options: PastStoreOptions;
  readonly #limits: PastLimits;
  readonly #scope: { readonly namespaces: readonly string[]; readonly selector: string };
  #waiting: string[] = [];
  #cancelFlush: (() => void) | undefined;
  #file: { readonly fd: number; bytes: number } | undefined;
  #isClosed = false;

  constructor(options: PastStoreOptions) {
    const { namespaces, labelSelector = '', fieldSelector = '' } = options.scope;
    this.#options = options;
    this.#limits = { ...PAST_LIMITS, ...options.limits };
    this.#scope = { namespaces, selector: [labelSelector, fieldSelector].filter(Boolean).join(' ') };
  }

  /** What earlier runs saw. A damaged file is set aside; that, and what cannot be read, is a sentence each. Never rejects. */
  async load(): Promise<Past & { readonly problems: readonly string[] }> {
    const problems: string[] = [];
    const files: PastFile[] = [];
    for (const name of await this.#names(problems)) {
      const path = join(this.#options.folder, name);
      try {
        const file = decodePast(await readFile(path, 'utf8'));
        files.push(file);
        if (file.problem === undefined) continue;
        await rename(path, `${path}.damaged`);
        // What is wrong comes before the path, which may be longer than the screen.
        problems.push(`The history is damaged, ${file.problem}: ${path} was set aside as ${name}.damaged.`);
      } catch (error) {
        // Another run may have removed it meanwhile, as too old.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        problems.push(`The history in ${path} cannot be read: ${(error as Error).message}.`);
      }
    }
    return { ...mergePast(files, this.#scope, this.#limits.transitions), problems };
  }

  append(transitions: readonly Transition[]): void {
    if (this.#isClosed || transitions.length === 0) return;
    for (const transition of transitions) this.#waiting.push(encodePast(transition));
    this.#cancelFlush ??= this.#options.clock.after(FLUSH_MS, () => this.#flush());
  }

  /** Writes what waits, and until when it looked. */
  close(): void {
    if (this.#isClosed) return;
    if (this.#file || this.#waiting.length > 0) this.#waiting.push(encodeSeenUntil(this.#options.clock.now()));
    this.#flush();
    this.#isClosed = true;
    if (this.#file) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  async #names(problems: string[]): Promise<string[]> {
    const { folder } = this.#options;
    try {
      return (await readdir(folder)).filter(name => name.endsWith('.jsonl')).sort();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') problems.push(`The history in ${folder} cannot be read: ${message}.`);
      return [];
    }
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (this.#isClosed || this.#waiting.length === 0) return;
    const text = Buffer.from(this.#waiting.map(line => `${line}\n`).join(''));
    this.#waiting = [];
    try {
      this.#file ??= this.#begin();
      this.#file.bytes += writeWhole(this.#file.fd, text, this.#options.write);
      if (this.#file.bytes < this.#limits.fileBytes) return;
      closeSync(this.#file.fd);
      this.#file = undefined;
    } catch (error) {
      this.#isClosed = true;
      this.#options.onProblem(`The history in ${this.#options.folder} is not kept: ${(error as Error).message}.`);
    }
  }

  /** A new file beside those of other runs, and room for it. */
  #begin(): { readonly fd: number; bytes: number } {
    const { folder, clock } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#makeRoom();
    for (let i = 0; ; i++) {
      try {
        const fd = openSync(join(folder, `${clock.now()}-${i}.jsonl`), 'wx', 0o600);
        const header = Buffer.from(`${encodePastHeader(this.#scope)}\n`);
        return { fd, bytes: writeWhole(fd, header, this.#options.write) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  /** Names begin with the time, so they sort by age. */
  #makeRoom(): void {
    const { folder } = this.#options;
    const files = readdirSync(folder).sort();
    const sizes = files.map(name => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
    let total = sizes.reduce((sum, size) => sum + size, this.#limits.fileBytes);
    for (const [i, name] of files.entries()) {
      if (total <= this.#limits.bytes) return;
      rmSync(join(folder, name), { force: true });
      total -= sizes[i]!;
    }
  }
}

/** A disk that is nearly full takes a part; the rest must follow, or say why not. Answers how many bytes it was. */
function writeWhole(fd: number, bytes: Buffer, write: NonNullable<PastStoreOptions['write']> = writeSync): number {
  for (let done = 0; done < bytes.length; ) done += write(fd, bytes, done);
  return bytes.length;
}
