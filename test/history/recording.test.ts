import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import { decodeHeader, encodeHeader, encodeRecord, redactPod } from '../../src/history/recording/recording.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import { type ClusterEvent, readEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { added, at, container, deleted, gap, pod, reader, running, synced, updated, waiting } from './support.ts';

const creating = pod({ containers: [container(waiting('ContainerCreating'))] });
const up = pod({ phase: 'Running', containers: [container(running(5))] });
const story: FeedEvent[] = [
  { type: 'Connection', connection: { state: 'listing', since: at(0), received: 0 } },
  added(creating, 0, 'list'),
  synced(0, 1),
  updated(creating, up, 6),
  gap(10, 20),
  synced(20, 1),
  deleted(up, up, 30),
];
const header = { podscope: 'recording', version: 1, at: at(0), redacted: true } as const;
const lines = story.map(event => encodeRecord(event));

describe('recording', () => {
  test('what is written is what was received', () => {
    const decoder = new RecordDecoder();
    expect(lines.map(line => decoder.decode(line))).toEqual(
      JSON.parse(JSON.stringify(story)).map((thing: unknown) => ({ ok: true, thing })),
    );
  });

  test('values of environment variables are taken out, names stay', () => {
    const secret = {
      metadata: {
        name: 'a',
        uid: 'a',
        managedFields: [{}],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"password":"x"}', team: 'shop' },
      },
      spec: {
        containers: [
          {
            name: 'app',
            env: [
              { name: 'PASSWORD', value: 'x' },
              { name: 'FROM', valueFrom: {} },
            ],
          },
          { name: 'proxy' },
        ],
      },
    } as unknown as Pod;
    expect(redactPod(secret)).toEqual({
      metadata: { name: 'a', uid: 'a', annotations: { team: 'shop' } },
      spec: {
        containers: [
          {
            name: 'app',
            env: [
              { name: 'PASSWORD', value: '<redacted>' },
              { name: 'FROM', valueFrom: {} },
            ],
          },
          { name: 'proxy' },
        ],
      },
    });
  });

  test.for<[string, string, string]>([
    ['in JSON', '{"spec":{"containers":[{"env":[{"name":"A","value":"x"}]}]}}', '<redacted>'],
    ['in YAML', 'spec:\n  containers:\n  - env:\n    - {name: A, value: x}\n', '<redacted>'],
    ['in none', 'the env of shop: prod', 'the env of shop: prod'],
    ['nor in an object without them', '{"spec":{"environment":"prod"}}', '{"spec":{"environment":"prod"}}'],
  ])('a copy of the object that another tool keeps in an annotation tells them no more: %s', ([, original, want]) => {
    const annotations = { 'kapp.k14s.io/original': original, team: 'shop' };
    const { metadata } = redactPod({ metadata: { name: 'a', uid: 'a', annotations } } as unknown as Pod);
    expect(metadata).toMatchObject({ annotations: { 'kapp.k14s.io/original': want, team: 'shop' } });
  });

  test.for([
    ['{"podscope":"recording","version":3,"at":1}', 'the recording has format version 3, newer than 2'],
    ['{"podscope":"recording","version":"two","at":1}', 'the header has no version'],
    ['{"kind":"Pod"}', 'this is no recording of podscope'],
    ['nonsense', 'this is no recording of podscope'],
  ])('%s is refused: %s', ([line, problem]) => {
    expect(decodeHeader(line!)).toMatchObject({ problem });
  });

  test('a header comes back as it was', () => {
    expect(decodeHeader(encodeHeader({ at: 1, redacted: false, context: 'prod' }))).toEqual({
      header: { podscope: 'recording', version: 2, at: 1, redacted: false, context: 'prod' },
    });
  });

  test.for(['{"at":1,"type":"WHAT"}', '{"type":"ADDED"}', '{"at":1,"type":"ADDED","object":{}}', '[]', '{'])(
    'the damaged record %s is told, not thrown',
    line => {
      expect(new RecordDecoder().decode(line)).toMatchObject({ ok: false });
    },
  );
});

