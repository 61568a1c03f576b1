/** Files to and from a container as kubectl cp does it: a tar through exec, which the container's own tar packs or unpacks. */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry, Headers, Pack } from 'tar-stream';
import type { Cluster } from '../kube/cluster.ts';
import { ProblemError } from '../kube/problem.ts';
import type { ContainerName } from '../kube/streams.ts';
import { byteText } from '../view/byte-text.ts';
import { clean } from '../view/text.ts';
import { runRemote } from './run-remote.ts';

export interface Copying {
  readonly cluster: Cluster;
  readonly container: ContainerName;
  /** A path in the container. */
  readonly remote: string;
  /** A path here. */
  readonly local: string;
  readonly signal?: AbortSignal | undefined;
}

export interface CopyReport {
  readonly files: number;
  readonly bytes: number;
  /** What was left out: links, devices, and names that lead elsewhere. */
  readonly skipped: readonly string[];
}

/** Where a copy will be, and whether something is there already. */
export interface CopyTarget {
  readonly path: string;
  readonly exists: boolean;
}

/** As `cp`: into a directory that is there, else by the name that was given. @throws ProblemError */
export async function localTarget({ remote, local }: Copying): Promise<CopyTarget> {
  const isFolder = await stat(local).then(
    found => found.isDirectory(),
    () => false,
  );
  const path = isFolder ? join(local, nameOf(remote)) : local;
  return {
    path,
    exists: await lstat(path).then(
      () => true,
      () => false,
    ),
  };
}

/** The same in the container. @throws ProblemError */
export async function remoteTarget(copying: Copying): Promise<CopyTarget> {
  const { cluster, container, remote, local, signal } = copying;
  const test = async (flag: string, path: string): Promise<boolean> =>
    (await runRemote({ cluster, container, command: ['test', flag, path], signal })).code === 0;
  const path = (await test('-d', remote)) ? posix.join(remote, basename(resolve(local))) : remote;
  return { path, exists: await test('-e', path) };
}

/** @param target as `localTarget` gave it. @throws ProblemError */
export async function copyFrom(copying: Copying, target: string): Promise<CopyReport> {
  const { cluster, container, remote, signal } = copying;
  const root = nameOf(remote);
  const folder = posix.dirname(posix.normalize(remote).replace(/(.)\/+$/, '$1'));
  const { extract } = await import('tar-stream');
  const unpacking = extract();
  const report = { files: 0, bytes: 0, skipped: [] as string[] };
  // What goes wrong on one side ends the other.
  const stop = new AbortController();
  const written = unpack(unpacking, root, resolve(target), report, stop.signal);
  written.catch(() => stop.abort());
  const end = await runRemote({
    cluster,
    container,
    command: ['tar', 'cf', '-', '-C', folder, root.startsWith('-') ? `./${root}` : root],
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    async onOutput(bytes) {
      if (!unpacking.write(bytes)) await Promise.race([once(unpacking, 'drain'), written]);
    },
  }).catch(async (error: unknown) => {
    if (stop.signal.aborted) await written;
    stop.abort();
    unpacking.destroy();
    // It takes away what it has begun.
    await written.catch(() => {});
    throw error;
  });
  unpacking.end();
  if (end.code !== 0 && report.files === 0) {
    unpacking.destroy();
    throw failed('tar', end);
  }
  await written;
  if (end.code !== 0) throw failed('tar', end);
  return report;
}

async function unpack(
  entries: AsyncIterable<Entry>,
  root: string,
  target: string,
  report: { files: number; bytes: number; skipped: string[] },
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const entry of entries) {
      const path = pathWithin(entry.header, root, target);
      if (path === undefined || !(await isWithin(path, target))) {
        report.skipped.push(entry.header.name);
        entry.resume();
      } else if (entry.header.type === 'directory') {
        await mkdir(path, { recursive: true });
        entry.resume();
      } else {
        await mkdir(dirname(path), { recursive: true });
        report.bytes += await writeFile(entry, path, signal);
        report.files++;
      }
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError({ code: 'invalid', message: sentenceOf(error) }, { cause: error });
  }
}

