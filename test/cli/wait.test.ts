import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeHeader, encodeRecord } from '../../src/history/recording/recording.ts';
import { parseWanted } from '../../src/history/wait-goal.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { runCommand } from '../../src/main.ts';
import { CRASH_LOOP, DELETION } from '../history/stories.ts';
import {
  added,
  at,
  condition,
  container,
  deleted,
  gap,
  pod,
  running,
  synced,
  terminated,
  updated,
} from '../history/support.ts';
import { ApiServer } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-wait-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ended: FeedEvent[] = [
  added(pod({ phase: 'Succeeded', conditions: [condition('Ready', 'False', 1, 'PodCompleted')] }), 2, 'list'),
  synced(2),
];

const ready = pod({ phase: 'Running', conditions: [condition('Ready', 'True', 4)] });
const failed: FeedEvent[] = [
  added(pod({ phase: 'Failed', containers: [container(terminated(1, 2, 1))] }), 2, 'list'),
  synced(2),
];

/** Runs, killed for its memory before anybody looked, or once more since. */
const killedBefore = (status: string, restartCount = 3) =>
  pod({
    phase: 'Running',
    conditions: [condition('Ready', status, 4)],
    containers: [
      container(running(40), {
        ready: status === 'True',
        restartCount,
        lastState: terminated(1, 38, 137, 'OOMKilled'),
      }),
    ],
  });
const found = (one: Pod): FeedEvent[] => [added(one, 50, 'list'), synced(50, 1)];

/** One pod under a name, and the one that takes its place. */
const old = pod({ phase: 'Running', containers: [container(running(1))] });
const anew = pod({ uid: 'uid-2', phase: 'Running', conditions: [condition('Ready', 'True', 60)] });
const replaced = (...events: FeedEvent[]): FeedEvent[] => [...found(old), gap(55, 60), ...events, synced(60, 1)];

describe('podscope wait', () => {
  test.for([
    ['web-0 --for Ready', CRASH_LOOP, 0, /^web-0 Ready after/],
    ['web-0', CRASH_LOOP, 0, /^web-0 Ready after/],
    ['--for status=CrashLoopBackOff', CRASH_LOOP, 0, /^web-0 CrashLoopBackOff after/],
    ['web-0 --for status=Completed --fail-on CrashLoopBackOff,OOMKilled', CRASH_LOOP, 1, /web-0 is Running: OOMKilled/],
    ['web-0 --for status=Completed --fail-on CrashLoopBackOff', CRASH_LOOP, 1, /web-0 is CrashLoopBackOff/],
    ['web-0 --for deleted', [synced(1)], 0, /^no such pod is there/],
    ['web-0 --for deleted', [added(pod(), 0, 'list'), synced(0), ...DELETION.slice(2)], 0, /^web-0 deleted after/],
    [
      'web-0 --for deleted',
      [added(pod(), 0, 'list'), synced(0), ...CRASH_LOOP.slice(2)],
      124,
      /the recording ended: web-0 is CrashLoopBackOff/,
    ],
    ['web-1', CRASH_LOOP, 124, /web-1 is not there/],
    [
      'web-0 --for Ready',
      [synced(0), added(ready, 4), ...[9, 60].map(second => synced(second))],
      0,
      /^web-0 Ready after 5\.0s/,
    ],
    ['web-0 --for status=Completed --fail-on Failed', failed, 1, /web-0 is Error: Failed/],
    ['web-0 --for Ready', ended, 1, /has ended \(Succeeded\) and cannot become Ready/],
    [
      '--for Ready',
      [...Array(7).keys()].map(i => added(pod({ name: `web-${i}`, uid: `uid-${i}` }), 0, 'list')).concat(synced(0)),
      124,
      /web-4 is Pending and 2 more$/m,
    ],
    ['--for Ready', [synced(1)], 124, /there is no pod/],
    ['web-0 --for ready', CRASH_LOOP, 0, /^web-0 Ready after/],
    ['web-0 --for condition=podscheduled', CRASH_LOOP, 0, /^web-0 PodScheduled after/],
    ['web-0 --for condition=Readdy --within 0', CRASH_LOOP, 124, /web-0 is not there/],
    ['web-0 --for condition=Readdy', CRASH_LOOP, 124, /web-0 is CrashLoopBackOff and has no condition Readdy/],
    ['web-0 --for status=crashloopbackoff', CRASH_LOOP, 0, /^web-0 crashloopbackoff after/],
    ['web-0 --for status=Completed --fail-on crashloopbackoff', CRASH_LOOP, 1, /web-0 is CrashLoopBackOff/],
    ['web-0 --for status=Completed', failed, 1, /has ended \(Error\) and cannot become Completed/],
    ['web-0 --for status=Running', ended, 1, /has ended \(Succeeded\) and cannot become Running/],
    ['web-0 --for Ready --fail-on OOMKilled', found(killedBefore('True')), 0, /^web-0 Ready after/],
    ['web-0 --for Ready --fail-on OOMKilled', found(killedBefore('False')), 124, /web-0 is Running/],
    [
      'web-0 --for Ready --fail-on OOMKilled',
      [...found(killedBefore('False')), updated(killedBefore('False'), killedBefore('False', 4), 60)],
      1,
      /web-0 is Running: OOMKilled/,
    ],
    [
      'web-0 --for deleted',
      replaced(added(anew, 60, 'list'), deleted(old, old, 60, 'list')),
      0,
      /^web-0 deleted after/,
    ],
    [
      'web-0 --for deleted',
      replaced(deleted(old, old, 60, 'list'), added(anew, 60, 'list')),
      0,
      /^web-0 deleted after/,
    ],
    ['web-0 --for Ready', replaced(deleted(old, old, 60), added(anew, 60)), 0, /^web-0 Ready after/],
    ['pod/web-0 --for Ready', CRASH_LOOP, 0, /^web-0 Ready after/],
    ['deploy/web', CRASH_LOOP, 2, /"deploy\/web" names no pod; write NAME or pod\/NAME, or -l for all of an owner/],
    ['web-0 --for Ready', [...found(old), deleted(old, old, 60)], 124, /the recording ended: web-0 was deleted/],
    ['web-0 --for condition=example.com/done', ended, 124, /web-0 is Succeeded and has no condition example.com\/done/],
    ['web-0 --for nonsense', ended, 2, /--for nonsense is nothing to wait for/],
    ['web-0 --for Ready=False', ended, 2, /is nothing to wait for; write .*condition=NAME=STATUS/],
    ['web-0 --for Redy', ended, 2, /--for Redy is not known; did you mean Ready\? If not, write condition=Redy/],
    ['web-0 --for status=Runing', ended, 2, /--for Runing is not known; did you mean Running\?/],
    [
      'web-0 --fail-on OOMKilled,CrashLoopBckOff',
      ended,
      2,
      /--fail-on CrashLoopBckOff is not known; did you mean CrashLoopBackOff\?/,
    ],
    ['web-0 --fail-on Init:ErrImagePul', ended, 2, /did you mean Init:ErrImagePull\?/],
    ['web-0 --for status=Init:1/2 --fail-on QuotaOfShop,ExitCode:3', CRASH_LOOP, 124, /web-0 is CrashLoopBackOff/],
    ['web-0 --within soon', ended, 2, /--within soon is no time/],
  ] as const)('%s', async ([argv, events, status, text]) => {
    const path = join(folder, 'recording.jsonl');
    const lines = events.map(event => encodeRecord(event));
    writeFileSync(path, [encodeHeader({ at: at(-1), redacted: true }), ...lines].join('\n'));
    const host = testHost();
    expect(await runCommand(['wait', '--recording', path, ...argv.split(' ')], host)).toBe(status);
    expect(host.out() + host.err()).toMatch(text);
  });

  test.for([
    ['Ready', { kind: 'condition', type: 'Ready', status: 'True' }],
    ['condition=PodScheduled=False', { kind: 'condition', type: 'PodScheduled', status: 'False' }],
    ['status=Completed', { kind: 'status', word: 'Completed' }],
    ['deleted', { kind: 'deleted' }],
    ['', undefined],
    ['READY', { kind: 'condition', type: 'Ready', status: 'True' }],
    ['status=', undefined],
    ['a=b=c=d', undefined],
  ] as const)('--for "%s"', ([text, want]) => {
    expect(parseWanted(text)).toEqual(want);
  });
});

