import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/kube/cluster.ts';
import { ProblemError } from '../../src/kube/problem.ts';
import type { ProcessEnd, ProcessRequest } from '../../src/kube/streams.ts';
import { killProcess } from '../../src/tasks/kill-process.ts';

/** How each process that is begun ends, in order. */
let ends: { readonly end: ProcessEnd; readonly says?: string }[] = [];
let begun: string[] = [];
const PLACE = { namespace: 'default', pod: 'web-0', container: 'app' };

async function runProcess(request: ProcessRequest) {
  begun.push(request.command!.join(' '));
  const { end, says } = ends.shift()!;
  if (says) await request.onOutput('stderr', Buffer.from(says));
  return { ended: Promise.resolve(end) };
}
const cluster = { runProcess } as unknown as Cluster;
const answer = (): Promise<string> =>
  killProcess(cluster, PLACE, 'TERM').then(
    sentence => `+ ${sentence}`,
    (error: Error) => (error instanceof ProblemError ? `- ${error.message}` : Promise.reject(error)),
  );
const exited = (code: number): ProcessEnd => ({ kind: 'exited', code });
const notFound: ProcessEnd = {
  kind: 'refused',
  message: 'OCI runtime exec failed: exec: "sh": executable file not found in $PATH: unknown',
};

beforeEach(() => {
  begun = [];
});
afterEach(() => expect(ends).toEqual([]));

describe('ending process 1', () => {
  test.for<{ name: string; ends: typeof ends; says: string; begun?: string[] }>([
    {
      name: 'is told',
      ends: [{ end: exited(0) }],
      says: '+ Process 1 of app got TERM.',
      begun: ['sh -c kill -s TERM 1'],
    },
    {
      name: 'ends at once, and the shell with it',
      ends: [{ end: exited(137) }],
      says: '+ Process 1 of app got TERM, and ended at once.',
    },
    {
      name: 'takes the connection with it',
      ends: [{ end: { kind: 'lost', problem: { code: 'network', message: 'closed' } } }],
      says: '+ Process 1 of app got TERM; the connection ended with it.',
    },
    {
      name: 'has no shell, but kill',
      ends: [{ end: notFound }, { end: exited(0) }],
      says: '+ Process 1 of app got TERM.',
      begun: ['sh -c kill -s TERM 1', 'kill -s TERM 1'],
    },
    {
      name: 'has neither',
      ends: [{ end: notFound }, { end: notFound }],
      says: '- app has neither a shell nor kill, so process 1 cannot be told from inside',
    },
    {
      name: 'may not be told',
      ends: [{ end: exited(1), says: "sh: can't kill pid 1: Operation not permitted\n" }],
      says: "- sh: can't kill pid 1: Operation not permitted",
    },
    {
      name: 'cannot be reached',
      ends: [{ end: { kind: 'refused', message: 'container not found ("app")' } }],
      says: '- container not found ("app")',
    },
  ])('$name', async ({ ends: wanted, says, begun: commands }) => {
    ends = [...wanted];
    expect(await answer()).toBe(says);
    if (commands) expect(begun).toEqual(commands);
  });
});
