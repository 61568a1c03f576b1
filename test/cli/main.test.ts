import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { testHost } from '../support/host.ts';

describe('exit status', () => {
  test.for([
    { line: '--version', status: 0, out: 'podscope 0.0.0-test\n', err: '' },
    { line: 'help', status: 0, out: /^podscope: the life of/, err: '' },
    { line: 'demo --help', status: 0, out: /^podscope demo\n/, err: '' },
    {
      line: 'frobnicate',
      status: 2,
      out: '',
      err: 'podscope: there is no command "frobnicate"; "podscope help" lists them\n',
    },
    {
      line: 'demo --frob',
      status: 2,
      out: '',
      err: 'podscope: unknown option --frob; "podscope help demo" lists the options\n',
    },
  ])('podscope $line → $status', async ({ line, status, out, err }) => {
    const host = testHost();
    expect(await runCommand(line.split(' '), host)).toBe(status);
    for (const [got, want] of [
      [host.out(), out],
      [host.err(), err],
    ] as const) {
      want instanceof RegExp ? expect(got).toMatch(want) : expect(got).toBe(want);
    }
  });
});
