import { expect, test } from 'vitest';
import type { Cluster, ClusterRequest } from '../../src/kube/cluster.ts';
import { ProblemError } from '../../src/kube/problem.ts';
import { addDebugContainer, debugName } from '../../src/tasks/debug-container.ts';
import { FakeClock } from '../support/fake-clock.ts';

const POD = { uid: 'uid-web-0', namespace: 'shop', name: 'web-0' };

/** Adds one, in a cluster where its state goes through these, one a look. */
async function add(states: readonly object[], uid = POD.uid) {
  const clock = new FakeClock();
  const requests: ClusterRequest[] = [];
  const said: string[] = [];
  let looks = 0;
  const cluster = {
    request: async (request: ClusterRequest) => void requests.push(request),
    async getPod() {
      const state = states[Math.min(looks++, states.length - 1)];
      return { metadata: { uid }, status: { ephemeralContainerStatuses: [{ name: 'debugger-x', state }] } };
    },
  } as unknown as Cluster;
  const wish = { pod: POD, image: 'busybox', target: 'app', name: 'debugger-x', stdin: true, tty: true };
  let isOver = false;
  const added = addDebugContainer(cluster, clock, wish, text => said.push(text)).finally(() => {
    isOver = true;
  });
  added.catch(() => {});
  while (!isOver) {
    await new Promise(resolve => setImmediate(resolve));
    if (!isOver) clock.advance(500);
  }
  return { added, said, requests };
}
const waiting = (reason: string): object => ({ waiting: { reason } });

test('a debug container beside the processes of another, once it runs', async () => {
  const { added, said, requests } = await add([{}, waiting('ContainerCreating'), { running: {} }]);
  expect(await added).toEqual({ kind: 'running' });
  expect(said).toEqual(['ContainerCreating']);
  expect(requests).toEqual([
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/shop/pods/web-0/ephemeralcontainers',
      contentType: 'application/strategic-merge-patch+json',
      body: {
        metadata: { uid: 'uid-web-0' },
        spec: {
          ephemeralContainers: [
            { name: 'debugger-x', image: 'busybox', stdin: true, tty: true, targetContainerName: 'app' },
          ],
        },
      },
    },
  ]);
});

test.for([
  [[waiting('ErrImagePull')], POD.uid, /does not start: ErrImagePull; it stays in the pod/],
  [[{}], 'another', /the pod web-0 is gone/],
] as const)('%j', async ([states, uid, sentence]) => {
  const { added } = await add(states, uid);
  await expect(added).rejects.toThrow(sentence);
  await expect(added).rejects.toBeInstanceOf(ProblemError);
});

test('one that has ended before anybody could look', async () => {
  const { added } = await add([{}, { terminated: { exitCode: 127 } }]);
  expect(await added).toEqual({ kind: 'ended', code: 127 });
});

test('its name is one that Kubernetes takes', () => {
  const chances = [0, 0.19, 0.5, 0.75, 0.999];
  expect(debugName(() => chances.pop() ?? 0)).toMatch(/^debugger-[a-z0-9]{5}$/);
});
