import { itemsAt, textAt } from '../kube/json.ts';
import { type Case, command, conditionOf, eventEvidence, eventOf, fieldEvidence } from './case.ts';
import type { Evidence, Finding, NextStep } from './finding.ts';
import {
  cordonedText,
  hostPorts,
  shortage,
  spreadsText,
  taintedText,
  taintText,
  unlabelledText,
  volumePlaces,
  wishes,
} from './node-words.ts';
import { parseSchedulerMessage, type Refusal, type RefusalKind } from './scheduler-message.ts';

/** Why the scheduler has placed the pod on no node. */
export function schedulingFindings(found: Case): Finding[] {
  if (textAt(found.pod, 'spec', 'nodeName') !== '') return [];
  const gates = itemsAt(found.pod, 'spec', 'schedulingGates').map(gate => textAt(gate, 'name'));
  if (gates.length > 0) return [gated(gates)];

  const scheduled = conditionOf(found.pod, 'PodScheduled');
  // The gates are gone, and the scheduler has not looked since.
  if (textAt(scheduled?.condition, 'reason') === 'SchedulingGated') return [];
  const event = eventOf(found, ['FailedScheduling']);
  const message = textAt(scheduled?.condition, 'message') || (event?.message ?? '');
  if (message === '') return scheduled || found.phase !== 'Pending' ? [] : [notSeen(found)];
  const evidence = textAt(scheduled?.condition, 'message')
    ? fieldEvidence(`${scheduled!.path}.message`, message)
    : eventEvidence(event!);
  const { total, refusals, preemption } = parseSchedulerMessage(message);
  const findings = refusals.map(refusal => refusalFinding(found, refusal, total, evidence));
  const nominated = textAt(found.pod, 'status', 'nominatedNodeName');
  if (nominated !== '') return [...findings, nominatedFinding(nominated)];
  if (preemption !== '') findings.push(preemptionFinding(preemption, evidence));
  return findings;
}

const PREEMPTING = 'Room is being made by preemption';
const PREEMPTED: NextStep = {
  step: 'See which pods go, and for how long.',
  command: 'kubectl get events -A --field-selector reason=Preempted',
};

/** Room is being made: pods of lower priority were asked to go, and take their grace periods. */
const nominatedFinding = (node: string): Finding => ({
  id: 'scheduling-nominated',
  title: PREEMPTING,
  sentence: `The scheduler ends pods of lower priority on ${node}; the pod is placed there when they are gone, unless something better turns up.`,
  certainty: 'fact',
  severity: 'progressing',
  evidence: fieldEvidence('status.nominatedNodeName', node),
  next: PREEMPTED,
});

const gated = (gates: readonly string[]): Finding => ({
  id: 'scheduling-gated',
  title: 'Held back by scheduling gates',
  sentence: `The scheduler does not look at the pod until ${gates.join(', ')} ${gates.length === 1 ? 'is' : 'are'} taken away.`,
  certainty: 'fact',
  severity: 'progressing',
  evidence: fieldEvidence('spec.schedulingGates', gates.join(', ')),
  next: { step: 'Ask the controller that set the gate; it removes it when the pod may start.' },
});

function notSeen(found: Case): Finding {
  const scheduler = textAt(found.pod, 'spec', 'schedulerName') || 'default-scheduler';
  return {
    id: 'scheduling-unseen',
    title: 'No scheduler has looked at the pod',
    sentence: `The pod has no node and no PodScheduled condition: the scheduler ${scheduler} does not run, or has not come to it yet.`,
    certainty: 'guess',
    severity: 'warning',
    evidence: fieldEvidence('spec.schedulerName', scheduler),
    next: { step: `See whether ${scheduler} runs.`, command: 'kubectl get pods -n kube-system' },
  };
}

interface Kind {
  readonly title: string;
  /** Follows `2 of 5 nodes: `, or stands alone. */
  readonly says: (refusal: Refusal, found: Case) => string;
  readonly next: (refusal: Refusal, found: Case) => NextStep;
}

const NODE_LABELS = 'kubectl get nodes --show-labels';

