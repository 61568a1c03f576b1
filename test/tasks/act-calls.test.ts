import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Act } from '../../src/app/acts/act.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { refusalSentence, sendAct } from '../../src/tasks/act-calls.ts';
import { findOwners } from '../../src/tasks/find-owners.ts';
import { CallServer, type CannedAnswer } from '../support/call-server.ts';
import { plainConfig } from '../support/feed-probe.ts';

const server = new CallServer();
let cluster: Cluster;

beforeEach(async () => {
  await server.start();
  cluster = openCluster(plainConfig(server.url), { clock: systemClock, env: {}, version: '0', random: Math.random });
});
afterEach(async () => {
  cluster.close();
  await server.stop();
});

const NOW = Date.parse('2026-01-05T12:00:00Z');
const POD = { uid: 'uid-1', namespace: 'default', name: 'web-0' };
const DELETE: Act = { kind: 'delete', pod: POD, grace: undefined };
const EVICT: Act = { kind: 'evict', pod: POD, grace: undefined };

/** The answer as a person reads it, whichever it was. */
const answerTo = async (act: Act): Promise<string> => {
  try {
    return `+ ${await sendAct(cluster, act, () => NOW)}`;
  } catch (error) {
    return `- ${refusalSentence(cluster, act, error)}`;
  }
};

describe('what is sent', () => {
  test.for([
    {
      name: 'a deletion, with the grace period of the pod',
      act: DELETE,
      sends: {
        method: 'DELETE',
        path: '/api/v1/namespaces/default/pods/web-0',
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'uid-1' } },
      },
    },
    {
      name: 'a deletion by force',
      act: { ...DELETE, grace: 0 } as Act,
      sends: {
        method: 'DELETE',
        path: '/api/v1/namespaces/default/pods/web-0',
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'uid-1' }, gracePeriodSeconds: 0 },
      },
    },
    {
      name: 'an eviction',
      act: { ...EVICT, grace: 7 } as Act,
      sends: {
        method: 'POST',
        path: '/api/v1/namespaces/default/pods/web-0/eviction',
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: 'web-0', namespace: 'default' },
          deleteOptions: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            preconditions: { uid: 'uid-1' },
            gracePeriodSeconds: 7,
          },
        },
      },
    },
  ])('$name', async ({ act, sends }) => {
    server.answers = [{ code: 200, body: {} }];
    await sendAct(cluster, act, () => NOW);
    expect(server.received).toEqual([sends]);
  });
});

const CONFLICT =
  'Operation cannot be fulfilled on Pod "web-0": Precondition failed: UID in precondition: uid-1, UID in object meta: uid-2';
const FORBIDDEN =
  'pods "web-0" is forbidden: User "dev" cannot delete resource "pods" in API group "" in the namespace "default"';

