import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestTerminal } from '../support/terminal.ts';

/** What `npm pack` packs, in a folder of its own: no package is anywhere near. `npm test` has built it before. */
const root = join(import.meta.dirname, '..', '..');
const { files, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podscope-packed-'));
  for (const name of [...files, 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const podscope = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, [join(folder, 'bin', 'podscope'), ...args], { input, encoding: 'utf8', timeout: 30_000 });

describe('the packed program', () => {
  test('starts without any package beside it', () => {
    expect(podscope(['--version']).stdout).toBe(`podscope ${version}\n`);
  });

  test('reads YAML, which it loads when it meets some', () => {
    const { status, stdout, stderr } = podscope(
      ['get', '-f', '-', '-o', 'name'],
      'kind: Pod\nmetadata:\n  name: web-0\nspec: {}\n',
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'pod/web-0\n', stderr: '' });
  });

  test('draws curves on the full screen, with a library that it loads for them', async () => {
    await using terminal = new TestTerminal(process.execPath, [join(folder, 'bin', 'podscope'), 'demo', '--seed', '7']);
    await terminal.until(/live[\s\S]*kubia-ssl/, 20_000);
    terminal.keys('#');
    await terminal.until(/┌─ Trend {2}of the last [\s\S]*! +not healthy/);
    await terminal.until(/[\u2801-\u28ff]{20}[\s\S]* now/);
    terminal.keys('\x1b');
    await terminal.until(screen => !screen.includes('┌─ Trend'));
  });

  test('refuses the full screen without a terminal, and ends at once', () => {
    const { status, stderr } = podscope(['demo']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^podscope: the full screen needs a terminal.*\n$/),
    });
  });
});
