import { expect, test } from 'vitest';
import { startMachine } from '../../src/demo/cluster.ts';
import type { Clock } from '../../src/kube/clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

const START = Date.parse('2026-01-05T08:00:00Z');

test.for([
  ['in time', 0],
  ['34 ms late', 34],
  ['a second late', 1_000],
] as const)('a fleet changes as often as it was told, though its timers are %s', ([, late]) => {
  const exact = new FakeClock(START);
  const clock: Clock = { now: () => exact.now(), after: (ms, run) => exact.after(ms + late, run) };
  const machine = startMachine({ clock, seed: 1, pods: 100, namespaces: 2, churn: 50, scenarios: [] });
  let changes = 0;
  machine.log.subscribe('pods', () => changes++);
  for (let at = 0; at < 60_000; at += 10) exact.advance(10);
  machine.stop();
  expect(changes / 60).toBeGreaterThan(49);
  expect(changes / 60).toBeLessThanOrEqual(50.5);
});