describe('what is answered', () => {
  test.for<{ name: string; act: Act; code: number; body: Record<string, unknown>; says: string }>([
    {
      name: 'a pod that ends',
      act: DELETE,
      code: 200,
      body: { metadata: { deletionGracePeriodSeconds: 30 } },
      says: '+ web-0 has 30 s to end, and is deleted then.',
    },
    { name: 'a pod that is gone at once', act: DELETE, code: 200, body: {}, says: '+ web-0 is deleted.' },
    {
      name: 'a pod that a finalizer holds',
      act: DELETE,
      code: 200,
      body: { metadata: { deletionGracePeriodSeconds: 30, finalizers: ['example.com/keep'] } },
      says: '+ web-0 is deleted once example.com/keep lets it go.',
    },
    { name: 'an eviction', act: EVICT, code: 201, body: { status: 'Success' }, says: '+ web-0 is evicted.' },
    { name: '403', act: DELETE, code: 403, body: { reason: 'Forbidden', message: FORBIDDEN }, says: `- ${FORBIDDEN}.` },
    {
      name: '404',
      act: DELETE,
      code: 404,
      body: { reason: 'NotFound', message: 'pods "web-0" not found' },
      says: '- web-0 is gone already.',
    },
    {
      name: '409, another uid',
      act: DELETE,
      code: 409,
      body: { reason: 'Conflict', message: CONFLICT },
      says: '- web-0 is another pod by now: the one that was meant is gone, and this one is spared.',
    },
    {
      name: '429 of a PodDisruptionBudget',
      act: EVICT,
      code: 429,
      body: {
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: 'The disruption budget web-pdb needs 3 healthy pods and has 3 currently',
            },
          ],
        },
      },
      says: "- A PodDisruptionBudget keeps web-0: Cannot evict pod as it would violate the pod's disruption budget. The disruption budget web-pdb needs 3 healthy pods and has 3 currently.",
    },
    {
      name: '429 of a busy server',
      act: DELETE,
      code: 429,
      body: { reason: 'TooManyRequests', message: 'too many requests, please try again later' },
      says: '- too many requests, please try again later.',
    },
    {
      name: '422',
      act: DELETE,
      code: 422,
      body: { reason: 'Invalid', message: 'gracePeriodSeconds: Invalid value: -1' },
      says: '- gracePeriodSeconds: Invalid value: -1.',
    },
    {
      name: '500',
      act: DELETE,
      code: 500,
      body: { message: 'etcdserver: request timed out' },
      says: '- the cluster answered 500: etcdserver: request timed out.',
    },
  ])('$name', async ({ act, code, body, says }) => {
    server.answers = [{ code, body }];
    expect((await answerTo(act)).replace(server.url, 'the cluster')).toBe(says);
  });

  test('a connection that is cut leaves open whether it was done', async () => {
    server.answers = ['cut'];
    expect(await answerTo(DELETE)).toMatch(/^- .*closed the connection\. Whether that was done is not known\.$/);
    // What changes something is never sent twice.
    expect(server.received).toHaveLength(1);
  });
});

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web', uid: 'uid-web' };
const RESTART: Act = { kind: 'restart', pod: POD, owner: WEB, generation: 4 };
const SCALE: Act = { kind: 'scale', pod: POD, owner: WEB, from: 3, to: 5 };
const metadata = (resourceVersion: string, generation = 4, uid = 'uid-web') => ({ uid, resourceVersion, generation });
const ok = (body: Record<string, unknown>): CannedAnswer => ({ code: 200, body });
const CONFLICT_OF_VERSIONS: CannedAnswer = {
  code: 409,
  body: {
    reason: 'Conflict',
    message: 'the object has been modified; please apply your changes to the latest version',
  },
};
const scaleOf = (resourceVersion: string, replicas: number) =>
  ok({ kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: metadata(resourceVersion), spec: { replicas } });

describe('restarting a rollout', () => {
  const path = '/apis/apps/v1/namespaces/default/deployments/web';
  const patch = (resourceVersion: string) => ({
    method: 'PATCH',
    path,
    contentType: 'application/merge-patch+json',
    body: {
      metadata: { uid: 'uid-web', resourceVersion },
      spec: {
        template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-05T12:00:00.000Z' } } },
      },
    },
  });

  test('gives the template another time, of this very object in this version', async () => {
    server.answers = [ok({ metadata: metadata('7') }), ok({})];
    expect(await answerTo(RESTART)).toBe('+ Deployment web makes its pods anew.');
    expect(server.received).toEqual([{ method: 'GET', path }, patch('7')]);
  });

  test('tries again when only the status has changed meanwhile', async () => {
    server.answers = [ok({ metadata: metadata('7') }), CONFLICT_OF_VERSIONS, ok({ metadata: metadata('8') }), ok({})];
    expect(await answerTo(RESTART)).toBe('+ Deployment web makes its pods anew.');
    expect(server.received.at(-1)).toEqual(patch('8'));
  });

  test('changes nothing that somebody else has changed since', async () => {
    server.answers = [ok({ metadata: metadata('9', 5) })];
    expect(await answerTo(RESTART)).toBe(
      '- Deployment web was changed by somebody else since you were asked; ask again.',
    );
  });

  test('changes nothing that has only the name', async () => {
    server.answers = [ok({ metadata: metadata('9', 4, 'uid-other') })];
    expect(await answerTo(RESTART)).toBe('- Deployment web is another one by now than that which was meant.');
  });

  test('gives up in the end', async () => {
    server.answers = Array.from({ length: 5 }, () => [ok({ metadata: metadata('7') }), CONFLICT_OF_VERSIONS]).flat();
    expect(await answerTo(RESTART)).toMatch(/^- the object has been modified/);
  });
});

describe('scaling', () => {
  test('writes the subresource, in the version that was read', async () => {
    server.answers = [scaleOf('7', 3), ok({})];
    expect(await answerTo(SCALE)).toBe('+ Deployment web goes from 3 to 5 replicas.');
    expect(server.received[1]).toEqual({
      method: 'PUT',
      path: '/apis/apps/v1/namespaces/default/deployments/web/scale',
      body: {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'web', namespace: 'default', uid: 'uid-web', resourceVersion: '7' },
        spec: { replicas: 5 },
      },
    });
  });
  test('does not go against a number that another has set meanwhile', async () => {
    server.answers = [scaleOf('7', 4)];
    expect(await answerTo(SCALE)).toBe('- Deployment web wants 4 replicas by now, not 3; ask again.');
  });
  test('tries again when the number is still the same', async () => {
    server.answers = [scaleOf('7', 3), CONFLICT_OF_VERSIONS, scaleOf('8', 3), ok({})];
    expect(await answerTo(SCALE)).toBe('+ Deployment web goes from 3 to 5 replicas.');
  });
});

