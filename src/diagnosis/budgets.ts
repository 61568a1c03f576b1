import { at, numberAt, textAt } from '../kube/json.ts';
import { type Case, conditionOf, fieldEvidence, quoted } from './case.ts';
import type { Finding } from './finding.ts';
import { selects } from './selects.ts';

/** PodDisruptionBudgets that would hold an eviction of this pod now, as the API server decides it. */
export function budgetFindings(found: Case): Finding[] {
  // Those that have not started or are done are evicted whatever a budget says.
  if (found.phase !== 'Running') return [];
  const budgets = (found.budgets ?? []).filter(budget => selects(at(budget, 'spec', 'selector'), found.pod));
  const [budget] = budgets;
  if (budget === undefined) return [];
  if (budgets.length > 1) return [tooMany(found, budgets)];
  const why = refusalOf(found, budget);
  if (why === undefined) return [];
  const name = textAt(budget, 'metadata', 'name');
  const allowed = textAt(budget, 'status', 'disruptionsAllowed');
  return [
    {
      id: 'eviction-budget',
      title: 'May not be evicted now',
      sentence: `The PodDisruptionBudget ${name} ${why}, so an eviction or a drain of the node will be refused.`,
      certainty: 'fact',
      severity: 'unknown',
      evidence: fieldEvidence('status.disruptionsAllowed', allowed, `poddisruptionbudget/${name}`),
      next: {
        step: 'Make more pods of it healthy first.',
        command: `kubectl get pdb ${quoted(name)}${found.inNamespace}`,
      },
    },
  ];
}

/** Why it allows no eviction of the pod; undefined when it does, or has told nothing yet. */
function refusalOf({ pod }: Case, budget: unknown): string | undefined {
  const allowed = numberAt(budget, 'status', 'disruptionsAllowed');
  if (allowed === undefined) return undefined;
  const healthy = numberAt(budget, 'status', 'currentHealthy') ?? 0;
  const needed = numberAt(budget, 'status', 'desiredHealthy') ?? 0;
  if (textAt(conditionOf(pod, 'Ready')?.condition, 'status') !== 'True') {
    if (textAt(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return undefined;
    if (needed > 0 && healthy >= needed) return undefined;
  }
  const counted = numberAt(budget, 'status', 'observedGeneration') ?? 0;
  if (counted < (numberAt(budget, 'metadata', 'generation') ?? 0)) return 'was changed and not counted since';
  return allowed > 0 ? undefined : `needs ${needed} healthy pods and has ${healthy}`;
}

function tooMany(found: Case, budgets: readonly unknown[]): Finding {
  const names = budgets.map(budget => textAt(budget, 'metadata', 'name'));
  return {
    id: 'eviction-budgets',
    title: 'May never be evicted',
    sentence: `The pod has more than one PodDisruptionBudget (${names.join(', ')}); the API server then refuses every eviction, and so a drain of the node.`,
    certainty: 'fact',
    severity: 'warning',
    evidence: fieldEvidence('spec.selector', '', `poddisruptionbudget/${names[0]}`),
    next: { step: 'Let one budget alone select the pod.', command: `kubectl get pdb${found.inNamespace}` },
  };
}
