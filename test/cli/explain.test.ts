import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { testHost } from '../support/host.ts';
import { CREATED, type PodSketch, pod, running, terminated, waiting } from '../support/pods.ts';

const NOW = new Date(Date.parse(CREATED) + 125_000).toISOString();

const cases: Record<string, PodSketch> = {
  'a crash loop beside a healthy container': {
    name: 'db-0',
    namespace: 'data',
    conditions: { PodScheduled: 'True', Initialized: 'True', Ready: 'False' },
    init: [terminated('Completed'), { sidecar: true, name: 'proxy', state: running(), restartCount: 2 }],
    containers: [
      running(),
      {
        name: 'app',
        state: waiting('CrashLoopBackOff', 'back-off 40s restarting failed container=app'),
        lastState: terminated('OOMKilled', 137),
        restartCount: 3,
      },
    ],
  },
  'a running pod': {},
  'an init container that failed': {
    phase: 'Pending',
    conditions: { PodScheduled: 'True', Initialized: 'False' },
    init: [terminated('Completed'), terminated(undefined, 127)],
    containers: [waiting('PodInitializing')],
  },
  'a reason that nobody knows': { containers: [waiting('QuantumDecoherence', 'the cat is both')] },
  'a hostile pod': {
    name: 'web$(reboot)',
    containers: [{ name: 'a\u001b[2Jb', state: waiting('CrashLoopBackOff\u202e', 'x\ny') }],
  },
};

const file = (name: string) => `goldens/explain-${name.replaceAll(' ', '-')}.txt`;

describe('explain for a person', () => {
  test.for(Object.keys(cases))('%s', async name => {
    const host = testHost({ stdin: JSON.stringify(pod(cases[name])) });
    expect(await runCommand(['explain', '-f', '-', '--now', NOW], host)).toBe(0);
    await expect(host.out()).toMatchFileSnapshot(file(name));
  });
});

test('explain for a program holds the steps, the decisive one and the catalogue entry', async () => {
  const host = testHost({ stdin: JSON.stringify(pod(cases['a crash loop beside a healthy container'])) });
  const line = ['explain', '-f', '-', '-o', 'json', '--now', NOW, '--server-version', 'v1.30.4-gke.1'];
  expect(await runCommand(line, host)).toBe(0);
  const record = JSON.parse(host.out());
  expect(record).toMatchObject({
    name: 'db-0',
    serverVersion: '1.30',
    phase: 'Running',
    severity: 'error',
    cells: { status: 'CrashLoopBackOff', ready: '2/3', restarts: '5 (2m5s ago)' },
    reason: { known: true, next: { command: 'kubectl logs db-0 -n data -c app --previous' } },
    decisive: {
      rule: 'container',
      path: 'status.containerStatuses[1].state.waiting.reason',
      value: 'CrashLoopBackOff',
      effect: { type: 'word', from: 'Running', to: 'CrashLoopBackOff' },
    },
  });
  expect(record.steps.length).toBeGreaterThan(10);
});

test('several pods are explained one after the other', async () => {
  const host = testHost({ stdin: JSON.stringify([pod({ name: 'a' }), pod({ name: 'b' })]) });
  await runCommand(['explain', '-f', '-'], host);
  expect(host.out()).toMatch(/^default\/a\n[\s\S]+\n\ndefault\/b\n/);
});
