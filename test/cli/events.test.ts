import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { ApiServer, json, status } from '../support/api-server.ts';
import { testHost } from '../support/host.ts';
import { RICH_EVENTS } from '../support/rich-pod.ts';

const server = new ApiServer();
let items: unknown[] = [];
let watches: ServerResponse[] = [];
let forbidden = false;
beforeAll(async () => {
  await server.start();
  server.always = (_request, response, url) => {
    if (!url.pathname.endsWith('/events')) return false;
    if (forbidden) status(response, 403, 'Forbidden', 'events is forbidden: User "eve" cannot list resource "events"');
    else if (url.searchParams.has('watch')) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      watches.push(response);
    } else json(response, { metadata: { resourceVersion: '10' }, items });
    return true;
  };
});
afterAll(() => server.stop());
beforeEach(() => {
  items = [...RICH_EVENTS].reverse();
  watches = [];
  forbidden = false;
});

const command = (...args: string[]) => [
  'events',
  ...args,
  '-n',
  'default',
  '--server',
  server.url,
  '--kubeconfig',
  '/dev/null',
];
const again = (count: number, at: string) => ({
  ...RICH_EVENTS[1],
  metadata: { ...RICH_EVENTS[1]!.metadata, resourceVersion: `${900 + count}` },
  count,
  lastTimestamp: at,
});
const change = (object: unknown) => `${JSON.stringify({ type: 'MODIFIED', object })}\n`;

test('newest last, with counts', async () => {
  const host = testHost();
  expect([await runCommand(command(), host), host.err()]).toEqual([0, '']);
  await expect(host.out()).toMatchFileSnapshot('goldens/events.txt');
});

test('about one object, for a program', async () => {
  const host = testHost();
  await runCommand(command('pod/nobody'), host);
  expect([host.out(), host.err()]).toEqual(['', 'No events found\n']);
  const other = testHost();
  await runCommand(command('shop-7d9-x2', '-o', 'json'), other);
  expect(
    other
      .out()
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).reason),
  ).toEqual(['Scheduled', 'BackOff']);
});

test.for([
  [['po/shop-7d9-x2'], 2],
  [['Pod/shop-7d9-x2'], 2],
  [['deploy/shop-7d9-x2'], 0],
  [['svc/shop-7d9-x2', 'pods/shop-7d9-x2'], 2],
  [['widget/shop-7d9-x2'], 0],
  [['--grep', 'warning.*back-?off'], 1],
  [['--grep', '!Normal'], 1],
  [['--grep', 'nothing like it'], 0],
] as const)('%j means %d of them', async ([args, count]) => {
  const host = testHost();
  await runCommand(command(...args, '-o', 'json'), host);
  expect(host.out().split('\n').filter(Boolean)).toHaveLength(count);
});

test('-w goes on, tells nothing twice after a lost connection, and ends by ctrl-c', async () => {
  const host = testHost({ clock: systemClock });
  const ended = runCommand(command('-w', '--no-headers'), host);
  const lines = () => host.out().trim().split('\n').length;
  await expect.poll(() => watches.length).toBe(1);
  watches[0]!.write(change(again(8, '2026-01-01T00:09:00Z')));
  await expect.poll(lines).toBe(3);
  // What is watched goes on from where it was: the server tells the rest, and what it told before.
  watches[0]!.socket!.resetAndDestroy();
  await expect.poll(() => watches.length, { timeout: 5000 }).toBe(2);
  watches[1]!.write(change(again(8, '2026-01-01T00:09:00Z')));
  watches[1]!.write(
    change({ ...again(1, '2026-01-01T00:09:30Z'), metadata: { ...RICH_EVENTS[1]!.metadata, uid: 'e3', name: 'e3' } }),
  );
  await expect.poll(lines).toBe(4);
  host.interrupt();
  expect(await ended).toBe(130);
  expect(host.out()).toContain('x8 in 7m');
  expect(host.err()).toContain('connection lost');
});

test('a refusal is one sentence', async () => {
  forbidden = true;
  const host = testHost();
  expect(await runCommand(command(), host)).toBe(1);
  expect(host.err()).toContain('events is forbidden: User "eve" cannot list resource "events"');
});
