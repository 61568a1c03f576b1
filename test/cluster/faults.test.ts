import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { ApiServer, type Fault, status, statusObject } from '../support/api-server.ts';
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

const isList: (url: URL) => boolean = url => url.pathname === '/api/v1/pods' && !url.searchParams.has('watch');
const isWatch: (url: URL) => boolean = url => url.searchParams.get('watch') === 'true';
const isNextPage: (url: URL) => boolean = url => url.searchParams.has('continue');

function refuse(
  which: (url: URL) => boolean,
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): Fault {
  return (_, response, url) => {
    if (!which(url)) return false;
    status(response, code, reason, `${reason} by the test`, headers);
    return true;
  };
}

/** Answers with these raw bytes and then ends, cuts, or does nothing more. */
function raw(which: (url: URL) => boolean, body: string, then: 'end' | 'cut' | 'hang'): Fault {
  return (_, response, url) => {
    if (!which(url)) return false;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    response.write(body, () => {
      if (then === 'end') response.end();
      if (then === 'cut') response.socket?.resetAndDestroy();
    });
    return true;
  };
}

const watches = (): number => server.requests.filter(({ url }) => isWatch(url)).length;
const live = (): boolean => feed?.connection?.state === 'live';
/** For what is still to come: a wait that is over is told until the answer is there. */
const waits = (): boolean => feed?.connection?.state === 'reconnecting' && feed.connection.retryAt > clock.now();
const names = (): string[] => [...feed!.pods.values()].map(pod => pod.metadata.name).sort();
const problem = (): unknown => (feed?.connection && 'problem' in feed.connection ? feed.connection.problem : undefined);
/** The listener's pods are the server's, with the same resource versions. */
const isMirror = (): boolean => {
  const here = [...feed!.pods.values()]
    .map(({ metadata: m }) => `${m.namespace}/${m.name} ${m.uid} ${m.resourceVersion}`)
    .sort();
  const there = server.pods.map(({ metadata: m }) => `${m.namespace}/${m.name} ${m.uid} ${m.resourceVersion}`).sort();
  return here.join() === there.join();
};

async function start(): Promise<void> {
  feed = probe(plainConfig(server.url), clock);
  await feed.until(live);
}

/** Ends every wait that the feed announces until this is so. */
async function recover(wanted: () => boolean): Promise<void> {
  await feed!.until(() => {
    const { connection } = feed!;
    const wait = connection?.state === 'reconnecting' ? connection.retryAt - clock.now() : 0;
    // The feed says that it waits just before it does.
    if (wait > 0 && clock.waiting.includes(wait)) clock.advance(wait);
    return wanted();
  });
}

