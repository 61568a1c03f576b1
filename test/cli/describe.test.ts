import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pod } from '../../src/kube/pod.ts';
import { runCommand } from '../../src/main.ts';
import { ApiServer, json } from '../support/api-server.ts';
import { testHost } from '../support/host.ts';
import { answerDiscovery, hasKubectl, kubectl } from '../support/kubectl.ts';
import { missingValues } from '../support/kubectl-values.ts';
import { pod, waiting } from '../support/pods.ts';
import { RICH_EVENTS, RICH_POD } from '../support/rich-pod.ts';

const NOW = '2026-01-01T00:10:00Z';
const pods: Record<string, Pod> = {
  'a pod with everything': RICH_POD,
  'a pending pod': pod({
    name: 'new-0',
    phase: 'Pending',
    node: '',
    ip: '',
    conditions: {
      PodScheduled: {
        status: 'False',
        reason: 'Unschedulable',
        message: '0/1 nodes are available: 1 Insufficient cpu.',
      },
    },
    containers: [],
    spec: { containers: [{ name: 'app', image: 'nginx' }] },
  }),
  'an evicted pod': pod({
    name: 'old-0',
    phase: 'Failed',
    reason: 'Evicted',
    message: 'The node was low on resource: memory. ',
    containers: [],
  }),
  'a deleted pod': pod({
    name: 'gone-0',
    deleting: '2026-01-01T00:09:30Z',
    containers: [waiting('ContainerCreating')],
  }),
};

const server = new ApiServer();
beforeAll(async () => {
  await server.start();
  server.always = (_request, response, url) => {
    if (answerDiscovery(url, response)) return true;
    const name = /\/pods\/([^/]+)$/.exec(url.pathname)?.[1];
    const found = Object.values(pods).find(each => each.metadata.name === name);
    if (found) json(response, { kind: 'Pod', apiVersion: 'v1', ...found });
    else if (url.pathname.endsWith('/events')) {
      const items = url.search.includes(RICH_POD.metadata.uid) ? RICH_EVENTS : [];
      json(response, { kind: 'EventList', apiVersion: 'v1', metadata: {}, items });
    } else return false;
    return true;
  };
});
afterAll(() => server.stop());

async function describeByUs(name: string, ...more: string[]): Promise<string> {
  const host = testHost();
  const line = ['describe', name, '-n', 'default', '--server', server.url, '--kubeconfig', '/dev/null', '--now', NOW];
  expect([await runCommand([...line, ...more], host), host.err()]).toEqual([0, '']);
  return host.out();
}

describe('describe', () => {
  test.for(Object.entries(pods))('%s', async ([name, { metadata }]) => {
    await expect(await describeByUs(metadata.name)).toMatchFileSnapshot(
      `goldens/describe-${name.replaceAll(' ', '-')}.txt`,
    );
  });

  test('for a program', async () => {
    const record = JSON.parse(await describeByUs('shop-7d9-x2', '-o', 'json'));
    expect(record).toMatchObject({ namespace: 'default', name: 'shop-7d9-x2' });
    expect(record.sections.map((section: { id: string }) => section.id)).toContain('container/app');
  });

  test('values of the environment only on demand', async () => {
    expect(await describeByUs('shop-7d9-x2')).not.toContain('production');
    expect(await describeByUs('shop-7d9-x2')).toMatch(/POD_IP +the field \(v1:status.podIP\)/);
    const shown = await describeByUs('shop-7d9-x2', '--env-values');
    expect(shown).toContain('production');
    expect(shown).toMatch(/POD_IP +10\.\S+ \(v1:status.podIP\)/);
    expect(shown).toMatch(/CPU +node allocatable \(limits.cpu\)/);
    expect(shown).toMatch(/PASSWORD +<set to the key 'password' in secret 'shop-db'>/);
  });

  test('events that may not be read are said', async () => {
    const before = server.always;
    server.always = (request, response, url) => {
      if (!url.pathname.endsWith('/events')) return before!(request, response, url);
      json(
        response,
        {
          kind: 'Status',
          code: 403,
          reason: 'Forbidden',
          message: 'events is forbidden: User "eve" cannot list resource "events"',
        },
        403,
      );
      return true;
    };
    expect(await describeByUs('shop-7d9-x2')).toContain('events is forbidden');
    server.always = before;
  });

  test('a pod that is not there', async () => {
    const host = testHost();
    expect(await runCommand(['describe', 'nobody', '--server', server.url, '--kubeconfig', '/dev/null'], host)).toBe(1);
    expect(host.err()).toBe('podscope: pods "nobody" not found\n');
  });

  test('without a name it says what to give', async () => {
    const host = testHost();
    expect(await runCommand(['describe'], host)).toBe(2);
    expect(host.err()).toBe('podscope: name a pod, a selector with -l, or a file with -f\n');
  });
});

describe.skipIf(!hasKubectl)('every value of kubectl describe stands in ours', () => {
  test.for(Object.entries(pods))('%s', async ([, { metadata }]) => {
    const theirs = await kubectl(server.url, 'describe', 'pod', metadata.name, '-n', 'default');
    const ours = await describeByUs(metadata.name, '--env-values');
    expect(missingValues(theirs, ours)).toEqual([]);
  });
});
