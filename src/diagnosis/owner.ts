import type { ClusterEvent } from '../kube/cluster-event.ts';
import { humanDuration } from '../kube/duration.ts';
import { at, itemsAt, numberAt, textAt, timeAt } from '../kube/json.ts';
import { ownerFindings } from './admission.ts';
import { conditionOf, fieldEvidence, quoted } from './case.ts';
import type { Finding } from './finding.ts';

/** Everything that the diagnosis of a Deployment, ReplicaSet, StatefulSet, DaemonSet or Job may look at. */
export interface OwnerFacts {
  /** Whole JSON as the server gave it, with its kind. */
  readonly owner: unknown;
  /** Those that stand between it and its pods: the ReplicaSets of a Deployment, the Jobs of a CronJob. */
  readonly between: readonly unknown[];
  readonly pods: readonly unknown[];
  /** Of the owner and of what stands between. */
  readonly events: readonly ClusterEvent[];
  /** ms since the epoch, on the cluster's clock. */
  readonly now: number;
  /** What could not be asked, each as a sentence. */
  readonly unknown?: readonly string[] | undefined;
}

interface Owner extends OwnerFacts {
  readonly kind: string;
  readonly name: string;
  readonly inNamespace: string;
  /** `deployment/web`, of which the evidence is. */
  readonly of: string;
}

/**
 * Why an owner has not the pods that it should have: what the API server refuses, a rollout that does not go on, a Job that
 * has failed. What its pods suffer from is told of each of them. Total.
 */
export function diagnoseOwner(facts: OwnerFacts): readonly Finding[] {
  const kind = textAt(facts.owner, 'kind');
  const name = textAt(facts.owner, 'metadata', 'name');
  const inNamespace = ` -n ${quoted(textAt(facts.owner, 'metadata', 'namespace') || 'default')}`;
  const owner: Owner = { ...facts, kind, name, inNamespace, of: `${kind.toLowerCase()}/${name}` };
  const newestFirst = [...facts.events].sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0));
  // What was refused before the last pod was made is over.
  const lastMade = newestFirst.find(({ reason }) => reason === 'SuccessfulCreate')?.lastAt ?? Number.NEGATIVE_INFINITY;
  const refused = newestFirst.filter(({ lastAt }) => (lastAt ?? 0) >= lastMade);
  const findings = [
    ...ownerFindings({ otherEvents: refused, owners: [facts.owner, ...facts.between], inNamespace }),
    ...conditionFindings(owner),
    ...stateFindings(owner),
  ];
  const found = findings.length > 0 ? findings : silenceFindings(owner);
  return [
    ...found,
    ...(facts.unknown ?? []).map(
      (sentence): Finding => ({
        id: 'not-asked',
        title: 'Could not be looked at',
        sentence,
        certainty: 'fact',
        severity: 'unknown',
        evidence: fieldEvidence('', ''),
      }),
    ),
  ];
}

/** Conditions that say what is wrong, by kind, type and status. */
const CONDITIONS: Readonly<Record<string, { readonly id: string; readonly title: string; readonly step: string }>> = {
  'Deployment Progressing False': {
    id: 'owner-rollout-stuck',
    title: 'Rollout does not go on',
    step: 'See what the newest pods suffer from; go back with rollout undo.',
  },
  'Job Failed True': { id: 'owner-job-failed', title: 'Job failed', step: 'Read the log of its last pod.' },
  'Job FailureTarget True': { id: 'owner-job-failing', title: 'Job is failing', step: 'Read the log of its last pod.' },
};

function conditionFindings(owner: Owner): Finding[] {
  return itemsAt(owner.owner, 'status', 'conditions').flatMap((condition, i): Finding[] => {
    const kind = CONDITIONS[`${owner.kind} ${textAt(condition, 'type')} ${textAt(condition, 'status')}`];
    if (!kind) return [];
    const since = timeAt(condition, 'lastTransitionTime');
    const reason = textAt(condition, 'reason');
    const message = textAt(condition, 'message').replace(/\.$/, '');
    const ago = since === undefined ? '' : `, ${humanDuration(owner.now - since)} ago`;
    return [
      {
        id: kind.id,
        title: kind.title,
        sentence: `${owner.kind} ${owner.name}: ${message || reason} (${reason}${ago}).`,
        certainty: 'fact',
        severity: 'error',
        evidence: fieldEvidence(`status.conditions[${i}].reason`, reason, owner.of),
        next: { step: kind.step, command: `kubectl describe ${owner.of}${owner.inNamespace}` },
      },
    ];
  });
}

