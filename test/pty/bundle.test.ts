import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What `npm pack` packs: bin/podscope and the bundle in dist/, which `npm test` has built before. */
const root = join(import.meta.dirname, '..', '..');
const podscope = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, [join(root, 'bin', 'podscope'), ...args], { input, encoding: 'utf8', timeout: 30_000 });

describe('the bundle', () => {
  test('needs no package at run time', () => {
    const chunks = readdirSync(join(root, 'dist')).filter(name => name.endsWith('.js'));
    const imported = chunks.flatMap(name =>
      [...readFileSync(join(root, 'dist', name), 'utf8').matchAll(/\bimport(?:[\w$*{},\s]+from)?\s*"([^"]+)"/g)].map(
        m => m[1]!,
      ),
    );
    const outside = imported.filter(
      name => !/^\.\.?\//.test(name) && !builtinModules.includes(name.replace('node:', '')),
    );
    expect([...new Set(outside)]).toEqual([]);
  });

  test('reads YAML, which it loads when it meets some', () => {
    const { status, stdout, stderr } = podscope(
      ['get', '-f', '-', '-o', 'name'],
      'kind: Pod\nmetadata:\n  name: web-0\nspec: {}\n',
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'pod/web-0\n', stderr: '' });
  });

  test('refuses the full screen without a terminal, and ends at once', () => {
    const { status, stderr } = podscope(['demo']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^podscope: the full screen needs a terminal.*\n$/),
    });
  });

  test('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(podscope(['--version']).stdout).toBe(`podscope ${version}\n`);
  });
});
