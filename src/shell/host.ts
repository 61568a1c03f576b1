import { uptime } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../kube/clock.ts';
import type { OpenTerminalOptions } from '../ui/open-terminal.ts';
import type { Terminal } from '../ui/terminal.ts';
import { steadyTime } from './steady-time.ts';

/** The process as a command sees it: everything from outside, so that a test can bring its own. */
export interface Host {
  readonly version: string;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Takes the terminal for the full screen. @throws ProblemError when there is none. */
  openTerminal(options: Omit<OpenTerminalOptions, 'process' | 'clock'>): Promise<Terminal>;
  /** Aborted by SIGINT or SIGTERM from now on, instead of the process being ended by them; `reason` is the signal's number. */
  interruptible(): AbortSignal;
}

/** ms: a timer of Node that is longer rings at once. */
const LONGEST = 2 ** 31 - 1;

/** The real time, as it was right when the program began. */
export const systemClock: Clock = {
  now: steadyTime({ wall: () => Date.now(), elapsed: () => performance.now(), uptime }),
  after(ms, run) {
    const wait = (left: number): NodeJS.Timeout =>
      left <= LONGEST
        ? setTimeout(run, left)
        : setTimeout(() => {
            timer = wait(left - LONGEST);
          }, LONGEST);
    let timer = wait(ms);
    return () => clearTimeout(timer);
  },
};
