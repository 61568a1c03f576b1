import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeHeader, encodeRecord } from '../../src/history/recording.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod, PodStatus } from '../../src/kube/pod.ts';
import { runCommand } from '../../src/main.ts';
import { CRASH_LOOP, DELETION } from '../history/stories.ts';
import { added, at, container, pod, stamp, synced, updated, waiting } from '../history/support.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `podscope watch` on a recording of these events and answers what it printed. */
async function watch(events: readonly FeedEvent[], ...argv: string[]): Promise<string> {
  const path = join(folder, 'recording.jsonl');
  writeFileSync(
    path,
    [encodeHeader({ at: at(-1), redacted: true }), ...events.map(event => encodeRecord(event))].join('\n'),
  );
  const host = testHost();
  const status = await runCommand(['watch', '--recording', path, ...argv], host);
  expect({ status, err: host.err() }).toEqual({ status: 0, err: '' });
  return host.out();
}

/** Columns NAME to AGE, as kubectl has them. */
const asKubectl = (out: string): string[] =>
  out
    .trimEnd()
    .split('\n')
    .map(line => line.split(/ {3,}/).slice(1, 6).join(' '));

describe('podscope watch', () => {
  test('prints what kubectl get pods -w prints of an image that is not there', async () => {
    const first = 'ContainerCreating';
    const words: [number, string][] = [
      [41, 'ErrImagePull'],
      [52, 'ImagePullBackOff'],
      [97, 'ErrImagePull'],
      [110, 'ImagePullBackOff'],
      [162, 'ErrImagePull'],
      [174, 'ImagePullBackOff'],
    ];
    const version = (word: string) => pod({ name: 'pod-phase', containers: [container(waiting(word))] });
    const events = words.map(([seconds, word], i) =>
      updated(version(i === 0 ? first : words[i - 1]![1]), version(word), seconds),
    );
    const out = await watch([added(version(first), 1, 'list'), synced(1), ...events], 'pod-phase');
    expect(asKubectl(out)).toEqual([
      'NAME READY STATUS RESTARTS AGE',
      'pod-phase 0/1 ContainerCreating 0 1s',
      'pod-phase 0/1 ErrImagePull 0 41s',
      'pod-phase 0/1 ImagePullBackOff 0 52s',
      'pod-phase 0/1 ErrImagePull 0 97s',
      'pod-phase 0/1 ImagePullBackOff 0 110s',
      'pod-phase 0/1 ErrImagePull 0 2m42s',
      'pod-phase 0/1 ImagePullBackOff 0 2m54s',
    ]);
    await expect(out).toMatchFileSnapshot('watch/pod-phase.txt');
  });

  test('tells the four events of a start one by one', async () => {
    const [one, ...later] = BUSYBOX_START.map(status => busybox(status));
    const events = later.map((after, i) => updated([one!, ...later][i]!, after, [0, 0, 2][i]!));
    const out = await watch([synced(-1), added(one!, 0), ...events], '-o', 'jsonl');
    const lines = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const told = lines.map(({ subject, part, from, to }) =>
      [subject, part, from ?? '·', '→', to ?? '·'].filter(Boolean).join(' '),
    );
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('watch/busybox-start.txt');
  });

  test.for([
    ['crash-loop', CRASH_LOOP],
    ['deletion', DELETION],
  ] as const)('tells a %s with durations', async ([name, events]) => {
    await expect(await watch(events)).toMatchFileSnapshot(`watch/${name}.txt`);
  });

  test('json is one array', async () => {
    const all = JSON.parse(await watch(DELETION, '-o', 'json'));
    expect(all[0]).toMatchObject({
      subject: 'pod',
      to: 'Pending',
      time: '2026-03-01T12:00:00.000Z',
      certainty: 'seen',
    });
    expect(JSON.parse(await watch([], '-o', 'json'))).toEqual([]);
  });

  test('an unreadable recording is one sentence', async () => {
    const host = testHost();
    expect(await runCommand(['watch', '--recording', join(folder, 'none')], host)).toBe(1);
    expect(host.err()).toMatch(/^podscope: there is no file .*none\n$/);
  });

  test('text of the cluster does not reach the terminal as it is', async () => {
    const evil = pod({ name: 'web', containers: [container(waiting('\u001b[31mred'))] });
    expect(await watch([synced(0), added(evil, 1)])).not.toContain('\u001b');
  });
});

/** The statuses of a busybox pod as a watch tells them while it starts: written, scheduled, creating, running. */
const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: stamp(0) };
const initialized = { type: 'Initialized', status: 'True', lastTransitionTime: stamp(0) };
const BUSYBOX_START: readonly PodStatus[] = [
  { phase: 'Pending', qosClass: 'BestEffort' },
  { phase: 'Pending', conditions: [scheduled], qosClass: 'BestEffort' },
  {
    phase: 'Pending',
    conditions: [
      initialized,
      {
        type: 'Ready',
        status: 'False',
        lastTransitionTime: stamp(0),
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [busybox]',
      },
      scheduled,
    ],
    hostIP: '10.39.1.35',
    startTime: stamp(0),
    containerStatuses: [
      {
        name: 'busybox',
        state: { waiting: { reason: 'ContainerCreating' } },
        lastState: {},
        ready: false,
        restartCount: 0,
      },
    ],
    qosClass: 'BestEffort',
  },
  {
    phase: 'Running',
    conditions: [initialized, { type: 'Ready', status: 'True', lastTransitionTime: stamp(2) }, scheduled],
    hostIP: '10.39.1.35',
    podIP: '192.168.107.204',
    startTime: stamp(0),
    containerStatuses: [
      { name: 'busybox', state: { running: { startedAt: stamp(2) } }, lastState: {}, ready: true, restartCount: 0 },
    ],
    qosClass: 'BestEffort',
  },
];
const busybox = (status: PodStatus): Pod => ({
  metadata: { name: 'busybox', namespace: 'default', uid: 'busybox', creationTimestamp: stamp(0) },
  spec: { containers: [{ name: 'busybox', image: 'busybox' }] },
  status,
});
