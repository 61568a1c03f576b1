import { describe, expect, test } from 'vitest';
import { EventList, mergeEvents } from '../../src/history/event-list.ts';
import { type ClusterEvent, readEvent } from '../../src/kube/cluster-event.ts';

const CORE = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {
    name: 'web-0.18',
    namespace: 'shop',
    uid: 'e1',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'p1', fieldPath: 'spec.containers{app}' },
  reason: 'BackOff',
  message: 'Back-off restarting failed container\n',
  type: 'Warning',
  count: 3,
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:01:00Z',
  source: { component: 'kubelet', host: 'node-1' },
};
const NEWER = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: CORE.metadata,
  regarding: CORE.involvedObject,
  reason: 'BackOff',
  note: 'Back-off restarting failed container',
  type: 'Warning',
  deprecatedCount: 3,
  deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
  deprecatedLastTimestamp: '2026-01-01T00:01:00Z',
  eventTime: null,
  deprecatedSource: { component: 'kubelet', host: 'node-1' },
};

describe('readEvent', () => {
  test('both APIs tell the same', () => {
    expect(readEvent(NEWER)).toEqual(readEvent(CORE));
    expect(readEvent(CORE)).toMatchObject({
      count: 3,
      message: 'Back-off restarting failed container',
      source: 'kubelet, node-1',
      lastAt: Date.parse('2026-01-01T00:01:00Z'),
    });
  });

  test('a series counts and ends by itself', () => {
    const series = {
      ...NEWER,
      deprecatedCount: undefined,
      deprecatedFirstTimestamp: null,
      deprecatedLastTimestamp: null,
      eventTime: '2026-01-01T00:00:10.000001Z',
      series: { count: 9, lastObservedTime: '2026-01-01T00:05:00.000000Z' },
    };
    expect(readEvent(series)).toMatchObject({
      count: 9,
      firstAt: Date.parse('2026-01-01T00:00:10Z'),
      lastAt: Date.parse('2026-01-01T00:05:00Z'),
    });
  });

  test.for([undefined, null, 3, [], {}, { metadata: { name: 'x' } }])('%j is no event', odd => {
    expect(readEvent(odd)).toBeUndefined();
  });
});

describe('EventList', () => {
  const one = readEvent(CORE)!;
  const event = (uid: string, seconds: number, count = 1): ClusterEvent => ({
    ...one,
    uid,
    lastAt: seconds * 1000,
    count,
  });

  test('the same Event by two ways is one, and the higher count stays', () => {
    const list = new EventList();
    expect(list.add(event('a', 1))).toBe(true);
    expect(list.add(event('a', 1))).toBe(false);
    expect(list.add(event('a', 5, 2))).toBe(true);
    expect(list.add(event('a', 1))).toBe(false);
    expect(list.inOrder().map(each => [each.uid, each.count])).toEqual([['a', 2]]);
  });

  test('newest last, whatever the order of arrival', () => {
    const merged = mergeEvents([event('b', 2), event('c', 3)], [event('a', 1), event('b', 2)]);
    expect(merged.map(each => each.uid)).toEqual(['a', 'b', 'c']);
  });

  test('within one second, in the order written', () => {
    const written = (uid: string, resourceVersion: string): ClusterEvent => ({ ...event(uid, 1), resourceVersion });
    const merged = mergeEvents([written('c', '9'), written('a', '11'), written('b', '10')]);
    expect(merged.map(each => each.uid)).toEqual(['c', 'b', 'a']);
  });

  test('bounded, and says what it dropped', () => {
    const list = new EventList(2);
    for (const uid of ['a', 'b', 'c']) list.add(event(uid, 1));
    expect(list.inOrder().map(each => each.uid)).toEqual(['b', 'c']);
    expect(list.dropped).toBe(1);
  });
});
