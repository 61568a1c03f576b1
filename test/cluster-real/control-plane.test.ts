import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { etcdClient } from '../../scripts/cluster/etcd.ts';
import { fill } from '../../scripts/cluster/fill.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane?.stop());

test('a filled cluster has as many pods as were asked for, each with its own name and uid', async () => {
  const etcd = etcdClient(plane.etcd);
  await fill(plane.api, etcd, 250, () => {});
  etcd.close();
  const { items } = await plane.api.call<{ items: { metadata: { namespace: string; name: string; uid: string } }[] }>(
    'GET',
    '/api/v1/pods',
  );
  expect(items).toHaveLength(250);
  expect(new Set(items.map(pod => pod.metadata.uid)).size).toBe(250);
  expect(new Set(items.map(pod => `${pod.metadata.namespace}/${pod.metadata.name}`)).size).toBe(250);
});

test('a killed server comes back with what it had', async () => {
  await plane.killServer();
  await expect(plane.api.call('GET', '/readyz')).rejects.toThrow();
  await plane.startServer();
  expect((await plane.api.call<{ items: unknown[] }>('GET', '/api/v1/pods')).items).toHaveLength(250);
});
