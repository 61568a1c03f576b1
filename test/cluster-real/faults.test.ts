import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '../../scripts/cluster/api-client.ts';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { type Etcd, etcdClient } from '../../scripts/cluster/etcd.ts';
import { fill } from '../../scripts/cluster/fill.ts';
import { createNamespace, eventually } from '../../scripts/cluster/objects.ts';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import type { PodFeed } from '../../src/kube/feed.ts';
import { systemClock } from '../../src/shell/host.ts';
import { freshList, Mirror } from './mirror.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';

const NAMESPACE = 'faults';
const FILLED = 3000;

let plane: ControlPlane;
let etcd: Etcd;
let proxy: TcpProxy;
let cluster: Cluster;
let feed: PodFeed;
let mirror: Mirror;

beforeAll(async () => {
  plane = await startControlPlane();
  etcd = etcdClient(plane.etcd);
  await createNamespace(plane.api, NAMESPACE);
  await fill(plane.api, etcd, FILLED, () => {});
});
afterAll(async () => {
  etcd?.close();
  await plane?.stop();
});

beforeEach(async () => {
  proxy = await tcpProxy(plane.server);
  cluster = openThrough(proxy.url);
  feed = cluster.podFeed({ namespaces: [] });
  mirror = new Mirror(feed);
});
afterEach(async () => {
  feed.stop();
  cluster.close();
  await proxy.close();
});

/** The feed has seen what the server has, and never said anything that it had to take back. */
async function expectSameAsServer(): Promise<void> {
  await eventually(
    async () => mirror.live && sameEntries(mirror.pods, await freshList(plane.api)),
    same => same,
    { what: 'the state of a fresh list', every: 200, within: 90_000 },
  );
  expect(mirror.contradictions).toEqual([]);
}

describe('after a fault the store equals a fresh list', () => {
  test('the connection is reset in mid-watch, and pods come, change and go in the gap', async () => {
    feed.start();
    await expectSameAsServer();
    await changePods(plane.api, 'before');
    await proxy.cut();
    await changePods(plane.api, 'gap');
    await proxy.mend();
    await expectSameAsServer();
    await changePods(plane.api, 'after');
    await expectSameAsServer();
  });

  test('the server is killed and comes back', async () => {
    feed.start();
    await expectSameAsServer();
    await plane.killServer();
    await plane.startServer();
    await changePods(plane.api, 'restarted');
    await expectSameAsServer();
  });

  test('etcd has forgotten the revision that we stopped at: pods that went in the gap go with it', async () => {
    feed.start();
    await expectSameAsServer();
    const doomed = await changePods(plane.api, 'doomed');
    await expectSameAsServer();
    await proxy.cut();
    for (const name of doomed) await deletePod(plane.api, name);
    await changePods(plane.api, 'unseen');
    await plane.killServer();
    await etcd.compact();
    // A server that starts again knows no revision before the compaction, so the watch is answered by 410 Gone.
    await plane.startServer();
    await changePods(plane.api, 'later');
    await proxy.mend();
    await expectSameAsServer();
    expect(mirror.count('Gap')).toBe(1);
    const gone = mirror.events.filter(event => event.type === 'Deleted' && doomed.includes(event.before.metadata.name));
    expect(gone.map(event => event.type === 'Deleted' && event.via)).toEqual(doomed.map(() => 'list'));
  });

  test('etcd was restored from a backup: what came after it is gone, and a gap tells that nobody saw it go', async () => {
    const restore = await plane.backUp();
    feed.start();
    await expectSameAsServer();
    const lost = await changePods(plane.api, 'lost');
    await expectSameAsServer();
    await restore();
    await expectSameAsServer();
    expect(mirror.count('Gap')).toBe(1);
    const gone = mirror.events.filter(event => event.type === 'Deleted' && event.via === 'list');
    expect(gone).toHaveLength(lost.length);
    await changePods(plane.api, 'after-backup');
    await expectSameAsServer();
  });

  test('the server is killed in the middle of the first list', async () => {
    const begun = new Promise<void>(resolve => {
      const end = feed.subscribe(event => {
        if (event.type !== 'Added') return;
        end();
        resolve();
      });
    });
    feed.start();
    await begun;
    await plane.killServer();
    expect(mirror.pods.size).toBeLessThan(FILLED);
    await plane.startServer();
    await expectSameAsServer();
  });

  test('the connection stays open and says nothing any more', async () => {
    feed.start();
    await expectSameAsServer();
    proxy.freeze();
    await changePods(plane.api, 'silent');
    await expectSameAsServer();
  });
});

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

/** The program's own client, with its kubeconfig, by way of the proxy. */
function openThrough(server: string): Cluster {
  const config = loadClusterConfig({ kubeconfig: plane.kubeconfig, server }, { env: {}, home: '/' });
  return openCluster(config, { clock: systemClock, random: Math.random, env: {}, version: 'test' });
}

/** Makes five pods, changes three of them and deletes one; answers the names of those that stay. */
async function changePods(api: ApiClient, prefix: string): Promise<string[]> {
  const names = Array.from({ length: 5 }, (_, index) => `${prefix}-${index}`);
  for (const name of names)
    await api.call('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, {
      metadata: { name },
      spec: { automountServiceAccountToken: false, containers: [{ name: 'app', image: 'registry.example/app:v1' }] },
    });
  for (const name of names.slice(0, 3))
    await api.call(
      'PATCH',
      `/api/v1/namespaces/${NAMESPACE}/pods/${name}/status`,
      { status: { phase: 'Running', reason: 'Changed' } },
      { contentType: 'application/merge-patch+json' },
    );
  await deletePod(api, names[4]!);
  return names.slice(0, 4);
}

async function deletePod(api: ApiClient, name: string): Promise<void> {
  await api.call('DELETE', `/api/v1/namespaces/${NAMESPACE}/pods/${name}?gracePeriodSeconds=0`);
}