/** Under the target, or nowhere: a tar that was made to do harm names files elsewhere, or links that lead there. */
function pathWithin({ name, type }: Headers, root: string, target: string): string | undefined {
  if (type !== 'file' && type !== 'contiguous-file' && type !== 'directory') return undefined;
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  if (
    name.startsWith('/') ||
    parts.some(part => part === '..' || part.includes('\0') || (sep !== '/' && part.includes(sep)))
  )
    return undefined;
  const inside = root === '.' ? parts : parts[0] === root ? parts.slice(1) : undefined;
  return inside && join(target, ...inside);
}

/** Whether no link that lies here already leads out of the target. */
async function isWithin(path: string, target: string): Promise<boolean> {
  if (path === target) return true;
  const real = await realpath(target).catch(() => target);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await realpath(folder).catch(() => undefined);
    if (found !== undefined) return found === real || found.startsWith(real + sep) || !folder.startsWith(target);
  }
}

/** Whole, or not at all: a connection that is lost leaves no half of a file under its name. */
async function writeFile(entry: Entry, path: string, signal: AbortSignal): Promise<number> {
  const part = `${path}.part`;
  try {
    await pipeline(entry, createWriteStream(part, { mode: (entry.header.mode ?? 0o644) & 0o777 }), { signal });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return entry.header.size ?? 0;
}

/** @param target as `remoteTarget` gave it. @throws ProblemError */
export async function copyTo(copying: Copying, target: string): Promise<CopyReport> {
  const { cluster, container, local, signal } = copying;
  const source = resolve(local);
  await stat(source).catch((error: unknown) => {
    throw new ProblemError({ code: 'config', message: sentenceOf(error) });
  });
  const { pack } = await import('tar-stream');
  const packing = pack();
  const report = { files: 0, bytes: 0, skipped: [] as string[] };
  const end = await runRemote({
    cluster,
    container,
    command: ['tar', 'xf', '-', '-C', posix.dirname(target)],
    signal,
    async feed(process) {
      const packed = packAll(packing, source, posix.basename(target), report).then(
        () => packing.finalize(),
        (error: Error) => packing.destroy(error),
      );
      for await (const bytes of packing) await process.write(bytes);
      await packed;
      // Where the server cannot say that the input is over, the end of the archive does.
      process.endInput();
    },
  });
  if (end.code !== 0) throw failed('tar', end);
  return report;
}

async function packAll(
  packing: Pack,
  path: string,
  name: string,
  report: { files: number; bytes: number; skipped: string[] },
): Promise<void> {
  const found = await lstat(path);
  const { mode, mtime, size } = found;
  if (found.isDirectory()) {
    packing.entry({ name: `${name}/`, type: 'directory', mode: mode & 0o777, mtime });
    for (const child of (await readdir(path)).sort())
      await packAll(packing, join(path, child), `${name}/${child}`, report);
    return;
  }
  if (!found.isFile()) {
    report.skipped.push(path);
    return;
  }
  const entry = packing.entry({ name, mode: mode & 0o777, mtime, size });
  // A file that grows meanwhile goes as long as it was.
  if (size > 0) await pipeline(createReadStream(path, { end: size - 1 }), entry);
  else entry.end();
  report.files++;
  report.bytes += size;
}

const nameOf = (remote: string): string => posix.basename(posix.normalize(remote)) || '.';

function failed(
  program: string,
  { code, complaint }: { readonly code: number; readonly complaint: string },
): ProblemError {
  const last = complaint.split('\n').at(-1) ?? '';
  return new ProblemError({
    code: 'invalid',
    message: last === '' ? `${program} in the container ended with exit code ${code}` : last,
  });
}

function sentenceOf(error: unknown): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const why = {
    ENOENT: 'does not exist',
    EACCES: 'may not be touched',
    ENOSPC: 'has no room left',
    EISDIR: 'is a directory',
  };
  const known = why[code as keyof typeof why];
  return known && path ? `${path} ${known}` : message;
}

/** `copied 3 files, 1.2 MB; left out 2 links or devices: a, b` */
export function reportText({ files, bytes, skipped }: CopyReport): string {
  const named = skipped.slice(0, 3).map(clean).join(', ');
  const left =
    skipped.length === 0
      ? ''
      : `; left out ${skipped.length} that ${skipped.length === 1 ? 'is no file or leads' : 'are no files or lead'} elsewhere: ${named}${skipped.length > 3 ? ', …' : ''}`;
  return `copied ${files} ${files === 1 ? 'file' : 'files'}, ${byteText(bytes)}${left}`;
}
