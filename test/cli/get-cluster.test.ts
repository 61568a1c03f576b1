import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { ApiServer, status } from '../support/api-server.ts';
import { testHost } from '../support/host.ts';
import { pod, waiting } from '../support/pods.ts';

const server = new ApiServer();
const NOW = '2026-01-01T00:02:05Z';
beforeAll(async () => {
  await server.start();
  for (const one of [
    pod({ name: 'web-0' }),
    pod({ name: 'web-1', containers: [waiting('ErrImagePull', 'not found')] }),
    pod({ name: 'db-0', namespace: 'data' }),
  ]) {
    const { metadata, ...rest } = one;
    server.put(metadata.name, { kind: 'Pod', apiVersion: 'v1', ...rest }, metadata.namespace);
  }
});
afterAll(() => server.stop());
beforeEach(() => {
  server.always = undefined;
});

async function podscope(line: string) {
  const host = testHost({ clock: systemClock, env: { HOME: '/nowhere' } });
  const code = await runCommand([...line.split(' '), '--server', server.url, '--now', NOW], host);
  return { code, out: host.out(), err: host.err() };
}

describe('pods of a cluster', () => {
  test.for([
    ['get -o name', 'pod/web-0\npod/web-1\n', ''],
    ['get -o name -A', 'pod/db-0\npod/web-0\npod/web-1\n', ''],
    ['get -o name -n data', 'pod/db-0\n', ''],
    ['get -o name -n data,default', 'pod/db-0\npod/web-0\npod/web-1\n', ''],
    ['get web-1 -o name', 'pod/web-1\n', ''],
    ['get pod/web-1 pods/web-0 -o name', 'pod/web-1\npod/web-0\n', ''],
    ['get -n empty', '', 'No resources found in empty namespace.\n'],
    [
      'get -A',
      [
        'NAMESPACE   NAME    READY   STATUS         RESTARTS   AGE',
        'data        db-0    1/1     Running        0          <unknown>',
        'default     web-0   1/1     Running        0          <unknown>',
        'default     web-1   0/1     ErrImagePull   0          <unknown>',
        '',
      ].join('\n'),
      '',
    ],
  ] as const)('%s', async ([line, out, err]) => {
    expect(await podscope(line)).toEqual({ code: 0, out, err });
  });

  test('labels of the filter are selected by the server', async () => {
    const host = testHost({ clock: systemClock, env: { HOME: '/nowhere' } });
    const args = ['-l', 'tier=a', '--filter', 'web -l "app in (x,y)"', '--server', server.url];
    expect(await runCommand(['get', '-A', ...args], host)).toBe(0);
    const list = server.requests.findLast(({ url }) => url.pathname === '/api/v1/pods');
    expect(list?.url.searchParams.get('labelSelector')).toBe('tier=a,app in (x,y)');
    // This server does not select; then we do.
    expect(host.err()).toBe('No pod matches the filter; 3 were read.\n');
  });

  test('--stats tells on standard error what it cost', async () => {
    const { code, out, err } = await podscope('get -o name -A --stats');
    expect({ code, out }).toEqual({ code: 0, out: 'pod/db-0\npod/web-0\npod/web-1\n' });
    const rows = Object.fromEntries(err.split('\n').map(row => row.split(/\s{2,}/)));
    expect(rows).toMatchObject({
      requests: '2',
      'first lists': '1',
      relists: '0',
      'pods listed': '3',
      watches: '0',
      events: '0',
      format: 'json',
    });
  });

  test('a pod that does not exist is named, and the others are printed', async () => {
    expect(await podscope('get web-9 web-0 -o name')).toEqual({
      code: 1,
      out: 'pod/web-0\n',
      err: 'podscope: pods "web-9" not found\n',
    });
  });

  test('a name needs one namespace', async () => {
    expect(await podscope('get web-0 -A')).toMatchObject({
      code: 2,
      err: 'podscope: a pod is named within one namespace; give one with -n\n',
    });
  });

  test('what the server forbids is told in its words', async () => {
    server.always = (_request, response, url) => {
      if (!url.pathname.endsWith('/pods')) return false;
      status(response, 403, 'Forbidden', 'pods is forbidden: User "jo" cannot list resource "pods"');
      return true;
    };
    expect(await podscope('get')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('cannot list') });
  });

  test('explain names the pod and its decisive step', async () => {
    const { code, out } = await podscope('explain web-1');
    expect(code).toBe(0);
    expect(out).toMatch(/^default\/web-1\n {2}STATUS {5}ErrImagePull/);
    expect(out).toContain('STATUS Running -> ErrImagePull');
  });

  test('the rules are those of the server', async () => {
    server.always = (_request, response, url) => {
      if (url.pathname !== '/version') return false;
      response.end(JSON.stringify({ major: '1', minor: '28+', gitVersion: 'v1.28.3-eks-1' }));
      return true;
    };
    expect((await podscope('explain web-1')).out).toContain('by the rules of Kubernetes 1.30:');
  });
});
