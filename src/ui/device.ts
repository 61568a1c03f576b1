import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Clock } from '../kube/clock.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The two ends of a terminal. The process has one; a test brings its own. */
export interface Device {
  size(): Size;
  onInput(listener: (bytes: Uint8Array) => void): void;
  onResize(listener: () => void): void;
  /** The terminal has gone away. */
  onLost(listener: (error: Error) => void): void;
  /** Raw, and read by us; or as the shell wants it, and left to others. */
  setRaw(on: boolean): void;
  /** Writes without ever waiting; `done` is called when the terminal has taken all of it, or never will. One at a time. */
  write(text: string | Uint8Array, done: (error?: Error) => void): void;
  /** Writes before it returns, after what is under way, unless the terminal does not read: for the last words of a process. */
  writeNow(text: string): void;
  close(): void;
}

type Stdin = typeof process.stdin;
type Stdout = typeof process.stdout;

/** A terminal that has not read all is asked again after so many ms, at first and at last. */
const RETRY_FIRST = 1;
const RETRY_LAST = 16;
/** How long last words may take, in ms. */
const LAST_WORDS = 500;

/**
 * The terminal of the process. Node writes to a terminal synchronously: one that stops reading would stop the program, so the
 * terminal is opened a second time, without blocking.
 */
export function processDevice(stdin: Stdin, stdout: Stdout, clock: Clock): Device {
  const fd = openWithoutBlocking(stdout.fd);
  const undo: (() => void)[] = [];
  let rest: Uint8Array = new Uint8Array();
  let cancelRetry = (): void => {};

  /** Writes what the terminal takes now; the other bytes stay in `rest`. */
  const push = (): void => {
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(fd, rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
        rest = new Uint8Array();
        throw error;
      }
    }
  };
  const pushUntilDone = (wait: number, done: (error?: Error) => void): void => {
    try {
      push();
    } catch (error) {
      done(error as Error);
      return;
    }
    if (rest.length === 0) done();
    else cancelRetry = clock.after(wait, () => pushUntilDone(Math.min(wait * 2, RETRY_LAST), done));
  };

  return {
    // A terminal without a known size says 0.
    size: () => ({ width: stdout.columns || 80, height: stdout.rows || 24 }),
    onInput: listener => {
      stdin.on('data', listener);
      undo.push(() => stdin.off('data', listener));
    },
    onResize: listener => {
      stdout.on('resize', listener);
      undo.push(() => stdout.off('resize', listener));
    },
    onLost: listener => {
      const ended = (): void => listener(new Error('the terminal was closed'));
      stdin.on('end', ended).on('error', listener);
      // The listener for errors stays: what fails after the end has nobody else to go to.
      undo.push(() => stdin.off('end', ended));
    },
    setRaw: on => {
      if (stdin.destroyed) return;
      stdin.setRawMode(on);
      if (on) stdin.resume();
      else stdin.pause();
    },
    write: (text, done) => {
      rest = typeof text === 'string' ? Buffer.from(text) : text;
      pushUntilDone(RETRY_FIRST, done);
    },
    writeNow: text => {
      const deadline = clock.now() + LAST_WORDS;
      rest = Buffer.concat([rest, Buffer.from(text)]);
      try {
        for (push(); rest.length > 0 && clock.now() < deadline; push()) sleep(RETRY_FIRST);
      } catch {
        // Nobody is there to read it.
      }
    },
    close: () => {
      cancelRetry();
      for (const step of undo) step();
      if (fd !== stdout.fd) closeSync(fd);
    },
  };
}

function openWithoutBlocking(fd: number): number {
  // The second is for systems where the first would only duplicate the descriptor.
  for (const path of [`/proc/self/fd/${fd}`, '/dev/tty'])
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {}
  return fd;
}

const sleep = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
