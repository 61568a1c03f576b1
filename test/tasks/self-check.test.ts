import { describe, expect, test } from 'vitest';
import type { Pod } from '../../src/kube/pod.ts';
import { generationFor, NEWEST } from '../../src/status/generation.ts';
import { differenceLine, summaryLine } from '../../src/tasks/check-text.ts';
import { selfCheck } from '../../src/tasks/self-check.ts';
import { CREATED, type PodSketch, pod, running, terminated, waiting } from '../support/pods.ts';
import { PrintingCluster } from '../support/printing-cluster.ts';

const NOW = Date.parse(CREATED) + 59_500;
const clock = { now: () => NOW, after: () => () => {} };
const changed = (before: Pod, sketch: PodSketch) =>
  pod({ ...sketch, name: before.metadata.name, metadata: { resourceVersion: '2' } });

const web = pod({ name: 'web' });
const db = pod({ name: 'db', namespace: 'data', containers: [waiting('CrashLoopBackOff')] });
const job = pod({
  name: 'job',
  phase: 'Failed',
  containers: [
    terminated('Completed'),
    { state: terminated('Error', 1), restartCount: 1, lastState: terminated('Error', 1) },
  ],
});

async function check(cluster: PrintingCluster, ours: readonly Pod[]) {
  return selfCheck({ cluster: cluster.asCluster(), scope: { namespaces: [] }, generation: NEWEST, clock, pods: ours });
}

describe('selfCheck', () => {
  test('equal cells, over two pages', async () => {
    const cluster = new PrintingCluster([web, db, job]);
    cluster.now = NOW;
    expect(await check(cluster, [web, db, job])).toEqual({ compared: 3, reread: 0, differences: [] });
    expect(cluster.requests.map(({ query }) => query?.['continue'])).toEqual([undefined, '2']);
  });

  test.for([-2000, -900, 900, 2000])('ages may be printed %d ms off', async ms => {
    const cluster = new PrintingCluster([web, job]);
    cluster.now = NOW + ms;
    expect(await check(cluster, [web, job])).toMatchObject({ differences: [] });
  });

  test('an age that is really another one is a difference', async () => {
    const cluster = new PrintingCluster([web]);
    cluster.now = NOW + 10_000;
    expect(await check(cluster, [web])).toMatchObject({ differences: [{ cell: 'age', server: '69s', ours: '62s' }] });
  });

  test('a server with other rules differs', async () => {
    const cluster = new PrintingCluster([web, job]);
    cluster.now = NOW;
    cluster.generation = generationFor(34);
    const report = await check(cluster, [web, job]);
    expect(report.differences.map(differenceLine)).toEqual([
      'default/job (resourceVersion 1) status: the server prints "Completed", podscope "Error"',
    ]);
    expect(summaryLine(report, '1.37')).toBe('2 pods compared by the rules of 1.37: 1 cells of 1 pods differ');
  });

  test('a pod that changed between the reads is read again, and one that went is not counted', async () => {
    const cluster = new PrintingCluster([changed(web, { containers: [waiting('ErrImagePull')] }), db]);
    cluster.now = NOW;
    const report = await check(cluster, [web, db, job]);
    expect(report).toEqual({ compared: 2, reread: 2, differences: [] });
    expect(summaryLine(report, '1.37')).toBe(
      '2 pods compared by the rules of 1.37 (2 read again): all cells are equal',
    );
  });

  test('a pod that came between the reads is read too, and one replaced under its name', async () => {
    const successor = pod({ name: 'web', uid: 'other', containers: [running()] });
    const cluster = new PrintingCluster([successor, db]);
    cluster.now = NOW;
    expect(await check(cluster, [web])).toEqual({ compared: 2, reread: 2, differences: [] });
  });

  test('a server that prints no table is named', async () => {
    const cluster = { ...new PrintingCluster([]).asCluster(), request: async () => ({ kind: 'PodList', items: [] }) };
    const options = { scope: { namespaces: [] }, generation: NEWEST, clock, pods: [] };
    await expect(selfCheck({ ...options, cluster })).rejects.toThrow('https://c does not print pods as a table');
  });
});
