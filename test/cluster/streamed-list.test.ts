import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiServer, type Fault, status, statusObject } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type Probe, plainConfig, probe } from '../support/feed-probe.ts';

let server: ApiServer;
let clock: FakeClock;
let feed: Probe | undefined;

beforeEach(async () => {
  server = await new ApiServer().start();
  server.initialEvents = 'served';
  clock = new FakeClock();
});
afterEach(async () => {
  feed?.stop();
  feed = undefined;
  await server.stop();
});

const begin = (): Probe => {
  feed = probe(plainConfig(server.url, { streamedLists: true }), clock);
  return feed;
};
const live = (): boolean => feed?.connection?.state === 'live';
const isStream = (url: URL): boolean => url.searchParams.get('sendInitialEvents') === 'true';
const isCount = (url: URL): boolean => url.searchParams.get('limit') === '1';
/** What was asked for, in order; the count of the progress mark comes when it comes. */
const asked = (): string[] =>
  server.requests
    .map(({ url }) => url)
    .filter(url => url.pathname === '/api/v1/pods' && !isCount(url))
    .map(url => (isStream(url) ? 'stream' : url.searchParams.has('watch') ? 'watch' : 'page'));
const versions = (pods: Iterable<{ metadata: { name: string; resourceVersion?: string | undefined } }>): string[] =>
  [...pods].map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort();
const isMirror = (): boolean => versions(feed!.pods.values()).join() === versions(server.pods).join();
const recover = (wanted: () => boolean): Promise<void> =>
  feed!.until(() => {
    const { connection } = feed!;
    const wait = connection?.state === 'reconnecting' ? connection.retryAt - clock.now() : 0;
    if (wait > 0 && clock.waiting.includes(wait)) clock.advance(wait);
    return wanted();
  });

describe('a streamed list', () => {
  test('is the list, and the watch goes on from its end', async () => {
    server.put('a');
    server.put('b');
    await begin().until(live);
    server.put('a');
    await feed!.until(() => feed!.story.length === 4);
    expect(feed!.story).toEqual(['+a/list', '+b/list', 'synced:2', '~a/watch']);
    expect(asked()).toEqual(['stream', 'watch']);
  });

  test('tells how far it has come, of how many', async () => {
    for (let i = 0; i < 1200; i++) server.put(`web-${i}`);
    // The count is there before the stream begins.
    const late: Fault = (_, response, url) => {
      if (!isStream(url)) return false;
      setTimeout(() => status(response, 503, 'ServiceUnavailable', 'not yet'), 100);
      return true;
    };
    server.faults = [late];
    begin();
    await recover(live);
    const told = feed!.events.flatMap(event =>
      event.type === 'Connection' && event.connection.state === 'listing' ? [event.connection] : [],
    );
    expect(told.map(({ received }) => received)).toEqual([0, 0, 500, 1000, 1200]);
    expect(told.at(-1)?.total).toBe(1200);
  });

  test('what changes before its end is of the list, and what goes is gone', async () => {
    server.put('a');
    server.put('b');
    server.meanwhile = () => {
      server.meanwhile = undefined;
      server.put('a');
      server.delete('b');
      server.put('c');
    };
    await begin().until(live);
    expect(isMirror()).toBe(true);
    expect(feed!.story).toEqual(['+a/list', '+b/list', '~a/list', '-b/list', '+c/list', 'synced:2']);
  });

  test('that the server refuses comes in pages, from then on', async () => {
    server.initialEvents = 'refused';
    server.put('a');
    await begin().until(live);
    expect(asked()).toEqual(['stream', 'page', 'watch']);
    server.endWatches('reset');
    server.put('b');
    server.compact();
    await recover(() => live() && isMirror());
    expect(asked().filter(what => what === 'stream')).toHaveLength(1);
    expect(asked().filter(what => what === 'page')).toHaveLength(2);
  });

  test.for([400, 403, 404, 405])('refused with %s comes in pages', async code => {
    server.always = (_, response, url) => {
      if (!isStream(url)) return false;
      status(response, code, '', 'by the test');
      return true;
    };
    server.put('a');
    await begin().until(live);
    expect(feed!.story).toEqual(['+a/list', 'synced:1']);
  });

  test('of a server that does not know it: pages after five silent seconds, and nothing twice', async () => {
    server.initialEvents = 'unknown';
    server.put('a');
    begin();
    await feed!.until(() => feed!.pods.size === 1 && clock.waiting.includes(5_000));
    clock.advance(5_000);
    await feed!.until(live);
    expect(feed!.story).toEqual(['+a/list', 'synced:1']);
    expect(asked()).toEqual(['stream', 'page', 'watch']);
  });

  test.for([
    { name: 'cut', end: '', told: 'network' },
    {
      name: 'an ERROR event',
      end: JSON.stringify({ type: 'ERROR', object: statusObject(500, 'InternalError', 'no') }),
      told: 'server',
    },
    { name: 'a line that is no JSON', end: '{"type":', told: 'server' },
  ])('$name in its middle: what came stays, and a whole one follows', async ({ end, told }) => {
    server.put('a');
    server.put('b');
    const first = JSON.stringify({ type: 'ADDED', object: server.pods[0] });
    server.faults = [
      (_, response, url) => {
        if (!isStream(url)) return false;
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(`${first}\n${end}${end === '' ? '' : '\n'}`);
        return true;
      },
    ];
    // The count would take the fault away.
    server.always = (_, response, url) => {
      if (!isCount(url)) return false;
      status(response, 500, '', 'by the test');
      return true;
    };
    begin();
    await feed!.until(() => feed!.connection?.state === 'reconnecting');
    expect(feed!.connection).toMatchObject({ problem: { code: told } });
    expect(feed!.story).toEqual(['+a/list']);
    await recover(live);
    expect(feed!.story).toEqual(['+a/list', '+b/list', 'synced:2']);
  });

  test('after a gap finds what went', async () => {
    server.put('a');
    server.put('b');
    await begin().until(live);
    server.endWatches('reset');
    server.delete('a');
    server.compact();
    await recover(() => live() && isMirror());
    expect(feed!.story.slice(-3)).toEqual([expect.stringMatching(/^gap/), '-a/list', 'synced:1']);
  });
});