const pulled = readEvent({
  metadata: { name: 'web-0.1', namespace: 'shop', uid: 'e1', resourceVersion: '7' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'uid-1', fieldPath: 'spec.containers{app}' },
  ...{ type: 'Normal', reason: 'Pulled', message: 'Successfully pulled image', count: 2 },
  firstTimestamp: '2026-01-01T00:00:01Z',
  lastTimestamp: '2026-01-01T00:00:03Z',
  source: { component: 'kubelet', host: 'node-1' },
})!;
const later = { ...pulled, count: 3, resourceVersion: '9' };
const news: FeedEvent<ClusterEvent>[] = [
  { type: 'Connection', connection: { state: 'live', since: at(0) } },
  { type: 'Added', after: pulled, via: 'list', receivedAt: at(1) },
  { type: 'Synced', count: 1, receivedAt: at(1) },
  { type: 'Notice', problem: { code: 'forbidden', message: 'no' }, receivedAt: at(2) },
  { type: 'Updated', before: pulled, after: later, via: 'watch', receivedAt: at(7) },
  { type: 'Gap', from: at(8), to: at(9), reason: 'gone' },
  { type: 'Deleted', before: later, last: later, via: 'list', receivedAt: at(9) },
];
const newsLines = news.map(one => encodeRecord({ type: 'Event', news: one }));

describe('recorded Events', () => {
  test('what is written is what was received', () => {
    const decoder = new RecordDecoder();
    expect(newsLines.map(line => decoder.decode(line))).toEqual(
      news.map(one => ({ ok: true, thing: { type: 'Event', news: one } })),
    );
  });

  test('the object is an Event as core/v1 writes it', () => {
    expect(JSON.parse(newsLines[1]!)).toMatchObject({
      at: at(1),
      type: 'EVENT',
      change: 'ADDED',
      object: { kind: 'Event', involvedObject: { name: 'web-0' }, lastTimestamp: '2026-01-01T00:00:03.000Z' },
    });
  });

  const open = () => new Replay({ header, lines: newsLines, warnings: [] }, new FakeClock(0));
  const listen = (replay: Replay, isMeant?: (event: ClusterEvent) => boolean) => {
    const told: string[] = [];
    const feed = replay.eventFeed(isMeant);
    feed.subscribe(event => told.push('after' in event ? `${event.type} x${event.after.count}` : event.type));
    feed.start();
    return { told, feed };
  };

  test('a feed that begins in the middle gets what is known then, and goes on with the replay', () => {
    const replay = open();
    replay.seek(at(2));
    const { told, feed } = listen(replay);
    expect(told).toEqual(['Added x2', 'Synced']);
    replay.seek(at(7));
    expect(told.slice(2)).toEqual(['Updated x3']);
    replay.seek(at(3));
    expect(told.slice(3)).toEqual(['Reset', 'Connection', 'Added x2', 'Synced', 'Notice']);
    feed.stop();
    replay.seek(at(9));
    expect(told.length).toBe(8);
  });

  test('a feed of some Events gets no others', () => {
    const replay = open();
    replay.seek(at(2));
    expect(listen(replay, event => event.regarding.name === 'other').told).toEqual(['Synced']);
    expect([...replay.events]).toEqual([pulled]);
  });
});

