import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startDemo } from '../../src/demo/cluster.ts';
import { encodeHeader, encodeRecord } from '../../src/history/recording/recording.ts';
import type { Pod, PodStatus } from '../../src/kube/pod.ts';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-watch-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'watch', name), 'utf8');

/** What `podscope watch` prints of a scenario that begins `before` seconds earlier, until so many seconds of its life have passed in steps. */
async function watchScenario(
  name: string,
  { before, until, step }: { readonly before: number; readonly until: number; readonly step: number },
  ...argv: string[]
): Promise<string> {
  const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));
  const demo = await startDemo({ clock, seed: 1, scenarios: [] });
  const host = testHost({ clock, env: { KUBECONFIG: '/dev/null' } });
  // The server writes to its watches before it answers who asks later.
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      await (await fetch(`${demo.url}/version`)).text();
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  try {
    if (before > 0) demo.play(name);
    clock.advance(before * 1000);
    const running = runCommand(['watch', name, '--server', demo.url, ...argv], host);
    // The patience of the feed with a watch that is open and says nothing.
    while (!clock.waiting.includes(45_000)) await settle();
    if (before === 0) demo.play(name);
    for (let at = before; at < until; at += step) {
      await settle();
      clock.advance(step * 1000);
    }
    await settle();
    host.interrupt();
    expect(await running).toBe(130);
    return host.out();
  } finally {
    await demo.stop();
  }
}

/** Columns NAME to AGE, single spaces between them. */
const asKubectl = (out: string): string[] =>
  out
    .trimEnd()
    .split('\n')
    .map(line => line.split(/ {3,}/).slice(1, 6).join(' '));

test('a pod that is not there is said to be missing, and where it was looked for', async () => {
  const demo = await startDemo({ clock: systemClock, seed: 1, scenarios: [] });
  const host = testHost({ clock: systemClock, env: { KUBECONFIG: '/dev/null' } });
  const running = runCommand(['watch', 'web-0', 'web-1', '--server', demo.url], host);
  await vi.waitUntil(() => host.err() !== '', { timeout: 10_000 });
  host.interrupt();
  expect(await running).toBe(130);
  expect(host.err()).toBe('podscope: web-0, web-1 are not there yet; looked in the default namespace\n');
  await demo.stop();
});

describe('podscope watch beside kubectl get -w', () => {
  test('an image that is not there: the same lines at the same ages', async () => {
    const kubectl = fixture('kubectl-image-not-there.txt').trimEnd().split('\n');
    const out = await watchScenario('pod-phase', { before: 1.2, until: 176, step: 1 });
    expect(asKubectl(out)).toEqual(kubectl.map(line => line.split(/ +/).join(' ')));
  });

  test('a start: the changes of the same four events, as long after the creation', async () => {
    const wanted = toldOf(await watchRecording(fixture('kubelet-start.jsonl')), '2017-06-06T07:57:06Z');
    const told = toldOf(
      await watchScenario('busybox', { before: 0, until: 4, step: 0.2 }, '-o', 'jsonl'),
      '2026-01-05T08:00:00Z',
    );
    // Conditions that a kubelet of that time did not write.
    const isLater = (line: string): boolean => /PodReadyToStartContainers|ContainersReady/.test(line);
    expect(told.filter(line => !isLater(line))).toEqual(wanted);
    await expect(`${wanted.join('\n')}\n`).toMatchFileSnapshot('watch/kubelet-start.txt');
  });
});

/** A line for each change: what, from, to, why, and the time that the cluster gives it, in whole seconds after the creation. */
function toldOf(jsonl: string, created: string): string[] {
  return jsonl
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
    .map(({ subject, part, from, to, reason, message, clusterTime }) => {
      const after =
        clusterTime === undefined ? '' : `at ${Math.round((Date.parse(clusterTime) - Date.parse(created)) / 1000)}s`;
      return [subject, part, from, '→', to, reason && `(${reason}: ${message ?? ''})`, after].filter(Boolean).join(' ');
    });
}

interface Told {
  readonly type: string;
  readonly seconds: number;
  readonly status: PodStatus;
}

/** What `podscope watch -o jsonl` tells of these events of one pod. */
async function watchRecording(events: string): Promise<string> {
  const start = Date.parse('2017-06-06T07:57:06Z');
  const lines = events
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Told)
    .map(({ type, seconds, status }) => {
      const after: Pod = {
        metadata: { name: 'busybox', namespace: 'default', uid: 'b', creationTimestamp: '2017-06-06T07:57:06Z' },
        spec: { containers: [{ name: 'busybox', image: 'busybox' }] },
        status,
      };
      const told = { after, via: 'watch', receivedAt: start + seconds * 1000 } as const;
      return encodeRecord(type === 'ADDED' ? { type: 'Added', ...told } : { type: 'Updated', before: after, ...told });
    });
  const path = join(folder, 'start.jsonl');
  const header = encodeHeader({ at: start - 1, redacted: true });
  writeFileSync(path, [header, encodeRecord({ type: 'Synced', count: 0, receivedAt: start - 1 }), ...lines].join('\n'));
  const host = testHost();
  expect(await runCommand(['watch', '--recording', path, '-o', 'jsonl'], host)).toBe(0);
  return host.out();
}