const KINDS: Readonly<Record<RefusalKind, Kind>> = {
  resource: {
    title: 'Too little room',
    says: ({ subject }, found) => `not enough ${subject} left${shortage(found, subject)}.`,
    next: ({ subject }) => ({
      step: `Ask for less ${subject}, free some, or add a node.`,
      command: "kubectl describe nodes | grep -A 8 'Allocated resources'",
    }),
  },
  'too-many-pods': {
    title: 'Nodes full of pods',
    says: () => 'the number of pods that the node may hold is reached.',
    next: () => ({
      step: 'Add a node, or raise maxPods of the kubelet.',
      command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.status.allocatable.pods',
    }),
  },
  taint: {
    title: 'Taint not tolerated',
    says: ({ subject }, found) =>
      `a taint ${subject === '' ? '' : `${taintText(subject)} `}keeps off pods that do not tolerate it${taintedText(found, subject)}.`,
    next: () => ({
      step: 'Add a toleration to the pod if it belongs there, or take the taint away.',
      command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints',
    }),
  },
  'node-affinity': {
    title: 'Node selector or affinity',
    says: (_, found) => `the labels do not match what the pod asks of its node${wishes(found)}.`,
    next: () => ({ step: 'Compare nodeSelector and nodeAffinity with the labels of the nodes.', command: NODE_LABELS }),
  },
  'pod-affinity': {
    title: 'Pod affinity',
    says: () => 'no pod runs there that the pod wants beside it.',
    next: (_, found) => ({
      step: 'Compare podAffinity with the labels of running pods.',
      command: command.describe(found),
    }),
  },
  'pod-anti-affinity': {
    title: 'Pod anti-affinity',
    says: () => 'a pod runs there that the pod, or the other one, wants to keep apart.',
    next: (_, found) => ({
      step: 'Add a node, or turn the required anti-affinity into a preferred one.',
      command: `kubectl get pods${found.inNamespace} -o wide --show-labels`,
    }),
  },
  'topology-spread': {
    title: 'Topology spread',
    says: ({ text }, found) =>
      /missing required label/.test(text)
        ? `the label of the topology key is missing${unlabelledText(found)}.`
        : `the pod there would skew the spread beyond maxSkew${spreadsText(found)}.`,
    next: () => ({ step: 'Check topologyKey and maxSkew against the labels of the nodes.', command: NODE_LABELS }),
  },
  ports: {
    title: 'Host port taken',
    says: (_, found) => `a host port that the pod asks for (${hostPorts(found) || 'see spec'}) is taken.`,
    next: () => ({ step: 'Do without hostPort, or add nodes: each can give the port once.' }),
  },
  cordoned: {
    title: 'Nodes cordoned',
    says: (_, found) => `marked unschedulable: someone cordons or drains it${cordonedText(found)}.`,
    next: () => ({ step: 'Uncordon the node when its maintenance is over.', command: 'kubectl get nodes' }),
  },
  'claim-unbound': {
    title: 'Claim not bound',
    says: () => 'A PersistentVolumeClaim of the pod is not bound to a volume yet.',
    next: (_, found) => ({
      step: 'Read why the claim is not bound.',
      command: `kubectl describe pvc${found.inNamespace}`,
    }),
  },
  'claim-missing': {
    title: 'Claim missing',
    says: ({ subject }) => `The PersistentVolumeClaim ${subject} does not exist or is being deleted.`,
    next: (_, found) => ({
      step: 'Create the claim, or correct its name.',
      command: `kubectl get pvc${found.inNamespace}`,
    }),
  },
  'storage-class-missing': {
    title: 'StorageClass missing',
    says: ({ subject }) => `The StorageClass ${subject} does not exist.`,
    next: () => ({ step: 'Name a class that exists.', command: 'kubectl get storageclass' }),
  },
  'volume-node': {
    title: 'Volume lives elsewhere',
    says: (_, found) => `the volume of the pod can only be used on another node or zone${volumePlaces(found)}.`,
    next: () => ({ step: 'See where the volume may be used.', command: 'kubectl describe pv' }),
  },
  'volume-zone': {
    title: 'Volume in another zone',
    says: () => 'the volume of the pod is in another zone.',
    next: () => ({
      step: 'Use a StorageClass with volumeBindingMode WaitForFirstConsumer.',
      command: 'kubectl get storageclass',
    }),
  },
  'volume-count': {
    title: 'Too many volumes',
    says: () => 'the node can attach no more volumes.',
    next: () => ({ step: 'Add a node.', command: 'kubectl get csinodes -o yaml' }),
  },
  'volume-none': {
    title: 'No volume to bind',
    says: () => 'no PersistentVolume fits the claim, and none can be made there.',
    next: () => ({
      step: 'Compare size, class and access modes of claim and volumes.',
      command: 'kubectl get pv,pvc -A',
    }),
  },
  'volume-missing': {
    title: 'Volume of the claim is gone',
    says: ({ subject }) =>
      `a claim of the pod is bound to a PersistentVolume that does not exist${subject === '' ? '' : `: ${subject}`}.`,
    next: (_, found) => ({
      step: 'Restore the volume, or delete the claim and let it be made anew: what it held is lost.',
      command: `kubectl get pvc${found.inNamespace}`,
    }),
  },
  'volume-bind': {
    title: 'Volumes not bound in time',
    says: ({ subject }) => `A node was chosen, but the volumes of the pod were not bound for it: ${subject}.`,
    next: (_, found) => ({
      step: 'Look at what makes the volumes; the scheduler tries again by itself.',
      command: `kubectl describe pvc${found.inNamespace}`,
    }),
  },
  'volume-in-use': {
    title: 'Volume in use by another pod',
    says: () => 'another pod has the volume, which only one pod may use at a time.',
    next: (_, found) => ({
      step: 'See which pod has it; the pod is placed when that one is gone.',
      command: `kubectl describe pvc${found.inNamespace}`,
    }),
  },
  'volume-driver': {
    title: 'Storage driver missing',
    says: ({ subject }) => `the CSI driver ${subject} does not run there.`,
    next: () => ({
      step: "See whether the driver's DaemonSet runs on these nodes.",
      command: 'kubectl get csinodes,csidrivers',
    }),
  },
  'node-features': {
    title: 'Kubelet cannot do what the pod needs',
    says: () => 'its kubelet does not declare a feature that a field of the pod needs.',
    next: () => ({ step: 'Upgrade these nodes, or do without the newest fields of the pod.' }),
  },
  group: {
    title: 'Waits for its group',
    says: ({ text }) => `The pods of its group are placed together or not at all: ${text}.`,
    next: (_, found) => ({
      step: 'See which pods of the group are missing, and whether the group has room as a whole.',
      command: `kubectl get podgroups${found.inNamespace}`,
    }),
  },
  preempting: {
    title: PREEMPTING,
    says: () => 'Pods of lower priority were asked to go; the pod waits for their end.',
    next: () => PREEMPTED,
  },
  prefilter: {
    title: 'Left out from the start',
    says: () => 'not among those that the pod names itself, by node affinity or by a volume that it has.',
    next: (_, found) => ({ step: 'The other reasons count.', command: command.describe(found) }),
  },
  'device-claim': {
    title: 'Device not available',
    says: ({ text }) => `${text}.`,
    next: (_, found) => ({
      step: 'Look at the resource claims.',
      command: `kubectl get resourceclaims${found.inNamespace}`,
    }),
  },
  'no-nodes': {
    title: 'No nodes',
    says: () => 'The cluster has no node that pods can be placed on.',
    next: () => ({ step: 'Add a node, or see why none has joined.', command: 'kubectl get nodes' }),
  },
  other: {
    title: 'The scheduler refuses',
    says: ({ text }) => `${text}.`,
    next: (_, found) => ({ step: "Read the scheduler's message.", command: command.describe(found) }),
  },
};

