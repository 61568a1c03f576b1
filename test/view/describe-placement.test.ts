import { expect, test } from 'vitest';
import { describePod } from '../../src/view/describe/describe.ts';
import { describeText } from '../../src/view/describe/describe-lines.ts';

const HARD = 'requiredDuringSchedulingIgnoredDuringExecution';
const SOFT = 'preferredDuringSchedulingIgnoredDuringExecution';
const HOST = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** What is said of where a pod may run, a line each, without how it is indented. */
function placement(spec: object): readonly string[] {
  const section = describePod({ pod: { spec }, now: 0, status: { word: 'Pending', why: '' } }).find(
    ({ id }) => id === 'placement',
  )!;
  return describeText([section])
    .slice(1)
    .map(line => line.trim().replaceAll(/ {2,}/g, '  '))
    .filter(line => !/^(?:Node-Selectors|Tolerations) {2}<none>$/.test(line));
}

const node = (nodeAffinity: object) => ({ affinity: { nodeAffinity } });
const terms = (...nodeSelectorTerms: readonly object[]) => node({ [HARD]: { nodeSelectorTerms } });
const wish = (operator: string, ...values: readonly string[]) => ({ key: 'disk', operator, values });
const app = (name: string) => ({ matchLabels: { app: name } });
const near = (term: object) => ({ affinity: { podAffinity: { [HARD]: [{ topologyKey: HOST, ...term }] } } });

test.for<readonly [what: string, spec: object, lines: readonly string[]]>([
  [
    'a node selector',
    { nodeSelector: { disk: 'ssd', gpu: 'a100' } },
    ['Node-Selectors  disk=ssd', 'gpu=a100', 'required: a node with all of these labels'],
  ],
  ['one value', terms({ matchExpressions: [wish('In', 'ssd')] }), ['Node Affinity  required: a node with disk=ssd']],
  [
    'several values and labels',
    terms({ matchExpressions: [wish('In', 'ssd', 'nvme'), { key: 'gpu', operator: 'Exists' }] }),
    ['Node Affinity  required: a node with disk in (nvme,ssd) and gpu'],
  ],
  [
    'what may not be',
    terms({ matchExpressions: [wish('NotIn', 'hdd'), { key: 'spot', operator: 'DoesNotExist' }] }),
    ['Node Affinity  required: a node with disk notin (hdd) and !spot'],
  ],
  [
    'numbers',
    terms({ matchExpressions: [wish('Gt', '4'), wish('Lt', '9')] }),
    ['Node Affinity  required: a node with disk > 4 and disk < 9'],
  ],
  [
    'a field of the node',
    terms({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }),
    ['Node Affinity  required: a node with metadata.name=node-1'],
  ],
  [
    'terms, of which one is enough',
    terms({ matchExpressions: [wish('In', 'ssd')] }, { matchExpressions: [wish('Exists')] }),
    ['Node Affinity  required: a node with disk=ssd', 'or a node with disk'],
  ],
  ['a term that asks nothing, which no node meets', terms({}), ['Node Affinity  required: no node (an empty term)']],
  [
    'an operator of a later Kubernetes',
    terms({ matchExpressions: [wish('Like', 's*')] }),
    ['Node Affinity  required: a node with disk Like (s*)'],
  ],
  [
    'what is only preferred, by its weight',
    node({
      [HARD]: { nodeSelectorTerms: [{ matchExpressions: [wish('Exists')] }] },
      [SOFT]: [
        { weight: 20, preference: { matchExpressions: [wish('In', 'ssd')] } },
        { weight: 80, preference: { matchExpressions: [wish('In', 'nvme')] } },
      ],
    }),
    [
      'Node Affinity  required: a node with disk',
      'preferred (weight 20): a node with disk=ssd',
      'preferred (weight 80): a node with disk=nvme',
    ],
  ],
  [
    'beside other pods',
    near({ labelSelector: app('db') }),
    [`Pod Affinity  required: the same node (${HOST}) as pods with app=db`],
  ],
  [
    'in the zone or another place of other pods',
    {
      affinity: {
        podAffinity: {
          [SOFT]: [
            { weight: 5, podAffinityTerm: { topologyKey: ZONE, labelSelector: app('db') } },
            { weight: 6, podAffinityTerm: { topologyKey: 'rack', labelSelector: app('db') } },
          ],
        },
      },
    },
    [
      `Pod Affinity  preferred (weight 5): the same zone (${ZONE}) as pods with app=db`,
      'preferred (weight 6): the same rack as pods with app=db',
    ],
  ],
  [
    'away from its like',
    { affinity: { podAntiAffinity: { [HARD]: [{ topologyKey: HOST, labelSelector: app('shop') }] } } },
    [`Pod Anti-Affinity  required: not the same node (${HOST}) as pods with app=shop`],
  ],
  ['of all pods', near({ labelSelector: {} }), [`Pod Affinity  required: the same node (${HOST}) as any pods`]],
  [
    'of none, without a selector',
    near({}),
    [`Pod Affinity  required: the same node (${HOST}) as no pods (it selects none)`],
  ],
  [
    'of pods in other namespaces',
    near({ labelSelector: app('db'), namespaces: ['a', 'b'] }),
    [`Pod Affinity  required: the same node (${HOST}) as pods with app=db in the namespaces a, b`],
  ],
  [
    'of pods in chosen namespaces',
    near({ labelSelector: app('db'), namespaces: ['a'], namespaceSelector: { matchLabels: { team: 'x' } } }),
    [`Pod Affinity  required: the same node (${HOST}) as pods with app=db in the namespaces a, those with team=x`],
  ],
  [
    'of pods in all namespaces',
    near({ labelSelector: app('db'), namespaceSelector: {} }),
    [`Pod Affinity  required: the same node (${HOST}) as pods with app=db in all namespaces`],
  ],
  [
    'of pods of the same or another revision',
    near({ labelSelector: app('db'), matchLabelKeys: ['pod-template-hash'], mismatchLabelKeys: ['tenant'] }),
    [
      `Pod Affinity  required: the same node (${HOST}) as pods with app=db, the same pod-template-hash and another tenant`,
    ],
  ],
  [
    'what a later Kubernetes adds',
    near({ labelSelector: app('db'), minimum: 3 }),
    [`Pod Affinity  required: the same node (${HOST}) as pods with app=db`, 'minimum  3'],
  ],
  [
    'how pods are spread',
    {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: app('shop') },
        {
          maxSkew: 2,
          topologyKey: HOST,
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: app('shop'),
          minDomains: 3,
        },
      ],
    },
    [
      `Topology Spread Constraints  ${ZONE}:DoNotSchedule when max skew 1 is exceeded for selector app=shop`,
      'required: from zone to zone the number of pods with app=shop differs by at most 1',
      `${HOST}:ScheduleAnyway when max skew 2 is exceeded for selector app=shop`,
      'preferred: from node to node the number of pods with app=shop differs by at most 2',
      'minDomains  3',
    ],
  ],
] as const)('%s', ([, spec, lines]) => {
  expect(placement(spec)).toEqual(lines);
});
