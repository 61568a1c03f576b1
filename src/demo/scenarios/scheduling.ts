/** Pods that wait for a node, or lose theirs. */
import { priorityClass } from '../store/admission.ts';
import { nodeDraft } from '../store/nodes.ts';
import type { DemoPodSpec } from '../store/objects.ts';
import { pod, type Scenario, type Step } from './scenario.ts';

const GPU_TAINT = { key: 'example.com/gpu', value: 'reserved', effect: 'NoSchedule' };

export const noMemory: Scenario = {
  name: 'no-memory',
  title: 'No node has enough memory, until one joins',
  look: "Pending with PodScheduled False and the scheduler's own sentence; after a minute a bigger node joins and the pod starts.",
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('analytics', {
        containers: [{ name: 'app', image: 'redis:7', resources: { requests: { memory: '12Gi' } } }],
      }),
    },
    { at: 60, do: 'create', resource: 'nodes', object: bigNode() },
  ],
  seconds: 150,
  again: true,
};

function gpuNode(index: number, taints: readonly object[]) {
  const node = nodeDraft(index, 0, 0);
  const { creationTimestamp: _joins, ...metadata } = node.metadata;
  const labels = { ...metadata.labels, accelerator: 'gpu' };
  return { ...node, metadata: { ...metadata, labels }, spec: { ...(node.spec as object), taints } };
}

function bigNode() {
  const node = nodeDraft(4, 0, 0);
  const size = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '64Gi', pods: '110' };
  const { creationTimestamp: _joins, ...metadata } = node.metadata;
  return { ...node, metadata, status: { ...(node.status as object), capacity: size, allocatable: size } };
}

export const tainted: Scenario = {
  name: 'tainted',
  title: 'A taint that the pod does not tolerate, until a node without it joins',
  look: 'Pending: the scheduler counts the nodes whose labels do not fit and the one whose taint is not tolerated; the pod starts when node-5 joins.',
  steps: [
    { at: 0, do: 'create', resource: 'nodes', object: gpuNode(4, [GPU_TAINT]) },
    {
      at: 2,
      do: 'create',
      resource: 'pods',
      object: pod('training', {
        nodeSelector: { accelerator: 'gpu' },
        containers: [{ name: 'app', image: 'redis:7' }],
      }),
    },
    { at: 40, do: 'create', resource: 'nodes', object: gpuNode(5, []) },
  ],
  seconds: 60,
};

export const schedulingGate: Scenario = {
  name: 'scheduling-gate',
  title: 'A pod that may not be scheduled yet',
  look: 'SchedulingGated until the gate is taken out of the pod; then an ordinary start.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('gated', {
        schedulingGates: [{ name: 'example.com/quota' }],
        containers: [{ name: 'app', image: 'nginx:1.27' }],
      }),
    },
    { at: 20, do: 'patch', resource: 'pods', name: 'gated', patch: { spec: { schedulingGates: null } } },
  ],
  seconds: 40,
};

export const nodeLost: Scenario = {
  name: 'node-lost',
  title: 'A node that does not answer any more',
  look: 'After 50 seconds Ready turns False while STATUS still says Running, since nobody on the node can say otherwise; after five more minutes the pod is Terminating, and goes only when the node is back.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('far-away', {
        nodeSelector: { 'kubernetes.io/hostname': 'node-3' },
        containers: [{ name: 'app', image: 'nginx:1.27' }],
      }),
    },
    { at: 20, do: 'lose-node', node: 'node-3' },
    { at: 420, do: 'find-node', node: 'node-3' },
  ],
  seconds: 450,
};

export const evicted: Scenario = {
  name: 'evicted',
  title: 'A pod that its node throws out',
  look: 'The phase is Failed, its reason Evicted, and the message names what ran low; STATUS says Error, for a killed container has a word of its own.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('log-hoarder', { containers: [{ name: 'app', image: 'nginx:1.27' }] }),
    },
    {
      at: 20,
      do: 'evict',
      pod: 'log-hoarder',
      message:
        'The node was low on resource: ephemeral-storage. Threshold quantity: 6871947673, available: 5962Mi. Container app was using 12Gi, request is 0, has larger consumption of ephemeral-storage. ',
    },
  ],
  seconds: 40,
};

const batch = (name: string): Step => ({
  at: 0,
  do: 'create',
  resource: 'pods',
  object: pod(name, {
    nodeSelector: { 'kubernetes.io/hostname': 'node-2' },
    terminationGracePeriodSeconds: 10,
    containers: [
      { name: 'app', image: 'busybox', command: ['sleep', 'inf'], resources: { requests: { memory: '3Gi' } } },
    ],
  }),
});

export const preempted: Scenario = {
  name: 'preempted',
  title: 'A more important pod takes the place of a lesser one',
  look: 'checkout waits with a nominated node while one of the batch pods, which have no priority, is Terminating for it; then it is bound there.',
  steps: [
    batch('batch-1'),
    batch('batch-2'),
    { at: 0, do: 'create', resource: 'priorityclasses', object: priorityClass('business-critical', 100_000) },
    {
      at: 20,
      do: 'create',
      resource: 'pods',
      object: pod('checkout', {
        nodeSelector: { 'kubernetes.io/hostname': 'node-2' },
        priorityClassName: 'business-critical',
        priority: 100_000,
        containers: [{ name: 'app', image: 'nginx:1.27', resources: { requests: { memory: '4Gi' } } }],
      }),
    },
  ],
  seconds: 60,
};

const sized = (memory: string): DemoPodSpec => ({
  nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
  terminationGracePeriodSeconds: 2,
  containers: [{ name: 'app', image: 'nginx:1.27', resources: { requests: { cpu: '100m', memory } } }],
});

const resized = (at: number, memory: string): Step => ({
  at,
  do: 'patch',
  resource: 'pods',
  name: 'growing',
  patch: { spec: { containers: sized(memory).containers } },
});

export const resizing: Scenario = {
  name: 'resize-pending',
  title: 'A pod that is resized in place, when its node has room',
  look: 'growing asks for 5Gi, which its neighbour holds: PodResizePending, Deferred. The neighbour goes, PodResizeInProgress, done, without a restart. 20Gi no node has: Infeasible.',
  steps: [
    { at: 0, do: 'create', resource: 'pods', object: pod('growing', sized('1Gi')) },
    { at: 0, do: 'create', resource: 'pods', object: pod('neighbour', sized('5Gi')) },
    resized(15, '5Gi'),
    { at: 35, do: 'delete', resource: 'pods', name: 'neighbour' },
    resized(55, '20Gi'),
  ],
  seconds: 70,
};
