import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleOptions } from '../../scripts/bundle.mjs';
import { type LaunchOptions, TestTerminal } from '../support/terminal.ts';

const outdir = mkdtempSync(join(tmpdir(), 'podscope-pty-'));
const program = join(outdir, 'program.js');
beforeAll(async () => {
  await build({ ...bundleOptions, entryPoints: { program: join(import.meta.dirname, 'program.ts') }, outdir });
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const MODES = ['1049', '25', '2004', '1000', '1002', '1006', '7'];

/** What the last word on each mode was: all of them must be as a shell wants them. */
function expectGivenBack(terminal: TestTerminal): void {
  expect(terminal.onAlternateScreen).toBe(false);
  const last = Object.fromEntries(
    MODES.map(mode => [mode, [...terminal.raw.matchAll(new RegExp(`\\x1b\\[\\?${mode}([hl])`, 'g'))].at(-1)?.[1]]),
  );
  expect(last).toEqual({ 1049: 'l', 25: 'h', 2004: 'l', 1000: 'l', 1002: 'l', 1006: 'l', 7: 'h' });
  // Nothing is written into the shell's screen but what the program says.
  expect(terminal.raw.slice(terminal.raw.lastIndexOf('\x1b[?1049l')).replace(/\x1b\[\?1049l/, '')).not.toContain(
    '\x1b',
  );
}

async function start(options: LaunchOptions = {}): Promise<TestTerminal> {
  const terminal = new TestTerminal(process.execPath, [program], options);
  await terminal.until('podscope');
  return terminal;
}

describe('the terminal is given back', () => {
  test.for([
    { name: 'q', end: (t: TestTerminal) => t.keys('q'), code: 0 },
    { name: 'ctrl-c', end: (t: TestTerminal) => t.keys('\x03'), code: 0 },
    { name: 'SIGTERM', end: (t: TestTerminal) => t.signal('SIGTERM'), code: 143 },
    { name: 'SIGINT', end: (t: TestTerminal) => t.signal('SIGINT'), code: 130 },
    { name: 'SIGHUP', end: (t: TestTerminal) => t.signal('SIGHUP'), code: 129 },
    { name: 'SIGQUIT', end: (t: TestTerminal) => t.signal('SIGQUIT'), code: 131 },
    { name: 'an exception', end: (t: TestTerminal) => t.keys('t'), code: 1, says: 'crashed: thrown on purpose' },
    {
      name: 'a rejected promise',
      end: (t: TestTerminal) => t.keys('r'),
      code: 1,
      says: 'crashed: rejected on purpose',
    },
  ])('after $name, with status $code', async ({ end, code, says = '' }) => {
    await using terminal = await start();
    expect(terminal.onAlternateScreen).toBe(true);
    end(terminal);
    expect(await terminal.exited).toBe(code);
    await terminal.parsed();
    expectGivenBack(terminal);
    expect(terminal.text.trim()).toBe(says);
  });

  test('also when the terminal has stopped reading', async () => {
    await using terminal = await start({ width: 200, height: 60 });
    terminal.pause();
    for (let i = 0; i < 50; i++) terminal.keys('jo');
    terminal.signal('SIGTERM');
    await new Promise<void>(resolve => {
      const poll = setInterval(() => {
        try {
          process.kill(terminal.pid, 0);
        } catch {
          clearInterval(poll);
          resolve();
        }
      }, 20);
    });
    terminal.resume();
    expect(await terminal.exited).toBe(143);
  });
});

describe('job control', () => {
  test('ctrl-z gives the terminal to the shell and fg takes it again', async () => {
    await using terminal = new TestTerminal('/bin/sh', ['-i'], { env: { PS1: 'shell> ', ENV: undefined } });
    await terminal.until('shell>');
    terminal.keys(`'${process.execPath}' '${program}'\r`);
    await terminal.until('q leave');
    terminal.keys('\x1a');
    await terminal.until(/Stopped|Suspended/);
    expectGivenBack(terminal);
    terminal.keys('fg\r');
    await terminal.until(screen => screen.includes('DEMO') && screen.includes('help'));
    expect(terminal.onAlternateScreen).toBe(true);
    terminal.keys('j');
    await terminal.until('key j');
    terminal.keys('q');
    await terminal.until(screen => !screen.includes('DEMO') && /shell> *$/.test(screen.trimEnd()));
    expectGivenBack(terminal);
    terminal.keys('exit\r');
    await terminal.exited;
  });

  test('a stop from outside likewise', async () => {
    await using terminal = new TestTerminal('/bin/sh', ['-i'], { env: { PS1: 'shell> ', ENV: undefined } });
    await terminal.until('shell>');
    terminal.keys(`'${process.execPath}' '${program}'\r`);
    await terminal.until('q leave');
    terminal.keys('i');
    await terminal.until(/pid \d+/);
    process.kill(Number(/pid (\d+)/.exec(terminal.text)![1]), 'SIGTSTP');
    await terminal.until(/Stopped|Suspended/);
    expectGivenBack(terminal);
    terminal.keys('fg\r');
    await terminal.until('DEMO');
    terminal.keys('q');
    await terminal.until(screen => !screen.includes('DEMO') && /shell> *$/.test(screen.trimEnd()));
    terminal.keys('exit\r');
    await terminal.exited;
  });

  test('without a shell to continue it the program goes on', async () => {
    await using terminal = await start();
    terminal.keys('\x1a');
    await terminal.until('key ctrl-z');
    terminal.keys('j');
    await terminal.until('key j');
    expect(terminal.onAlternateScreen).toBe(true);
  });
});

describe('the screen', () => {
  test('follows a storm of resizes to its end', async () => {
    await using terminal = await start();
    for (let i = 0; i < 40; i++) terminal.resize(60 + i, 10 + i);
    terminal.resize(120, 40);
    await terminal.until(() => terminal.screen.length === 40 && terminal.screen[39]!.includes('help'));
    expect(terminal.screen[1]!.trimEnd()).toHaveLength(120);
    for (const [width, height] of [
      [20, 5],
      [1, 1],
      [10, 2],
      [400, 120],
      [80, 24],
    ] as const) {
      terminal.resize(width, height);
      const bytes = terminal.raw.length;
      await terminal.until(() => terminal.raw.length > bytes);
    }
    await terminal.until(() => terminal.screen[23]!.includes('q leave'));
  });

  test('is not disturbed by what libraries print', async () => {
    await using terminal = await start();
    const before = terminal.text.split('\n').slice(1);
    terminal.keys('p');
    await terminal.until('key p');
    expect(terminal.raw).not.toContain('STRAY');
    expect(terminal.text.split('\n').slice(1)).toEqual(before);
  });

  test('writes nothing when nothing has changed', async () => {
    await using terminal = await start();
    terminal.keys('x');
    await terminal.until('key x');
    const bytes = terminal.raw.length;
    terminal.keys('x');
    terminal.keys('y');
    await terminal.until('key y');
    expect(terminal.raw.slice(bytes)).toContain('\x1b]52;c;d2ViLTA=\x07');
    expect(terminal.raw.slice(bytes).length).toBeLessThan(120);
  });

  test('takes a paste, a mouse and a split sequence for what they are, and no answer for keys', async () => {
    await using terminal = await start();
    terminal.keys('\x1b[200~q\nrm\x1b[201~');
    await terminal.until('"type":"paste","text":"q\\nrm"');
    terminal.keys('\x1b[<0;5;3M');
    await terminal.until('"action":"press","button":"left","x":4,"y":2');
    terminal.keys('\x1b');
    terminal.keys('[A');
    await terminal.until('key up');
    terminal.keys('\x1b]11;rgb:q/q/q\x07\x1b[?64;1;2c\x1bP>|XTerm(q)\x1b\\\x1b[12;40R\x1b[?2026;2$yk');
    await terminal.until('key k');
  });

  test('takes the light theme where the background is light', async () => {
    await using terminal = await start({ background: 'rgb:ffff/ffff/eeee', env: { COLORTERM: 'truecolor' } });
    expect(terminal.look(1, 0)).toMatchObject({ text: 'D', bg: '#6b38b8' });
  });
});

describe('without a terminal to use', () => {
  test.for([
    { name: 'dumb', set: 'TERM=dumb', says: 'TERM is "dumb"' },
    { name: 'empty', set: 'TERM=', says: 'TERM is not set' },
  ])('a TERM that is $name is refused in one sentence', async ({ set, says }) => {
    await using terminal = new TestTerminal('/usr/bin/env', [set, process.execPath, program], { width: 200 });
    expect(await terminal.exited).toBe(1);
    await terminal.parsed();
    expect(terminal.text.trim().split('\n')).toHaveLength(1);
    expect(terminal.text).toContain(says);
    expect(terminal.raw).not.toContain('\x1b');
  });
});
