import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNodes, eventually } from '../../scripts/cluster/objects.ts';
import type { Act, PodRef } from '../../src/app/acts/act.ts';
import { RIGHTS } from '../../src/app/acts/rights.ts';
import type { FoundOwner, WorkloadWish } from '../../src/app/acts/workloads.ts';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { at, itemsAt, textAt } from '../../src/kube/json.ts';
import { mergeDifference } from '../../src/shell/edit-text.ts';
import { systemClock } from '../../src/shell/host.ts';
import { RightsCache } from '../../src/shell/rights-cache.ts';
import { sendEdit } from '../../src/shell/send-edit.ts';
import { refusalSentence, sendAct } from '../../src/tasks/act-calls.ts';
import { findOwners } from '../../src/tasks/find-owners.ts';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web';
const SPEC = {
  terminationGracePeriodSeconds: 1,
  automountServiceAccountToken: false,
  containers: [{ name: 'app', image: 'registry.example/app:v1' }],
};

let plane: ControlPlane;
let cluster: Cluster;

const open = (options: { as?: string } = {}): Cluster =>
  openCluster(loadClusterConfig({ kubeconfig: plane.kubeconfig, ...options }, { env: {}, home: '/' }), {
    clock: systemClock,
    random: Math.random,
    env: {},
    version: 'test',
  });

beforeAll(async () => {
  plane = await startControlPlane({
    with: ['kube-scheduler', 'kube-controller-manager', 'kwok'],
    authorization: 'RBAC',
  });
  cluster = open();
  await createNodes(plane.api, 3);
  await plane.api.call('POST', '/apis/apps/v1/namespaces/default/deployments', {
    metadata: { name: 'web' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: SPEC },
    },
  });
  await plane.api.call('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', {
    metadata: { name: 'web-budget' },
    spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } },
  });
  await eventually(
    webPods,
    pods => pods.length === 3 && pods.every(pod => textAt(pod, 'status', 'phase') === 'Running'),
  );
});
afterAll(async () => {
  cluster?.close();
  await plane?.stop();
});

const webPods = async (): Promise<readonly unknown[]> =>
  itemsAt(await plane.api.call('GET', `${PODS}?labelSelector=app%3Dweb`), 'items');
const ref = (pod: unknown): PodRef => ({
  uid: textAt(pod, 'metadata', 'uid'),
  namespace: 'default',
  name: textAt(pod, 'metadata', 'name'),
});
/** No scheduler takes it: nobody else changes it. */
const create = (name: string): Promise<unknown> =>
  plane.api.call('POST', PODS, { metadata: { name }, spec: { ...SPEC, schedulerName: 'nobody' } });

/** What a person is told, after `+` for yes and `-` for no. */
const answer = (act: Act, to: Cluster = cluster): Promise<string> =>
  sendAct(to, act, Date.now).then(
    told => `+ ${told}`,
    error => `- ${refusalSentence(to, act, error)}`,
  );

async function ownerOfWeb(wish: WorkloadWish): Promise<Extract<FoundOwner, { owner: unknown }>> {
  const [pod] = await webPods();
  const [reference] = itemsAt(pod, 'metadata', 'ownerReferences');
  const controller = {
    kind: textAt(reference, 'kind'),
    name: textAt(reference, 'name'),
    uid: textAt(reference, 'uid'),
  };
  const [found] = await findOwners(cluster, wish, [{ pod: ref(pod), controller }]);
  if (!found || !('owner' in found)) throw new Error(`no owner: ${JSON.stringify(found)}`);
  return found;
}

test('a pod that took the name of the one that was meant is spared', async () => {
  const old = ref(await create('twin'));
  await plane.api.call('DELETE', `${PODS}/twin?gracePeriodSeconds=0`);
  const young = ref(await create('twin'));
  const spared = '- twin is another pod by now: the one that was meant is gone, and this one is spared.';
  expect(await answer({ kind: 'delete', pod: old, grace: undefined })).toBe(spared);
  // Servers word it in one of two ways, by how far the eviction has come.
  expect([spared, '- twin is gone already.']).toContain(await answer({ kind: 'evict', pod: old, grace: undefined }));
  expect(ref(await plane.api.call('GET', `${PODS}/twin`))).toEqual(young);
  expect(await answer({ kind: 'delete', pod: young, grace: 0 })).toBe('+ twin is deleted.');
  expect(await answer({ kind: 'delete', pod: young, grace: 0 })).toBe('- twin is gone already.');
});