describe('podscope wait on a cluster', () => {
  const server = new ApiServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  /** The command on a pod that never becomes Ready, with a hand on its clock and its keys. */
  async function waiting(...argv: string[]) {
    // Those of the test before have ended.
    await vi.waitUntil(() => server.watches === 0, { timeout: 10_000 });
    const { metadata, ...fields } = pod();
    server.put(metadata.name, fields, 'default');
    const clock = new FakeClock();
    const host = testHost({ clock, env: { KUBECONFIG: '/dev/null' } });
    // A list in pages is over, and the pod known, when the watch begins.
    const status = runCommand(['wait', metadata.name, '--paged-list', '--server', server.url, ...argv], host);
    await vi.waitUntil(() => server.watches > 0, { timeout: 10_000 }).catch(() => expect.fail(host.err()));
    return { clock, host, status };
  }

  test('the time is over: 124, and what is missing', async () => {
    const { clock, host, status } = await waiting('--within', '2m');
    clock.advance(120_000);
    expect(await status).toBe(124);
    expect(host.err()).toMatch(/timed out after 2m: web-0 is Pending/);
  });

  test('a pod that is not there may be in another namespace', async () => {
    await vi.waitUntil(() => server.watches === 0, { timeout: 10_000 });
    const host = testHost({ clock: new FakeClock(), env: { KUBECONFIG: '/dev/null' } });
    expect(await runCommand(['wait', 'nope', '-n', 'a,b', '--within', '0', '--server', server.url], host)).toBe(124);
    expect(host.err()).toBe('podscope: timed out after 0: nope is not there; looked in the a, b namespaces\n');
  });

  test('--within 0 looks once', async () => {
    const { metadata, ...fields } = pod();
    server.put(metadata.name, fields, 'default');
    const host = testHost({ clock: new FakeClock(), env: { KUBECONFIG: '/dev/null' } });
    expect(await runCommand(['wait', 'web-0', '--within', '0', '--server', server.url], host)).toBe(124);
    expect(host.err()).toMatch(/timed out after 0: web-0 is Pending/);
  });

  test('interrupted: 130', async () => {
    const { host, status } = await waiting();
    host.interrupt();
    expect(await status).toBe(130);
    expect(host.out()).toBe('');
  });
});
