import { Readable, Writable } from 'node:stream';
import type { Clock } from '../../src/kube/clock.ts';
import { ProblemError } from '../../src/kube/problem.ts';
import type { Host } from '../../src/shell/host.ts';

export interface TestHost extends Host {
  /** All that was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** What ctrl-c does. */
  readonly interrupt: () => void;
}

/** A process for a command under test: input from a string, output into strings, no terminal, no environment but the given one. */
export function testHost(given: { stdin?: string; env?: Record<string, string>; clock?: Clock } = {}): TestHost {
  const [stdout, out] = sink();
  const [stderr, err] = sink();
  const controller = new AbortController();
  return {
    version: '0.0.0-test',
    clock: given.clock ?? { now: () => 0, after: () => () => {} },
    env: given.env ?? {},
    stdin: Readable.from(given.stdin === undefined ? [] : [Buffer.from(given.stdin)]),
    stdout,
    stderr,
    openTerminal: () => Promise.reject(new ProblemError({ code: 'invalid', message: 'a test has no terminal' })),
    interruptible: () => controller.signal,
    out,
    err,
    interrupt: () => controller.abort(2),
  };
}

function sink(): [Writable, () => string] {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return [stream, () => Buffer.concat(chunks).toString()];
}