test('a PodDisruptionBudget that keeps a pod is named', async () => {
  const budget = '/apis/policy/v1/namespaces/default/poddisruptionbudgets/web-budget';
  await eventually(
    () => plane.api.call('GET', budget),
    each => at(each, 'status', 'currentHealthy') === 3,
  );
  const [pod] = await webPods();
  expect(await answer({ kind: 'evict', pod: ref(pod), grace: undefined })).toBe(
    `- A PodDisruptionBudget keeps ${ref(pod).name}: Cannot evict pod as it would violate the pod's disruption budget. The disruption budget web-budget needs 3 healthy pods and has 3 currently.`,
  );
});

test('a rollout is restarted through the owners of a pod', async () => {
  const { pod, owner, object } = await ownerOfWeb('restart');
  expect(owner).toMatchObject({ kind: 'Deployment', name: 'web' });
  const before = new Set((await webPods()).map(each => ref(each).uid));
  const generation = at(object, 'metadata', 'generation') as number;
  expect(await answer({ kind: 'restart', pod, owner, generation })).toBe('+ Deployment web makes its pods anew.');
  expect(await answer({ kind: 'restart', pod, owner, generation })).toBe(
    '- Deployment web was changed by somebody else since you were asked; ask again.',
  );
  await eventually(webPods, pods => pods.length === 3 && pods.every(each => !before.has(ref(each).uid)));
});

test('a Deployment is scaled, unless somebody else has scaled it meanwhile', async () => {
  const { pod, owner, scale } = await ownerOfWeb('scale');
  expect(scale).toMatchObject({ wanted: 3 });
  expect(await answer({ kind: 'scale', pod, owner, from: 3, to: 4 })).toBe(
    '+ Deployment web goes from 3 to 4 replicas.',
  );
  expect(at(await plane.api.call('GET', DEPLOYMENT), 'spec', 'replicas')).toBe(4);
  expect(await answer({ kind: 'scale', pod, owner, from: 3, to: 5 })).toBe(
    '- Deployment web wants 4 replicas by now, not 3; ask again.',
  );
  expect(await answer({ kind: 'scale', pod, owner: { ...owner, uid: 'other' }, from: 4, to: 5 })).toBe(
    '- Deployment web is another one by now than that which was meant.',
  );
});

test('an edit is taken, or refused as the server words it, or overtaken', async () => {
  const pod = ref(await create('edited'));
  const original = (await plane.api.call('GET', `${PODS}/edited`)) as { metadata: object; spec: object };
  const labelled = { ...original, metadata: { ...original.metadata, labels: { edited: 'yes' } } };
  await sendEdit(cluster, pod, original, mergeDifference(original, labelled));
  const fresh = await plane.api.call<typeof original>('GET', `${PODS}/edited`);
  expect(textAt(fresh, 'metadata', 'labels', 'edited')).toBe('yes');
  const immutable = { ...fresh, spec: { ...fresh.spec, restartPolicy: 'Never' } };
  await expect(sendEdit(cluster, pod, fresh, mergeDifference(fresh, immutable))).rejects.toThrow(
    /pod updates may not change fields other than/,
  );
  await expect(sendEdit(cluster, pod, original, { metadata: { labels: { edited: 'no' } } })).rejects.toThrow(
    /somebody else changed metadata\.labels/,
  );
  await expect(sendEdit(cluster, { ...pod, uid: 'other' }, fresh, {})).rejects.toThrow(/another pod by now/);
});

test('rights are those of the server', async () => {
  const rules = [
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  ];
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
  const group = 'rbac.authorization.k8s.io';
  await plane.api.call('POST', `${rbac}/roles`, { metadata: { name: 'viewer' }, rules });
  await plane.api.call('POST', `${rbac}/rolebindings`, {
    metadata: { name: 'viewer' },
    roleRef: { apiGroup: group, kind: 'Role', name: 'viewer' },
    subjects: [{ apiGroup: group, kind: 'User', name: 'vera' }],
  });
  const vera = open({ as: 'vera' });
  const known = await eventually(
    async () => {
      const answered = deferred();
      const rights = new RightsCache({
        cluster: vera,
        clock: systemClock,
        onChange: () => answered.resolve(undefined),
      });
      rights.look('default');
      await answered.promise;
      return Object.fromEntries(Object.keys(RIGHTS).map(id => [id, rights.may(id as keyof typeof RIGHTS, 'default')]));
    },
    each => each['evictPods'] === true,
  );
  expect(known).toMatchObject({
    readLogs: true,
    evictPods: true,
    deletePods: false,
    exec: false,
    restartDeployments: false,
  });
  const [pod] = await webPods();
  expect(await answer({ kind: 'delete', pod: ref(pod), grace: undefined }, vera)).toMatch(
    /^- pods "web-\S+" is forbidden: User "vera" cannot delete resource "pods"/,
  );
  vera.close();
});

function deferred(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise<unknown>(done => {
    resolve = done;
  });
  return { promise, resolve };
}
