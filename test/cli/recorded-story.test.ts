import { describe, expect, test } from 'vitest';
import { tellRecording } from '../../src/cli/pods/recorded-story.ts';
import { startDemo } from '../../src/demo/cluster.ts';
import { decodeHeader, encodeHeader, encodeRecord } from '../../src/history/recording/recording.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { FakeClock } from '../support/fake-clock.ts';

const START = Date.parse('2026-01-05T08:00:00Z');

function pod(phase: string, uid = 'u1'): Pod {
  return {
    metadata: { name: 'web-0', namespace: 'shop', uid, creationTimestamp: '2026-01-05T07:58:00Z' },
    spec: { nodeName: 'node-7', containers: [{ name: 'app', image: 'nginx' }] },
    status: { phase },
  };
}

describe('a recording served as a cluster', () => {
  test('tells its pods when they happened, and refuses what a recording cannot do', async () => {
    const header = {
      at: START,
      context: 'prod',
      cluster: 'prod',
      serverVersion: 'v1.37.2',
      namespaces: [],
      redacted: true,
    };
    const lines = [
      encodeRecord({ type: 'Added', after: pod('Pending'), via: 'list', receivedAt: START + 1_000 }),
      encodeRecord({
        type: 'Updated',
        before: pod('Pending'),
        after: pod('Running'),
        via: 'watch',
        receivedAt: START + 5_000,
      }),
      encodeRecord({
        type: 'Deleted',
        before: pod('Running'),
        last: pod('Failed'),
        via: 'watch',
        receivedAt: START + 60_000,
      }),
    ];
    const started = {
      ...{ uid: 'e1', resourceVersion: '9', namespace: 'shop', name: 'web-0.started', type: 'Normal' as const },
      ...{ reason: 'Started', message: 'Started container app', count: 1, source: 'kubelet, node-7' },
      ...{ firstAt: START + 4_000, lastAt: START + 4_000 },
      regarding: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'u1', fieldPath: 'spec.containers{app}' },
    };
    lines.splice(
      1,
      0,
      encodeRecord({
        type: 'Event',
        news: { type: 'Added', after: started, via: 'watch', receivedAt: START + 4_000 },
      }),
    );
    const clock = new FakeClock(0);
    const recorded = decodeHeader(encodeHeader(header));
    if ('problem' in recorded) throw new Error(recorded.problem);
    const replay = new Replay({ header: recorded.header, lines, warnings: [] }, clock);
    const demo = await startDemo({
      clock: replay.clock,
      seed: 1,
      recorded: log => tellRecording(replay, log, replay.clock.now),
    });
    const ask = (path: string, method = 'GET') => fetch(`${demo.url}/api/v1/${path}`, { method });
    const phases = async (): Promise<string[]> => {
      const { items } = (await (await ask('pods')).json()) as { items: { status: { phase: string } }[] };
      return items.map(({ status }) => status.phase);
    };
    try {
      clock.advance(2_000);
      expect(await phases()).toEqual(['Pending']);
      clock.advance(4_000);
      expect(await phases()).toEqual(['Running']);
      const selected = await ask('namespaces/shop/events?fieldSelector=involvedObject.uid%3Du1');
      expect(await selected.json()).toMatchObject({
        items: [{ reason: 'Started', source: { component: 'kubelet', host: 'node-7' }, count: 1 }],
      });
      expect(await (await ask('nodes')).json()).toMatchObject({ items: [{ metadata: { name: 'node-7' } }] });
      const table = await fetch(`${demo.url}/api/v1/namespaces/shop/pods`, {
        headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
      });
      const { rows } = (await table.json()) as { rows: { cells: unknown[] }[] };
      expect(rows[0]!.cells.slice(0, 5)).toEqual(['web-0', '0/1', 'Running', '0', '2m6s']);
      expect((await ask('namespaces/shop/pods/web-0', 'DELETE')).status).toBe(403);
      expect((await ask('namespaces/shop/pods/web-0/log')).status).toBe(403);
      expect(demo.kill('shop', 'web-0', 'app', 1)).toBe(false);
      clock.advance(60_000);
      expect(await phases()).toEqual([]);
    } finally {
      await demo.stop();
    }
  });
});
