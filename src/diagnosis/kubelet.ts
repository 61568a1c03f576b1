import { textAt } from '../kube/json.ts';
import { quantityText } from '../kube/quantity.ts';
import { type Case, command, conditionOf, fieldEvidence, quoted } from './case.ts';
import type { Finding } from './finding.ts';

/** An amount as the kubelet counts it, thousandths of a core or bytes, as a person writes it. */
export const kubeletAmount = (amount: string, resource: string): string =>
  quantityText(Number(amount) / (resource === 'cpu' ? 1000 : 1), resource);

/** `status.reason` of a pod that another finder speaks for. */
const SPOKEN_FOR = new Set(['', 'Evicted', 'DeadlineExceeded']);

/** Reasons with which a pod that ran was ended; most others refuse it before it runs. */
const ENDED = new Set(['Terminated', 'Shutdown', 'Preempting']);

/** What was done to the pod as a whole on its node: refused (`OutOfcpu`, `NodePorts`), ended (`Terminated`), or lost sight of. */
export function kubeletFindings(found: Case): Finding[] {
  const reason = textAt(found.pod, 'status', 'reason');
  const message = textAt(found.pod, 'status', 'message');
  const said = message || reason;
  const node = textAt(found.pod, 'spec', 'nodeName');
  const shared = {
    certainty: 'fact',
    severity: 'error',
    evidence: fieldEvidence(message === '' ? 'status.reason' : 'status.message', said),
    next: {
      step: 'Look at the node, and what else it holds.',
      command: node === '' ? command.describe(found) : `kubectl describe node ${quoted(node)}`,
    },
  } as const;
  if (reason === 'NodeLost') {
    const sentence = `The node ${node} does not report, so what became of the pod on it is not known: ${said}.`;
    return [{ id: 'node-lost', title: 'Node lost', sentence, ...shared }];
  }
  if (found.phase !== 'Failed' || SPOKEN_FOR.has(reason)) return [];
  if (ENDED.has(reason) || (hasRun(found) && !/^Pod was rejected|^Failed to admit/.test(message))) {
    // The condition says the same, and better.
    if (textAt(conditionOf(found.pod, 'DisruptionTarget')?.condition, 'status') === 'True') return [];
    const sentence = `The kubelet of ${node} ended the pod: ${said.replace(/\.$/, '')}. Its owner makes another.`;
    return [{ id: 'kubelet-ended', title: `Ended by the kubelet: ${reason}`, sentence, ...shared }];
  }
  const sentence = shortText(message, node) ?? `The node ${node} refused the pod: ${said}`;
  return [{ id: 'kubelet-refusal', title: `Refused by the kubelet: ${reason}`, sentence, ...shared }];
}

const hasRun = ({ containers }: Case): boolean =>
  containers.some(({ status }) => textAt(status, 'state', 'terminated', 'startedAt') !== '');

/** What the node had too little of, and how little. */
function shortText(message: string, node: string): string | undefined {
  const match = /resource: (\S+), requested: (\d+), used: (\d+), capacity: (\d+)/.exec(message);
  if (match === null) return undefined;
  const [, resource = '', ...amounts] = match;
  const [asked = 0, used = 0, capacity = 0] = amounts.map(Number);
  const text = (amount: number): string => kubeletAmount(String(amount), resource);
  const what = resource === 'pods' ? 'room for pods' : resource;
  return `The node ${node} had too little ${what}: ${text(asked)} asked for, ${text(used)} of ${text(capacity)} used, so short by ${text(asked + used - capacity)}. The pod will not be tried again; its owner makes another.`;
}
