import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiServer, json, status } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type Probe, plainConfig, probe } from '../support/feed-probe.ts';

let server: ApiServer;
let feed: Probe | undefined;
const clock = new FakeClock();

beforeEach(async () => {
  server = await new ApiServer().start();
  for (const namespace of ['a', 'b', 'c', 'default']) server.put('web', {}, namespace, `uid-${namespace}`);
});
afterEach(async () => {
  feed?.stop();
  await server.stop();
});

/** A user who may list the pods of these namespaces only, and perhaps the names of all. */
function mayRead(namespaces: readonly string[], mayListNamespaces: boolean): void {
  server.always = (request, response, url) => {
    if (url.pathname === '/api/v1/pods') {
      status(
        response,
        403,
        'Forbidden',
        'pods is forbidden: User "tester" cannot list resource "pods" at the cluster scope',
      );
      return true;
    }
    if (url.pathname === '/api/v1/namespaces') {
      if (!mayListNamespaces) status(response, 403, 'Forbidden', 'namespaces is forbidden');
      else json(response, { items: ['a', 'b', 'c'].map(name => ({ metadata: { name } })) });
      return true;
    }
    if (!url.pathname.endsWith('/selfsubjectaccessreviews')) return false;
    let body = '';
    request.on('data', chunk => (body += chunk));
    request.on('end', () => {
      const { namespace } = JSON.parse(body).spec.resourceAttributes;
      json(response, { status: { allowed: namespaces.includes(namespace) } }, 201);
    });
    return true;
  };
}

const live = (): boolean => feed?.connection?.state === 'live';
const found = (): string[] => [...feed!.pods.keys()].sort();

/** Lets time go on while somebody waits. */
function endWaits(): void {
  if (feed!.connection?.state === 'reconnecting') clock.advance(50);
}

/** A user who may not list the pods of namespace b. */
function refuseB(): void {
  server.always = (_, response, url) => {
    if (url.pathname !== '/api/v1/namespaces/b/pods') return false;
    status(response, 403, 'Forbidden', 'pods is forbidden');
    return true;
  };
}

