import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNamespace } from '../../scripts/cluster/objects.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { podCells } from '../../src/status/cells.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { testHost } from '../support/host.ts';
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

test('podscope verify finds every cell of them equal', async () => {
  const host = testHost({ clock: systemClock });
  const status = await runCommand(['verify', '-A', '--kubeconfig', plane.kubeconfig], host);
  expect({ status, out: host.out(), err: host.err() }).toEqual({
    status: 0,
    out: '1000 pods compared by the rules of 1.37: all cells are equal\n',
    err: '',
  });
});
