import { spawn } from 'node:child_process';
import { ProblemError } from '../kube/problem.ts';
import type { Host } from './host.ts';

/** The editor that the person wants, as a line for the shell: kubectl asks in this order. */
export const editorOf = (env: Host['env']): string =>
  ['KUBE_EDITOR', 'EDITOR', 'VISUAL'].map(name => env[name]?.trim()).find(Boolean) ?? 'vi';

/** Runs the editor on a file in the terminal, until it ends. @throws ProblemError when it cannot be started, or failed. */
export async function runEditor(path: string, env: Host['env']): Promise<void> {
  const editor = editorOf(env);
  // Where it is but words the shell gives way to it, so that a ctrl-c in the editor is the editor's own.
  const first = /^[\w@%+:,./ -]+$/.test(editor) ? 'exec ' : '';
  const child = spawn('/bin/sh', ['-c', `${first}${editor} "$1"`, 'sh', path], { stdio: 'inherit', env });
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  if (status === 0) return;
  const how = status === 127 || status === 126 ? 'cannot be started' : `ended with ${status}`;
  throw new ProblemError({
    code: 'config',
    message: `the editor "${editor}" ${how}`,
    hint: 'name another in KUBE_EDITOR or EDITOR',
  });
}