function refusalFinding(found: Case, refusal: Refusal, total: number | undefined, evidence: Evidence): Finding {
  const kind = KINDS[refusal.kind];
  const many = refusal.nodes === undefined || refusal.kind === 'no-nodes' ? '' : `${nodesText(refusal.nodes, total)}: `;
  return {
    id: `scheduling-${refusal.kind}`,
    title: refusal.kind === 'resource' ? `${kind.title}: ${refusal.subject}` : kind.title,
    sentence: many + kind.says(refusal, found),
    certainty: 'fact',
    severity: refusal.kind === 'preempting' ? 'progressing' : 'error',
    evidence,
    next: kind.next(refusal, found),
  };
}

/** The scheduler's words for what comes of making room, from the particular to the general. */
const PREEMPTIONS: readonly (readonly [RegExp, Pick<Finding, 'id' | 'title' | 'severity'>, sentence?: string])[] = [
  [
    /preemptionPolicy=Never/,
    { id: 'scheduling-preemption-never', title: 'Ends no other pods', severity: 'unknown' },
    'Its preemptionPolicy is Never: it waits for room instead of having pods of lower priority ended.',
  ],
  [
    /terminating pod on the nominated node|waiting for the preemption/,
    { id: 'scheduling-preempting', title: PREEMPTING, severity: 'progressing' },
    'Pods of lower priority already end on the node that was chosen for it; the pod waits for them.',
  ],
  [/^/, { id: 'scheduling-preemption', title: 'Ending other pods would not help', severity: 'unknown' }],
];

function preemptionFinding(preemption: string, evidence: Evidence): Finding {
  const [, kind, sentence = `${preemption}.`] = PREEMPTIONS.find(([pattern]) => pattern.test(preemption))!;
  return { ...kind, sentence, certainty: 'fact', evidence };
}

const nodesText = (nodes: number, total: number | undefined): string =>
  total === undefined ? `${nodes} node${nodes === 1 ? '' : 's'}` : `${nodes} of ${total} node${total === 1 ? '' : 's'}`;
