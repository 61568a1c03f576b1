import { describe, expect, test } from 'vitest';
import { problemOf } from '../../src/cluster/transport/problem-of.ts';
import { ApiStatusError, ConnectionError } from '../../src/cluster/wire/errors.ts';
import type { LogLine } from '../../src/history/logs/log-line.ts';
import type { Clock } from '../../src/kube/clock.ts';
import type { Cluster, ClusterRequest } from '../../src/kube/cluster.ts';
import type { ContainerStatus, Pod } from '../../src/kube/pod.ts';
import { readLog } from '../../src/tasks/read-log.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type ContainerSketch, pod, running, terminated, waiting } from '../support/pods.ts';

const APP = { name: 'app-0' };

/** What one request of the log answers: lines, and how it ends. */
interface Answer {
  readonly lines?: readonly string[];
  readonly fails?: Error;
  /** How the pod is from then on; null: gone. */
  readonly leaves?: ContainerSketch | null;
}

const soon: Clock = {
  now: () => 0,
  after(_ms, run) {
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  },
};
const at = (second: number, text: string): string => `2026-01-01T00:00:0${second}.000000000Z ${text}`;
const app = (state: object, restartCount = 0, more: object = {}): ContainerSketch => ({ state, restartCount, ...more });

const regular = (state: ContainerSketch): Pod =>
  pod({ containers: [state], spec: { restartPolicy: 'Always', containers: [{ name: 'app-0' }] } });

async function followed(answers: readonly Answer[], start: ContainerSketch = app(running()), podOf = regular) {
  const requests: ClusterRequest[] = [];
  const told: string[] = [];
  let state: ContainerSketch | null = start;
  const stop = new AbortController();
  const cluster = {
    async lines(request: ClusterRequest, onLine: (line: string) => void) {
      const answer = answers[requests.length];
      requests.push(request);
      if (answer === undefined) {
        stop.abort();
        throw new ConnectionError('ABORTED', 'ended by us');
      }
      for (const line of answer.lines ?? []) onLine(line);
      if (answer.leaves !== undefined) state = answer.leaves;
      if (answer.fails) throw answer.fails;
    },
    async getPod() {
      if (state === null) throw new ApiStatusError(404, 'pods "web-0" not found', 'NotFound');
      return podOf(state);
    },
    problem: (error: unknown) => problemOf(error, { server: 's', cluster: 'c', user: undefined, origin: 'o' }),
  } as unknown as Cluster;
  await readLog({
    cluster,
    clock: soon,
    source: { namespace: 'default', pod: 'web-0', uid: 'uid-web-0', container: 'app-0' },
    index: 0,
    options: { follow: true, previous: false },
    emit: (line: LogLine) => told.push(line.isNotice ? `(${line.text})` : line.text),
    signal: stop.signal,
  });
  return { told, requests };
}