describe('a fault before the first list', () => {
  test.for([
    { fault: refuse(isList, 500, 'InternalError'), code: 'server' },
    { fault: refuse(isList, 429, 'TooManyRequests', { 'Retry-After': '7' }), code: 'throttled' },
    { fault: raw(isList, '', 'cut'), code: 'network' },
    {
      fault: raw(isList, '{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"', 'end'),
      code: 'network',
    },
    { fault: raw(isList, '<html>', 'end'), code: 'server' },
  ])('$code: waits, tries again, and then has what the server has', async ({ fault, code }) => {
    server.put('a');
    server.faults = [fault];
    feed = probe(plainConfig(server.url), clock);
    await feed.until(waits);
    expect(problem()).toMatchObject({ code });
    await recover(live);
    expect(names()).toEqual(['a']);
    expect(feed.story.filter(word => word.startsWith('+'))).toEqual(['+a/list']);
  });

  test.for([
    { name: 'an empty object', body: '{}' },
    { name: 'another object', body: '{"message":"welcome"}' },
    { name: 'a Status', body: JSON.stringify({ ...statusObject(503, 'ServiceUnavailable', 'later'), code: 503 }) },
    { name: 'an array', body: '[]' },
    { name: 'a word', body: 'OK' },
    { name: 'a page', body: '<!doctype html><title>Login</title>' },
    { name: 'items without uid', body: '{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a"}}]}' },
  ])('$name in place of a list is no empty cluster: it is said what came', async ({ body }) => {
    server.always = raw(() => true, body, 'end');
    for (const streamedLists of [false, true]) {
      feed = probe(plainConfig(server.url, { streamedLists }), clock);
      await feed.until(waits);
      expect(problem()).toMatchObject({
        code: 'server',
        message: expect.stringContaining('sent what is not Kubernetes'),
        hint: expect.stringContaining('is it the address of an API server'),
      });
      expect(feed.connection).not.toHaveProperty('staleSince', expect.anything());
      expect(feed.story).toEqual([]);
      feed.stop();
    }
  });

  test('what came of a list that was cut is as old as the list', async () => {
    for (let i = 0; i < 600; i++) server.put(`p${i}`);
    server.faults = [raw(isNextPage, '', 'cut')];
    const began = clock.now();
    feed = probe(plainConfig(server.url), clock);
    await feed.until(waits);
    expect(feed.connection).toMatchObject({ staleSince: began });
  });

  test('Retry-After may be a date, by the clock of the server', async () => {
    server.date = new Date(clock.now() + 3_600_000).toUTCString();
    const after = new Date(clock.now() + 3_600_000 + 20_000).toUTCString();
    server.faults = [refuse(isList, 429, 'TooManyRequests', { 'Retry-After': after })];
    feed = probe(plainConfig(server.url), clock);
    await feed.until(waits);
    const { connection } = feed;
    const wait = connection?.state === 'reconnecting' ? connection.retryAt - clock.now() : 0;
    expect(Math.abs(wait - 20_000)).toBeLessThanOrEqual(1000);
  });

  test('Retry-After is obeyed', async () => {
    server.faults = [refuse(isList, 429, 'TooManyRequests', { 'Retry-After': '7' })];
    feed = probe(plainConfig(server.url), clock);
    await feed.until(waits);
    expect(feed.connection).toMatchObject({ retryAt: clock.now() + 7000 });
  });

  test('the waits double up to 30 s, and begin anew after two quiet minutes', async () => {
    server.always = refuse(isList, 500, 'InternalError');
    feed = probe(plainConfig(server.url), clock);
    const waited: number[] = [];
    for (let i = 0; i < 8; i++) {
      await feed.until(() => waits() && server.requests.length === i + 1);
      const { connection } = feed;
      waited.push(connection?.state === 'reconnecting' ? connection.retryAt - clock.now() : Number.NaN);
      clock.advance(waited.at(-1)!);
    }
    expect(waited).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
    server.always = undefined;
    clock.advance(30_000);
    await feed.until(live);
    clock.advance(125_000);
    await feed.until(live);
    server.always = refuse(isWatch, 500, 'InternalError');
    server.endWatches('reset');
    await feed.until(waits);
    expect(feed.connection).toMatchObject({ retryAt: clock.now() + 800 });
  });

  test.for([
    { code: 401, reason: 'Unauthorized', told: 'unauthorized' },
    { code: 403, reason: 'Forbidden', told: 'forbidden' },
    { code: 400, reason: 'BadRequest', told: 'invalid' },
    { code: 404, reason: '', told: 'not-found' },
  ])('$code: says what a person must do, and looks again', async ({ code, reason, told }) => {
    server.always = refuse(() => true, code, reason);
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => feed!.connection?.state === 'failed');
    expect(problem()).toMatchObject({ code: told });
    server.always = undefined;
    clock.advance(30_000);
    await feed.until(live);
  });

  test('a server that sends a byte a second is waited for: the list goes on and ends', async () => {
    server.put('a');
    const body = JSON.stringify({ metadata: { resourceVersion: '101' }, items: server.pods });
    let write: ((byte: string) => void) | undefined;
    let end = (): void => {};
    server.faults = [
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.flushHeaders();
        write = byte => response.write(byte);
        end = () => response.end();
        return true;
      },
    ];
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => write !== undefined);
    for (const [i, byte] of [...body].entries()) {
      write!(byte);
      await feed.until(() => feed!.cluster.stats().bytes === i + 1);
      clock.advance(1000);
      expect(feed.connection?.state).toBe('listing');
    }
    end();
    await feed.until(live);
    expect(names()).toEqual(['a']);
    expect(server.lists()).toBe(1);
  });

  test('a server that stopped in the middle of a list is told as one, and can be stopped', async () => {
    server.faults = [raw(isList, '{"metadata":', 'hang')];
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => server.requests.length === 1);
    expect(feed.connection).toMatchObject({ state: 'listing', received: 0 });
    feed.stop();
    expect(clock.waiting).toEqual([]);
  });
});

describe('a fault in the middle of a list', () => {
  test('an expired page token: all at once instead, nothing twice', async () => {
    for (let i = 0; i < 600; i++) server.put(`p${i}`);
    server.faults = [
      (_, response, url) => {
        if (!isNextPage(url)) return false;
        server.delete('p1');
        status(response, 410, 'Expired', 'The provided continue parameter is too old');
        return true;
      },
    ];
    await start();
    await feed!.until(isMirror);
    expect(feed!.pods.size).toBe(599);
    expect(feed!.story.filter(word => word.startsWith('+'))).toHaveLength(600);
    expect(feed!.story.filter(word => word.startsWith('-'))).toEqual(['-p1/list']);
    expect(server.lists()).toBe(3);
  });

  test('a connection that is cut: what came stays, the rest follows', async () => {
    for (let i = 0; i < 600; i++) server.put(`p${i}`);
    server.faults = [raw(isNextPage, '{"metadata":{"resourceVersion":"9"},"items":[', 'cut')];
    feed = probe(plainConfig(server.url), clock);
    await feed.until(waits);
    expect(feed.pods.size).toBe(500);
    await recover(live);
    expect(isMirror()).toBe(true);
    expect(feed.story).toHaveLength(601);
  });
});

