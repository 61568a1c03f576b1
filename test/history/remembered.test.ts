import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { stuckTexts } from '../../src/history/life/stuck.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { added, at, condition, container, pod, running, synced, terminated, updated, waiting } from './support.ts';

const creating = pod({ node: 'n1', containers: [container(waiting('ContainerCreating'))] });
const ready = (since: number) => condition('Ready', 'True', since);
const up = pod({ node: 'n1', phase: 'Running', containers: [container(running(10))], conditions: [ready(12)] });
const pulling = (reason: string) => pod({ node: 'n1', containers: [container(waiting(reason))] });
const crashed = (restarts: number, end: number) =>
  pod({
    node: 'n1',
    phase: 'Running',
    containers: [
      container(waiting('CrashLoopBackOff'), { restartCount: restarts, lastState: terminated(end - 5, end, 1) }),
    ],
  });

/** What a run saw of a pod, then the pod as the next run finds it 1,000 s later. */
function found(seen: readonly (readonly [number, Pod])[], present: Pod): { at: number; exact: boolean } {
  const earlier = new Ledger(statusReader(NEWEST));
  earlier.apply(synced(0));
  seen.forEach(([seconds, after], i) => {
    const before = seen[i - 1]?.[1];
    earlier.apply(before ? updated(before, after, seconds) : added(after, seconds));
  });
  const later = new Ledger(statusReader(NEWEST));
  later.recall({ transitions: [...earlier.log], seenUntil: at(500) }, at(1_000));
  for (const event of [added(present, 1_000, 'list'), synced(1_000)] satisfies FeedEvent[]) later.apply(event);
  const { statusSince } = later.pods.get('uid-1')!;
  return { at: (statusSince.at - at(0)) / 1_000, exact: statusSince.exact };
}

describe('since when a pod has its STATUS, with what an earlier run saw', () => {
  test.for<[string, readonly (readonly [number, Pod])[], Pod, { at: number; exact: boolean }]>([
    [
      'exact: nothing in the object is younger',
      [
        [1, creating],
        [11, up],
      ],
      up,
      { at: 11, exact: true },
    ],
    [
      'not exact: the container was started again while nobody looked',
      [
        [1, creating],
        [11, up],
      ],
      pod({ node: 'n1', phase: 'Running', containers: [container(running(700), { restartCount: 1 })] }),
      { at: 700, exact: false },
    ],
    [
      'not exact: readiness moved while nobody looked',
      [
        [1, creating],
        [11, up],
      ],
      pod({ node: 'n1', phase: 'Running', containers: [container(running(10))], conditions: [ready(800)] }),
      { at: 10, exact: false },
    ],
    [
      'not exact: another word',
      [
        [1, creating],
        [11, up],
      ],
      crashed(1, 900),
      { at: 900, exact: false },
    ],
    [
      'exact: still in the same back-off',
      [
        [1, creating],
        [11, up],
        [21, crashed(1, 20)],
      ],
      crashed(1, 20),
      { at: 21, exact: true },
    ],
    [
      'not exact: another crash',
      [
        [1, creating],
        [11, up],
        [21, crashed(1, 20)],
      ],
      crashed(2, 600),
      { at: 600, exact: false },
    ],
    [
      'not exact: pulls come and go without a trace',
      [
        [1, creating],
        [11, pulling('ErrImagePull')],
        [21, pulling('ImagePullBackOff')],
      ],
      pulling('ImagePullBackOff'),
      { at: 0, exact: false },
    ],
    ['not exact: no earlier run', [], up, { at: 10, exact: false }],
  ])('%s', ([, seen, present, want]) => {
    expect(found(seen, present)).toEqual(want);
  });
});

describe('what a pod is stuck in, in words', () => {
  const entryOf = (...events: FeedEvent[]) => {
    const ledger = new Ledger(statusReader(NEWEST));
    for (const event of events) ledger.apply(event);
    return { entry: ledger.pods.get('uid-1')!, transitions: ledger.log.ofPod('uid-1') };
  };

  test('names the budget and what holds it', () => {
    const held = pod({ deletion: { asked: 0, grace: 30 }, finalizers: ['example.com/x'], node: 'n1' });
    const { entry, transitions } = entryOf(added(held, 1, 'list'), synced(1));
    expect(stuckTexts(entry, transitions, at(100))).toEqual([
      'still there after its grace period for 70s (budget 10s): finalizer example.com/x',
    ]);
  });

  test('counts the restarts of the last hour', () => {
    const versions = [1, 2, 3, 4, 5, 6].map(n => crashed(n, n * 60));
    const { entry, transitions } = entryOf(
      synced(0),
      added(up, 15),
      ...versions.map((after, i) => updated(versions[i - 1] ?? up, after, (i + 1) * 60)),
    );
    expect(stuckTexts(entry, transitions, at(400))).toEqual(['app restarts 6 times an hour (budget 5)']);
    expect(stuckTexts(entry, transitions, at(400 + 7_200))).toEqual([]);
  });
});
