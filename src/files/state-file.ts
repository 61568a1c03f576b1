import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Kept, keptOf, nothingKept } from '../app/kept.ts';
import type { ClusterIdentity } from '../kube/cluster.ts';
import { at, isObject, type Json } from '../kube/json.ts';
import { type Environment, stateFolder } from './state-folder.ts';

const VERSION = 1;

/** By what a cluster is known in the file. */
export const stateKey = ({ context, server }: Pick<ClusterIdentity, 'context' | 'server'>): string => context ?? server;

/** Where what is kept between runs is, as XDG has it; undefined without a home. */
export function statePath(env: Environment): string | undefined {
  const folder = stateFolder(env);
  return folder && join(folder, 'state.json');
}

/** What is kept of each context between runs, in one file. */
export class StateFile {
  /** What was wrong with the file, as a sentence. */
  readonly problem: string | undefined;
  private readonly path: string | undefined;
  private readonly written: Json;
  /** Contexts that were looked at; the others stay as they stand in the file. */
  private readonly used = new Map<string, Kept>();

  private constructor({ path, contexts = {}, problem }: Read) {
    this.path = path;
    this.written = contexts;
    this.problem = problem;
  }

  static async load(env: Environment): Promise<StateFile> {
    const path = statePath(env);
    return new StateFile(path === undefined ? {} : await read(path));
  }

  /** Of a context; whoever changes it changes what will be written. */
  of(context: string): Kept {
    const known = this.used.get(context);
    if (known) return known;
    const kept = Object.hasOwn(this.written, context) ? keptOf(this.written[context]) : nothingKept();
    this.used.set(context, kept);
    return kept;
  }

  /** Writes it down, whole or not at all, over what another run may have written meanwhile. Answers why it could not, as a sentence. */
  async save(): Promise<string | undefined> {
    if (this.path === undefined) return undefined;
    const { path, contexts = {} } = await read(this.path);
    if (path === undefined) return undefined;
    const mine = [...this.used].filter(([name, kept]) => Object.hasOwn(contexts, name) || !isNothing(kept));
    const text = stateText({ ...contexts, ...Object.fromEntries(mine) });
    if (text === stateText(contexts)) return undefined;
    const next = `${path}.${process.pid}`;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(next, text, { mode: 0o600 });
      await rename(next, path);
      return undefined;
    } catch (error) {
      return `what was typed and chosen could not be kept: ${(error as Error).message}`;
    }
  }
}

const stateText = (contexts: Json): string => `${JSON.stringify({ version: VERSION, contexts }, undefined, 2)}\n`;
const isNothing = (kept: Kept): boolean => JSON.stringify(kept) === JSON.stringify(nothingKept());

interface Read {
  /** Absent where nothing may be written. */
  readonly path?: string;
  readonly contexts?: Json;
  readonly problem?: string;
}

/** A file that is damaged is set aside; one of a later version, or that cannot be read, is left alone. */
async function read(path: string): Promise<Read> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { path } : { problem: `${path} cannot be read: ${message}; nothing is kept.` };
  }
  const content = parsed(text);
  const version = at(content, 'version');
  if (typeof version === 'number' && version > VERSION)
    return { problem: `${path} is of a later podscope (version ${version}) and is left alone; nothing is kept.` };
  const contexts = at(content, 'contexts');
  if (isObject(contexts)) return { path, contexts };
  const aside = `${path}.damaged`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  return moved
    ? { path, problem: `${path} is damaged; it was set aside as ${aside}.` }
    : { problem: `${path} is damaged and cannot be set aside; nothing is kept.` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
