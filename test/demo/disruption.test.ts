import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';

const NAMESPACE = '/namespaces/default';
const PODS = `/api/v1${NAMESPACE}/pods`;
const BUDGETS = `/apis/policy/v1${NAMESPACE}/poddisruptionbudgets`;

describe('evictions', () => {
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemo({ clock: systemClock, seed: 1, speed: 100, scenarios: ['new-nginx'], metrics: true });
  });
  afterAll(() => demo.stop());
  const get = async (path: string) => (await (await fetch(demo.url + path)).json()) as Record<string, unknown>;
  const post = (path: string, body: object) =>
    fetch(demo.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
  const evict = (pod: string) => post(`${PODS}/${pod}/eviction`, { kind: 'Eviction', metadata: { name: pod } });

  test('are refused by a budget that has nothing left, and allowed by one that has', async () => {
    const selector = { matchLabels: { app: 'new-nginx-04' } };
    await post(BUDGETS, { metadata: { name: 'both' }, spec: { selector, minAvailable: 2 } });
    await until(async () => (await get(`${BUDGETS}/both`))['status'] !== undefined);
    const refused = await evict('new-nginx-04-5f94fffcdc-2gkbd');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget both needs 2 healthy pods and has 2 currently',
          },
        ],
      },
    });
    const patch = { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' } };
    await fetch(`${demo.url}${BUDGETS}/both`, { ...patch, body: JSON.stringify({ spec: { minAvailable: '50%' } }) });
    const allowed = async () =>
      ((await get(`${BUDGETS}/both`))['status'] as { disruptionsAllowed: number }).disruptionsAllowed;
    await until(async () => (await allowed()) === 1);
    expect((await evict('new-nginx-04-5f94fffcdc-2gkbd')).status).toBe(201);
    await until(async () => (await allowed()) === 0);
    expect((await evict('new-nginx-04-5f94fffcdc-wbnnw')).status).toBe(429);
  });

  test('without a budget are deletions', async () => {
    expect((await evict('my-nginx-6-5f55fd588f-pzn5m')).status).toBe(201);
    expect((await evict('nobody')).status).toBe(404);
  });

  test('the metrics server tells what runs, and only that', async () => {
    const metrics = '/apis/metrics.k8s.io/v1beta1';
    const crashed = 'new-nginx-05-799c589bdc-84tf2';
    const pod = await get(`${metrics}${NAMESPACE}/pods/${crashed}`);
    expect((pod['containers'] as { name: string }[]).map(({ name }) => name)).toContain('nginx');
    expect(await get(`${metrics}/nodes`)).toMatchObject({ kind: 'NodeMetricsList', items: [{}, {}, {}] });
    expect(await get(`${metrics}${NAMESPACE}/pods/nobody`)).toMatchObject({ code: 404 });
    const selected = await get(`${metrics}/pods?labelSelector=app%3Dnew-nginx-05`);
    expect((selected['items'] as unknown[]).length).toBe(1);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 10));
}
