import { rmSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PodExport } from '../app/grid/export-pods.ts';
import { thousands } from '../kube/thousands.ts';
import type { Stage } from './stage.ts';

/** How often it is told how far it has come, ms. */
const TELL_MS = 200;

let files = 0;

/** What was begun and is not finished goes, when the program ends before it. */
export function dropParts(parts: Iterable<string>): void {
  for (const part of parts) rmSync(part, { force: true });
}

/**
 * Writes pods to a file while the program goes on, and says how far it is. What stood in the file stays until all is written.
 * @param parts holds the files that are not finished
 */
export async function savePods(
  path: string,
  { pods, pieces }: PodExport,
  stage: Stage,
  parts: Set<string> = new Set(),
): Promise<void> {
  const { clock, env } = stage.host;
  const target = path.startsWith('~/') && env['HOME'] ? join(env['HOME'], path.slice(2)) : path;
  const part = `${target}.${process.pid}-${++files}`;
  parts.add(part);
  let file: FileHandle | undefined;
  try {
    file = await open(part, 'wx');
    let told = clock.now();
    for (const { text, done } of pieces) {
      if (text === '') await new Promise(resolve => setImmediate(resolve));
      else await file.appendFile(text);
      if (clock.now() - told < TELL_MS) continue;
      told = clock.now();
      stage.say(`Saving ${path}: ${thousands(Math.round(done * pods))} of ${thousands(pods)} pods …`);
    }
    await file.close();
    await rename(part, target);
    stage.say(`Saved ${thousands(pods)} ${pods === 1 ? 'pod' : 'pods'} to ${path}.`);
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
    stage.warn(`${path} cannot be written: ${reason(error)}.`);
  }
  parts.delete(part);
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'there is no such folder',
    EISDIR: 'it is a folder',
    EACCES: 'it may not be written',
    ENOSPC: 'the disk is full',
  };
  return known[code ?? ''] ?? message;
}
