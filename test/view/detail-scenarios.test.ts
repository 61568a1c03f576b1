import { describe, expect, test } from 'vitest';
import { startMachine } from '../../src/demo/cluster.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { podFromJson } from '../../src/kube/pod-from-json.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Robot } from '../support/robot.ts';

const START = Date.parse('2026-01-05T12:00:00Z');

/** Scenarios of the demo at a moment that is worth looking at, and the pod. */
const MOMENTS: readonly (readonly [scenario: string, seconds: number, pod: RegExp])[] = [
  ['kubia', 30, /^kubia$/],
  ['kubia-ssl', 40, /^kubia-ssl/],
  ['pod-phase', 60, /^pod-phase/],
  ['new-nginx', 10, /^new-nginx/],
  ['oom-killed', 60, /./],
  ['init-retry', 25, /./],
  ['no-memory', 10, /./],
  ['readiness-gate', 20, /./],
  ['debug-container', 40, /./],
  ['finalizer', 25, /./],
  ['evicted', 60, /./],
  ['sidecar-crash', 60, /./],
];

function podAt(scenario: string, seconds: number, wanted: RegExp): { readonly pod: Pod; readonly now: number } {
  const clock = new FakeClock(START);
  const machine = startMachine({ clock, seed: 1, scenarios: [] });
  machine.play(scenario);
  for (let second = 0; second < seconds; second++) clock.advance(1000);
  const { items } = machine.log.page('pods', { namespace: undefined, matches: () => true });
  const object = items.find(({ metadata }) => wanted.test(metadata.name));
  machine.stop();
  return { pod: podFromJson(object)!, now: clock.now() };
}

describe('the detail of a pod', () => {
  test.for(MOMENTS)('%s after %d s', async ([scenario, seconds, wanted]) => {
    const { pod, now } = podAt(scenario, seconds, wanted);
    const robot = new Robot({ width: 100, height: 36 });
    robot.now = now;
    robot.sees(pod).press('enter');
    await expect(robot.golden()).toMatchFileSnapshot(`screens/detail/${scenario}.screen`);
  });
});
