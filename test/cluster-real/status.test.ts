import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNamespace } from '../../scripts/cluster/objects.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { podCells } from '../../src/status/cells.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { writeFuzz } from './fuzz.ts';
import { serverCells, timeless } from './server-table.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
  await createNamespace(plane.api, 'fuzz');
});
afterAll(() => plane?.stop());

test('several hundred statuses, written as a kubelet writes them, print as the server prints them', async () => {
  await writeFuzz(plane.api, 'fuzz', 1000);
  const { items } = await plane.api.call<{ items: Pod[] }>('GET', '/api/v1/pods');
  const ours = new Map(
    items.map(pod => [
      `${pod.metadata.namespace}/${pod.metadata.name}`,
      timeless(podCells(podRow(pod, NEWEST), Date.now())),
    ]),
  );
  expect(ours.size).toBe(1000);
  expect(ours).toEqual(await serverCells(plane.api));
});
