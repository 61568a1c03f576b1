import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiServer } from '../support/api-server.ts';
import { smallCluster } from '../support/small-cluster.ts';

const SOCKET = `podscope-${process.pid}`;
const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-L', SOCKET, '-f', '/dev/null', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const hasTmux = (): boolean => {
  try {
    tmux('-V');
    return true;
  } catch {
    return false;
  }
};

async function until(wanted: RegExp | ((screen: string) => boolean)): Promise<string> {
  for (const end = Date.now() + 15_000; ; ) {
    const screen = tmux('capture-pane', '-p');
    if (typeof wanted === 'function' ? wanted(screen) : wanted.test(screen)) return screen;
    if (Date.now() > end) throw new Error(`never saw ${wanted}:\n${screen}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Of the lines in the grid that are whole, the numbers of their pods. */
const rowsOf = (screen: string): number[] =>
  [...screen.matchAll(/^│ zz-rows +row-(\d\d) +0\/0 +● Running .*[│┃]$/gm)].map(([, number]) => Number(number));
const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe.skipIf(!hasTmux())('in tmux', () => {
  const server = new ApiServer();
  beforeAll(async () => {
    await server.start();
    for (const { metadata, ...fields } of smallCluster()) server.put(metadata.name, fields, metadata.namespace);
    for (let i = 0; i < 60; i++)
      server.put(`row-${`${i}`.padStart(2, '0')}`, { status: { phase: 'Running' } }, 'zz-rows');
    server.put('作業-0', { status: { phase: 'Running' } }, 'default');
    tmux('new-session', '-d', '-x', '110', '-y', '35', 'env PS1="shell> " ENV= /bin/sh -i');
  });
  afterAll(async () => {
    tmux('kill-server');
    await server.stop();
  });

  test('the screen has its borders, its wide characters and its keys, and leaves nothing behind', async () => {
    await until(/shell>/);
    tmux('send-keys', `'${process.execPath}' bin/podscope --server ${server.url} -A`, 'Enter');
    const screen = await until(/cart-0/);
    expect(screen).toMatch(/┌─ Pods .*─┐\n/);
    const borders = screen.split('\n').filter(line => line.startsWith('│'));
    expect(borders.find(line => line.includes('作業-0'))).toMatch(/│$/);
    tmux('send-keys', '/');
    tmux('send-keys', 'cart');
    await until(/^(?![\s\S]*db-0)[\s\S]*cart-0/);
    tmux('send-keys', 'Escape');
    await until(/db-0/);
    // Lines that only stand elsewhere are moved by the terminal itself.
    tmux('send-keys', '/');
    tmux('send-keys', '-l', 'row-');
    tmux('send-keys', 'Enter', 'z');
    await until(screen => rowsOf(screen).length === 29);
    tmux('send-keys', '-N', '45', 'j');
    expect(rowsOf(await until(screen => rowsOf(screen).at(-1) === 45))).toEqual(from(17, 45));
    tmux('send-keys', '-N', '40', 'k');
    expect(rowsOf(await until(screen => rowsOf(screen)[0] === 5))).toEqual(from(5, 33));
    tmux('send-keys', 'z', '0', 'g');
    await until(/db-0/);
    tmux('resize-window', '-x', '80', '-y', '24');
    await until(/^ podscope[^\n]*live[\s\S]*q quit\s*$/);
    tmux('send-keys', 'C-z');
    await until(/Stopped|Suspended/);
    tmux('send-keys', 'fg', 'Enter');
    await until(/q quit\s*$/);
    tmux('send-keys', 'q');
    expect(await until(/shell> *\s*$/)).not.toContain('podscope  http');
  });
});