describe('what owns a pod', () => {
  const ref = (kind: string, name: string, uid: string, apiVersion = 'apps/v1') => ({
    ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
  });
  const ofReplicaSet = { pod: POD, controller: { kind: 'ReplicaSet', name: 'web-5d', uid: 'uid-rs' } };
  const replicaSet = (uid = 'uid-rs') => ok({ metadata: { uid, ...ref('Deployment', 'web', 'uid-web') } });
  const deployment = (more: Record<string, unknown> = {}) =>
    ok({ metadata: metadata('7'), spec: { replicas: 3, ...more } });
  const refusals = (found: readonly object[]) => found.map(each => ('refusal' in each ? each.refusal : each));

  test('is the Deployment of its ReplicaSet', async () => {
    server.answers = [replicaSet(), deployment()];
    const [found] = await findOwners(cluster, 'restart', [ofReplicaSet, ofReplicaSet]);
    expect(found).toMatchObject({ pod: POD, owner: WEB });
    expect(server.received.map(({ path }) => path)).toEqual([
      '/apis/apps/v1/namespaces/default/replicasets/web-5d',
      '/apis/apps/v1/namespaces/default/deployments/web',
    ]);
  });

  test.for<{ name: string; wish: 'restart' | 'scale'; answers: CannedAnswer[]; says: string }>([
    {
      name: 'another ReplicaSet of that name',
      wish: 'restart',
      answers: [replicaSet('uid-rs-2')],
      says: 'ReplicaSet web-5d is another one by now than that which made web-0.',
    },
    {
      name: 'another Deployment of that name',
      wish: 'restart',
      answers: [replicaSet(), ok({ metadata: metadata('7', 4, 'uid-web-2') })],
      says: 'Deployment web is another one by now than that which made web-0.',
    },
    {
      name: 'a Deployment that is paused',
      wish: 'restart',
      answers: [replicaSet(), deployment({ paused: true })],
      says: 'Deployment web is paused; "kubectl rollout resume" lets it go on.',
    },
    {
      name: 'a ReplicaSet of nobody',
      wish: 'restart',
      answers: [ok({ metadata: { uid: 'uid-rs' } })],
      says: 'ReplicaSet web-5d has no rollout to restart.',
    },
    {
      name: 'no right to see it',
      wish: 'scale',
      answers: [{ code: 403, body: { reason: 'Forbidden', message: 'replicasets.apps "web-5d" is forbidden' } }],
      says: 'What owns web-0 is not known: replicasets.apps "web-5d" is forbidden; ask for the right, or choose a namespace that you may read with --namespace.',
    },
    {
      name: 'one that is gone',
      wish: 'scale',
      answers: [{ code: 404, body: { reason: 'NotFound', message: 'replicasets.apps "web-5d" not found' } }],
      says: 'What owns web-0 is not known: replicasets.apps "web-5d" not found.',
    },
  ])('is refused: $name', async ({ wish, answers, says }) => {
    server.answers = answers;
    expect(refusals(await findOwners(cluster, wish, [ofReplicaSet]))).toEqual([says]);
  });

  test('of a kind that nobody knows is found through the pod', async () => {
    const owned = { pod: POD, controller: { kind: 'Rollout', name: 'web', uid: 'uid-r' } };
    server.answers = [
      ok({ metadata: ref('Rollout', 'web', 'uid-r', 'argoproj.io/v1alpha1') }),
      ok({ metadata: { uid: 'uid-r' } }),
      scaleOf('7', 3),
    ];
    const [found] = await findOwners(cluster, 'scale', [owned]);
    expect(server.received[1]?.path).toBe('/apis/argoproj.io/v1alpha1/namespaces/default/rollouts/web');
    expect(found).toMatchObject({ scale: { wanted: 3 } });
  });

  test('tells of what else scales it', async () => {
    const autoscaler = {
      metadata: { name: 'web' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 10 },
    };
    server.byPath = {
      replicasets: replicaSet(),
      deployments: deployment(),
      'web/scale': scaleOf('7', 3),
      horizontalpodautoscalers: ok({ items: [autoscaler] }),
    };
    const [found] = await findOwners(cluster, 'scale', [ofReplicaSet]);
    expect(found).toMatchObject({
      scale: {
        wanted: 3,
        autoscaler: 'HorizontalPodAutoscaler web changes that on its own, between 2 and 10.',
      },
    });
  });
});
