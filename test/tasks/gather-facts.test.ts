import { expect, test } from 'vitest';
import { problemOf } from '../../src/cluster/transport/problem-of.ts';
import { ApiStatusError } from '../../src/cluster/wire/errors.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Cluster, ClusterRequest } from '../../src/kube/cluster.ts';
import { gatherFacts } from '../../src/tasks/gather-facts.ts';
import { pod, waiting } from '../support/pods.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');

/** A cluster that has these objects, and nothing else. */
function clusterWith(objects: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const cluster = {
    request: async ({ path, query = {} }: ClusterRequest) => {
      asked.push(`${path}${query['fieldSelector'] === undefined ? '' : `?${query['fieldSelector']}`}`);
      if (path in objects) return objects[path];
      throw new ApiStatusError(404, 'not found', 'NotFound');
    },
    problem: (error: unknown) => problemOf(error, { server: 's', cluster: 'c', user: undefined, origin: 'o' }),
  } as unknown as Cluster;
  return { asked, cluster };
}

test('of more pods than are fetched nothing is told of what the nodes have left', async () => {
  const unplaced = pod({ phase: 'Pending', node: '', containers: [{ state: {} }] });
  const of = (rest: string) =>
    clusterWith({ '/api/v1/nodes': { items: [] }, '/api/v1/pods': { metadata: { continue: rest }, items: [{}] } })
      .cluster;
  expect((await gatherFacts(of(''), unplaced, NOW)).pods).toHaveLength(1);
  const { pods, unknown } = await gatherFacts(of('more'), unplaced, NOW);
  expect(pods).toBeUndefined();
  expect(unknown).toEqual(['What the nodes have left is not told: there are more than 5000 pods.']);
});

test('of a pod that is tied to its volume is told where that may be used', async () => {
  const message = '0/2 nodes are available: 2 node(s) had volume node affinity conflict.';
  const unplaced = pod({
    phase: 'Pending',
    node: '',
    containers: [{ state: {} }],
    conditions: { PodScheduled: { status: 'False', reason: 'Unschedulable', message } },
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-0' } }] } as object,
  });
  const zone = 'topology.kubernetes.io/zone';
  const inZone = (name: string, value: string) => ({ metadata: { name, labels: { [zone]: value } } });
  const term = { matchExpressions: [{ key: zone, operator: 'In', values: ['a'] }] };
  const told = async (...nodes: object[]) => {
    const { cluster } = clusterWith({
      '/api/v1/nodes': { items: nodes },
      '/api/v1/pods': { items: [] },
      '/api/v1/namespaces/default/persistentvolumeclaims/data-0': {
        metadata: { name: 'data-0' },
        spec: { volumeName: 'pv-7' },
        status: { phase: 'Bound' },
      },
      '/api/v1/persistentvolumes/pv-7': {
        metadata: { name: 'pv-7' },
        spec: { claimRef: { name: 'data-0' }, nodeAffinity: { required: { nodeSelectorTerms: [term] } } },
      },
    });
    return diagnose(await gatherFacts(cluster, unplaced, NOW))[0]!.sentence;
  };
  const says =
    '2 of 2 nodes: the volume of the pod can only be used on another node or zone: pv-7 of the claim data-0 wants topology.kubernetes.io/zone in (a), and ';
  expect(await told(inZone('n1', 'b'), inZone('n2', 'b'))).toBe(`${says}no node is such.`);
  expect(await told(inZone('n1', 'a'), inZone('n2', 'b'))).toBe(`${says}such is n1.`);
});

test('the claim of an ephemeral volume, which has the names of pod and volume, is looked at', async () => {
  const starting = pod({
    phase: 'Pending',
    containers: [waiting('ContainerCreating')],
    spec: { volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: {} } }] } as object,
  });
  const { asked, cluster } = clusterWith({
    '/api/v1/namespaces/default/persistentvolumeclaims/web-0-scratch': {
      metadata: { name: 'web-0-scratch' },
      spec: { storageClassName: 'fast', resources: { requests: { storage: '5Gi' } } },
      status: { phase: 'Pending' },
    },
  });
  const facts = await gatherFacts(cluster, starting, NOW);
  expect(diagnose(facts).map(({ sentence }) => sentence)).toContain(
    'The claim web-0-scratch (class fast, 5Gi) is Pending.',
  );
  expect(asked).toContain(
    '/api/v1/namespaces/default/events?involvedObject.kind=PersistentVolumeClaim,involvedObject.name=web-0-scratch',
  );
});
