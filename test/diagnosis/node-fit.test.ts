import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { untolerated } from '../../src/diagnosis/node-fit.ts';
import { pod } from '../support/pods.ts';
import { NOW } from './support.ts';

const CONTROL_PLANE = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
const GPU = { key: 'dedicated', value: 'gpu', effect: 'NoExecute' };
const node = (name: string, cpu: string, spec: object = {}, labels: object = {}) => ({
  metadata: { name, labels },
  spec,
  status: { allocatable: { cpu } },
});
const taken = (nodeName: string, cpu: string) => ({
  spec: { nodeName, containers: [{ resources: { requests: { cpu } } }] },
});

/** What is said of a pod that asks for 2 cores and that the scheduler has refused with this message. */
const said = (message: string, nodes: readonly object[], more: object = {}, pods: readonly object[] | undefined = []) =>
  diagnose({
    now: NOW,
    nodes,
    pods,
    pod: pod({
      phase: 'Pending',
      node: '',
      containers: [{ state: {} }],
      conditions: { PodScheduled: { status: 'False', reason: 'Unschedulable', message } },
      spec: { containers: [{ name: 'app', resources: { requests: { cpu: '2' } } }], ...more },
    }),
  }).map(({ sentence }) => sentence);

const SHORT = '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu.';

describe('what a node has left', () => {
  const nodes = [node('cp', '16', { taints: [CONTROL_PLANE] }), node('node-1', '4'), node('node-2', '4')];
  const pods = [taken('node-1', '3'), taken('node-2', '3500m')];

  test('does not count where a taint keeps the pod off', () => {
    expect(said(SHORT, nodes, {}, pods)).toEqual([
      '1 of 3 nodes: a taint keeps off pods that do not tolerate it: cp (node-role.kubernetes.io/control-plane:NoSchedule).',
      '2 of 3 nodes: not enough cpu left: the pod asks for 2; the most any node that it may use has left is 1 on node-1, short by 1.',
    ]);
  });

  test('counts where the pod tolerates it', () => {
    expect(
      said('0/3 nodes are available: 3 Insufficient cpu.', nodes, { tolerations: [{ operator: 'Exists' }] }, pods),
    ).toEqual(['3 of 3 nodes: not enough cpu left: the pod asks for 2; by now cp has 16 left.']);
  });

  test.for([
    ['a cordon', { unschedulable: true }, {}],
    ['the node selector', {}, { nodeSelector: { disk: 'ssd' } }],
    [
      'the node affinity',
      {},
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'cores', operator: 'Lt', values: ['8'] }] }],
            },
          },
        },
      },
    ],
    [
      'a node affinity by name',
      {},
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['small'] }] }],
            },
          },
        },
      },
    ],
  ] as const)('does not count behind %s', ([, spec, wish]) => {
    const two = [
      node('big', '16', spec, { disk: 'hdd', cores: '16' }),
      node('small', '1', {}, { disk: 'ssd', cores: '1' }),
    ];
    expect(said('0/2 nodes are available: 2 Insufficient cpu.', two, wish)[0]).toContain(
      'no node that it may use can ever hold that: the largest, small, offers 1',
    );
  });
});

test('a spread is told by its key, and the nodes without it by their names', () => {
  const wish = {
    topologySpreadConstraints: [
      { maxSkew: 2, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
      { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
  };
  const message =
    "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) didn't match pod topology spread constraints (missing required label).";
  expect(said(message, [node('a', '4', {}, { zone: 'x' }), node('b', '4')], wish)).toEqual([
    '1 of 2 nodes: the pod there would skew the spread beyond maxSkew: zone (maxSkew 2).',
    '1 of 2 nodes: the label of the topology key is missing: b (zone).',
  ]);
});

test('cordoned nodes are named, as many as one reads', () => {
  const nodes = Array.from({ length: 6 }, (_, i) => node(`node-${i}`, '4', { unschedulable: true }));
  expect(said('0/6 nodes are available: 6 node(s) were unschedulable.', nodes)).toEqual([
    '6 of 6 nodes: marked unschedulable: someone cordons or drains it: node-0, node-1, node-2, node-3 and 2 more.',
  ]);
});

test.for([
  ['nothing', [], ['dedicated=gpu:NoExecute']],
  ['its key and value', [{ key: 'dedicated', value: 'gpu' }], []],
  ['another value', [{ key: 'dedicated', value: 'db' }], ['dedicated=gpu:NoExecute']],
  ['its key, whatever the value', [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }], []],
  ['another effect', [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }], ['dedicated=gpu:NoExecute']],
  ['everything', [{ operator: 'Exists' }], []],
] as const)('a taint where the pod tolerates %s', ([, tolerations, kept]) => {
  expect(untolerated({ spec: { tolerations } }, node('n', '1', { taints: [GPU] }))).toEqual(kept);
});