describe('following a log', () => {
  test('through a restart of the container', async () => {
    const { told, requests } = await followed([
      {
        lines: [at(1, 'one')],
        leaves: app(waiting('CrashLoopBackOff'), 0, { lastState: terminated('OOMKilled', 137) }),
      },
      { leaves: app(running(), 1, { lastState: terminated('OOMKilled', 137) }) },
      { lines: [at(1, 'one'), at(2, 'two')], leaves: null },
    ]);
    expect(told).toEqual([
      'one',
      '(the container app-0 ended with exit code 137 (OOMKilled); it will be started again)',
      '(the container app-0 was started again; before, it ended with exit code 137 (OOMKilled))',
      'two',
      '(the pod web-0 is gone)',
    ]);
    expect(requests[1]!.query).toMatchObject({ sinceTime: '2026-01-01T00:00:01.000000000Z' });
  });

  test('through a lost connection: said once, and from where it goes on', async () => {
    const reset = new ConnectionError('ECONNRESET', 'reset');
    const { told } = await followed([
      { lines: [at(1, 'one')], fails: reset },
      { fails: reset },
      { lines: [at(1, 'one'), at(3, 'three')], leaves: null },
    ]);
    expect(told).toEqual([
      'one',
      '(connection lost: s closed the connection)',
      '(connected again after 0s; the log goes on from 2026-01-01T00:00:01.000000000Z)',
      'three',
      '(the pod web-0 is gone)',
    ]);
  });

  test.for([
    ['the connection was lost', { fails: new ConnectionError('ECONNRESET', 'reset') }, 1],
    ['its container waited for its next start', { leaves: app(waiting('CrashLoopBackOff')) }, 2],
  ] as const)('never goes on with a pod of the same name that came while %s', async ([, ends, asked]) => {
    let times = 0;
    const { told, requests } = await followed(
      [
        { lines: [at(1, 'one')], ...ends },
        { lines: [at(2, 'of another pod')], leaves: null },
      ],
      app(running()),
      state => pod({ uid: times++ < asked ? 'uid-web-0' : 'another', containers: [state] }),
    );
    expect(told).not.toContain('of another pod');
    expect(told.at(-1)).toBe('(the pod web-0 was replaced by another one)');
    expect(requests.length).toBe(1);
  });

  test('a container that has not started is waited for', async () => {
    const wait = new ApiStatusError(400, 'container "app-0" in pod "web-0" is waiting to start: ContainerCreating');
    const { told } = await followed(
      [{ fails: wait }, { fails: wait }, { lines: [at(1, 'hello')], leaves: null }],
      app(waiting('ContainerCreating')),
    );
    expect(told).toEqual([
      '(waits: container "app-0" in pod "web-0" is waiting to start: ContainerCreating)',
      'hello',
      '(the pod web-0 is gone)',
    ]);
  });

  test('a pod that no node has answers with nothing, which is said', async () => {
    let asked = 0;
    const { told } = await followed(
      [{}, {}, { lines: [at(1, 'hello')], leaves: null }],
      app(waiting('ContainerCreating')),
      state => pod({ node: asked++ < 3 ? '' : 'node-1', containers: [state] }),
    );
    expect(told).toEqual(['(the pod web-0 is on no node yet, so it has no log)', 'hello', '(the pod web-0 is gone)']);
  });

  describe('ends with a container that nobody starts again', () => {
    test.for([
      ['an app', 'Always', { containers: [APP] }, 0, false],
      ['an app with a policy of its own', 'Always', { containers: [{ ...APP, restartPolicy: 'Never' }] }, 1, true],
      ['an app that failed', 'OnFailure', { containers: [APP] }, 1, false],
      ['an app that is done', 'OnFailure', { containers: [APP] }, 0, true],
      ['a debug container', 'Always', { ephemeralContainers: [APP] }, 1, true],
      ['an init container that is done', 'Always', { initContainers: [APP] }, 0, true],
      ['an init container that failed', 'Always', { initContainers: [APP] }, 1, false],
      ['a sidecar', 'Never', { initContainers: [{ ...APP, restartPolicy: 'Always' }] }, 0, false],
    ] as const)('%s under %s: %j with code %d', async ([, restartPolicy, spec, code, isOver]) => {
      const status = { name: 'app-0', state: terminated(undefined, code), restartCount: 0 } as ContainerStatus;
      const [list] = Object.keys(spec);
      const statuses = `${list!.slice(0, -1)}Statuses`;
      const { told } = await followed([{}], app(running()), () =>
        pod({
          spec: { containers: [], restartPolicy, ...spec },
          status: { containerStatuses: [], [statuses]: [status] },
        }),
      );
      const says = `the container app-0 ended with exit code ${code}`;
      expect(told).toEqual([isOver ? `(${says})` : `(${says}; it will be started again)`]);
    });
  });

  test('a refusal ends it with its sentence', async () => {
    const refusal = new ApiStatusError(
      403,
      'pods/log is forbidden: User "eve" cannot get resource "pods/log"',
      'Forbidden',
    );
    await expect(followed([{ fails: refusal }])).rejects.toThrow('pods/log is forbidden');
  });
});

test('a log that is silent for long is asked for anew from where it was, for its line may be dead', async () => {
  const clock = new FakeClock();
  const requests: ClusterRequest[] = [];
  const told: string[] = [];
  const stop = new AbortController();
  const cluster = {
    lines(request: ClusterRequest, onLine: (line: string) => void) {
      requests.push(request);
      if (requests.length === 1) onLine(at(1, 'one'));
      if (requests.length === 2) for (const line of [at(1, 'one'), at(2, 'two')]) onLine(line);
      return new Promise<void>((_, reject) =>
        request.signal!.addEventListener('abort', () => reject(new ConnectionError('ABORTED', 'ended by us'))),
      );
    },
    getPod: async () => pod({ containers: [app(running())], spec: { containers: [{ name: 'app-0' }] } }),
    problem: (error: unknown) => problemOf(error, { server: 's', cluster: 'c', user: undefined, origin: 'o' }),
  } as unknown as Cluster;
  const reading = readLog({
    cluster,
    clock,
    source: { namespace: 'default', pod: 'web-0', uid: 'uid-web-0', container: 'app-0' },
    index: 0,
    options: { follow: true, previous: false },
    emit: line => told.push(line.isNotice ? `(${line.text})` : line.text),
    signal: stop.signal,
  });
  const settled = () => new Promise(resolve => setTimeout(resolve, 5));
  await settled();
  for (let i = 0; i < 40 && requests.length < 2; i++) {
    clock.advance(15_000);
    await settled();
  }
  expect(requests[1]!.query).toMatchObject({ follow: true, sinceTime: '2026-01-01T00:00:01.000000000Z' });
  expect(told).toEqual(['one', 'two']);
  stop.abort();
  await reading;
});
