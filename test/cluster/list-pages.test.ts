import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { ApiServer, status } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ALL, plainConfig } from '../support/feed-probe.ts';

let server: ApiServer;
let cluster: Cluster;
beforeEach(async () => {
  server = await new ApiServer().start();
  for (let i = 0; i < 1200; i++) server.put(`p${String(i).padStart(4, '0')}`);
  cluster = openCluster(plainConfig(server.url), { clock: new FakeClock(), random: () => 0, env: {}, version: '0' });
});
afterEach(async () => {
  cluster.close();
  await server.stop();
});

async function list(): Promise<{ sizes: number[]; names: string[] }> {
  const sizes: number[] = [];
  const names: string[] = [];
  for await (const page of cluster.listPods(ALL)) {
    sizes.push(page.length);
    names.push(...page.map(pod => pod.metadata.name));
  }
  return { sizes, names };
}

test('pods come page by page', async () => {
  const { sizes, names } = await list();
  expect(sizes).toEqual([500, 500, 200]);
  expect(new Set(names).size).toBe(1200);
});

test('the first page is there before the second is answered', async () => {
  let answerNext = (): void => {};
  server.faults = [
    (_, response, url) => {
      if (!url.searchParams.has('continue')) return false;
      answerNext = () => status(response, 500, 'InternalError', 'etcd');
      return true;
    },
  ];
  const pages = cluster.listPods(ALL)[Symbol.asyncIterator]();
  expect((await pages.next()).value).toHaveLength(500);
  await expect.poll(() => server.requests.length).toBe(2);
  answerNext();
  await expect(pages.next()).rejects.toThrow();
});

test('a list that is begun anew repeats no pod', async () => {
  server.faults = [
    (_, response, url) => {
      if (!url.searchParams.has('continue')) return false;
      status(response, 410, 'Expired', 'The provided continue parameter is too old');
      return true;
    },
  ];
  const { names } = await list();
  expect(names).toHaveLength(1200);
  expect(new Set(names).size).toBe(1200);
});

test('who leaves early ends the list', async () => {
  for await (const page of cluster.listPods(ALL)) {
    expect(page).toHaveLength(500);
    break;
  }
  expect(cluster.stats().listed).toBeLessThan(1200);
});
