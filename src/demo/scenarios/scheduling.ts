/** Pods that wait for a node, or lose theirs. */
import { nodeDraft } from '../nodes.ts';
import { pod, type Scenario } from './scenario.ts';

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

function bigNode() {
  const node = nodeDraft(4, 0, 0);
  const size = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '64Gi', pods: '110' };
  const { creationTimestamp: _joins, ...metadata } = node.metadata;
  return { ...node, metadata, status: { ...(node.status as object), capacity: size, allocatable: size } };
}

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
  look: 'After 40 seconds Ready turns False while STATUS still says Running, since nobody on the node can say otherwise; after five more minutes the pod is Terminating, and goes only when the node is back.',
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
