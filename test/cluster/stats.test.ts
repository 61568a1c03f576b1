import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiServer, json } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ALL, type Probe, plainConfig, probe } from '../support/feed-probe.ts';

let server: ApiServer;
let clock: FakeClock;
let feed: Probe | undefined;
/** What the server itself counts: bytes of bodies, and lines of watches of pods. */
let sent: { bytes: number; lines: number };

beforeEach(async () => {
  server = await new ApiServer().start();
  clock = new FakeClock();
  sent = { bytes: 0, lines: 0 };
  server.always = (_, response, url) => {
    count(response, url);
    if (!url.pathname.endsWith('/events')) return false;
    const isWatch = url.searchParams.has('watch');
    const item = { metadata: { name: 'e', namespace: 'default', uid: 'e', resourceVersion: '5' }, reason: 'Pulled' };
    if (!isWatch) json(response, { metadata: { resourceVersion: '5' }, items: [item] });
    else response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
    return true;
  };
});
afterEach(async () => {
  feed?.stop();
  await server.stop();
});

function count(response: ServerResponse, url: URL): void {
  const isPodWatch =
    url.pathname.endsWith('/pods') && url.searchParams.has('watch') && !url.searchParams.has('sendInitialEvents');
  const take = (chunk: unknown): void => {
    if (typeof chunk !== 'string') return;
    sent.bytes += Buffer.byteLength(chunk);
    if (isPodWatch) sent.lines += chunk.split('\n').length - 1;
  };
  const { write, end } = response;
  response.write = ((...args: Parameters<typeof write>) => {
    take(args[0]);
    return write.apply(response, args);
  }) as typeof write;
  response.end = ((...args: Parameters<typeof end>) => {
    take(args[0]);
    return end.apply(response, args);
  }) as typeof end;
}

const live = (): boolean => feed?.connection?.state === 'live';

test.for([
  { name: 'in pages', streamedLists: false },
  { name: 'as the beginning of a watch', streamedLists: true },
])('lists $name: the counters are what the server counts', async ({ streamedLists }) => {
  for (let i = 0; i < 700; i++) server.put(`p${i}`);
  feed = probe(plainConfig(server.url, { streamedLists }), clock);
  await feed.until(() => live() && server.watches === 1);
  server.put('p1', { status: { phase: 'Running' } });
  server.delete('p2');
  server.bookmark();
  await feed.until(() => feed!.cluster.stats().events === 3);
  const events = feed.cluster.eventFeed(ALL);
  events.start();
  await feed.until(() => server.requests.filter(({ url }) => url.pathname.endsWith('/events')).length === 2);
  await feed.cluster.getPod('default', 'p3');
  // Forgotten behind our back: one more list.
  server.endWatches('reset');
  server.put('p4');
  server.compact();
  await feed.until(() => {
    const { connection } = feed!;
    const wait = connection?.state === 'reconnecting' ? connection.retryAt - clock.now() : 0;
    if (wait > 0 && clock.waiting.includes(wait)) clock.advance(wait);
    return live() && feed!.story.includes('gap') && server.watches === 1;
  });
  await feed.until(() => feed!.cluster.stats().bytes === sent.bytes);
  events.stop();
  expect(feed.cluster.stats()).toMatchObject({
    requests: server.requests.length,
    bytes: sent.bytes,
    events: sent.lines,
    lists: 2,
    relists: 1,
    listed: 700 + 699,
  });
});
