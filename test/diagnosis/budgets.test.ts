import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { type PodSketch, pod } from '../support/pods.ts';
import { NOW } from './support.ts';

const budget = (name: string, healthy: number, needed: number, spec: object = {}, status: object = {}) => ({
  metadata: { name, generation: 1 },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  status: { disruptionsAllowed: 0, currentHealthy: healthy, desiredHealthy: needed, observedGeneration: 1, ...status },
});
const held = (sketch: PodSketch, ...budgets: object[]): string[] =>
  diagnose({ now: NOW, budgets, pod: pod({ metadata: { labels: { app: 'web' } }, ...sketch }) }).map(
    ({ id, sentence }) => `${id}: ${sentence}`,
  );
const READY: PodSketch = {};
const UNREADY: PodSketch = { conditions: { Ready: 'False' } };
const NEEDS =
  'eviction-budget: The PodDisruptionBudget web needs 2 healthy pods and has 2, so an eviction or a drain of the node will be refused.';

/** As the API server decides it, in the eviction subresource. */
test.for([
  ['a ready pod', READY, [budget('web', 2, 2)], [NEEDS]],
  ['a ready pod where one may go', READY, [budget('web', 3, 2, {}, { disruptionsAllowed: 1 })], []],
  ['a pod of other labels', READY, [budget('web', 2, 2, { selector: { matchLabels: { app: 'db' } } })], []],
  ['an unready pod while enough others are healthy', UNREADY, [budget('web', 2, 2)], []],
  [
    'an unready pod while too few are',
    UNREADY,
    [budget('web', 1, 2)],
    [
      'eviction-budget: The PodDisruptionBudget web needs 2 healthy pods and has 1, so an eviction or a drain of the node will be refused.',
    ],
  ],
  [
    'an unready pod that may always go',
    UNREADY,
    [budget('web', 1, 2, { unhealthyPodEvictionPolicy: 'AlwaysAllow' })],
    [],
  ],
  [
    'a ready pod where unready ones may always go',
    READY,
    [budget('web', 2, 2, { unhealthyPodEvictionPolicy: 'AlwaysAllow' })],
    [NEEDS],
  ],
  ['a pod that has not started', { phase: 'Pending' }, [budget('web', 2, 2)], []],
  ['a pod that is done', { phase: 'Succeeded' }, [budget('web', 2, 2)], []],
  [
    'a budget that nobody has counted since it changed',
    READY,
    [budget('web', 3, 2, {}, { disruptionsAllowed: 1, observedGeneration: 0 })],
    [
      'eviction-budget: The PodDisruptionBudget web was changed and not counted since, so an eviction or a drain of the node will be refused.',
    ],
  ],
  [
    'two budgets, whatever they allow',
    READY,
    [budget('web', 3, 2, {}, { disruptionsAllowed: 1 }), budget('all', 3, 2, {}, { disruptionsAllowed: 1 })],
    [
      'eviction-budgets: The pod has more than one PodDisruptionBudget (web, all); the API server then refuses every eviction, and so a drain of the node.',
    ],
  ],
] as const)('%s', ([, sketch, budgets, wanted]) => {
  const relevant = held(sketch, ...budgets).filter(text => text.startsWith('eviction-'));
  expect(relevant).toEqual(wanted);
});
