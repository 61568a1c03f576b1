/** What the programs of a scripted container see of it. */

import type { DemoContainer, DemoPod } from '../store/objects.ts';
import type { ContainerFiles } from './container-files.ts';

/** Where commands run, and what they may do there. */
export interface Place {
  readonly pod: DemoPod;
  readonly container: DemoContainer;
  readonly files: ContainerFiles;
  readonly env: Map<string, string>;
  /** Working directory. */
  folder: string;
  /** Exit code of the last command. */
  last: number;
  /** Of the terminal. */
  size: readonly [columns: number, rows: number];
  /** ms */
  now(): number;
  /** Ends early when the person interrupts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Sends a signal to process 1. */
  signalMain(signal: 'TERM' | 'KILL'): void;
  /** Tells the process on this port to quit. */
  quit(port: number): void;
}

export interface Io {
  /** All of the standard input. */
  stdin(): Promise<Buffer>;
  out(data: string | Buffer): void;
  err(text: string): void;
  /** Somebody pressed ctrl-c, or went away. */
  readonly signal: AbortSignal;
}

/** Answers its exit code. */
export type Command = (args: readonly string[], place: Place, io: Io) => number | Promise<number>;

/** A shell ends: the rest of the script is not run. */
export class ShellExit extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('exit');
    this.exitCode = exitCode;
  }
}