describe('rights', () => {
  test('all namespaces forbidden: those that may be read, and a notice that says so', async () => {
    mayRead(['a', 'c'], true);
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => live() && feed!.pods.size === 2);
    expect(found()).toEqual(['uid-a', 'uid-c']);
    const notices = feed.events.flatMap(event => (event.type === 'Notice' ? [event.problem.message] : []));
    expect(notices).toEqual(['you may not list the pods of all namespaces: these are those of namespaces a, c']);
    expect(feed.connection).toMatchObject({ state: 'live', only: ['a', 'c'] });
    server.put('new', {}, 'c', 'uid-new');
    await feed.until(() => found().includes('uid-new'));
  });

  test('the right to another namespace that is given later: its pods come, too, and nothing else is asked again', async () => {
    mayRead(['a'], true);
    feed = probe(plainConfig(server.url, { requestTimeoutMs: 7_000 }), clock);
    await feed.until(() => live() && feed!.pods.size === 1);
    const later = () => clock.waiting.includes(300_000);
    await feed.until(later);
    const reviews = () =>
      server.requests.filter(({ url }) => url.pathname.endsWith('/selfsubjectaccessreviews')).length;
    const asked = reviews();
    clock.advance(300_000);
    await feed.until(() => reviews() === asked + 3 && later());
    // What cannot be asked is no right.
    const always = server.always!;
    server.always = (request, response, url) => {
      if (!url.pathname.endsWith('/selfsubjectaccessreviews')) return always(request, response, url);
      status(response, 500, 'InternalError', 'for a moment');
      return true;
    };
    clock.advance(300_000);
    await feed.until(() => reviews() === asked + 6 && later());
    expect(feed.connection).toMatchObject({ state: 'live', only: ['a'] });
    mayRead(['a', 'c'], true);
    const told = feed.events.length;
    clock.advance(300_000);
    await feed.until(() => live() && feed!.pods.size === 2);
    expect(found()).toEqual(['uid-a', 'uid-c']);
    await feed.until(() => 'only' in feed!.connection! && feed!.connection.only?.length === 2);
    expect(feed.connection).toMatchObject({ state: 'live', only: ['a', 'c'] });
    const states = feed.events.slice(told).flatMap(one => (one.type === 'Connection' ? [one.connection.state] : []));
    expect([...new Set(states)]).toEqual(['live']);
    const notices = feed.events.slice(told).flatMap(one => (one.type === 'Notice' ? [one.problem.message] : []));
    expect(notices).toEqual(['you may now list the pods of namespace c, too']);
    // Both live on.
    server.put('new', {}, 'c', 'uid-new');
    server.delete('web', 'a');
    await feed.until(() => found().join() === 'uid-c,uid-new');
    expect(server.lists()).toBe(3);
  });

  test('even the names of namespaces forbidden: the context has one', async () => {
    mayRead(['default'], false);
    feed = probe(plainConfig(server.url), clock);
    await feed.until(live);
    expect(found()).toEqual(['uid-default']);
  });

  test.for([
    { name: 'is asked to wait', answer: [429, 'TooManyRequests'] as const },
    { name: 'meets a fault', answer: [500, 'InternalError'] as const },
  ])('who asks for their names and $name leaves none out for that', async ({ answer: [code, reason] }) => {
    mayRead(['a', 'c', 'default'], true);
    const always = server.always!;
    let times = 0;
    server.always = (request, response, url) => {
      if (url.pathname !== '/api/v1/namespaces' || times++ > 0) return always(request, response, url);
      status(response, code, reason, 'for a moment');
      return true;
    };
    feed = probe(plainConfig(server.url), clock, { namespaces: [] });
    await feed.until(() => {
      if (!live()) clock.advance(1_000);
      return live();
    });
    expect(found()).toEqual(['uid-a', 'uid-c', 'uid-default']);
  });

  test('more namespaces than are asked about: that of the context is among them', async () => {
    // The server names 100 of them at most, and here three.
    mayRead(['default', 'a'], true);
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => live() && feed!.pods.size === 2);
    expect(found()).toEqual(['uid-a', 'uid-default']);
  });

  test('a right that is taken away and given back: what was known stays, with its age, and nothing is lost', async () => {
    feed = probe(plainConfig(server.url, { requestTimeoutMs: 7_000 }), clock, { namespaces: ['a', 'b'] });
    await feed.until(() => live() && server.watches === 2);
    const known = clock.now();
    refuseB();
    server.endWatches('reset');
    await feed.until(() => {
      endWaits();
      return feed!.connection?.state === 'failed';
    });
    expect(feed.connection).toMatchObject({ problem: { code: 'forbidden' }, staleSince: known });
    expect(found()).toEqual(['uid-a', 'uid-b']);
    server.put('unseen', {}, 'b', 'uid-unseen');
    server.delete('web', 'b');
    // The other namespace goes on.
    server.put('seen', {}, 'a', 'uid-seen');
    await feed.until(() => found().includes('uid-seen'));
    server.always = undefined;
    await feed.until(() => clock.waiting.includes(30_000));
    clock.advance(30_000);
    await feed.until(() => live() && found().includes('uid-unseen'));
    expect(found()).toEqual(['uid-a', 'uid-seen', 'uid-unseen']);
    expect(feed.story).not.toContain('gap');
  });

  test('a namespace that is deleted while it is watched: its pods go, and the other lives on', async () => {
    feed = probe(plainConfig(server.url), clock, { namespaces: ['a', 'b'] });
    await feed.until(() => live() && server.watches === 2);
    server.delete('web', 'b');
    await feed.until(() => found().length === 1);
    expect(live()).toBe(true);
    server.put('web', {}, 'b', 'uid-again');
    server.put('new', {}, 'a', 'uid-new');
    await feed.until(() => found().length === 3);
  });

  test('nothing may be read: one sentence with the next step, and another look later', async () => {
    mayRead([], false);
    feed = probe(plainConfig(server.url), clock);
    await feed.until(() => feed!.connection?.state === 'failed');
    expect(feed.connection).toMatchObject({
      problem: { code: 'forbidden', hint: expect.stringContaining('--namespace') },
    });
    server.always = undefined;
    clock.advance(30_000);
    await feed.until(live);
    expect(found()).toHaveLength(4);
  });

  test('several namespaces are one feed: synced once all are, live once all are', async () => {
    feed = probe(plainConfig(server.url), clock, { namespaces: ['a', 'b', 'a'] });
    await feed.until(() => live() && server.watches === 2);
    expect(found()).toEqual(['uid-a', 'uid-b']);
    expect(feed.story.filter(word => word.startsWith('synced'))).toEqual(['synced:2']);
    expect(server.lists()).toBe(2);
  });

  test('one of several namespaces forbidden: the others are live, and a notice tells what is left out', async () => {
    refuseB();
    // Another time than the half minute after which the feed looks again, which the test waits for.
    feed = probe(plainConfig(server.url, { requestTimeoutMs: 7_000 }), clock, { namespaces: ['a', 'b', 'c'] });
    await feed.until(() => live() && feed!.story.includes('synced:2') && feed!.story.includes('notice:forbidden'));
    expect(found()).toEqual(['uid-a', 'uid-c']);
    const notices = feed.events.flatMap(event => (event.type === 'Notice' ? [event.problem.message] : []));
    expect(notices).toEqual(['you may not list the pods of namespace b: it is left out']);
    expect(feed.connection).toMatchObject({ state: 'live', without: ['b'] });
    server.put('new', {}, 'a', 'uid-new');
    await feed.until(() => found().includes('uid-new'));
    // Looked at again: still denied, which is no news.
    const asked = server.requests.length;
    const told = feed.events.length;
    clock.advance(30_000);
    await feed.until(() => server.requests.length > asked && clock.waiting.includes(30_000));
    expect(feed.events.slice(told).filter(event => event.type !== 'Connection')).toEqual([]);
    expect(live()).toBe(true);
    server.always = undefined;
    clock.advance(30_000);
    await feed.until(() => live() && feed!.story.at(-1) === 'synced:3');
    expect(found()).toContain('uid-b');
    await feed.until(() => live() && !('without' in feed!.connection!));
  });

  test('all of several namespaces forbidden: failed, with the next step', async () => {
    server.always = (_, response) => {
      status(response, 403, 'Forbidden', 'pods is forbidden');
      return true;
    };
    feed = probe(plainConfig(server.url), clock, { namespaces: ['a', 'b'] });
    await feed.until(() => feed!.connection?.state === 'failed' && server.requests.length === 2);
    await feed.until(() => clock.waiting.filter(ms => ms === 30_000).length === 2);
    expect(feed.connection).toMatchObject({ state: 'failed', problem: { code: 'forbidden' } });
    server.always = undefined;
    clock.advance(30_000);
    await feed.until(() => live() && feed!.pods.size === 2);
  });

  test('selectors go to the server, with the list and with the watch', async () => {
    feed = probe(plainConfig(server.url), clock, {
      namespaces: [],
      labelSelector: 'app in (a,b)',
      fieldSelector: 'spec.nodeName=n1',
    });
    await feed.until(live);
    for (const { url } of server.requests) {
      expect(url.searchParams.get('labelSelector')).toBe('app in (a,b)');
      expect(url.searchParams.get('fieldSelector')).toBe('spec.nodeName=n1');
    }
  });
});
