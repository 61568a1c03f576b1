import { describe, expect, test } from 'vitest';
import { startMachine } from '../../src/demo/cluster.ts';
import { newObject } from '../../src/demo/machinery/new-object.ts';
import { removeObject } from '../../src/demo/store/delete-object.ts';
import type { DemoPod, Draft } from '../../src/demo/store/objects.ts';
import { FakeClock } from '../support/fake-clock.ts';

interface JobStatus {
  readonly succeeded?: number;
  readonly failed?: number;
  readonly active?: number;
  readonly conditions?: readonly { readonly type: string; readonly reason: string }[];
}

function cluster() {
  const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));
  const machine = startMachine({ clock, seed: 1, scenarios: [] });
  const { log } = machine;
  return {
    clock,
    log,
    create: (command: string, spec: object, restartPolicy = 'Never'): void => {
      const containers = [{ name: 'task', image: 'busybox', command: ['sh', '-c', command] }];
      const draft: Draft = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'task', namespace: 'default' },
        spec: { ...spec, template: { spec: { restartPolicy, containers } } },
      };
      log.create('jobs', newObject('jobs', draft, log).draft);
    },
    status: () => (log.get('jobs', 'default', 'task')?.status ?? {}) as JobStatus,
    pods: () => log.all('pods', 'default') as DemoPod[],
  };
}

const outcome = ({ succeeded = 0, failed = 0, active = 0, conditions = [] }: JobStatus): string =>
  [
    `${succeeded} succeeded, ${failed} failed, ${active} active`,
    ...conditions.map(row => `${row.type}: ${row.reason}`),
  ].join('; ');

describe('a Job', () => {
  test.for([
    {
      title: 'completes',
      command: 'sleep 5',
      spec: { completions: 2 },
      seconds: 60,
      is: '2 succeeded, 0 failed, 0 active; SuccessCriteriaMet: CompletionsReached; Complete: CompletionsReached',
    },
    {
      title: 'waits out the back-off after a failure',
      command: 'exit 1',
      spec: { backoffLimit: 3 },
      seconds: 20,
      is: '0 succeeded, 2 failed, 0 active',
    },
    {
      title: 'fails over its limit',
      command: 'exit 1',
      spec: { backoffLimit: 1 },
      seconds: 60,
      is: '0 succeeded, 2 failed, 0 active; FailureTarget: BackoffLimitExceeded; Failed: BackoffLimitExceeded',
    },
    {
      title: 'that restarts its container counts the restarts',
      command: 'exit 1',
      spec: { backoffLimit: 2 },
      policy: 'OnFailure',
      seconds: 120,
      is: '0 succeeded, 1 failed, 0 active; FailureTarget: BackoffLimitExceeded; Failed: BackoffLimitExceeded',
    },
    {
      title: 'has a deadline',
      command: 'sleep 600',
      spec: { activeDeadlineSeconds: 30 },
      seconds: 90,
      is: '0 succeeded, 1 failed, 0 active; FailureTarget: DeadlineExceeded; Failed: DeadlineExceeded',
    },
    {
      title: 'is suspended',
      command: 'sleep 5',
      spec: { suspend: true },
      seconds: 30,
      is: '0 succeeded, 0 failed, 0 active',
    },
  ])('$title', ({ command, spec, policy, seconds, is }) => {
    const { create, clock, status } = cluster();
    create(command, spec, policy);
    clock.advance(seconds * 1000);
    expect(outcome(status())).toBe(is);
  });

  test('a pod that somebody deletes is replaced, and let go', () => {
    const { create, clock, log, pods } = cluster();
    create('sleep 600', {});
    clock.advance(20_000);
    const [first] = pods();
    removeObject(log, clock, 'pods', first!, { gracePeriodSeconds: 1 });
    clock.advance(30_000);
    expect(pods().map(({ metadata }) => metadata.uid)).toHaveLength(1);
    expect(pods()[0]!.metadata.uid).not.toBe(first!.metadata.uid);
  });

  test('takes its pods along when it is deleted, or when its time after the end is over', () => {
    const { create, clock, log, pods } = cluster();
    create('sleep 600', {});
    clock.advance(20_000);
    removeObject(log, clock, 'jobs', log.get('jobs', 'default', 'task')!);
    clock.advance(60_000);
    expect(pods()).toEqual([]);
    create('sleep 1', { ttlSecondsAfterFinished: 30 });
    clock.advance(20_000);
    expect(pods()).toHaveLength(1);
    clock.advance(30_000);
    expect([log.get('jobs', 'default', 'task'), pods()]).toEqual([undefined, []]);
  });
});
