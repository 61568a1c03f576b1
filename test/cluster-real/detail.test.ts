import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNamespace, createNodes, eventually } from '../../scripts/cluster/objects.ts';
import { builtPath } from '../../scripts/cluster/programs.ts';
import { DESCRIBABLE_PODS } from '../support/describable-pods.ts';
import { missingValues, toldOtherwise } from '../support/kubectl-values.ts';

const PODSCOPE = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
const SPACE = 'detail';
const PODS = `/api/v1/namespaces/${SPACE}/pods`;

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane({ with: ['kube-scheduler', 'kube-controller-manager', 'kwok'] });
  await createNodes(plane.api, 2);
  await createNamespace(plane.api, SPACE);
  for (const pod of FIXTURES) await eventually(() => made(pod), Boolean, { what: pod.metadata.name });
});
afterAll(() => plane?.stop());

interface Fixture {
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly spec: object;
}

/** Those that an API server takes as they are; a controller manager (1.37.2) that starts where volumes of old drivers are panics. */
const ODD = ['probes', 'mounts', 'environment'];

const container = (more: object = {}): object => ({ name: 'app', image: 'registry.example/app:v1', ...more });
const FIXTURES: readonly Fixture[] = [
  {
    metadata: { name: 'whole', labels: { app: 'whole' }, annotations: { note: 'two\nlines' } },
    spec: {
      terminationGracePeriodSeconds: 7,
      readinessGates: [{ conditionType: 'example.com/ready' }],
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' }],
      nodeSelector: { 'kubernetes.io/hostname': 'node-0' },
      topologySpreadConstraints: [
        {
          maxSkew: 2,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { app: 'whole' } },
        },
      ],
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      initContainers: [{ name: 'sidecar', image: 'registry.example/side:v2', restartPolicy: 'Always' }],
      containers: [
        container({
          command: ['/app'],
          args: ['--port', '8080'],
          ports: [{ name: 'http', containerPort: 8080, hostPort: 18080 }],
          env: [
            { name: 'MODE', value: 'production' },
            { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password', optional: true } } },
          ],
          envFrom: [{ configMapRef: { name: 'settings', optional: true } }],
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
          startupProbe: { httpGet: { port: 'http', path: '/up' }, periodSeconds: 3, failureThreshold: 20 },
          livenessProbe: { tcpSocket: { port: 8080 } },
          readinessProbe: { exec: { command: ['/ready', '--deep'] } },
          lifecycle: { preStop: { exec: { command: ['/bye'] } } },
          volumeMounts: [
            { name: 'scratch', mountPath: '/scratch', subPath: 'a' },
            { name: 'conf', mountPath: '/conf', readOnly: true },
          ],
        }),
      ],
      volumes: [
        { name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
        { name: 'conf', configMap: { name: 'settings', optional: true } },
      ],
    },
  },
  { metadata: { name: 'greedy' }, spec: { containers: [container({ resources: { requests: { cpu: '1000' } } })] } },
  {
    metadata: { name: 'claimless' },
    spec: {
      containers: [container({ volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'nowhere' } }],
    },
  },
  {
    metadata: { name: 'gated' },
    spec: { schedulingGates: [{ name: 'example.com/quota' }], containers: [container()] },
  },
  ...ODD.map((name): Fixture => ({ metadata: { name: `odd-${name}` }, spec: DESCRIBABLE_PODS[name]! })),
  { metadata: { name: 'held', finalizers: ['example.com/hold'] }, spec: { containers: [container()] } },
];

/** The controllers need a moment until a namespace has its service account. */
async function made(pod: Fixture): Promise<boolean> {
  try {
    await plane.api.call('POST', PODS, pod);
    return true;
  } catch {
    return false;
  }
}

async function podscope(...line: readonly string[]): Promise<string> {
  const where = ['-n', SPACE, '--kubeconfig', plane.kubeconfig];
  const { stdout } = await promisify(execFile)(process.execPath, [PODSCOPE, ...line, ...where]);
  return stdout;
}

async function kubectl(...line: readonly string[]): Promise<string> {
  const env = { ...process.env, KUBECONFIG: plane.kubeconfig, TZ: 'UTC', KUBERC: 'off' };
  return (await promisify(execFile)(builtPath('kubectl'), [...line, '-n', SPACE], { env })).stdout;
}

const found = async (name: string): Promise<string[]> =>
  JSON.parse(await podscope('diagnose', name, '-o', 'json')).findings.map(({ id }: { id: string }) => id);

describe('every value of kubectl describe stands in ours', () => {
  test.for(FIXTURES.map(({ metadata }) => metadata.name))('%s', async name => {
    // What changes between the two answers is told otherwise a moment later.
    const missing = await eventually(
      async () => {
        const ours = await podscope('describe', name, '--env-values');
        return missingValues(await kubectl('describe', 'pod', name), ours).filter(word => !toldOtherwise(word, ours));
      },
      values => values.length === 0,
      { within: 20_000, what: `all values of ${name}` },
    );
    expect(missing).toEqual([]);
  });
});

describe('what is wrong is found in what a real control plane says', () => {
  test.for([
    ['greedy', 'scheduling-resource'],
    ['claimless', 'scheduling-claim-missing'],
    ['gated', 'scheduling-gated'],
  ] as const)('%s: %s', async ([name, id]) => {
    await eventually(
      () => found(name),
      ids => ids.includes(id),
      { within: 30_000, what: id },
    );
  });

  test('a budget that stands against an eviction, and a finalizer that holds what is deleted', async () => {
    await plane.api.call('POST', `/apis/policy/v1/namespaces/${SPACE}/poddisruptionbudgets`, {
      metadata: { name: 'keep' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'whole' } } },
    });
    await eventually(
      () => found('whole'),
      ids => ids.includes('eviction-budget'),
      { within: 30_000 },
    );
    await plane.api.call('DELETE', `${PODS}/held`);
    await eventually(
      () => found('held'),
      ids => ids.some(id => id.startsWith('deletion-')),
      { within: 30_000 },
    );
  });

  test('a Deployment whose pods the API server refuses', async () => {
    await plane.api.call('POST', `/api/v1/namespaces/${SPACE}/resourcequotas`, {
      metadata: { name: 'few' },
      spec: { hard: { 'count/configmaps': '100', pods: '5' } },
    });
    const labels = { app: 'refused' };
    await plane.api.call('POST', `/apis/apps/v1/namespaces/${SPACE}/deployments`, {
      metadata: { name: 'refused' },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container()] } },
      },
    });
    const told = await eventually(
      () => podscope('explain', 'deployment/refused'),
      text => text.includes('Quota used up'),
      { within: 60_000, what: 'the quota' },
    );
    expect(told).toMatch(/ResourceQuota few allows .*pods=5/);
  });
});

test('events of both APIs are the same ones, each once', async () => {
  const lines = (await podscope('events', 'greedy', '-o', 'json'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(lines.map(({ reason }) => reason)).toContain('FailedScheduling');
  expect(new Set(lines.map(({ uid }) => uid)).size).toBe(lines.length);
  const { items } = await plane.api.call<{ items: { metadata: { uid: string }; regarding: { name: string } }[] }>(
    'GET',
    `/apis/events.k8s.io/v1/namespaces/${SPACE}/events`,
  );
  const newer = items.filter(({ regarding }) => regarding.name === 'greedy').map(({ metadata }) => metadata.uid);
  expect(new Set(lines.map(({ uid }) => uid))).toEqual(new Set(newer));
});
