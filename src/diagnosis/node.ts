import { humanDuration } from '../kube/duration.ts';
import { at, itemsAt, textAt, timeAt } from '../kube/json.ts';
import { parseQuantity, quantityText } from '../kube/quantity.ts';
import { type Case, conditionOf, eventEvidence, eventOf, fieldEvidence, quoted } from './case.ts';
import type { Finding } from './finding.ts';

/** What the node of the pod suffers from, and pods that were ended for their node's sake. */
export function nodeFindings(found: Case): Finding[] {
  return [
    ...conditionFindings(found),
    ...cordonFindings(found),
    ...evictionFindings(found),
    ...disruptionFindings(found),
  ];
}

const PRESSURES: Readonly<Record<string, string>> = {
  MemoryPressure: 'is short of memory and evicts pods that use more than they request',
  DiskPressure: 'is short of disk, evicts pods and takes no new ones',
  PIDPressure: 'is short of process numbers',
  NetworkUnavailable: 'has no network for pods yet',
};

function conditionFindings(found: Case): Finding[] {
  const node = textAt(found.node, 'metadata', 'name');
  if (node === '') return [];
  return itemsAt(found.node, 'status', 'conditions').flatMap((condition, i): Finding[] => {
    const type = textAt(condition, 'type');
    const status = textAt(condition, 'status');
    const pressure = PRESSURES[type];
    if (type === 'Ready' ? status === 'True' : pressure === undefined || status !== 'True') return [];
    const since = timeAt(condition, 'lastTransitionTime');
    const ago = since === undefined ? '' : ` for ${humanDuration(found.now - since)}`;
    const message = textAt(condition, 'message');
    const said = message === '' ? '' : `: ${message.replace(/\.$/, '')}`;
    const says = status === 'Unknown' ? `has not reported${ago}${said}` : `is not ready${ago}${said}`;
    return [
      {
        id: type === 'Ready' ? 'node-not-ready' : `node-${type.toLowerCase()}`,
        title: type === 'Ready' ? 'Node not ready' : `Node: ${type}`,
        sentence: `The node ${node} ${type === 'Ready' ? says : pressure + ago + said}.`,
        certainty: 'fact',
        severity: 'error',
        evidence: fieldEvidence(`status.conditions[${i}].status`, `${type} ${status}`, `node/${node}`),
        next: { step: 'Look at the node.', command: `kubectl describe node ${quoted(node)}` },
      },
    ];
  });
}

function cordonFindings(found: Case): Finding[] {
  if (at(found.node, 'spec', 'unschedulable') !== true) return [];
  const node = textAt(found.node, 'metadata', 'name');
  return [
    {
      id: 'node-cordoned',
      title: 'Node cordoned',
      sentence: `The node ${node} takes no new pods: someone cordons or drains it.`,
      certainty: 'fact',
      severity: 'unknown',
      evidence: fieldEvidence('spec.unschedulable', 'true', `node/${node}`),
      next: { step: 'When the maintenance is over, uncordon it.', command: `kubectl uncordon ${quoted(node)}` },
    },
  ];
}

/** The kubelet's messages for the pods it evicts. */
const EVICTIONS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    /The node was low on resource: ([\w.-]+)\.(?: Threshold quantity: ([^,]+), available: ([^.]+)\.)?/,
    ([, resource, threshold, available]) =>
      `its node was low on ${resource}${threshold ? ` (${amountText(available)} left, ${amountText(threshold)} wanted)` : ''}`,
  ],
  [
    /ephemeral local storage usage exceeds the total limit of containers ([^.\s]+)/,
    ([, limit]) => `its containers wrote more than their ephemeral-storage limits of ${limit} together`,
  ],
  [
    /Usage of EmptyDir volume "([^"]+)" exceeds the limit "([^"]+)"/,
    ([, volume, limit]) => `the emptyDir ${volume} grew beyond its limit of ${limit}`,
  ],
  [
    /Container (\S+) exceeded its local ephemeral storage limit "([^"]+)"/,
    ([, name, limit]) => `${name} wrote more than its ephemeral-storage limit of ${limit}`,
  ],
  [/The node had condition: \[([^\]]+)\]/, ([, condition]) => `its node had ${condition}`],
];

/** The kubelet writes some amounts in bytes. */
function amountText(quantity = ''): string {
  const amount = parseQuantity(quantity);
  return amount === undefined ? quantity : quantityText(amount, 'memory');
}

function evictionFindings(found: Case): Finding[] {
  if (textAt(found.pod, 'status', 'reason') !== 'Evicted') return [];
  const message = textAt(found.pod, 'status', 'message');
  const known = EVICTIONS.map(([pattern, says]) => [pattern.exec(message), says] as const).find(([match]) => match);
  const usages = [...message.matchAll(/(?:Container|Pod) (\S+) was using ([^,]+), request is ([^,.]+)/g)];
  const cause = known?.[0] ? known[1](known[0]) : usages.length > 0 ? 'its node was short' : message || 'of its node';
  const used = usages
    .map(([, who, amount, request]) => ` ${who} was using ${amount} and requests ${request}.`)
    .join('');
  const node = textAt(found.pod, 'spec', 'nodeName');
  return [
    {
      id: 'node-eviction',
      title: 'Evicted by the kubelet',
      sentence: `The kubelet of ${node || 'its node'} ended the pod because ${cause}.${used}`,
      certainty: 'fact',
      severity: 'error',
      evidence: fieldEvidence('status.message', message),
      next: {
        step: usages.some(([, , , request]) => request === '0')
          ? 'Request what it needs, so that it is not among the first to go.'
          : 'Clear the node, or set requests and limits to what is used.',
        command: node === '' ? undefined : `kubectl describe node ${quoted(node)}`,
      },
    },
  ];
}

const DISRUPTIONS: Readonly<Record<string, string>> = {
  PreemptionByScheduler: 'The scheduler ended the pod to make room for one of higher priority',
  DeletionByTaintManager: 'The pod does not tolerate a NoExecute taint of its node',
  EvictionByEvictionAPI: 'Someone evicted the pod: a drain, an autoscaler, a person',
  DeletionByPodGC: 'The garbage collector deleted the pod because its node is gone',
  TerminationByKubelet: 'The kubelet ended the pod: node pressure, shutdown, or room for a critical pod',
};

function disruptionFindings(found: Case): Finding[] {
  const target = conditionOf(found.pod, 'DisruptionTarget');
  if (target === undefined || textAt(target.condition, 'status') !== 'True') return [];
  const reason = textAt(target.condition, 'reason');
  const message = textAt(target.condition, 'message');
  const event = eventOf(found, ['Preempted', 'TaintManagerEviction', 'Evicted']);
  return [
    {
      id: 'node-disruption',
      title: `Ended from outside: ${reason}`,
      sentence: `${DISRUPTIONS[reason] ?? `The pod was chosen to go (${reason})`}${message === '' ? '' : `: ${message.replace(/\.$/, '')}`}.`,
      certainty: 'fact',
      severity: 'warning',
      evidence: event ? eventEvidence(event) : fieldEvidence(`${target.path}.reason`, reason),
      next: { step: 'Its owner makes another pod; see whether it found a place.' },
    },
  ];
}
