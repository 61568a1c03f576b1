import { describe, expect, test } from 'vitest';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import { RecordEncoder } from '../../src/history/recording/record-encoder.ts';
import type { RecordedThing } from '../../src/history/recording/recording.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { added, at, container, deleted, gap, pod, running, synced, updated, waiting } from './support.ts';

const versions = Array.from({ length: 50 }, (_, i) =>
  pod({
    version: String(i),
    phase: i === 0 ? 'Pending' : 'Running',
    containers: [container(i % 2 === 0 ? waiting('ContainerCreating') : running(i), { restartCount: i })],
  }),
);
const [first, second] = versions as [Pod, Pod];
const story: FeedEvent[] = [
  added(first, 0, 'list'),
  synced(0, 1),
  ...versions.slice(1).map((after, i) => updated(versions[i]!, after, i + 1)),
  deleted(versions.at(-1)!, { ...versions.at(-1)!, metadata: { ...first.metadata, resourceVersion: '60' } }, 60),
];
const written = (events: readonly FeedEvent[]): string[] => {
  const encoder = new RecordEncoder(true);
  return events.map(event => encoder.encode(event));
};
const read = (lines: readonly string[]) => {
  const decoder = new RecordDecoder();
  return lines.map(line => decoder.decode(line));
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a recording of changes', () => {
  test('is read as what was received', () => {
    expect(read(written(story))).toEqual((plain(story) as unknown[]).map(thing => ({ ok: true, thing })));
  });

  test('holds only what changed, and from time to time a whole pod', () => {
    const lines = written(story);
    expect(JSON.parse(lines[2]!)).toEqual({
      at: at(1),
      type: 'MODIFIED',
      via: 'watch',
      uid: 'uid-1',
      base: '0',
      patch: {
        metadata: { resourceVersion: '1' },
        status: {
          phase: 'Running',
          containerStatuses: {
            0: {
              ready: true,
              restartCount: 1,
              state: { waiting: null, running: { startedAt: '2026-03-01T12:00:01Z' } },
            },
          },
        },
      },
    });
    const whole = lines.flatMap((line, i) => (line.includes('"object":') ? [i] : []));
    expect(whole).toEqual([0, 22, 43]);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      type: 'DELETED',
      patch: { metadata: { resourceVersion: '60' } },
    });
  });

  test('of a lost line says which changes cannot be read, until the pod is whole again', () => {
    const decoded = read(written(story).toSpliced(4, 1));
    const unread = decoded.flatMap((one, i) => (one.ok ? [] : [[i, one.problem]]));
    expect(unread.length).toBe(17);
    expect(unread[0]).toEqual([4, 'a change of version 3 of pod uid-1, which was not read']);
    expect(decoded.at(-1)).toEqual({ ok: true, thing: plain(story.at(-1)) });
  });

  test.for<[string, FeedEvent[]]>([
    ['a pod without a resourceVersion', [added(pod(), 0), updated(pod(), pod({ phase: 'Running' }), 1)]],
    ['one that is told as new', [added(first, 0), added(second, 1)]],
    ['one that nothing was told of', [updated(first, second, 0)]],
    ['one that was gone', [added(first, 0), deleted(first, first, 1), updated(first, second, 2)]],
    [
      'what a patch cannot say',
      [added(first, 0), updated(first, { ...second, status: { ...second.status, startTime: null } }, 1)],
    ],
  ])('writes %s whole', ([, events]) => {
    expect(written(events).at(-1)).toContain('"object":');
    expect(read(written(events)).at(-1)).toMatchObject({ ok: true });
  });

  test('a file that begins in the middle can be read alone', () => {
    const encoder = new RecordEncoder(true);
    for (const event of story.slice(0, 12)) encoder.encode(event);
    const lines = [...encoder.beginning(at(20)), ...story.slice(12).map(event => encoder.encode(event))];
    const decoded = read(lines);
    expect(decoded.filter(one => !one.ok)).toEqual([]);
    expect(decoded.at(-1)).toEqual({ ok: true, thing: plain(story.at(-1)) });
  });

  test('secrets are taken out of what changed, too', () => {
    const withEnv = (value: string, version: string): Pod =>
      ({
        ...pod({ version }),
        spec: { containers: [{ name: 'app', env: [{ name: 'PASSWORD', value }] }] },
      }) as unknown as Pod;
    const lines = written([added(withEnv('x1', '1'), 0), updated(withEnv('x1', '1'), withEnv('x2', '2'), 1)]);
    expect(lines.join()).not.toMatch(/x1|x2/);
    expect(JSON.parse(lines[1]!).patch).toEqual({ metadata: { resourceVersion: '2' } });
  });

  test.for([
    '{"at":1,"type":"MODIFIED","uid":"uid-1","base":"0","patch":{"metadata":{"uid":"another"}}}',
    '{"at":1,"type":"MODIFIED","uid":"uid-1","base":"0","patch":{"metadata":null}}',
    '{"at":1,"type":"MODIFIED","uid":"uid-1","base":"0","patch":[1]}',
    '{"at":1,"type":"MODIFIED","uid":"uid-1","base":"0","patch":7}',
    '{"at":1,"type":"MODIFIED","uid":7,"base":"0","patch":{}}',
  ])('the damaged change %s is told, not thrown', line => {
    expect(read([...written([added(first, 0)]), line])[1]).toMatchObject({ ok: false });
  });
});

describe('the beginning of another part', () => {
  const live: FeedEvent = { type: 'Connection', connection: { state: 'live', since: at(0) } };
  const eventsSynced: RecordedThing = { type: 'Event', news: { type: 'Synced', count: 0, receivedAt: at(1) } };
  test.for<[string, RecordedThing[], string[]]>([
    ['within the first list', [added(first, 0, 'list')], ['ADDED']],
    ['behind it', [added(first, 0, 'list'), synced(0, 1)], ['ADDED', 'SYNCED']],
    ['while the watch is live', [added(first, 0, 'list'), synced(0, 1), live], ['ADDED', 'SYNCED', 'CONNECTION']],
    ['within the list after a gap', [added(first, 0, 'list'), synced(0, 1), gap(1, 2)], ['ADDED']],
    ['behind that', [added(first, 0, 'list'), synced(0, 1), gap(1, 2), synced(3, 1)], ['ADDED', 'SYNCED']],
    ['when the Events are whole', [eventsSynced], ['EVENT SYNCED']],
  ])('%s says no more than is known', ([, told, types]) => {
    const encoder = new RecordEncoder(true);
    for (const one of told) encoder.encode(one);
    const lines = [...encoder.beginning(at(9))].map(line => JSON.parse(line));
    expect(lines.map(({ type, change }) => [type, change].filter(Boolean).join(' '))).toEqual(types);
  });
});
