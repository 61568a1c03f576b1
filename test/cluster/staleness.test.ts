import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { worst } from '../../src/cluster/feed/joined-feed.ts';
import type { ConnectionState, FeedEvent } from '../../src/kube/feed.ts';
import { ApiServer, type Fault, status } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type Probe, plainConfig, probe } from '../support/feed-probe.ts';

let server: ApiServer;
let clock: FakeClock;
let feed: Probe | undefined;

beforeEach(async () => {
  server = await new ApiServer().start();
  clock = new FakeClock();
});
afterEach(async () => {
  feed?.stop();
  feed = undefined;
  await server.stop();
});

const isWatch = (url: URL): boolean => url.searchParams.has('watch');
const refuse =
  (which: (url: URL) => boolean, code: number): Fault =>
  (_, response, url) => {
    if (!which(url)) return false;
    status(response, code, '', 'by the test');
    return true;
  };
const live = (): boolean => feed?.connection?.state === 'live';
const names = (): string[] => [...feed!.pods.values()].map(pod => pod.metadata.name).sort();
const gaps = (): (FeedEvent & { type: 'Gap' })[] => feed!.events.filter(event => event.type === 'Gap');
const states = (): ConnectionState[] =>
  feed!.events.flatMap(event => (event.type === 'Connection' ? [event.connection] : []));

async function start(): Promise<void> {
  feed = probe(plainConfig(server.url), clock);
  await feed.until(() => live() && server.watches === 1);
}
/** Ends every wait that the feed announces until this is so. */
async function recover(wanted: () => boolean): Promise<void> {
  await feed!.until(() => {
    const { connection } = feed!;
    const wait = connection && 'retryAt' in connection ? (connection.retryAt ?? 0) - clock.now() : 0;
    if (wait > 0 && clock.waiting.includes(wait)) clock.advance(wait);
    return wanted();
  });
}

describe('what is shown is as old as it is said to be', () => {
  test('a watch that opens only to say that all is forgotten makes nothing younger', async () => {
    server.put('a');
    await start();
    const known = clock.now();
    server.always = refuse(() => true, 503);
    server.endWatches('reset');
    await feed!.until(() => feed!.connection?.state === 'reconnecting');
    server.put('b');
    server.delete('b');
    server.compact();
    clock.advance(600_000);
    server.always = undefined;
    await recover(() => live() && feed!.story.slice(2).join() === 'gap,synced:1');
    const again = states().filter(state => state.state === 'listing' && state.staleSince !== undefined);
    expect(again).not.toEqual([]);
    for (const state of again) expect(state).toMatchObject({ staleSince: known });
  });

  test('a gap lasts until the list that ends it, however often that is tried', async () => {
    server.put('a');
    await start();
    const known = clock.now();
    server.always = refuse(url => !isWatch(url), 503);
    server.endWatches('reset');
    server.put('b');
    server.compact();
    await recover(() => clock.now() - known > 300_000);
    server.always = undefined;
    await recover(() => live() && names().length === 2);
    const came = feed!.events.find(event => event.type === 'Added' && event.after.metadata.name === 'b');
    expect(gaps()).toHaveLength(1);
    expect(gaps()[0]).toMatchObject({ from: known, to: (came as { receivedAt: number }).receivedAt });
  });

  test('a list that was cut after its first page begins a second gap, which joins the first', async () => {
    for (let i = 0; i < 600; i++) server.put(`p${i}`);
    await start();
    const known = clock.now();
    server.always = refuse(url => url.searchParams.has('continue'), 503);
    server.endWatches('reset');
    server.put('b');
    server.compact();
    await recover(() => clock.now() - known > 10_000);
    server.always = undefined;
    await recover(() => live() && feed!.story.at(-1) === 'synced:601');
    const told = gaps();
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]).toMatchObject({ from: known });
    for (const [i, gap] of told.slice(1).entries()) expect(gap.from).toBe(told[i]!.to);
  });

  test.for<{ name: string; states: ConnectionState[]; staleSince: number | undefined }>([
    {
      name: 'two that wait',
      states: [
        { state: 'reconnecting', since: 9, retryAt: 10, problem: { code: 'network', message: '' }, staleSince: 8 },
        { state: 'reconnecting', since: 5, retryAt: 10, problem: { code: 'network', message: '' }, staleSince: 3 },
      ],
      staleSince: 3,
    },
    {
      name: 'one that is refused for a moment, one that waits for long',
      states: [
        { state: 'reconnecting', since: 5, retryAt: 10, problem: { code: 'network', message: '' }, staleSince: 3 },
        { state: 'failed', since: 9, problem: { code: 'forbidden', message: '' }, staleSince: 8 },
      ],
      staleSince: 3,
    },
    {
      name: 'two that list',
      states: [
        { state: 'listing', since: 9, received: 1, staleSince: 8 },
        { state: 'listing', since: 9, received: 1, staleSince: 4 },
      ],
      staleSince: 4,
    },
    {
      name: 'one that never showed anything',
      states: [
        { state: 'connecting', since: 9 },
        { state: 'live', since: 9 },
      ],
      staleSince: undefined,
    },
  ])('of several namespaces the oldest counts: $name', ({ states, staleSince }) => {
    const told = worst(states);
    expect('staleSince' in told ? told.staleSince : undefined).toBe(staleSince);
  });
});

// It answers a watch from what is its future with silence.
describe('a server that is behind what we have', () => {
  test('is found when it comes back: a gap, and its list', async () => {
    for (const name of ['a', 'b', 'c', 'd']) server.put(name);
    await start();
    const known = clock.now();
    server.always = refuse(() => true, 503);
    server.endWatches('reset');
    await feed!.until(() => feed!.connection?.state === 'reconnecting');
    server.rewind(101);
    server.put('old');
    server.always = undefined;
    await recover(() => live() && names().join() === 'a,old');
    expect(gaps()).toEqual([expect.objectContaining({ from: known, reason: expect.stringContaining('backup') })]);
    expect(gaps()[0]!.to - known).toBeLessThan(10_000);
    server.put('new');
    await feed!.until(() => names().includes('new'));
  });

  test('is found within a minute where nobody saw it go', async () => {
    for (const name of ['a', 'b', 'c', 'd']) server.put(name);
    await start();
    clock.advance(2000);
    server.endWatches('close');
    await feed!.until(() => server.watches === 1);
    server.rewind(102);
    clock.advance(46_000);
    await recover(() => live() && names().join() === 'a,b');
    expect(gaps()).toHaveLength(1);
  });
});

test('a watch that told nothing is followed by one whose last bookmark comes before silence ends it', async () => {
  server.put('a');
  await start();
  clock.advance(46_000);
  await feed!.until(() => server.requests.filter(({ url }) => isWatch(url)).length === 2);
  const [first, second] = server.requests
    .filter(({ url }) => isWatch(url))
    .map(({ url }) => Number(url.searchParams.get('timeoutSeconds')));
  expect(first).toBeGreaterThanOrEqual(300);
  // A server sends its last bookmark two seconds before the end.
  expect(second).toBeLessThan(45);
});

test('a page in place of a watch is no reason for a gap', async () => {
  server.put('a');
  await start();
  server.always = (_, response, url) => {
    if (!isWatch(url)) return false;
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<html>log in</html>');
    return true;
  };
  server.endWatches('reset');
  const asked = server.requests.length;
  await recover(() => server.requests.length >= asked + 8);
  server.always = undefined;
  server.put('b');
  await recover(() => names().length === 2);
  expect(feed!.story).toEqual(['+a/list', 'synced:1', '+b/watch']);
});