describe('replay', () => {
  const open = (speed = 1, clock = new FakeClock(0)) => {
    const replay = new Replay({ header, lines, warnings: [] }, clock, speed);
    const ledger = new Ledger(reader);
    const told: string[] = [];
    replay.subscribe(event => {
      told.push(event.type);
      ledger.apply(event);
    });
    return { clock, replay, ledger, told };
  };

  /** Whether it was found. */
  const seekTo = (replay: Replay, found: (event: FeedEvent) => boolean): boolean | undefined => {
    let answer: boolean | undefined;
    replay.seekTo(found, isFound => {
      answer = isFound;
    });
    return answer;
  };

  test('tells everything at the pace at which it came', () => {
    const { clock, replay, told } = open(2);
    replay.start();
    expect(told).toEqual(['Connection', 'Added', 'Synced']);
    clock.advance(2_999);
    expect(told.length).toBe(3);
    clock.advance(1);
    expect(told.at(-1)).toBe('Updated');
    expect(replay.now()).toBe(at(6));
    clock.advance(12_000);
    expect(told.at(-1)).toBe('Deleted');
    expect(replay.position).toMatchObject({ from: at(0), to: at(30), at: at(30), played: 7, total: 7 });
  });

  test('stands while paused, goes on one record at a time, and runs on', () => {
    const { clock, replay, told } = open();
    replay.start();
    replay.pause();
    clock.advance(60_000);
    expect(told.length).toBe(3);
    replay.step();
    expect(told.at(-1)).toBe('Updated');
    expect(replay.now()).toBe(at(6));
    replay.resume();
    clock.advance(14_000);
    expect(told.slice(-2)).toEqual(['Gap', 'Synced']);
  });

  test('goes to any time, forward and back, and knows the same as one who watched', () => {
    const { replay, ledger } = open();
    replay.start();
    replay.seek(at(25));
    const watched = [...ledger.pods.values()].map(entry => entry.row.status);
    replay.seek(at(31));
    expect(ledger.live).toBe(0);
    replay.seek(at(25));
    expect(ledger.live).toBe(1);
    expect([...ledger.pods.values()].map(entry => entry.row.status)).toEqual(watched);
    expect([...ledger.log].map(one => one.subject)).toContain('gap');
  });

  test('finds the next event that is asked for', () => {
    const { replay, told } = open();
    replay.start();
    expect(seekTo(replay, event => event.type === 'Gap')).toBe(true);
    expect(told.at(-1)).toBe('Gap');
    expect(replay.position).toMatchObject({ paused: true, at: at(20) });
    expect(seekTo(replay, () => false)).toBe(false);
  });

  /** On which every look costs so much time that a turn is over after an event or two. */
  class BusyClock extends FakeClock {
    #spent = 0;
    override now(): number {
      this.#spent += 5;
      return super.now() + this.#spent;
    }
  }

  test('goes a long way in turns, between which others have theirs, and tells where it goes', () => {
    const { replay, ledger, clock, told } = open(1, new BusyClock(0));
    replay.seek(at(25));
    expect(replay.position).toMatchObject({ goingTo: at(25) });
    expect(replay.now()).toBeLessThan(at(25));
    const [first] = clock.waiting;
    expect(first).toBeLessThanOrEqual(0);
    clock.advance(1_000);
    expect(replay.position).toMatchObject({ goingTo: undefined, at: at(25) });
    expect(told).toEqual(['Connection', 'Added', 'Synced', 'Updated', 'Gap', 'Synced']);
    expect(ledger.live).toBe(1);
  });

  test.for([
    { name: 'a pause', act: (replay: Replay) => replay.pause() },
    { name: 'a step', act: (replay: Replay) => replay.step() },
    { name: 'another time', act: (replay: Replay) => replay.seek(at(6)) },
  ])('$name ends a long way where it is, and loses nothing', ({ act }) => {
    const { replay, ledger, clock, told } = open(1, new BusyClock(0));
    replay.seek(at(30));
    act(replay);
    clock.advance(1_000);
    expect(replay.position.goingTo).toBeUndefined();
    expect(replay.now()).toBeLessThanOrEqual(at(6));
    replay.seek(at(30));
    clock.advance(1_000);
    expect(told.filter(type => type !== 'Reset')).toHaveLength(story.length);
    expect(ledger.live).toBe(0);
  });
});
