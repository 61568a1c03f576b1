import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { widthOf } from '../../src/view/text.ts';
import { ApiServer } from '../support/api-server.ts';
import { START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { pod } from '../support/some-pods.ts';
import { type LaunchOptions, launchPodscope, type TestTerminal } from '../support/terminal.ts';

/** The program as it is packed, in a real terminal, on an API server of the test. */
const server = new ApiServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  for (const { metadata } of server.pods) server.delete(metadata.name, metadata.namespace);
  for (const each of smallCluster()) put(each);
});
function put({ metadata, ...fields }: ReturnType<typeof smallCluster>[number]): void {
  server.put(metadata.name, fields, metadata.namespace, metadata.uid);
}

async function start(options: LaunchOptions = {}, args: readonly string[] = []): Promise<TestTerminal> {
  const terminal = launchPodscope(['--server', server.url, '-A', ...args], { width: 120, height: 40, ...options });
  await terminal.until('live');
  await terminal.until('cart-0');
  return terminal;
}
const selected = (terminal: TestTerminal): string =>
  terminal.screen.find((line, y) => /^│/.test(line) && terminal.look(2, y).bg === SELECTED) ?? '';
/** Of the dark theme with 256 colours. */
const SELECTED = 'p23';

describe('a session', () => {
  test('shows the words of kubectl, the detail of a pod and what changes', async () => {
    await using terminal = await start();
    expect(terminal.text).toMatch(/web-7c9d8b6f5-zz8ln +1\/2 .*✗ CrashLoopBackOff/);
    expect(terminal.text).toMatch(/api-6f5c-fghij +0\/1 .*✗ ImagePullBackOff/);
    terminal.keys('jj');
    await terminal.until(() => selected(terminal).includes('nightly'));
    await terminal.until(/┌─ nightly-29310-x7v2m/);
    server.delete('db-0');
    put(pod('db-1', { created: START, owner: 'StatefulSet/db', node: 'node-2' }));
    await terminal.until(/db-1 +ContainerC\S+ .*→ ● Running/);
    expect(selected(terminal)).toContain('nightly');
    terminal.keys('q');
    expect(await terminal.exited).toBe(0);
  });

  test('filters by text, by health and by status', async () => {
    await using terminal = await start();
    terminal.keys('/cor');
    await terminal.until(screen => screen.includes('coredns') && !screen.includes('cart-0'));
    terminal.keys('\x1b');
    await terminal.until('cart-0');
    terminal.keys('!');
    await terminal.until(screen => screen.includes('CrashLoopBackOff') && !/coredns\S+ +1\/1/.test(screen));
    terminal.keys('0');
    await terminal.until('coredns');
    terminal.keys('1');
    await terminal.until(screen => screen.includes('zz8ln') && !/coredns\S+ +1\/1/.test(screen));
  });

  test('understands a mouse, a paste and a sequence that comes in pieces', async () => {
    await using terminal = await start();
    const row = terminal.screen.findIndex(line => line.includes('coredns'));
    terminal.keys(`\x1b[<0;10;${row + 1}M\x1b[<0;10;${row + 1}m`);
    await terminal.until(() => selected(terminal).includes('coredns'));
    terminal.keys('\x1b');
    terminal.keys('[A');
    await terminal.until(() => !selected(terminal).includes('coredns'));
    terminal.keys('/\x1b[200~card\x1b[201~');
    await terminal.until('card');
    await terminal.until(screen => !screen.includes('coredns'));
    terminal.keys('\x7f');
    await terminal.until('cart-0');
  });

  test('leaves the mouse alone when asked to', async () => {
    await using terminal = await start({}, ['--no-mouse']);
    expect(terminal.raw).not.toContain('\x1b[?1000h');
  });

  test.for([
    [80, 24],
    [40, 12],
    [200, 50],
    [400, 120],
    [120, 40],
  ] as const)('fits %d by %d', async ([width, height]) => {
    await using terminal = await start({ width: 100, height: 30 });
    terminal.resize(width, height);
    // The last line has the keys, and the first the state of the connection at its right end.
    await terminal.until(
      () =>
        /^ enter detail .* q quit/.test(terminal.screen[height - 1]!) &&
        /^ podscope .*live/.test(terminal.screen[0]!) &&
        widthOf(terminal.screen[0]!) === width - 1,
    );
    expect(terminal.text).toContain('db-0');
  });

  test('says that the connection is lost, keeps what it knows, and comes back', async () => {
    await using terminal = await start();
    await server.stop();
    await terminal.until(/reconnect|connection|refused|lost/i);
    expect(terminal.text).toContain('cart-0');
    await server.start();
    await terminal.until(/● live/, 30_000);
  });

  test('lets no text of the cluster command the terminal', async () => {
    const evil = '\x1b]0;owned\x07\x1b[2J\u009b31mred\u202e\r\n';
    server.put('evil', {
      spec: { nodeName: `node${evil}`, containers: [{ name: `c${evil}`, image: evil }] },
      status: { phase: 'Pending', reason: evil, message: evil },
    });
    await using terminal = await start();
    await terminal.until('evil');
    terminal.keys('/evil\r');
    await terminal.until('/evil');
    terminal.keys('\r');
    await terminal.until(/phase +Pending|Phase/);
    expect(terminal.raw).not.toMatch(/\x1b\]0;|\u009b|\u202e/);
    expect(terminal.raw.match(/\x1b\[2J/g)!.length).toBeLessThanOrEqual(3);
    expect(terminal.text).toContain('podscope');
  });
});

describe('the terminal is given back', () => {
  test.for([
    { name: 'q', end: (t: TestTerminal) => t.keys('q'), code: 0 },
    { name: 'ctrl-c', end: (t: TestTerminal) => t.keys('\x03'), code: 0 },
    { name: 'SIGTERM', end: (t: TestTerminal) => t.signal('SIGTERM'), code: 143 },
    { name: 'SIGINT', end: (t: TestTerminal) => t.signal('SIGINT'), code: 130 },
    { name: 'SIGHUP', end: (t: TestTerminal) => t.signal('SIGHUP'), code: 129 },
  ])('after $name, with status $code', async ({ end, code }) => {
    await using terminal = await start();
    end(terminal);
    expect(await terminal.exited).toBe(code);
    await terminal.parsed();
    expect(terminal.onAlternateScreen).toBe(false);
    expect(terminal.text.trim()).toBe('');
    expect(terminal.raw).toMatch(/\x1b\[\?25h\x1b\[\?1049l$/);
  });

  test('and never taken without one', async () => {
    const { spawnSync } = await import('node:child_process');
    const ended = spawnSync(process.execPath, ['bin/podscope', '--server', server.url], {
      encoding: 'utf8',
      input: '',
    });
    expect(ended.status).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/^podscope: the full screen needs a terminal, .*\n$/);
  });
});
