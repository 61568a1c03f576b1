import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { recordFeed } from '../../src/cli/pods/recorded-feed.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { runCommand } from '../../src/main.ts';
import { added, pod, synced } from '../history/support.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-recorded-feed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A cluster whose feed tells what it is told to. */
function clusterOf() {
  const listeners = new Set<(event: FeedEvent) => void>();
  const feed = {
    start: () => {},
    stop: () => {},
    subscribe(listener: (event: FeedEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const cluster = {
    identity: { context: 'test', cluster: 'test' },
    version: () => Promise.reject(new Error('not reached')),
    podFeed: () => feed,
    eventFeed: () => ({ start: () => {}, stop: () => {}, subscribe: () => () => {} }),
    clockSkew: () => undefined,
    close: () => {},
  } as unknown as Cluster;
  const tell = (event: FeedEvent): void => {
    for (const listener of listeners) listener(event);
  };
  return { cluster, tell };
}

describe('the screen that records', () => {
  test('says at once that the disk is full, goes on, and has failed at the end', async () => {
    const path = join(folder, 'full.jsonl');
    const { cluster, tell } = clusterOf();
    const host = testHost({ clock: new FakeClock() });
    let room = 1_000;
    const write = (fd: number, bytes: Buffer, offset: number): number => {
      room -= bytes.length - offset;
      if (room < 0) throw new Error('ENOSPC: no space left on device, write');
      return writeSync(fd, bytes, offset);
    };
    const recorded = await recordFeed(cluster, { host, options: { record: path }, namespaces: [], write });
    const seen: string[] = [];
    const feed = recorded.cluster.podFeed({ namespaces: [] });
    feed.subscribe(event => seen.push(event.type === 'Notice' ? event.problem.message : event.type));
    const other = recorded.cluster.podFeed({ namespaces: ['other'] });
    other.subscribe(event => event.type === 'Notice' && seen.push('and where another scope is shown'));
    for (let i = 0; i < 4; i++) tell(added(pod({ uid: `u${i}` }), i));
    tell(synced(5));
    const ended = `recording to ${path} ended: ENOSPC: no space left on device, write`;
    expect(seen.filter(one => one === ended)).toEqual([ended]);
    expect(seen).toContain('and where another scope is shown');
    expect(seen.at(-1)).toBe('Synced');
    expect(await recorded.close()).toBe(false);
    expect(host.err()).toBe(`podscope: ${ended}\n`);
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"podscope":"recording"/);
  });

  test('has not failed when all is written', async () => {
    const { cluster, tell } = clusterOf();
    const path = join(folder, 'whole.jsonl');
    const host = testHost({ clock: new FakeClock() });
    const recorded = await recordFeed(cluster, { host, options: { record: path }, namespaces: [] });
    recorded.cluster.podFeed({ namespaces: [] });
    tell(synced(5));
    expect(await recorded.close()).toBe(true);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('podscope record', () => {
  test.for([
    ['', 2, 'name one file to record to, such as run.jsonl.gz'],
    ['a.jsonl --max-size 0', 2, '--max-size 0 is no size; write it like 500MB'],
    ['a.jsonl --max-size 0.0k', 2, '--max-size 0.0k is no size; write it like 500MB'],
    ['a.jsonl --max-size big', 2, '--max-size big is no size; write it like 500MB'],
    ['a.jsonl --max-size 1MB --keep 0', 2, '--keep 0 is no number of files'],
    ['a.jsonl --keep 3', 2, '--keep is of a recording in parts; say how large one gets with --max-size 500MB'],
  ] as const)('%s', async ([line, status, sentence]) => {
    const host = testHost({ env: { KUBECONFIG: '/dev/null' } });
    expect(await runCommand(['record', ...line.split(' ').filter(Boolean)], host)).toBe(status);
    expect(host.err()).toBe(`podscope: ${sentence}\n`);
  });
});
