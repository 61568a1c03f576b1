import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { lifeOf } from '../../src/history/life/life.ts';
import { restartsOf } from '../../src/history/life/restarts.ts';
import { deletionOf, startupOf, stepStatistics } from '../../src/history/life/steps.ts';
import { type ClusterEvent, readEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { NEWEST } from '../../src/status/generation.ts';
import type { Line } from '../../src/view/frame.ts';
import { breakdownLines, legendLine, restartLines } from '../../src/view/life/life-lines.ts';
import { timelineLines } from '../../src/view/life/timeline.ts';
import { CRASH_LOOP, DELETION } from './stories.ts';
import { added, at, container, deleted, gap, pod, running, stamp, synced, terminated, updated } from './support.ts';

const known = (events: readonly FeedEvent[], uid = 'uid-1') => {
  const ledger = new Ledger(statusReader(NEWEST));
  for (const event of events) ledger.apply(event);
  return { entry: ledger.pods.get(uid)!, transitions: ledger.log.ofPod(uid), gaps: ledger.log.ofPod('') };
};
const plain = (lines: readonly Line[]) =>
  lines
    .map(({ spans }) =>
      spans
        .map(one => one.text)
        .join('')
        .trimEnd(),
    )
    .join('\n');
const kubeEvent = (reason: string, message: string, seconds: number): ClusterEvent =>
  readEvent({
    metadata: { name: 'e', uid: `e${seconds}` },
    reason,
    message,
    type: 'Normal',
    lastTimestamp: stamp(seconds),
  })!;
const pulled = kubeEvent(
  'Pulled',
  'Successfully pulled image "shop/web:3" in 3.4s (3.4s including waiting). Image size: 52428800 bytes.',
  8,
);

const lastVersion = CRASH_LOOP.flatMap(event => ('after' in event ? [event.after] : []));

describe('life', () => {
  test.for([
    ['crash-loop', CRASH_LOOP, 140],
    ['deletion', DELETION, 70],
    [
      'crash-loop-found',
      [added(lastVersion[5]!, 90, 'list'), synced(90), updated(lastVersion[5]!, lastVersion[6]!, 99)],
      120,
    ],
    [
      'crash-loop-with-gap',
      [
        ...CRASH_LOOP.slice(0, 5),
        gap(30, 100),
        updated(lastVersion[3]!, lastVersion[6]!, 100, 'list'),
        synced(100),
        ...CRASH_LOOP.slice(8),
      ],
      140,
    ],
  ] as const)('%s is drawn', async ([name, events, now]) => {
    const { entry, transitions, gaps } = known(events);
    const life = lifeOf({ entry, transitions, gaps, events: [pulled], now: at(now) });
    const drawing = [
      ...timelineLines(life, { from: life.from, to: life.to, width: 100 }),
      legendLine(life),
      ...breakdownLines('start', startupOf(entry, transitions, [pulled]), 100),
      ...breakdownLines('end', deletionOf(entry) ?? { steps: [], ms: 0, complete: false, slowest: undefined }, 100),
      ...restartsOf(entry, transitions).flatMap(one => restartLines(one, at(now), stampTime)),
    ];
    await expect(`${plain(drawing)}\n`).toMatchFileSnapshot(`lives/${name}.screen`);
  });

  test('a drawing in ASCII has only ASCII, and no line is wider than asked', () => {
    const { entry, transitions } = known(CRASH_LOOP);
    const life = lifeOf({ entry, transitions, now: at(140) });
    for (const width of [20, 40, 80, 200]) {
      const lines = plain(timelineLines(life, { from: life.from, to: life.to, width, ascii: true })).split('\n');
      expect(Math.max(...lines.map(one => one.length))).toBeLessThanOrEqual(width);
      expect(lines.join('')).toMatch(/^[ -~]*$/);
    }
  });

  test('lanes have no holes and do not overlap', () => {
    const { entry, transitions } = known(CRASH_LOOP);
    for (const { segments } of lifeOf({ entry, transitions, now: at(140) }).lanes) {
      segments.slice(1).forEach((one, i) => void expect(one.from).toBe(segments[i]!.to));
      expect(segments.at(-1)).toMatchObject({ to: at(140), open: true });
    }
  });

  test.for<[string, boolean, readonly ClusterEvent[], readonly string[]]>([
    ['without a hook', false, [kubeEvent('Killing', 'Stopping container app', 11)], ['SIGTERM sent 1s', 'gone 34s']],
    ['without a hook, untold', false, [], ['gone 35s']],
    [
      'with a hook',
      true,
      [kubeEvent('Killing', 'Stopping container app', 11)],
      ['preStop begun, then SIGTERM 1s (when it sent SIGTERM, the API does not tell)', 'gone 34s'],
    ],
    [
      'with a hook that failed',
      true,
      [kubeEvent('Killing', 'Stopping container app', 11), kubeEvent('FailedPreStopHook', 'PreStopHook failed', 41)],
      ['preStop begun 1s', 'preStop failed, SIGTERM sent 30s', 'gone 4s'],
    ],
  ])('the end of a pod %s', ([, hasHook, events, want]) => {
    const base = pod({ phase: 'Running', deletion: { asked: 10, grace: 30 } });
    const containers = [{ name: 'app', lifecycle: hasHook ? { preStop: {} } : undefined }];
    const one = { ...base, spec: { ...base.spec, containers } };
    const { entry } = known([synced(0), added(one, 10), deleted(one, one, 45)]);
    const steps = deletionOf(entry, events)!.steps;
    expect(
      steps.map(({ name, from, to, detail }) => `${name} ${(to - from) / 1000}s${detail ? ` (${detail})` : ''}`),
    ).toEqual(want);
  });

  test('the end counts from when it was asked for, though the server moves that when the kubelet leaves no grace', () => {
    const base = { phase: 'Running', containers: [container(running(2))] };
    const asked = pod({ ...base, deletion: { asked: 10, grace: 30 } });
    // A server never moves a deletionTimestamp into the past: it says now.
    const last = pod({ ...base, containers: [container(terminated(2, 34, 137))], deletion: { asked: 34, grace: 0 } });
    const whole = known([
      synced(0),
      added(pod(base), 2),
      updated(pod(base), asked, 10),
      updated(asked, last, 34),
      deleted(last, last, 34),
    ]);
    const found = known([added(asked, 12, 'list'), synced(12, 1), deleted(asked, last, 34)]);
    for (const { entry, transitions } of [whole, found]) {
      expect(deletionOf(entry)).toMatchObject({ ms: 24_000, graceMs: 30_000, complete: true });
      expect(lifeOf({ entry, transitions, now: at(40) }).marks.find(({ kind }) => kind === 'deletion')).toMatchObject({
        at: at(10),
        text: 'deletion asked, grace 30s',
      });
    }
  });

  test('the steps of many starts are told by percentiles', () => {
    const start = (ms: number) => {
      const steps = [{ name: 'scheduled', from: 0, to: ms, detail: undefined }];
      return { steps, ms, complete: true, slowest: steps[0] };
    };
    const many = Array.from({ length: 100 }, (_, i) => start((i + 1) * 10));
    expect(stepStatistics([...many, { ...start(1e9), complete: false }])).toEqual([
      { name: 'scheduled', pods: 100, p50: 500, p95: 950 },
      { name: 'total', pods: 100, p50: 500, p95: 950 },
    ]);
  });
});

const stampTime = (ms: number) => new Date(ms).toISOString().slice(11, 19);
