import { expect, test } from 'vitest';
import { recordedCluster } from '../../src/files/recorded-cluster.ts';
import { encodeRecord, withSkew } from '../../src/history/recording/recording.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { itemsAt, textAt } from '../../src/kube/json.ts';
import { added, at, deleted, pod, stamp } from '../history/support.ts';
import { FakeClock } from '../support/fake-clock.ts';

const web = pod({ uid: 'u1', name: 'web-0' });
const pulled = readEvent({
  metadata: { name: 'web-0.1', namespace: 'shop', uid: 'e1' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'u1' },
  ...{ type: 'Normal', reason: 'Pulled', message: 'Pulled it', lastTimestamp: stamp(3) },
})!;

function open() {
  const lines = [
    encodeRecord(added(web, 1)),
    encodeRecord({ type: 'Event', news: { type: 'Added', after: pulled, via: 'watch', receivedAt: at(3) } }),
    encodeRecord(deleted(web, web, 9)),
  ];
  const header = { podscope: 'recording', version: 1, at: at(0), redacted: true, serverVersion: 'v1.37.2' } as const;
  const replay = new Replay({ header, lines, warnings: [] }, new FakeClock(0));
  return { replay, cluster: recordedCluster(replay, header) };
}

test('the cluster of a recording answers what was true at the moment that is shown', async () => {
  const { replay, cluster } = open();
  const events = async (path: string, fieldSelector?: string): Promise<string[]> =>
    itemsAt(await cluster.request({ path, query: { fieldSelector } }), 'items').map(item => textAt(item, 'reason'));
  await expect(cluster.getPod('shop', 'web-0')).rejects.toThrow('not found at this moment');
  replay.seek(at(2));
  expect(await cluster.getPod('shop', 'web-0')).toMatchObject({ kind: 'Pod', metadata: { uid: 'u1' } });
  expect(await events('/api/v1/namespaces/shop/events')).toEqual([]);
  replay.seek(at(4));
  expect(await events('/api/v1/namespaces/shop/events', 'involvedObject.uid=u1')).toEqual(['Pulled']);
  expect(await events('/apis/events.k8s.io/v1/namespaces/shop/events', 'regarding.uid=u1')).toEqual(['Pulled']);
  expect(await events('/api/v1/events', 'involvedObject.uid=u2')).toEqual([]);
  expect(await events('/api/v1/namespaces/other/events')).toEqual([]);
  replay.seek(at(9));
  await expect(cluster.getPod('shop', 'web-0')).rejects.toThrow('not found at this moment');
});

test('the clock of its server is ahead as it was at that moment, also after a way back', () => {
  const header = { podscope: 'recording', version: 2, at: at(0), redacted: true, skew: 5_000 } as const;
  const lines = [
    encodeRecord(added(web, 1)),
    withSkew(encodeRecord(deleted(web, web, 9)), -60_000),
    encodeRecord(added(web, 12)),
  ];
  const replay = new Replay({ header, lines, warnings: [] }, new FakeClock(0));
  const cluster = recordedCluster(replay, header);
  const known = [2, 9, 12, 3].map(second => {
    replay.seek(at(second));
    return cluster.clockSkew();
  });
  expect(known).toEqual([5_000, -60_000, -60_000, 5_000]);
});

test.for([
  ['/api/v1/nodes/node-1', 'GET'],
  ['/api/v1/namespaces/shop/events', 'DELETE'],
  ['/api/v1/namespaces/shop/pods/web-0', 'DELETE'],
] as const)('%s %s is refused in one sentence', async ([path, method]) => {
  const { cluster } = open();
  await expect(cluster.request({ path, method })).rejects.toThrow('this is a recording; the cluster cannot be asked');
});

test('its Events come by the same feed as those of a cluster, with its selector', () => {
  const { replay, cluster } = open();
  const told: string[] = [];
  for (const uid of ['u1', 'u2']) {
    const feed = cluster.eventFeed({ namespaces: ['shop'], fieldSelector: `involvedObject.uid=${uid}` });
    feed.subscribe(event => told.push(`${uid} ${event.type}`));
    feed.start();
  }
  replay.seek(at(4));
  expect(told).toEqual(['u1 Synced', 'u2 Synced', 'u1 Added']);
});
