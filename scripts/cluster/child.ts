import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';

/** A running program that cannot outlive us. */
export interface Child {
  /** Fulfilled when the program has ended, by itself or by `kill`. */
  readonly ended: Promise<void>;
  readonly alive: boolean;
  /** Ends it as a crash would: SIGKILL. */
  kill(): Promise<void>;
  /** The last lines that it printed. */
  tail(): string;
}

// The shell between us waits for the end of a pipe that only we hold, so the program also ends when we are killed;
// its own process group keeps a ctrl-c of our terminal from reaching it before we are done with it.
const GUARD = '{ "$@" </dev/null; kill -KILL 0; } & cat >/dev/null; kill -KILL 0';

/** Starts a program whose output goes to the file `log`. */
export function startChild(program: string, args: readonly string[], log: string): Child {
  const output = openSync(log, 'a');
  const shell = spawn('/bin/sh', ['-c', GUARD, basename(program), program, ...args], {
    detached: true,
    // Nobody writes to the last one; it ends when the program itself has, which may be later than the shell.
    stdio: ['pipe', output, output, 'pipe'],
  });
  closeSync(output);
  let alive = true;
  const ended = new Promise<void>(resolve => {
    const end = () => {
      alive = false;
      resolve();
    };
    shell.once('close', end).once('error', end);
  });
  shell.stdin?.on('error', () => {});
  (shell.stdio[3] as Readable).resume();
  return {
    ended,
    get alive() {
      return alive;
    },
    async kill() {
      if (alive && shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
      await ended;
    },
    tail: () => readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n'),
  };
}
