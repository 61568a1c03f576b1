import { describe, expect, test } from 'vitest';
import { LogReader, type LogWish } from '../../src/app/reading/log-reader.ts';
import type { ReaderTarget } from '../../src/app/reading/reader.ts';
import { problemOf } from '../../src/cluster/transport/problem-of.ts';
import { ApiStatusError } from '../../src/cluster/wire/errors.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import type { Cluster, ClusterRequest } from '../../src/kube/cluster.ts';
import { LogFilling } from '../../src/shell/fill-logs.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { pod, terminated } from '../support/pods.ts';
import { pod as listed } from '../support/some-pods.ts';

const line = (second: number, text: string): string =>
  `2026-01-05T12:00:${String(second).padStart(2, '0')}.000000000Z ${text}`;
const time = (second: number): number => Date.UTC(2026, 0, 5, 12, 0, second);
const target = (name: string): ReaderTarget => ({ uid: `uid-${name}`, namespace: 'default', name });

/** A cluster whose logs are these, by `pod/container` and `pod/container before`; a followed log stays open. */
function read(logs: Record<string, readonly string[]>, targets: readonly string[], wish: LogWish = {}) {
  const requests: ClusterRequest[] = [];
  const began = time(30);
  const cluster = {
    lines(request: ClusterRequest, onLine: (text: string) => void) {
      requests.push(request);
      const { container, previous, follow } = request.query ?? {};
      const name = request.path.split('/').at(-2);
      const lines = logs[`${name}/${container}${previous ? ' before' : ''}`];
      if (lines === undefined)
        return Promise.reject(new ApiStatusError(400, `container "${container}" is waiting to start`));
      for (const each of lines) if (!request.signal?.aborted) onLine(each);
      if (!follow || request.signal?.aborted) return Promise.resolve();
      return new Promise<void>((_, reject) =>
        request.signal?.addEventListener('abort', () => reject(new Error('over'))),
      );
    },
    async getPod(_: string, name: string) {
      const containers = ['app', 'proxy']
        .filter(each => Object.keys(logs).some(key => key.startsWith(`${name}/${each}`)))
        .map(each => ({
          name: each,
          state: { running: { startedAt: new Date(began).toISOString() } },
          ...(logs[`${name}/${each} before`] && { lastState: terminated('Error', 1) }),
        }));
      return pod({ name, containers });
    },
    problem: (error: unknown) => problemOf(error, { server: 's', cluster: 'c', user: undefined, origin: 'o' }),
  } as unknown as Cluster;
  const reader = new LogReader(targets.map(target), wish);
  const ledger = new Ledger(statusReader(NEWEST));
  const known = {
    pods: ledger.pods,
    subscribe: (listener: (uids: Iterable<string>) => void) => ledger.subscribe(({ uids }) => listener(uids)),
  };
  const come = (name: string): void => {
    ledger.apply({
      type: 'Added',
      via: 'watch',
      receivedAt: 0,
      after: listed(name, { created: time(0), owner: 'StatefulSet/web' }),
    });
  };
  const told = (): string[] =>
    reader.buffer.shown.map(({ source, text, isNotice }) =>
      isNotice ? `(${text})` : `${reader.sources[source]}: ${text}`,
    );
  const start = () => new LogFilling(reader, { cluster, clock: new FakeClock(), known, onChange: () => {} });
  return { reader, requests, told, come, start };
}
const settled = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !holds(); i++) await new Promise(resolve => setImmediate(resolve));
};

describe('the logs of a reader', () => {
  test('of all containers, by time, and of some', async () => {
    const logs = { 'web-0/app': [line(1, 'a'), line(3, 'c')], 'web-0/proxy': [line(2, 'b')] };
    const all = read(logs, ['web-0']);
    const filling = all.start();
    await settled(() => all.told().length === 3);
    expect(all.told()).toEqual(['app: a', 'proxy: b', 'app: c']);
    expect(all.reader.containers).toEqual(['app', 'proxy']);
    expect(all.requests[0]!.query).toMatchObject({ follow: true, tailLines: 1000 });
    filling.stop();
    const some = read(logs, ['web-0'], { containers: ['proxy'] });
    const other = some.start();
    await settled(() => some.told().length === 1);
    expect(some.told()).toEqual(['proxy: b']);
    other.stop();
  });

  test('of an owner: pods that come join, and a line says so', async () => {
    const all = read({ 'web-0/app': [line(1, 'a')], 'web-1/app': [line(9, 'z')] }, ['web-0'], {
      owner: { namespace: 'default', kind: 'StatefulSet', name: 'web' },
    });
    all.come('web-0');
    const filling = all.start();
    await settled(() => all.told().length === 1);
    expect(all.told()).toEqual(['app: a']);
    all.come('web-1');
    await settled(() => all.told().length === 3);
    expect(all.told()).toEqual(['web-0: a', '(the pod web-1 has come)', 'web-1: z']);
    filling.stop();
  });

  test('around a moment: both runs of a container that was started again, no further than asked', async () => {
    const range = { label: 'around', from: time(0), until: time(40) };
    const all = read(
      { 'web-0/app before': [line(5, 'dying')], 'web-0/app': [line(31, 'born'), line(50, 'later')] },
      ['web-0'],
      { range, moment: { at: time(30), what: 'here: Running to Error' } },
    );
    all.start();
    await settled(() => !all.reader.follow);
    expect(all.told()).toEqual(['app before: dying', '(here: Running to Error)', 'app: born']);
    expect(all.requests.map(({ query }) => query)).toEqual([
      expect.objectContaining({ previous: true, sinceTime: '2026-01-05T12:00:00.000Z', follow: undefined }),
      expect.objectContaining({ previous: undefined, sinceTime: '2026-01-05T12:00:00.000Z', follow: undefined }),
    ]);
  });

  test('a container that has not begun is a sentence among the lines', async () => {
    const all = read({ 'web-0/app': [line(1, 'a')] }, ['web-0'], { range: { label: '', until: time(59) } });
    all.start();
    await settled(() => all.told().length === 1);
    const none = read({ 'web-0/app before': [line(1, 'a')] }, ['web-0'], { range: { label: '', until: time(59) } });
    none.start();
    await settled(() => none.told().length === 1);
    expect(none.told()).toEqual(['(container "app" is waiting to start)']);
  });
});
