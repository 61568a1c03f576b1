import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../../src/main.ts';
import { testHost } from '../support/host.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'podscope-config-'));
  await mkdir(join(home, 'podscope'));
});
afterEach(() => rm(home, { recursive: true }));

async function config(text: string, argv: readonly string[] = [], env: Record<string, string> = {}) {
  await writeFile(join(home, 'podscope', 'config.yaml'), text);
  const host = testHost({ env: { XDG_CONFIG_HOME: home, ...env } });
  const status = await runCommand(['config', ...argv], host);
  return { status, out: host.out(), err: host.err() };
}

test('each value is told with where it comes from', async () => {
  const { status, out } = await config('# mine\nsort: worst\nascii: false\n', ['--ascii', '--no-mouse'], {
    PODSCOPE_THEME: 'nord',
  });
  expect(status).toBe(0);
  expect(out).toContain(`sort: "worst" # from ${home}/podscope/config.yaml, line 2\n`);
  expect(out).toContain('theme: "nord" # from PODSCOPE_THEME\n');
  expect(out).toContain('ascii: true # from --ascii\n');
  expect(out).toContain('mouse: false # from --no-mouse\n');
  expect(out).toContain('# tombstones: 60s (default)\n');
});

test('the command line goes before the environment', async () => {
  const { out } = await config('theme: dracula\n', ['--theme', 'light'], { PODSCOPE_THEME: 'nord' });
  expect(out).toContain('theme: "light" # from --theme\n');
});

test('what is printed is a configuration again', async () => {
  const text =
    'contexts: { "prod-*": { danger: true } }\nkeys: { program.quit: [Z] }\nfilters: { bad: "status:Crash*" }\n';
  const { out } = await config(text);
  expect(parse(out)).toEqual(parse(text));
});

test('a setting that is wrong is no value, and is told', async () => {
  const { status, out, err } = await config('theme: nord\nbell: loud\n');
  expect(status).toBe(1);
  expect(out).toContain('# bell: false (default)\n');
  expect(err).toBe(`podscope: ${home}/podscope/config.yaml, line 2: bell must be true or false.\n`);
});