/** What a person wanted so, and easily forgets. */
function stateFindings(owner: Owner): Finding[] {
  const spec = at(owner.owner, 'spec');
  const made = (
    id: string,
    title: string,
    sentence: string,
    path: string,
    step: string,
    command?: string,
  ): Finding => ({
    id,
    title,
    sentence,
    certainty: 'fact',
    severity: 'warning',
    evidence: fieldEvidence(path, textAt(owner.owner, ...path.split('.')), owner.of),
    next: { step, command },
  });
  const resume = owner.kind === 'Deployment' ? `kubectl rollout resume ${owner.of}${owner.inNamespace}` : undefined;
  return [
    ...(at(spec, 'paused') === true
      ? [
          made(
            'owner-paused',
            'Rollout paused',
            `${owner.kind} ${owner.name} is paused: changes of its template make no pods.`,
            'spec.paused',
            'Resume it when it may go on.',
            resume,
          ),
        ]
      : []),
    ...(at(spec, 'suspend') === true
      ? [
          made(
            'owner-suspended',
            'Suspended',
            `${owner.kind} ${owner.name} is suspended and makes no pods.`,
            'spec.suspend',
            'Set suspend to false when it may go on.',
          ),
        ]
      : []),
    ...(numberAt(spec, 'replicas') === 0
      ? [
          made(
            'owner-no-replicas',
            'No pods wanted',
            `${owner.kind} ${owner.name} is scaled to 0.`,
            'spec.replicas',
            'Scale it up when pods are wanted.',
            `kubectl scale ${owner.of}${owner.inNamespace} --replicas=1`,
          ),
        ]
      : []),
    ...(owner.kind === 'DaemonSet' && numberAt(owner.owner, 'status', 'desiredNumberScheduled') === 0
      ? [
          made(
            'owner-no-node',
            'No node fits',
            `No node fits what DaemonSet ${owner.name} asks for, so it wants no pods.`,
            'status.desiredNumberScheduled',
            'Compare its nodeSelector, affinity and tolerations with the nodes.',
            'kubectl get nodes --show-labels',
          ),
        ]
      : []),
    ...orderedFindings(owner),
  ];
}

/** A StatefulSet makes its next pod only when the one before is ready. */
function orderedFindings(owner: Owner): Finding[] {
  if (owner.kind !== 'StatefulSet' || textAt(owner.owner, 'spec', 'podManagementPolicy') === 'Parallel') return [];
  const wanted = numberAt(owner.owner, 'spec', 'replicas') ?? 1;
  if (owner.pods.length >= wanted) return [];
  const waitsFor = owner.pods.find(pod => textAt(conditionOf(pod, 'Ready')?.condition, 'status') !== 'True');
  const name = textAt(waitsFor, 'metadata', 'name');
  if (name === '') return [];
  return [
    {
      id: 'owner-ordered',
      title: 'Waits for one of its pods',
      sentence: `StatefulSet ${owner.name} has ${owner.pods.length} of ${wanted} pods; it makes the next only when ${name} is ready.`,
      certainty: 'fact',
      severity: 'warning',
      evidence: fieldEvidence('spec.podManagementPolicy', 'OrderedReady', owner.of),
      next: { step: `See what ${name} suffers from.`, command: `podscope explain ${quoted(name)}${owner.inNamespace}` },
    },
  ];
}

/** There should be pods, there are none, and nothing says why. */
function silenceFindings(owner: Owner): Finding[] {
  const wanted = numberAt(owner.owner, 'spec', 'replicas') ?? numberAt(owner.owner, 'spec', 'parallelism');
  if (owner.pods.length > 0 || wanted === undefined || wanted === 0) return [];
  if (textAt(conditionOf(owner.owner, 'Complete')?.condition, 'status') === 'True') return [];
  return [
    {
      id: 'owner-silent',
      title: 'No pods, and nothing says why',
      sentence: `${owner.kind} ${owner.name} wants ${wanted} ${wanted === 1 ? 'pod' : 'pods'} and has none; no Event and no condition tells the reason.`,
      certainty: 'guess',
      severity: 'warning',
      evidence: fieldEvidence('spec.replicas', String(wanted), owner.of),
      next: { step: 'See whether the controller manager runs.', command: 'kubectl get pods -n kube-system' },
    },
  ];
}
