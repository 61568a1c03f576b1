import { humanDuration } from '../kube/duration.ts';
import { at, isObject, numberAt, textAt, textsAt, timeAt } from '../kube/json.ts';
import { budgetFindings } from './budgets.ts';
import { type Case, command, conditionOf, eventEvidence, eventOf, fieldEvidence, quoted } from './case.ts';
import type { Finding } from './finding.ts';

/** How long the kubelet and the API server may take to say that the end has come, ms. */
const SLACK = 15_000;

/** A pod that goes, or should have gone; and what would stand against an eviction. */
export function deletionFindings(found: Case): Finding[] {
  const due = timeAt(found.pod, 'metadata', 'deletionTimestamp');
  if (due === undefined) return budgetFindings(found);
  const finalizers = textsAt(found.pod, 'metadata', 'finalizers');
  const running = found.containers.filter(({ status }) => isObject(at(status, 'state', 'running')));
  const over = found.now < due ? '' : `, its grace period was over ${humanDuration(found.now - due)} ago`;
  if (running.length === 0 && finalizers.length > 0) return [heldBack(found, finalizers, over)];
  if (found.now < due + SLACK)
    return [
      inGrace(
        found,
        due,
        running.map(each => each.name),
      ),
    ];
  return [
    overdue(
      found,
      running.map(each => each.name),
      finalizers,
      `its grace period was over ${humanDuration(found.now - due)} ago`,
    ),
  ];
}

function inGrace(found: Case, due: number, running: readonly string[]): Finding {
  const grace = numberAt(found.pod, 'metadata', 'deletionGracePeriodSeconds') ?? 30;
  const hook = eventOf(found, ['FailedPreStopHook']);
  const left = found.now < due ? `${humanDuration(due - found.now)} of ${grace} s` : 'nothing';
  const waits =
    running.length === 0
      ? 'no container runs any more'
      : `${running.join(', ')} still ${running.length === 1 ? 'runs' : 'run'}, with ${left} left before the kill`;
  return {
    id: 'deletion-grace',
    title: 'Within its grace period',
    sentence: `The pod was asked to go; ${waits}.${hook ? ` Its preStop hook failed: ${hook.message}` : ''}`,
    certainty: 'fact',
    severity: 'progressing',
    evidence: hook
      ? eventEvidence(hook)
      : fieldEvidence('metadata.deletionTimestamp', textAt(found.pod, 'metadata', 'deletionTimestamp')),
    next: { step: 'Nothing to do yet.' },
  };
}

function heldBack(found: Case, finalizers: readonly string[], over: string): Finding {
  const names = finalizers.join(', ');
  return {
    id: 'deletion-finalizer',
    title: 'Held back by finalizers',
    sentence: `All containers ended${over}, but the object stays until ${names} ${finalizers.length === 1 ? 'is' : 'are'} removed by ${finalizers.length === 1 ? 'its controller' : 'their controllers'}.`,
    certainty: 'fact',
    severity: 'error',
    evidence: fieldEvidence('metadata.finalizers', names),
    next: {
      step: 'See why the controller does not do its work; take a finalizer away by hand only if that controller is gone for good.',
      command: `kubectl get pod ${quoted(found.name)}${found.inNamespace} -o jsonpath='{.metadata.finalizers}'`,
    },
  };
}

function overdue(found: Case, running: readonly string[], finalizers: readonly string[], over: string): Finding {
  const node = textAt(found.pod, 'spec', 'nodeName');
  const ready = conditionOf(found.node, 'Ready');
  const lost = ready !== undefined && textAt(ready.condition, 'status') !== 'True';
  const killing = eventOf(found, ['FailedKillPod', 'FailedPreStopHook']);
  const still =
    running.length === 0
      ? 'The pod is still there'
      : `${running.join(', ')} still ${running.length === 1 ? 'counts' : 'count'} as running`;
  const why = lost
    ? `the node ${node} does not report, so nobody can confirm that it ended`
    : (killing?.message ?? 'the kubelet has not confirmed the end');
  return {
    id: lost ? 'deletion-node-lost' : 'deletion-overdue',
    title: lost ? 'Node cannot confirm the deletion' : 'Deletion is stuck',
    sentence: `${still} although ${over}: ${why}.${finalizers.length === 0 ? '' : ` Finalizers wait too: ${finalizers.join(', ')}.`}`,
    certainty: lost || killing ? 'fact' : 'guess',
    severity: 'error',
    evidence: lost
      ? fieldEvidence(ready.path, `Ready ${textAt(ready.condition, 'status')}`, `node/${node}`)
      : killing
        ? eventEvidence(killing)
        : fieldEvidence('metadata.deletionTimestamp', textAt(found.pod, 'metadata', 'deletionTimestamp')),
    next: {
      step: 'Look at the node; force the deletion only if the node is surely off, or two copies may run.',
      command: node === '' ? command.describe(found) : `kubectl describe node ${quoted(node)}`,
    },
  };
}
