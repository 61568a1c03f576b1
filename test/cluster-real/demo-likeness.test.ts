// The demo against the control plane it stands for: both are given the same manifests, and both must tell the same of them, wherever
// kwok is as faithful as a kubelet. `telling.ts` has the table of what is the kubelet's alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient } from '../../scripts/cluster/api-client.ts';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNamespace, eventually } from '../../scripts/cluster/objects.ts';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import type { DemoPod, KubeObject } from '../../src/demo/store/objects.ts';
import { systemClock } from '../../src/shell/host.ts';
import { addNode, NODES, STORIES, Stage } from './likeness-stories.ts';
import { bare, eventsOf, livesOf, Names, objectsOf } from './telling.ts';
import { type Side, witness } from './witness.ts';

/** Nothing in a story waits for more than seconds of the demo. */
const SPEED = 4;

let plane: ControlPlane;
let demo: DemoCluster;
let real: Side;
let ours: Side;
beforeAll(async () => {
  plane = await startControlPlane({ with: ['kube-scheduler', 'kube-controller-manager', 'kwok'] });
  demo = await startDemo({ clock: systemClock, seed: 1, scenarios: [], tls: true, speed: SPEED });
  real = plane;
  ours = { server: demo.url, token: demo.token, ca: demo.ca!, api: apiClient(demo.url, demo.token, demo.ca) };
  for (const name of NODES) await addNode(real, name);
  const tainted = async () =>
    (await real.api.call<{ items: { spec: { taints?: unknown } }[] }>('GET', '/api/v1/nodes')).items.some(
      ({ spec }) => spec.taints !== undefined,
    );
  await eventually(tainted, yes => !yes, { what: 'nodes without taints' });
});
afterAll(async () => {
  ours?.api.close();
  await demo?.stop();
  await plane?.stop();
});

const WATCHED = {
  pods: '/api/v1',
  events: '/api/v1',
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  jobs: '/apis/batch/v1',
} as const;

/** Plays a story on one side; what was told of it. */
async function tell(side: Side, namespace: string, play: (stage: Stage) => Promise<void>) {
  await createNamespace(side.api, namespace);
  // Until then a pod may be refused.
  await eventually(
    () => side.api.call('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`).catch(() => undefined),
    account => account !== undefined,
    { what: 'the service account' },
  );
  const open = Object.entries(WATCHED).map(
    async ([resource, group]) =>
      [resource, await witness<KubeObject>(side, `${group}/namespaces/${namespace}/${resource}`)] as const,
  );
  const witnesses = Object.fromEntries(await Promise.all(open));
  await play(new Stage(side, namespace));
  const told = (resource: keyof typeof WATCHED) => witnesses[resource]!.told;
  const names = new Names(namespace);
  // Of what the last step has caused, the Events come behind.
  await eventually(
    () => told('events').length,
    (() => {
      let [count, since] = [-1, Date.now()];
      return now => {
        if (now !== count) [count, since] = [now, Date.now()];
        return Date.now() - since > 500;
      };
    })(),
  );
  for (const one of Object.values(witnesses)) one.stop();
  for (const resource of ['replicasets', 'statefulsets', 'jobs', 'deployments', 'pods'] as const)
    for (const { object } of told(resource)) names.learn(object);
  const pods = told('pods') as { type: string; object: DemoPod }[];
  return {
    made: pods.filter(({ type }) => type === 'ADDED').map(({ object }) => names.object(bare(withoutAccount(object)))),
    lives: livesOf(pods, names),
    events: eventsOf(told('events'), names),
    deployments: objectsOf(told('deployments'), names),
    replicasets: objectsOf(told('replicasets'), names),
    statefulsets: objectsOf(told('statefulsets'), names),
    jobs: objectsOf(told('jobs'), names),
  };
}

/** The plane runs without the admission that gives pods a service account. */
function withoutAccount(pod: DemoPod): DemoPod {
  const {
    serviceAccountName: _name,
    serviceAccount: _old,
    ...spec
  } = pod.spec as DemoPod['spec'] & {
    serviceAccount?: string;
  };
  return { ...pod, spec };
}

/**
 * kwok deletes a pod that leaves by its name alone: once in a while it hits the pod that has the name now, and the control plane
 * tells of a life more. Such a story is played again.
 */
const RETRIES = 2;

describe('the demo tells what a real control plane tells', () => {
  let plays = 0;
  test.for(STORIES)('$name', { retry: RETRIES }, async ({ play }) => {
    const namespace = `likeness-${plays++}`;
    const [theirs, mine] = await Promise.all([tell(real, namespace, play), tell(ours, namespace, play)]);
    expect(mine).toEqual(theirs);
  });
});
