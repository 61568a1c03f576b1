import { describe, expect, test } from 'vitest';
import { NEWEST } from '../../src/status/generation.ts';
import { isHealthy, podHealth } from '../../src/status/health.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { CREATED, type PodSketch, pod, running, terminated, waiting } from '../support/pods.ts';

const at = (seconds: number) => Date.parse(CREATED) + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

const creating: PodSketch = {
  phase: 'Pending',
  containers: [waiting('ContainerCreating')],
  conditions: { PodScheduled: 'True', Ready: 'False' },
};
const deleting: PodSketch = { deleting: iso(30) };
const twoContainers: PodSketch = { containers: [running(iso(100)), { state: running(iso(100)), ready: false }] };
const crashLoop: PodSketch = {
  containers: [
    {
      name: 'app',
      state: waiting('CrashLoopBackOff', 'back-off 2m40s restarting failed container=app pod=web-0_default(uid-web-0)'),
      lastState: terminated('OOMKilled', 137),
      restartCount: 7,
    },
  ],
};

interface Case {
  name: string;
  sketch: PodSketch;
  /** Seconds after the pod was created. */
  now: number;
  severity: string;
  why: string;
  /** The same. */
  changesAt?: number;
}

const cases: Case[] = [
  { name: 'a pod that is well', sketch: {}, now: 5000, severity: 'ok', why: '' },
  {
    name: 'a completed pod is done',
    sketch: { phase: 'Succeeded', containers: [terminated('Completed')] },
    now: 5000,
    severity: 'done',
    why: '',
  },
  {
    name: 'creating, within two minutes',
    sketch: creating,
    now: 119,
    severity: 'progressing',
    why: 'The kubelet prepares sandbox, volumes and image of the container',
    changesAt: 120,
  },
  {
    name: 'creating for two minutes',
    sketch: creating,
    now: 120,
    severity: 'warning',
    why: 'The kubelet prepares sandbox, volumes and image of the container, for more than 2m',
  },
  {
    name: 'creating counts from the moment it was scheduled',
    sketch: { ...creating, conditions: { PodScheduled: { lastTransitionTime: iso(600) } } },
    now: 700,
    severity: 'progressing',
    why: 'The kubelet prepares sandbox, volumes and image of the container',
    changesAt: 720,
  },
  {
    name: 'not scheduled yet',
    sketch: { phase: 'Pending', node: '', ip: '', containers: [], conditions: {} },
    now: 10,
    severity: 'progressing',
    why: 'the scheduler has not found a node yet',
    changesAt: 60,
  },
  {
    name: 'unschedulable quotes the scheduler at once',
    sketch: {
      phase: 'Pending',
      node: '',
      containers: [],
      conditions: {
        PodScheduled: {
          status: 'False',
          reason: 'Unschedulable',
          message: '0/3 nodes are available: 3 Insufficient cpu.',
        },
      },
    },
    now: 1,
    severity: 'warning',
    why: '0/3 nodes are available: 3 Insufficient cpu.',
  },
  {
    name: 'gated names its gates',
    sketch: {
      phase: 'Pending',
      node: '',
      containers: [],
      conditions: { PodScheduled: { status: 'False', reason: 'SchedulingGated' } },
      spec: { schedulingGates: [{ name: 'example.com/quota' }] },
    },
    now: 9000,
    severity: 'progressing',
    why: 'held by example.com/quota',
  },
  {
    name: 'an init container may take ten minutes from its start',
    sketch: { ...creating, init: [running(iso(300))] },
    now: 800,
    severity: 'progressing',
    why: '0 of 1 init containers are done; the next one is at work',
    changesAt: 900,
  },
  {
    name: '1/2 with a container that started just now',
    sketch: twoContainers,
    now: 159,
    severity: 'progressing',
    why: '1 of 2 containers is not ready: app-1',
    changesAt: 160,
  },
  {
    name: '1/2 for more than a minute',
    sketch: twoContainers,
    now: 160,
    severity: 'warning',
    why: '1 of 2 containers is not ready: app-1',
  },
  {
    name: 'NotReady tells nothing by itself',
    sketch: {
      containers: [terminated('Completed'), running()],
      conditions: { Ready: 'False' },
    },
    now: 160,
    severity: 'warning',
    why: 'A container runs, another one has completed, and the pod is not ready',
  },
  {
    name: 'crash loop with its back-off, crashes and last exit',
    sketch: crashLoop,
    now: 900,
    severity: 'error',
    why: 'app waits 2m40s after 7 crashes (exit 137, OOMKilled)',
  },
  {
    name: 'runs again after a crash',
    sketch: {
      containers: [
        {
          name: 'app',
          state: running(iso(102)),
          lastState: terminated('OOMKilled', 137, { finishedAt: iso(100) }),
          restartCount: 1,
        },
      ],
    },
    now: 200,
    severity: 'warning',
    why: 'runs again after app crashed (exit 137, OOMKilled)',
    changesAt: 400,
  },
  {
    name: 'a failed pod quotes its end',
    sketch: {
      phase: 'Failed',
      containers: [{ name: 'app', state: terminated('Error', 3, { message: 'no such table\nmore' }) }],
    },
    now: 200,
    severity: 'error',
    why: 'app ended (exit 3): no such table',
  },
  {
    name: 'evicted quotes the message of the pod',
    sketch: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.', containers: [] },
    now: 200,
    severity: 'error',
    why: 'The node was low on resource: memory.',
  },
  {
    name: 'an image that cannot be pulled',
    sketch: {
      phase: 'Pending',
      containers: [waiting('ImagePullBackOff', 'Back-off pulling image "busybox:nonexist"')],
    },
    now: 20,
    severity: 'error',
    why: 'Back-off pulling image "busybox:nonexist"',
  },
  {
    name: 'terminating within its grace period',
    sketch: deleting,
    now: 29,
    severity: 'progressing',
    why: 'within its grace period of 30s',
    changesAt: 30,
  },
  {
    name: 'terminating beyond its grace period, held by a finalizer',
    sketch: { ...deleting, metadata: { finalizers: ['example.com/backup'] } },
    now: 31,
    severity: 'error',
    why: 'beyond its grace period of 30s, held by example.com/backup',
  },
  {
    name: 'ended, of which the kubelet says that no grace is left just before it goes',
    sketch: { deleting: iso(30), metadata: { deletionGracePeriodSeconds: 0 } },
    now: 31,
    severity: 'progressing',
    why: 'about to go',
    changesAt: 33,
  },
  {
    name: 'ended, and not gone',
    sketch: { deleting: iso(30), metadata: { deletionGracePeriodSeconds: 0, finalizers: ['example.com/backup'] } },
    now: 33,
    severity: 'error',
    why: 'beyond its grace period, held by example.com/backup',
  },
  {
    name: 'terminating since a time that is none',
    sketch: { deleting: '0001-01-01T00:00:00Z' },
    now: 500,
    severity: 'progressing',
    why: 'being deleted',
  },
  {
    name: 'a failed pod that is being deleted still tells how it ended',
    sketch: {
      ...deleting,
      phase: 'Failed',
      containers: [{ name: 'app', state: terminated('Error', 3) }],
    },
    now: 5,
    severity: 'error',
    why: 'app ended (exit 3)',
    changesAt: 30,
  },
  {
    name: 'a readiness gate that is not met',
    sketch: {
      conditions: {
        ContainersReady: { lastTransitionTime: iso(100) },
        Ready: {
          status: 'False',
          reason: 'ReadinessGatesNotReady',
          message: 'corresponding condition of pod readiness gate "a" does not exist.',
        },
      },
      spec: { readinessGates: [{ conditionType: 'a' }] },
    },
    now: 221,
    severity: 'warning',
    why: 'corresponding condition of pod readiness gate "a" does not exist.',
  },
  {
    name: 'about to be evicted',
    sketch: { conditions: { Ready: 'True', DisruptionTarget: { reason: 'EvictionByEvictionAPI' } } },
    now: 221,
    severity: 'warning',
    why: 'about to be ended: EvictionByEvictionAPI',
  },
  {
    name: 'nothing written yet',
    sketch: { phase: '', node: '', containers: [] },
    now: 1,
    severity: 'unknown',
    why: 'The pod has no phase yet: nobody has written its status',
  },
];

describe('podHealth', () => {
  test.for(cases)('$name: $severity', ({ sketch, now, severity, why, changesAt }) => {
    const subject = pod(sketch);
    const health = podHealth(subject, podRow(subject, NEWEST), at(now));
    expect(health).toEqual({ severity, why, changesAt: changesAt === undefined ? undefined : at(changesAt) });
  });
});

test.for([
  ['ok', true],
  ['done', true],
  ['progressing', true],
  ['unknown', false],
  ['warning', false],
  ['error', false],
] as const)('%s is healthy: %s', ([severity, want]) => {
  expect(isHealthy(severity)).toBe(want);
});