describe('a fault of the watch', () => {
  test.for([
    { name: 'closed cleanly', fault: () => server.endWatches('close') },
    { name: 'reset', fault: () => server.endWatches('reset') },
    {
      name: 'closed in the middle of an event',
      fault: () => {
        server.send('{"type":"ADDED","object":{"metadata"'.trimEnd());
        server.endWatches('close');
      },
    },
    {
      name: 'an ERROR event of 500',
      fault: () => server.send(JSON.stringify({ type: 'ERROR', object: statusObject(500, 'InternalError', 'etcd') })),
    },
    { name: 'an event that is no JSON', fault: () => server.send('{"type":"MODIFIED",') },
  ])('$name: goes on from where it was, without a list or a gap', async ({ fault }) => {
    server.put('a');
    server.put('b');
    await start();
    clock.advance(5000);
    fault();
    server.put('a', { status: { phase: 'Running' } });
    server.delete('b');
    server.put('c');
    await recover(isMirror);
    expect(server.lists()).toBe(1);
    expect(feed!.cluster.stats()).toMatchObject({ lists: 1, relists: 0 });
    expect(feed!.story).toEqual(['+a/list', '+b/list', 'synced:2', '~a/watch', '-b/watch', '+c/watch']);
  });

  test.for([
    { name: 'as an ERROR event', prepare: () => {} },
    { name: 'as the status of the answer', prepare: () => server.faults.push(refuse(isWatch, 410, 'Expired')) },
    {
      name: 'after a restore from a backup',
      prepare: () =>
        server.faults.push((_, response, url) => {
          if (!isWatch(url)) return false;
          status(response, 504, 'Timeout', 'Too large resource version: 900, current: 100');
          return true;
        }),
    },
  ])('410 $name: a gap, a list, and the changes that the list shows', async ({ prepare }) => {
    for (const name of ['a', 'b', 'c']) server.put(name);
    await start();
    clock.advance(5000);
    const before = clock.now();
    server.always = refuse(isWatch, 503, 'ServiceUnavailable');
    server.endWatches('reset');
    await feed!.until(waits);
    server.put('a', { status: { phase: 'Running' } });
    server.delete('b');
    server.put('d');
    server.put('c', {}, 'default', 'another-uid');
    server.compact();
    prepare();
    server.always = undefined;
    await recover(() => live() && isMirror() && feed!.story.at(-1) === 'synced:3');
    expect(feed!.cluster.stats()).toMatchObject({ lists: 2, relists: 1 });
    const story = feed!.story.slice(4);
    expect(story[0]).toBe('gap');
    expect(story.slice(1, -1).sort()).toEqual(['+c/list', '+d/list', '-b/list', '-c/list', '~a/list']);
    expect(story.indexOf('-c/list')).toBeLessThan(story.indexOf('+c/list'));
    expect(story.at(-1)).toBe('synced:3');
    const gap = feed!.events.find((event): event is FeedEvent & { type: 'Gap' } => event.type === 'Gap')!;
    expect(gap.to).toBeLessThanOrEqual(clock.now());
    expect(gap.from).toBeLessThanOrEqual(before);
  });

  test('a frozen connection is found within a minute, and nothing is lost', async () => {
    server.put('a');
    await start();
    server.muteWatches();
    server.put('a', { status: { phase: 'Running' } });
    clock.advance(46_000);
    await feed!.until(isMirror);
    expect(feed!.story).toEqual(['+a/list', 'synced:1', '~a/watch']);
    expect(live()).toBe(true);
  });

  test('a frozen server is told within a minute, with the age of what is shown', async () => {
    server.put('a');
    await start();
    const heardAt = clock.now();
    server.muteWatches();
    server.always = () => true;
    clock.advance(46_000);
    await feed!.until(() => server.requests.length === 3);
    clock.advance(10_000);
    await feed!.until(waits);
    expect(feed!.connection).toMatchObject({ staleSince: heardAt, problem: { code: 'network' } });
    expect(clock.now() - heardAt).toBeLessThan(60_000);
  });

  test('bookmarks keep a quiet watch, and move the place to go on from', async () => {
    server.put('a');
    await start();
    server.put('x', {}, 'default');
    server.delete('x');
    server.bookmark();
    await feed!.until(() => feed!.cluster.stats().events === 3);
    server.compact();
    clock.advance(5000);
    server.endWatches('close');
    await feed!.until(() => server.requests.length === 3);
    server.put('b');
    await feed!.until(isMirror);
    expect(server.lists()).toBe(1);
  });

  const SAME = JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '101' } } });
  test.for([
    { name: 'nothing', body: '' },
    { name: 'the same bookmark', body: `${SAME}\n` },
    { name: 'an event that we have', body: undefined },
    { name: 'an event that nobody knows', body: '{"type":"SURPRISE","object":{}}\n' },
  ])('a watch that brings $name and closes is waited with, and told as what it is', async ({ body }) => {
    server.put('a');
    const known = `${JSON.stringify({ type: 'MODIFIED', object: server.pods[0] })}\n`;
    server.always = raw(isWatch, body ?? known, 'end');
    feed = probe(plainConfig(server.url), clock);
    for (const [i, wait] of [800, 1600, 3200].entries()) {
      await feed.until(() => waits() && watches() === i + 1);
      expect(feed.connection).toMatchObject({
        retryAt: clock.now() + wait,
        problem: { code: 'network', message: expect.stringContaining('closes each watch as soon as it is opened') },
      });
      clock.advance(wait);
    }
    server.always = undefined;
    await recover(live);
  });

  test('one that brings something new each time and closes at once is not hammered either', async () => {
    server.put('a');
    let rv = 200;
    server.always = (request, response, url) =>
      raw(isWatch, `{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"${rv++}"}}}\n`, 'end')(
        request,
        response,
        url,
      );
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => waits() && server.requests.length === 3);
    server.always = undefined;
    await recover(live);
  });

  test('a server that forgets at once what it has just listed is not listed over and over', async () => {
    server.put('a');
    server.always = refuse(isWatch, 410, 'Expired');
    feed = probe(plainConfig(server.url), clock);
    for (const [i, wait] of [800, 1600, 3200].entries()) {
      await feed.until(() => waits() && server.lists() === i + 1);
      clock.advance(wait);
    }
    server.always = undefined;
    await recover(live);
  });

  test.for([
    { name: 'without object', event: { type: 'MODIFIED' } },
    { name: 'without metadata', event: { type: 'MODIFIED', object: { kind: 'Pod' } } },
    {
      name: 'without uid',
      event: { type: 'MODIFIED', object: { metadata: { name: 'a', namespace: 'default', resourceVersion: '900' } } },
    },
    {
      name: 'without name',
      event: { type: 'DELETED', object: { metadata: { uid: 'uid-a', resourceVersion: '900' } } },
    },
    { name: 'that is null', event: null },
  ])('an event $name invents no change: it is read again, then there is a list', async ({ event }) => {
    server.put('a');
    server.always = raw(isWatch, `${JSON.stringify(event)}\n`, 'hang');
    feed = probe(plainConfig(server.url), clock);
    await recover(() => feed!.story.includes('gap'));
    server.always = undefined;
    await recover(() => live() && server.lists() === 2);
    expect(feed.story).toEqual(['+a/list', 'synced:1', 'gap', 'synced:1']);
  });

  test('an unknown type of event is told and left out', async () => {
    await start();
    server.send(JSON.stringify({ type: 'SURPRISE', object: { metadata: { name: 'a' } } }));
    server.put('b');
    await feed!.until(() => feed!.pods.size === 1);
    expect(feed!.story).toEqual(['synced:0', 'notice:server', '+b/watch']);
  });

  test('an event that stays unreadable ends in a list', async () => {
    server.put('a');
    await start();
    clock.advance(5000);
    server.always = raw(isWatch, '{"type":"MODIFIED","object":{]}\n', 'hang');
    server.endWatches('close');
    await recover(() => watches() === 3);
    server.always = undefined;
    await recover(() => server.lists() === 2 && live());
    expect(feed!.story).toEqual(['+a/list', 'synced:1', 'gap', 'synced:1']);
  });

  test('a server that is killed and comes back', async () => {
    server.put('a');
    await start();
    await server.stop();
    await feed!.until(waits);
    expect(problem()).toMatchObject({ code: 'network' });
    await recover(() => (problem() as { message: string } | undefined)?.message.includes('refused') ?? false);
    server.put('a', { status: { phase: 'Running' } });
    await server.start();
    await recover(() => live() && isMirror());
    expect(names()).toEqual(['a']);
  });
});

describe('the life of a feed', () => {
  test('stop ends everything, start goes on', async () => {
    server.put('a');
    await start();
    feed!.cluster.close();
    await expect.poll(() => server.watches).toBe(0);
  });

  test('a listener that throws ends nothing', async () => {
    server.put('a');
    feed = probe(plainConfig(server.url), clock, undefined, false);
    const reflected: string[] = [];
    const pods = feed.cluster.podFeed({ namespaces: ['default'] });
    pods.subscribe(() => {
      throw new Error('a bug');
    });
    pods.subscribe(event => reflected.push(event.type));
    pods.start();
    await expect.poll(() => reflected).toContain('Synced');
    pods.stop();
  });
});
