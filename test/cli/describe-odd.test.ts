import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { ApiServer, json } from '../support/api-server.ts';
import { DESCRIBABLE_PODS, DESCRIBABLE_STATUS } from '../support/describable-pods.ts';
import { testHost } from '../support/host.ts';
import { answerDiscovery, hasKubectl, kubectl } from '../support/kubectl.ts';
import { missingValues, toldOtherwise } from '../support/kubectl-values.ts';

const server = new ApiServer();
beforeAll(async () => {
  await server.start();
  server.always = (_request, response, url) => {
    const name = /\/pods\/([^/]+)$/.exec(url.pathname)?.[1] ?? '';
    const spec = DESCRIBABLE_PODS[name];
    if (answerDiscovery(url, response)) return true;
    if (url.pathname.endsWith('/events'))
      json(response, { kind: 'EventList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] });
    else if (spec)
      json(response, {
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: { name, namespace: 'default', uid: name, creationTimestamp: '2026-01-01T00:00:00Z' },
        spec,
        status: DESCRIBABLE_STATUS,
      });
    else return false;
    return true;
  };
});
afterAll(() => server.stop());

describe.skipIf(!hasKubectl)('every value that kubectl describe tells stands in ours', () => {
  test.for(Object.keys(DESCRIBABLE_PODS))('of a pod with odd %s', async name => {
    const theirs = await kubectl(server.url, 'describe', 'pod', name, '-n', 'default');
    const host = testHost();
    const where = ['-n', 'default', '--server', server.url, '--kubeconfig', '/dev/null'];
    const code = await runCommand(['describe', name, '--env-values', '--now', '2026-01-01T00:10:00Z', ...where], host);
    expect([code, host.err()]).toEqual([0, '']);
    expect(missingValues(theirs, host.out()).filter(word => !toldOtherwise(word, host.out()))).toEqual([]);
  });
});
