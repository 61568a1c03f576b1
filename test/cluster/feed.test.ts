import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiServer } from '../support/api-server.ts';
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

const live = () => feed?.connection?.state === 'live';

describe('feed', () => {
  test('lists once, watches from there and hands on every change in order', async () => {
    server.put('a', { status: { phase: 'Pending' } });
    server.put('b');
    feed = probe(plainConfig(server.url), clock);
    await feed.until(live);
    server.put('a', { status: { phase: 'Running' } });
    server.put('c');
    server.put('a', { status: { phase: 'Failed' } });
    server.delete('b');
    await feed.until(() => feed!.story.at(-1) === '-b/watch');
    expect(feed.story).toEqual(['+a/list', '+b/list', 'synced:2', '~a/watch', '+c/watch', '~a/watch', '-b/watch']);
    expect(server.requests.map(({ url }) => [...url.searchParams.keys()].join(' '))).toEqual([
      'limit',
      'watch resourceVersion allowWatchBookmarks timeoutSeconds',
    ]);
  });

  test('hands on each page as it comes, with progress', async () => {
    for (let i = 0; i < 1200; i++) server.put(`p${String(i).padStart(4, '0')}`);
    feed = probe(plainConfig(server.url), clock);
    await feed.until(live);
    const progress = feed.events.flatMap(event =>
      event.type === 'Connection' && event.connection.state === 'listing' ? [event.connection] : [],
    );
    expect(progress.map(({ received, total }) => [received, total])).toEqual([
      [0, undefined],
      [500, 1200],
      [1000, 1200],
      [1200, 1200],
    ]);
    expect(feed.pods.size).toBe(1200);
  });

  test('tells a pod that was replaced under its name as a Deleted and an Added', async () => {
    server.put('web-0');
    feed = probe(plainConfig(server.url), clock);
    await feed.until(live);
    server.compact();
    server.put('web-0', {}, 'default', 'another-uid');
    server.compact();
    server.endWatches('close');
    clock.advance(5000);
    await feed.until(() => feed!.story.includes('-web-0/list') || feed!.story.includes('-web-0/watch'));
    await feed.until(() => feed!.story.at(-1)!.startsWith('synced') || feed!.story.at(-1)!.startsWith('+'));
    expect([...feed.pods.keys()]).toEqual(['another-uid']);
  });

  test('tells once that the clock of the server is another', async () => {
    server.date = new Date(clock.now() - 42_500).toUTCString();
    feed = probe(plainConfig(server.url), clock);
    await feed.until(live);
    expect(feed.story).toEqual(['notice:server', 'synced:0']);
    expect(feed.events.find(event => event.type === 'Notice')).toMatchObject({
      problem: { message: expect.stringMatching(/^the server's clock is 4[23] s behind this one/) },
    });
  });

  test('asks the server for the version, a whole pod and what it does not know', async () => {
    server.put('a', { spec: { volumes: [{ name: 'v' }] } });
    feed = probe(plainConfig(server.url), clock, undefined, false);
    const { cluster } = feed;
    expect(await cluster.version()).toEqual({ major: 1, minor: 37, gitVersion: 'v1.37.2' });
    expect(await cluster.getPod('default', 'a')).toMatchObject({ spec: { volumes: [{ name: 'v' }] } });
    const missing = await cluster.getPod('default', 'b').catch(error => cluster.problem(error));
    expect(missing).toMatchObject({ code: 'not-found', message: 'pods "b" not found' });
    expect(server.requests[0]!.headers['user-agent']).toBe('podscope/0.0.0');
    expect(server.requests[0]!.headers['accept-encoding']).toBeUndefined();
    const found = [];
    for await (const page of cluster.listPods({ namespaces: ['default'] })) found.push(...page);
    expect(found.map(pod => pod.metadata.name)).toEqual(['a']);
  });
});
