import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pod } from '../../src/kube/pod.ts';
import { podCells } from '../../src/status/cells.ts';
import { explainStatus, replay } from '../../src/status/explain.ts';
import { GENERATIONS } from '../../src/status/generation.ts';
import { podHealth } from '../../src/status/health.ts';
import { nextCommand } from '../../src/status/next-step.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { readPod } from '../../src/status/read-pod.ts';
import { reasonFor } from '../../src/status/reasons.ts';
import { damaged, junk } from '../support/odd-pods.ts';

const NOW = Date.parse('2026-11-23T09:11:34.500Z');

/** Everything that is shown of a pod is text, without traces of what is not there. */
function check(value: unknown): void {
  const reading = readPod(value);
  if ('refused' in reading) {
    expect(reading.what).toMatch(/\S/);
    return;
  }
  for (const generation of GENERATIONS) {
    const row = podRow(reading.pod, generation);
    const cells = podCells(row, NOW);
    for (const cell of Object.values(cells)) {
      expect(typeof cell).toBe('string');
      if (row.status !== cell && row.name !== cell) expect(cell).not.toMatch(/undefined|NaN|Infinity|\[object/);
    }
    const health = podHealth(reading.pod, row, NOW);
    expect(typeof health.why).toBe('string');
    expect(health.changesAt === undefined || health.changesAt > NOW).toBe(true);
    const explanation = explainStatus(reading.pod, generation);
    expect(explanation.row).toEqual(row);
    expect(replay(explanation.steps)).toEqual({ status: row.status, ready: row.ready, restarts: row.restarts });
    nextCommand(reasonFor(row.status), reading.pod, row);
  }
}

test('any JSON value gives a row or a refusal', () => {
  fc.assert(fc.property(junk, check), { numRuns: 500 });
});

test('any JSON in the places of a pod gives a row', () => {
  const podLike = fc.record(
    {
      kind: fc.constant('Pod'),
      metadata: junk,
      spec: fc.oneof(junk, fc.record({ containers: junk, initContainers: junk, readinessGates: junk })),
      status: fc.oneof(
        junk,
        fc.record({ conditions: junk, containerStatuses: fc.array(junk), initContainerStatuses: fc.array(junk) }),
      ),
    },
    { requiredKeys: ['kind'] },
  );
  fc.assert(fc.property(podLike, check), { numRuns: 500 });
});

test('a pod with damaged fields gives a row', () => {
  fc.assert(fc.property(damaged, check), { numRuns: 1000 });
});

test.for([
  ['a message of 1 MB', { status: { message: 'x'.repeat(1 << 20), reason: 'y'.repeat(1 << 20), phase: 'Failed' } }],
  [
    '250 containers of one name, half of them sidecars',
    {
      spec: {
        containers: Array.from({ length: 250 }, () => ({ name: 'a' })),
        initContainers: Array.from({ length: 250 }, (_, i) => ({
          name: 'a',
          ...(i % 2 && { restartPolicy: 'Always' }),
        })),
      },
      status: {
        initContainerStatuses: Array.from({ length: 250 }, () => ({ name: 'a', started: true, ready: true })),
        containerStatuses: Array.from({ length: 250 }, () => ({ name: 'a', restartCount: -5, state: { odd: {} } })),
      },
    },
  ],
  [
    'two states at once',
    {
      status: {
        containerStatuses: [{ state: { waiting: { reason: 'A' }, running: {}, terminated: { reason: 'B' } } }],
      },
    },
  ],
] as const)('%s', ([, value]) => {
  check({ kind: 'Pod', metadata: { name: 'x' }, ...value });
});

test('restarts that are no number count as none, negative ones as they are', () => {
  const status = (restartCount: unknown) => ({ name: 'a', restartCount });
  const odd = { status: { containerStatuses: [status(Number.NaN), status('7'), status(1e300), status(-3)] } };
  expect(podCells(podRow(odd as unknown as Pod, GENERATIONS[0]!), NOW).restarts).toBe('-3');
});
