import { Agent, request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tokenOf } from '../../src/demo/api/users.ts';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';

const POD = 'my-nginx-6-5f55fd588f-pzn5m';
const PODS = '/api/v1/namespaces/default/pods';

describe('users of the demo', () => {
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemo({ clock: systemClock, seed: 1, scenarios: ['new-nginx'], token: 'secret' });
  });
  afterAll(() => demo.stop());
  const ask = (user: string, method: string, path: string, body?: object, headers = {}) =>
    fetch(demo.url + path, {
      method,
      headers: { Authorization: `Bearer ${tokenOf(user, 'secret')}`, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  test.for<[user: string, method: string, path: string, code: number]>([
    ['viewer', 'GET', PODS, 200],
    ['viewer', 'GET', '/api/v1/pods', 200],
    ['viewer', 'GET', `${PODS}/${POD}/log`, 200],
    ['viewer', 'GET', '/api/v1/namespaces/default/secrets', 403],
    ['viewer', 'DELETE', `${PODS}/nobody`, 403],
    ['viewer', 'POST', `${PODS}/${POD}/eviction`, 403],
    ['developer', 'GET', PODS, 200],
    ['developer', 'GET', '/api/v1/pods', 403],
    ['developer', 'GET', '/api/v1/namespaces/kube-system/pods', 403],
    ['developer', 'GET', '/api/v1/nodes', 403],
    ['developer', 'DELETE', `${PODS}/nobody`, 404],
    ['demo', 'GET', '/api/v1/namespaces/default/secrets', 200],
  ])('%s: %s %s is answered with %i', async ([user, method, path, code]) => {
    expect((await ask(user, method, path)).status).toBe(code);
  });

  test('a refusal says who may not do what where', async () => {
    expect(await (await ask('viewer', 'DELETE', `${PODS}/kubia`)).json()).toMatchObject({
      reason: 'Forbidden',
      message:
        'pods "kubia" is forbidden: User "viewer" cannot delete resource "pods" in API group "" in the namespace "default"',
    });
  });

  test('an unknown token is refused, an administrator may act as another', async () => {
    const wrong = await fetch(`${demo.url}${PODS}`, { headers: { Authorization: 'Bearer guess' } });
    expect(wrong.status).toBe(401);
    expect((await ask('demo', 'DELETE', `${PODS}/x`, undefined, { 'Impersonate-User': 'viewer' })).status).toBe(403);
    expect((await ask('viewer', 'GET', PODS, undefined, { 'Impersonate-User': 'demo' })).status).toBe(403);
  });

  test.for<[user: string, verb: string, resource: string, subresource: string, namespace: string, allowed: boolean]>([
    ['viewer', 'list', 'pods', '', '', true],
    ['viewer', 'create', 'pods', 'exec', 'default', false],
    ['developer', 'create', 'pods', 'exec', 'default', true],
    ['developer', 'create', 'pods', 'exec', 'kube-system', false],
    ['demo', 'delete', 'nodes', '', '', true],
  ])('%s asks whether it may %s %s/%s in "%s": %s', async ([user, verb, resource, subresource, namespace, allowed]) => {
    const spec = { resourceAttributes: { verb, resource, subresource, namespace } };
    const answer = await ask(user, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec });
    expect(await answer.json()).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed } });
  });

  test('rules are those of the namespace', async () => {
    const rules = async (namespace: string) => {
      const body = { spec: { namespace } };
      const answer = await ask('developer', 'POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body);
      return ((await answer.json()) as { status: { resourceRules: object[] } }).status.resourceRules.length;
    };
    expect(await rules('default')).toBeGreaterThan(await rules('kube-system'));
  });
});

test('over TLS the certificate is of the authority in the kubeconfig', async () => {
  const demo = await startDemo({ clock: systemClock, seed: 1, scenarios: ['new-nginx'], tls: true });
  const config = demo.kubeconfig as { clusters: { cluster: Record<string, string> }[] };
  const ca = Buffer.from(config.clusters[0]!.cluster['certificate-authority-data']!, 'base64');
  const ask = (agent: Agent) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${demo.url}${PODS}`, { agent }, answer => resolve(answer.resume().statusCode))
        .once('error', reject)
        .end();
    });
  expect(demo.url).toMatch(/^https:/);
  expect(await ask(new Agent({ ca }))).toBe(200);
  await expect(ask(new Agent({}))).rejects.toThrow(/certificate/);
  await demo.stop();
});
