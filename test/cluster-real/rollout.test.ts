import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNodes, eventually } from '../../scripts/cluster/objects.ts';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';
import { serverCells, type TimelessCells, timeless } from './server-table.ts';

const PODSCOPE = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane({ with: ['kube-scheduler', 'kube-controller-manager', 'kwok'] });
  await createNodes(plane.api, 3);
});
afterAll(() => plane?.stop());

test('the screen shows the pods of a Deployment come, scale and go', async () => {
  await using screen = launchPodscope(['-A', '--kubeconfig', plane.kubeconfig], { width: 160, height: 50 });
  await screen.until(/\blive\b/, 20_000);

  await plane.api.call('POST', DEPLOYMENTS, deployment('web', 5));
  await untilRunning(screen, 5);
  await expectSameAsServer();

  await scale('web', 8);
  await untilRunning(screen, 8);
  await expectSameAsServer();

  await scale('web', 2);
  await untilRunning(screen, 2);
  await expectSameAsServer();

  await plane.api.call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Background' });
  await screen.until(text => podsInGrid(text).length === 0, 60_000);
  screen.keys('q');
  expect(await screen.exited).toBe(0);
});

/** So many rows of the grid say Running 1/1, and there is no other. */
async function untilRunning(screen: TestTerminal, count: number): Promise<void> {
  await screen.until(text => {
    const rows = podsInGrid(text);
    return rows.length === count && rows.every(row => /\s1\/1\s+\S+\s+Running\b/.test(row));
  }, 45_000);
}

/** Rows of pods in the grid: name, then READY. The log names pods too, without READY; a † marks a pod that is gone. */
function podsInGrid(text: string): string[] {
  return text.split('\n').filter(line => /\bweb-\w+-\w+\s+\d+\/\d+\s+[^†\s]/.test(line));
}

async function scale(name: string, replicas: number): Promise<void> {
  const merge = { contentType: 'application/merge-patch+json' };
  await plane.api.call('PATCH', `${DEPLOYMENTS}/${name}`, { spec: { replicas } }, merge);
}

/** `podscope get` prints every pod as the server's own Table does; pods that change in between are asked for again. */
async function expectSameAsServer(): Promise<void> {
  const both = async () => ({ ours: await ourCells(), server: await serverCells(plane.api) });
  const { ours, server } = await eventually(both, ({ ours, server }) => same(ours, server), { within: 10_000 }).catch(
    both,
  );
  expect(ours).toEqual(server);
}

const same = (a: Map<string, TimelessCells>, b: Map<string, TimelessCells>): boolean =>
  a.size === b.size && [...a].every(([name, cells]) => JSON.stringify(cells) === JSON.stringify(b.get(name)));

async function ourCells(): Promise<Map<string, TimelessCells>> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[PODSCOPE, 'get', '-A', '-o', 'json', '--kubeconfig', plane.kubeconfig],
  ]);
  const rows: (TimelessCells & { namespace: string; name: string })[] = stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  return new Map(rows.map(row => [`${row.namespace}/${row.name}`, timeless(row)]));
}

function deployment(name: string, replicas: number): object {
  return {
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'registry.example/app:v1' }] },
      },
    },
  };
}
