import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { ApiServer, json, status } from '../support/api-server.ts';
import { testHost } from '../support/host.ts';
import { pod } from '../support/pods.ts';

const NOW = '2026-01-01T00:10:00Z';
const UNPLACED = pod({
  name: 'web-0',
  phase: 'Pending',
  node: '',
  containers: [],
  conditions: {
    PodScheduled: {
      status: 'False',
      reason: 'Unschedulable',
      message:
        '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    },
  },
  metadata: {
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }] as never,
  },
  spec: { containers: [{ name: 'app', resources: { requests: { cpu: '3' } } }] as never },
});
const node = (name: string, cpu: string) => ({ metadata: { name }, status: { allocatable: { cpu } } });
const ANSWERS: Record<string, unknown> = {
  '/api/v1/namespaces/default/pods/web-0': UNPLACED,
  '/api/v1/nodes': { items: [node('node-1', '2'), node('node-2', '4')] },
  '/api/v1/pods': {
    items: [{ spec: { nodeName: 'node-2', containers: [{ resources: { requests: { cpu: '2500m' } } }] } }],
  },
  '/apis/apps/v1/namespaces/default/replicasets/web': {
    metadata: {
      name: 'web',
      uid: 'rs',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }],
    },
  },
  '/apis/apps/v1/namespaces/default/deployments/web': { metadata: { name: 'web', uid: 'd' } },
  '/apis/policy/v1/namespaces/default/poddisruptionbudgets': { items: [] },
};
const QUOTA = {
  metadata: { name: 'web.1', uid: 'e1', namespace: 'default' },
  involvedObject: { kind: 'ReplicaSet', name: 'web', uid: 'rs', namespace: 'default' },
  reason: 'FailedCreate',
  message:
    'Error creating: pods "web-x" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10',
  type: 'Warning',
  lastTimestamp: '2026-01-01T00:09:00Z',
};

const server = new ApiServer();
let forbidden: RegExp | undefined;
beforeAll(async () => {
  await server.start();
  server.always = (_request, response, url) => {
    if (forbidden?.test(url.pathname)) status(response, 403, 'Forbidden', `${url.pathname} is not for you`);
    else if (url.pathname.endsWith('/events'))
      json(response, { items: url.search.includes('uid%3Drs') ? [QUOTA] : [] });
    else if (ANSWERS[url.pathname]) json(response, ANSWERS[url.pathname]);
    else return false;
    return true;
  };
});
afterAll(() => server.stop());

async function diagnosed(...more: string[]): Promise<string> {
  const host = testHost();
  const line = ['diagnose', 'web-0', '--server', server.url, '--kubeconfig', '/dev/null', '--now', NOW, ...more];
  expect([await runCommand(line, host), host.err()]).toEqual([0, '']);
  return host.out();
}

test('a diagnosis looks at the nodes, what they have left, and the events of the owners', async () => {
  forbidden = undefined;
  await expect(await diagnosed()).toMatchFileSnapshot('goldens/diagnose-unplaced.txt');
});

test('for a program', async () => {
  const record = JSON.parse(await diagnosed('-o', 'json'));
  expect(record.findings.map(({ id }: { id: string }) => id)).toEqual([
    'scheduling-resource',
    'admission-quota',
    'scheduling-preemption',
  ]);
});

test('rights that are missing are said, and the rest is told', async () => {
  forbidden = /nodes$|events$/;
  const text = await diagnosed();
  expect(text).toContain('the pod asks for 3.');
  expect(text).toContain('Nothing is known of the nodes: /api/v1/nodes is not for you.');
  expect(text).toContain('Nothing is known of the events');
});

test('from a file, without a cluster', async () => {
  const host = testHost({ stdin: JSON.stringify(UNPLACED) });
  expect(await runCommand(['diagnose', '-f', '-', '--now', NOW], host)).toBe(0);
  expect(host.out()).toContain('Too little room: cpu');
});

describe('an owner that lacks pods', () => {
  const rights = { kind: 'Deployment', name: 'web', uid: 'd', controller: true };
  beforeEach(() => {
    forbidden = undefined;
    ANSWERS['/apis/apps/v1/namespaces/default/deployments/web'] = {
      metadata: { name: 'web', namespace: 'default', uid: 'd' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web' } } },
      status: {
        conditions: [
          { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'It has timed out.' },
        ],
      },
    };
    ANSWERS['/apis/apps/v1/namespaces/default/replicasets'] = {
      items: [{ metadata: { name: 'web', uid: 'rs', ownerReferences: [rights] } }],
    };
    ANSWERS['/api/v1/namespaces/default/pods'] = { items: [UNPLACED] };
  });

  async function told(...line: string[]): Promise<readonly [code: number, out: string, err: string]> {
    const host = testHost();
    const code = await runCommand([...line, '--server', server.url, '--kubeconfig', '/dev/null', '--now', NOW], host);
    return [code, host.out(), host.err()];
  }

  test('what the API server refuses, what its rollout says, and what its pods suffer from', async () => {
    const [code, out, err] = await told('explain', 'deploy/web');
    expect([code, err]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('goldens/explain-owner.txt');
  });

  test('for a program', async () => {
    const [, out] = await told('diagnose', 'deployment/web', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'Deployment',
      wanted: 2,
      pods: 1,
      findings: [{ id: 'admission-quota' }, { id: 'owner-rollout-stuck' }],
      ill: [{ name: 'web-0' }],
    });
  });

  test('one that is not there, and a kind that owns nothing', async () => {
    expect(await told('explain', 'job/nobody')).toEqual([1, '', expect.stringMatching(/nobody/)]);
    expect(await told('explain', 'node/node-1')).toEqual([
      2,
      '',
      expect.stringMatching(/node is no kind that owns pods/),
    ]);
  });

  test('what may not be read is said', async () => {
    forbidden = /events$/;
    const [code, out] = await told('explain', 'deployment/web');
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing is known of the events')]);
  });

  test('explain --cluster adds the diagnosis of a pod to how its STATUS comes about', async () => {
    const [code, out, err] = await told('explain', 'web-0', '--cluster');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /How STATUS comes about[\s\S]*What is wrong, by what the cluster says:\n\n[\s\S]*Too little room: cpu/,
    );
    const [, json] = await told('explain', 'web-0', '--cluster', '-o', 'json');
    expect(JSON.parse(json)).toMatchObject({
      cells: { status: 'Pending' },
      findings: [{ id: 'scheduling-resource' }, {}, {}],
    });
  });
});
