import { describe, expect, test } from 'vitest';
import { phaseBefore } from '../../src/history/life/before-we-looked.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { at, condition, container, pod, running, T0, terminated, waiting } from './support.ts';

const DAY = 86_400;
const again = (restartCount: number, from: number, to: number) => ({
  restartCount,
  lastState: terminated(from, to, 1),
});

/** Found after three days. */
const phases = (found: Pod) =>
  phaseBefore({ pod: found, at: at(3 * DAY), born: false }, T0).map(one => [
    (one.at - T0) / 1000,
    one.value,
    one.certainty,
  ]);

describe('the phase of a pod that was there for three days', () => {
  test.for<[string, Pod, (readonly [number, string, string])[]]>([
    [
      'runs since its first start',
      pod({ phase: 'Running', containers: [container(running(5))] }),
      [
        [0, 'Pending', 'derived'],
        [5, 'Running', 'derived'],
      ],
    ],
    [
      'ran at the latest when the oldest run that is known began, after seven restarts',
      pod({ phase: 'Running', containers: [container(running(9_000), again(7, 8_000, 8_900))] }),
      [
        [0, '', 'unknown'],
        [8_000, 'Running', 'derived'],
      ],
    ],
    [
      'ran once all had been started',
      pod({
        phase: 'Running',
        containers: [
          container(running(5)),
          container(waiting('CrashLoopBackOff'), { name: 'b', ...again(3, 400, 500) }),
        ],
      }),
      [
        [0, '', 'unknown'],
        [400, 'Running', 'derived'],
      ],
    ],
    [
      'has done its work since the last end',
      pod({
        phase: 'Succeeded',
        containers: [container(terminated(5, 60)), container(terminated(7, 90), { name: 'b' })],
      }),
      [
        [0, 'Pending', 'derived'],
        [7, 'Running', 'derived'],
        [90, 'Succeeded', 'derived'],
      ],
    ],
    [
      'failed after tries that nobody saw',
      pod({ phase: 'Failed', containers: [container(terminated(700, 800, 1), again(4, 500, 600))] }),
      [
        [0, '', 'unknown'],
        [500, 'Running', 'derived'],
        [800, 'Failed', 'derived'],
      ],
    ],
    [
      'has failed, but nothing in it tells when: it was evicted',
      pod({ phase: 'Failed', reason: 'Evicted', conditions: [condition('PodScheduled', 'True', 0)] }),
      [
        [0, '', 'unknown'],
        [3 * DAY, 'Failed', 'derived'],
      ],
    ],
    ['waits still', pod({ containers: [container(waiting('ImagePullBackOff'))] }), [[0, 'Pending', 'derived']]],
  ])('%s', ([, found, want]) => {
    expect(phases(found)).toEqual(want);
  });
});
