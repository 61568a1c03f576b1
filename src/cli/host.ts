import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../kube/clock.ts';

/** The process as a command sees it: everything from outside, so that a test can bring its own. */
export interface Host {
  readonly version: string;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person sits at both ends, so that a full screen makes sense. */
  readonly isTerminal: boolean;
  /** Aborted by SIGINT or SIGTERM from now on, instead of the process being ended by them; `reason` is the signal's number. */
  interruptible(): AbortSignal;
}

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
