import { describe, expect, test } from 'vitest';
import { explainStatus, replay } from '../../src/status/explain.ts';
import { GENERATIONS, NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { Step } from '../../src/status/proof.ts';
import { CORPUS } from '../support/corpus.ts';
import { CREATED, type PodSketch, pod, running, terminated, waiting } from '../support/pods.ts';

test.for(GENERATIONS)('the steps alone give the cells of every pod, by the rules of $version', generation => {
  const differences: unknown[] = [];
  for (const { pod } of CORPUS) {
    const row = podRow(pod, generation);
    const { steps } = explainStatus(pod, generation);
    const got = JSON.stringify(replay(steps));
    const want = JSON.stringify({ status: row.status, ready: row.ready, restarts: row.restarts });
    if (got !== want) differences.push({ name: row.name, want, got });
  }
  expect(differences).toEqual([]);
});

test.for(GENERATIONS)('every step reads the pod as it is, by the rules of $version', generation => {
  const differences: unknown[] = [];
  for (const { pod } of CORPUS.slice(0, 1000)) {
    let word = '';
    for (const step of explainStatus(pod, generation).steps) {
      const isWhole = typeof step.value === 'object' || step.path.endsWith('.state.terminated');
      if (!isWhole && valueAt(pod, step.path) !== step.value && step.value !== 0 && step.value !== '') {
        differences.push({ name: pod.metadata.name, step, found: valueAt(pod, step.path) });
      }
      if (step.effect.type !== 'word') continue;
      if (step.effect.from !== word) differences.push({ name: pod.metadata.name, step, overruled: word });
      word = step.effect.to;
    }
  }
  expect(differences).toEqual([]);
});

const valueAt = (subject: unknown, path: string): unknown =>
  path
    .split(/\.|\[|\]\.?/)
    .filter(part => part !== '')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], subject);

const shortly = ({ path, value, effect }: Step) => {
  if (effect.type === 'word') return `${path} = ${value}: ${effect.from || 'nothing'} → ${effect.to}`;
  if (effect.type === 'none') return `${path} = ${value}`;
  return `${path} = ${value}: ${effect.type}`;
};

interface Case {
  name: string;
  sketch: PodSketch;
  /** Steps on STATUS, shortly. */
  words: string[];
  difference: string | undefined;
}

const cases: Case[] = [
  {
    name: 'a running pod',
    sketch: {},
    words: ['status.phase = Running: nothing → Running'],
    difference: undefined,
  },
  {
    name: 'a crash loop',
    sketch: { containers: [running(), waiting('CrashLoopBackOff')] },
    words: [
      'status.phase = Running: nothing → Running',
      'status.containerStatuses[1].state.waiting.reason = CrashLoopBackOff: Running → CrashLoopBackOff',
    ],
    difference:
      'The phase is Running, and STATUS is CrashLoopBackOff: a container that waits or has ended speaks for the pod.',
  },
  {
    name: 'the first container has the last word',
    sketch: { containers: [waiting('A'), waiting('B')] },
    words: [
      'status.phase = Running: nothing → Running',
      'status.containerStatuses[1].state.waiting.reason = B: Running → B',
      'status.containerStatuses[0].state.waiting.reason = A: B → A',
    ],
    difference: 'The phase is Running, and STATUS is A: a container that waits or has ended speaks for the pod.',
  },
  {
    name: 'a failure beats Completed',
    sketch: { phase: 'Failed', containers: [terminated('Completed'), terminated('Error', 1)] },
    words: [
      'status.phase = Failed: nothing → Failed',
      'status.containerStatuses[1].state.terminated.reason = Error: Failed → Error',
      'status.containerStatuses[0].state.terminated.reason = Completed: Error → Completed',
      'status.containerStatuses[1].state.terminated = Error: Completed → Error',
    ],
    difference: 'The phase is Failed, and STATUS is Error: a container has completed, and the others were heard.',
  },
  {
    name: 'one completed beside a running one that is not ready',
    sketch: { containers: [terminated('Completed'), running()], conditions: { Ready: 'False' } },
    words: [
      'status.phase = Running: nothing → Running',
      'status.containerStatuses[0].state.terminated.reason = Completed: Running → Completed',
      'status.conditions[0].status = False: Completed → NotReady',
    ],
    difference: 'The phase is Running, and STATUS is NotReady: a container has completed, and the others were heard.',
  },
  {
    name: 'a deletion',
    sketch: { deleting: CREATED },
    words: [
      'status.phase = Running: nothing → Running',
      `metadata.deletionTimestamp = ${CREATED}: Running → Terminating`,
    ],
    difference: 'The phase is Running, and STATUS is Terminating: the pod is being deleted.',
  },
  {
    name: 'an init container',
    sketch: {
      phase: 'Pending',
      init: [terminated('Completed'), terminated(undefined, 3)],
      containers: [],
      conditions: {},
    },
    words: [
      'status.phase = Pending: nothing → Pending',
      'status.initContainerStatuses[1].state.terminated.exitCode = 3: Pending → Init:ExitCode:3',
    ],
    difference:
      'The phase is Pending, and STATUS is Init:ExitCode:3: an init container is not done, and the first such one speaks for the pod.',
  },
  {
    name: 'an eviction',
    sketch: { phase: 'Failed', reason: 'Evicted', containers: [] },
    words: ['status.phase = Failed: nothing → Failed', 'status.reason = Evicted: Failed → Evicted'],
    difference: 'The phase is Failed, and STATUS is Evicted: the pod as a whole has a reason of its own.',
  },
];

describe('explainStatus', () => {
  test.for(cases)('$name', ({ sketch, words, difference }) => {
    const explanation = explainStatus(pod(sketch), NEWEST);
    expect(explanation.steps.filter(step => step.effect.type === 'word').map(shortly)).toEqual(words);
    expect(explanation.difference).toBe(difference);
  });

  test('names what was looked at and decided nothing', () => {
    const { steps } = explainStatus(pod({ init: [terminated('Completed')] }), NEWEST);
    expect(steps.filter(step => step.effect.type === 'none').map(shortly)).toEqual([
      'status.reason = null',
      'status.conditions[0].reason = null',
      'status.initContainerStatuses[0].state.terminated.exitCode = 0',
      'metadata.deletionTimestamp = null',
    ]);
  });
});
