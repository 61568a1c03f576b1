import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { added, condition, container, deleted, pod, running, synced, terminated, updated, waiting } from './support.ts';

/** Versions of one pod at seconds, as a watch tells them: born with the first, changed by each that follows. */
export function watched(...versions: readonly (readonly [number, Pod])[]): FeedEvent[] {
  return [
    synced(-1),
    ...versions.map(([seconds, after], i) =>
      i === 0 ? added(after, seconds) : updated(versions[i - 1]![1], after, seconds),
    ),
  ];
}

const scheduled = condition('PodScheduled', 'True', 1);
const sandbox = condition('PodReadyToStartContainers', 'True', 4);
const crash = (restarts: number, from: number, to: number) =>
  pod({
    phase: 'Running',
    conditions: [scheduled, sandbox, condition('Ready', 'False', to, 'ContainersNotReady')],
    containers: [
      container(
        waiting('CrashLoopBackOff', `back-off ${10 * 2 ** (restarts - 1)}s restarting failed container=app pod=web-0`),
        {
          restartCount: restarts,
          ready: false,
          lastState: terminated(from, to, 137, 'OOMKilled'),
        },
      ),
    ],
  });
const alive = (restarts: number, since: number, last?: { from: number; to: number }) =>
  pod({
    phase: 'Running',
    conditions: [scheduled, sandbox, condition('Ready', 'True', since)],
    containers: [
      container(running(since), {
        restartCount: restarts,
        ...(last && { lastState: terminated(last.from, last.to, 137, 'OOMKilled') }),
      }),
    ],
  });

/** Starts, is killed for its memory three times, and waits longer each time. */
export const CRASH_LOOP: FeedEvent[] = watched(
  [0, pod()],
  [1, pod({ conditions: [scheduled] })],
  [1.2, pod({ conditions: [scheduled], containers: [container(waiting('ContainerCreating'))] })],
  [9, alive(0, 9)],
  [49, alive(1, 49, { from: 9, to: 48 })],
  [88, crash(1, 49, 88)],
  [99, alive(2, 99, { from: 49, to: 88 })],
  [137, crash(2, 99, 137)],
);

/** Runs, is asked to go, and goes within its grace. */
const leaving = (state: Parameters<typeof container>[0]) =>
  pod({
    phase: 'Running',
    conditions: [scheduled, sandbox, condition('Ready', 'True', 9)],
    containers: [container(state)],
    deletion: { asked: 60, grace: 30 },
  });
export const DELETION: FeedEvent[] = [
  ...watched([0, pod()], [9, alive(0, 9)], [60.3, leaving(running(9))], [66, leaving(terminated(9, 65))]),
  deleted(leaving(terminated(9, 65)), leaving(terminated(9, 65)), 68),
];
