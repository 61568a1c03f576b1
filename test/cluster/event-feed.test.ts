import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterEvent } from '../../src/kube/cluster-event.ts';
import { ApiServer, status } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { eventProbe, type FeedProbe, plainConfig } from '../support/feed-probe.ts';

let server: ApiServer;
let clock: FakeClock;
let feed: FeedProbe<ClusterEvent>;

beforeEach(async () => {
  server = await new ApiServer('events').start();
  clock = new FakeClock();
});
afterEach(async () => {
  feed?.stop();
  await server.stop();
});

const backOff = (count: number): Record<string, unknown> => ({
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web-0', uid: 'p1', fieldPath: 'spec.containers{app}' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container app',
  count,
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: `2026-01-01T00:0${count}:00Z`,
  source: { component: 'kubelet', host: 'node-1' },
});
const live = (): boolean => feed.connection?.state === 'live';
const counts = (): number[] => [...feed.objects.values()].map(event => event.count);
const paths = (): string[] =>
  server.requests.map(({ url }) => url.pathname + (url.searchParams.has('watch') ? '?watch' : ''));

/** Refuses what these paths name. */
function refuse(pattern: RegExp, code = 403): void {
  server.always = (_, response, url) => {
    if (!pattern.test(url.pathname)) return false;
    status(response, code, code === 403 ? 'Forbidden' : 'NotFound', `events is forbidden: User "tester" cannot list`);
    return true;
  };
}

/** Every answer has come and only the next look is waited for; a request under way has a limit of the same length. */
async function calm(): Promise<void> {
  let since = performance.now();
  await feed.until(() => {
    const waits = server.answered === server.requests.length && clock.waiting.join() === '30000';
    if (!waits) since = performance.now();
    return waits && performance.now() - since > 50;
  });
}

async function follow(namespaces: readonly string[] = ['default'], fieldSelector?: string): Promise<void> {
  feed = eventProbe(plainConfig(server.url), clock, { namespaces, fieldSelector });
  await feed.until(live);
}

describe('the feed of Events', () => {
  test('lists once and watches: new ones, those that go on, those that the server forgets', async () => {
    server.put('web-0.1', backOff(1));
    await follow();
    expect(feed.story).toEqual(['+web-0.1/list', 'synced:1']);
    server.put('web-0.1', backOff(4));
    server.put('web-0.2', backOff(1));
    server.delete('web-0.2');
    await feed.until(() => feed.story.length === 5);
    expect(feed.story.slice(2)).toEqual(['~web-0.1/watch', '+web-0.2/watch', '-web-0.2/watch']);
    expect([...feed.objects.values()]).toEqual([
      {
        uid: 'uid-web-0.1',
        resourceVersion: '102',
        namespace: 'default',
        name: 'web-0.1',
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container app',
        count: 4,
        firstAt: Date.parse('2026-01-01T00:00:00Z'),
        lastAt: Date.parse('2026-01-01T00:04:00Z'),
        source: 'kubelet, node-1',
        regarding: { kind: 'Pod', namespace: 'default', name: 'web-0', uid: 'p1', fieldPath: 'spec.containers{app}' },
      },
    ]);
    expect(feed.events.find(event => event.type === 'Updated')).toMatchObject({
      before: { count: 1 },
      after: { count: 4 },
    });
  });

  test('comes in pages', async () => {
    for (let i = 0; i < 1200; i++) server.put(`e${i}`, backOff(1));
    await follow([]);
    expect(feed.objects.size).toBe(1200);
    expect(server.lists()).toBe(3);
  });

  test('an interrupted watch goes on where it was: nothing is told twice', async () => {
    server.put('a', backOff(1));
    await follow();
    server.endWatches('reset');
    server.put('a', backOff(2));
    await feed.until(() => {
      const wait = feed.connection?.state === 'reconnecting' ? feed.connection.retryAt - clock.now() : 0;
      if (wait > 0 && clock.waiting.includes(wait)) clock.advance(wait);
      return live() && counts()[0] === 2;
    });
    expect(feed.story).toEqual(['+a/list', 'synced:1', '~a/watch']);
    expect(server.lists()).toBe(1);
  });

  test('when the server has forgotten: a gap, a list, and only what is new in it', async () => {
    server.put('a', backOff(1));
    server.put('b', backOff(1));
    await follow();
    clock.advance(2000);
    server.put('b', backOff(2));
    await feed.until(() => feed.story.length === 4);
    server.muteWatches();
    server.delete('a');
    server.put('c', backOff(1));
    server.compact();
    clock.advance(45_000);
    await feed.until(() => feed.story.length === 8);
    expect(feed.story.slice(3)).toEqual(['~b/watch', 'gap', '+c/list', '-a/list', 'synced:2']);
  });

  test('a bookmark moves the place from which a watch goes on', async () => {
    await follow();
    server.put('a', backOff(1), 'elsewhere');
    server.bookmark();
    await feed.until(() => server.watches === 1);
    server.endWatches('close');
    clock.advance(2000);
    await feed.until(() => server.requests.filter(({ url }) => url.searchParams.has('watch')).length > 1);
    const [, again] = server.requests.filter(({ url }) => url.searchParams.has('watch'));
    expect(again!.url.searchParams.get('resourceVersion')).toBe('101');
  });

  test.for([403, 404])('where core/v1 answers %s, events.k8s.io is read', async code => {
    server.put('a', backOff(1));
    refuse(/^\/api\/v1\//, code);
    await follow(['default'], 'involvedObject.uid=p1');
    expect(counts()).toEqual([1]);
    expect(paths()).toEqual([
      '/api/v1/namespaces/default/events',
      '/apis/events.k8s.io/v1/namespaces/default/events',
      '/apis/events.k8s.io/v1/namespaces/default/events?watch',
    ]);
    expect(server.requests[0]!.url.searchParams.get('fieldSelector')).toBe('involvedObject.uid=p1');
    expect(server.requests[1]!.url.searchParams.get('fieldSelector')).toBe('regarding.uid=p1');
  });

  test('forbidden is said once, and looked at again in silence until it is allowed', async () => {
    server.put('a', backOff(1));
    refuse(/events/);
    // Another time than the half minute after which the feed looks again, which the test waits for.
    feed = eventProbe(plainConfig(server.url, { requestTimeoutMs: 7_000 }), clock, { namespaces: ['default'] });
    await feed.until(() => feed.connection?.state === 'failed');
    const told = feed.events.length;
    for (let tries = 2; tries < 5; tries++) {
      await calm();
      const before = server.requests.length;
      clock.advance(30_000);
      await feed.until(() => server.requests.length === before + 2);
    }
    expect(feed.events.length).toBe(told);
    expect(feed.events.filter(event => event.type === 'Notice')).toMatchObject([
      { problem: { code: 'forbidden', message: expect.stringMatching(/^Events are not read: events is forbidden/) } },
    ]);
    server.always = undefined;
    await calm();
    clock.advance(30_000);
    await feed.until(live);
    expect(counts()).toEqual([1]);
  });
});
