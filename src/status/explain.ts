import type { Pod } from '../kube/pod.ts';
import type { Generation } from './generation.ts';
import { podRow } from './pod-row.ts';
import { Proof, type Step } from './proof.ts';
import type { PodRow } from './row.ts';
import { RULES } from './rules.ts';

export interface Explanation {
  /** The version whose rules were followed. */
  readonly version: Generation['version'];
  readonly row: PodRow;
  /** Every field that was looked at, in that order, and what came of it. Replaying them gives the row's cells. */
  readonly steps: readonly Step[];
  /** The step that gave STATUS its word. */
  readonly decisive: Step;
  /** One sentence on how phase and STATUS differ, and why; undefined when they are the same. */
  readonly difference: string | undefined;
}

/** The row of a pod with the proof of its STATUS, READY and RESTARTS. Total, like `podRow`, whose walk it is. */
export function explainStatus(pod: Pod, generation: Generation): Explanation {
  const proof = new Proof();
  const row = podRow(pod, generation, proof);
  const decisive = proof.steps.findLast(step => step.effect.type === 'word')!;
  return { version: generation.version, row, steps: proof.steps, decisive, difference: differenceText(row, decisive) };
}

/** What the steps alone say of the cells. */
export function replay(steps: readonly Step[]): Pick<PodRow, 'status' | 'ready' | 'restarts'> {
  let status = '';
  const ready = { count: 0, total: 0 };
  const restarts: { count: number; lastAt: number | undefined } = { count: 0, lastAt: undefined };
  for (const { effect } of steps) {
    if (effect.type === 'word') status = effect.to;
    else if (effect.type === 'total') ready.total += effect.add;
    else if (effect.type === 'ready') ready.count += effect.add;
    else if (effect.type === 'restarts') restarts.count += effect.add;
    else if (effect.type === 'lastRestart') restarts.lastAt = effect.at;
    else if (effect.type === 'forgetLastRestart') restarts.lastAt = undefined;
    else if (effect.type === 'recount') {
      restarts.count = effect.restarts;
      restarts.lastAt = effect.lastRestart ?? undefined;
    }
  }
  return { status, ready, restarts };
}

function differenceText(row: PodRow, decisive: Step): string | undefined {
  if (row.status === row.phase) return undefined;
  const phase = row.phase === '' ? 'The pod has no phase' : `The phase is ${row.phase}`;
  return `${phase}, and STATUS is ${row.status}: ${RULES[decisive.rule].because}.`;
}
