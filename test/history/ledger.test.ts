import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import {
  added,
  at,
  condition,
  container,
  deleted,
  gap,
  pod,
  reader,
  running,
  synced,
  terminated,
  told,
  updated,
  waiting,
} from './support.ts';

const creating = pod({ containers: [container(waiting('ContainerCreating'))] });
const up = pod({
  phase: 'Running',
  containers: [container(running(5))],
  conditions: [condition('Ready', 'True', 6)],
});
const crashed = pod({
  phase: 'Running',
  containers: [container(terminated(5, 45, 1))],
  conditions: [condition('Ready', 'False', 45, 'ContainersNotReady')],
});
const backingOff = pod({
  phase: 'Running',
  containers: [container(waiting('CrashLoopBackOff'), { lastState: terminated(5, 45, 1) })],
  conditions: [condition('Ready', 'False', 45, 'ContainersNotReady')],
});
const restarted = pod({
  phase: 'Running',
  containers: [container(running(56), { restartCount: 1, lastState: terminated(5, 45, 1) })],
  conditions: [condition('Ready', 'True', 57)],
});
const restartedTwice = pod({
  phase: 'Running',
  containers: [container(running(90), { restartCount: 3, lastState: terminated(70, 80, 137) })],
  conditions: [condition('Ready', 'True', 91)],
});

const stories: { name: string; events: FeedEvent[]; want: string[] }[] = [
  {
    name: 'a pod that the first list finds is no change',
    events: [added(up, 60, 'list'), synced(61)],
    want: [],
  },
  {
    name: 'a life that is seen from its beginning to its end',
    events: [
      synced(0),
      added(pod(), 0.1),
      updated(pod(), creating, 1),
      updated(creating, up, 6),
      updated(up, crashed, 46),
      updated(crashed, backingOff, 47),
      updated(backingOff, restarted, 57.5),
      deleted(restarted, restarted, 100),
    ],
    want: [
      '0.1s pod · -> Pending @0s',
      '1s container app · -> waiting ContainerCreating',
      '1s status Pending -> ContainerCreating (lasted 0.9s)',
      '6s phase Pending -> Running (lasted 5.9s) @6s',
      '6s container app waiting ContainerCreating -> running (lasted 5s) @5s',
      '6s condition Ready · -> True @6s',
      '6s ready 0/1 -> 1/1 (lasted 5.9s) @6s',
      '6s status ContainerCreating -> Running (lasted 5s) @6s',
      '46s container app running -> terminated Error 1 (lasted 40s) @45s',
      '46s condition Ready True -> False (lasted 39s) @45s',
      '46s ready 1/1 -> 0/1 (lasted 40s) @45s',
      '46s status Running -> Error (lasted 40s) @45s',
      '47s container app terminated Error 1 -> waiting CrashLoopBackOff (lasted 1s)',
      '47s status Error -> CrashLoopBackOff (lasted 1s)',
      '57.5s restarts app 0 -> 1 (lasted 57.4s) @56s',
      '57.5s container app waiting CrashLoopBackOff -> running (lasted 10.5s) @56s',
      '57.5s condition Ready False -> True (lasted 12s) @57s',
      '57.5s ready 0/1 -> 1/1 (lasted 11.5s) @57s',
      '57.5s status CrashLoopBackOff -> Running (lasted 10.5s) @57s',
      '100s pod Running -> · (lasted 42.5s)',
    ],
  },
  {
    name: 'what began before we looked lasted at least so long',
    events: [added(up, 20, 'list'), synced(20), updated(up, crashed, 46)],
    want: [
      '46s container app running -> terminated Error 1 (lasted 40s) @45s',
      '46s condition Ready True -> False (lasted 39s) @45s',
      '46s ready 1/1 -> 0/1 (lasted >=26s) @45s',
      '46s status Running -> Error (lasted >=41s) @45s',
    ],
  },
  {
    name: 'an end between two events is read from lastState, the others are counted',
    events: [added(up, 20, 'list'), synced(20), updated(up, restartedTwice, 91)],
    want: [
      '91s derived container app running -> terminated Error 137 (lasted 10s) @80s',
      '91s restarts app 0 -> 3 (lasted >=71s) @90s missed 2',
      '91s container app terminated Error 137 -> running (lasted 10s) @90s',
      '91s condition Ready True -> True (lasted 85s) @91s',
    ].filter(line => !line.includes('True -> True')),
  },
  {
    name: 'what a relist finds after a gap is not dated, unless the object dates it',
    events: [
      added(up, 20, 'list'),
      added(pod({ uid: 'uid-2', name: 'web-1' }), 20, 'list'),
      synced(20),
      gap(40, 60),
      updated(up, crashed, 60, 'list'),
      deleted(pod({ uid: 'uid-2', name: 'web-1' }), pod({ uid: 'uid-2', name: 'web-1' }), 60, 'list'),
      added(pod({ uid: 'uid-3', name: 'web-2', createdAt: 50 }), 60, 'list'),
      synced(60),
    ],
    want: [
      '60s unknown gap · -> · (lasted 20s)',
      '60s derived container app running -> terminated Error 1 (lasted 40s) @45s',
      '60s derived condition Ready True -> False (lasted 39s) @45s',
      '60s unknown ready 1/1 -> 0/1 (lasted >=20s) @45s',
      '60s unknown status Running -> Error (lasted >=35s) @45s',
      '60s unknown pod Pending -> · (lasted >=40s)',
      '60s derived pod · -> Pending @50s',
    ],
  },
  {
    name: 'what is told twice is logged once',
    events: [
      added(creating, 1, 'list'),
      synced(1),
      updated(creating, up, 6),
      updated(creating, up, 6),
      added(up, 7, 'list'),
      deleted(up, up, 8),
      deleted(up, up, 8),
    ],
    want: [
      '6s phase Pending -> Running (lasted >=5s) @6s',
      '6s container app waiting ContainerCreating -> running (lasted >=5s) @5s',
      '6s condition Ready · -> True @6s',
      '6s ready 0/1 -> 1/1 (lasted >=5s) @6s',
      '6s status ContainerCreating -> Running (lasted >=6s) @6s',
      '8s pod Running -> · (lasted 2s)',
    ],
  },
  {
    name: 'a deletion tells its grace and what holds it',
    events: [
      added(up, 20, 'list'),
      synced(20),
      updated(
        up,
        pod({
          phase: 'Running',
          containers: [container(running(5))],
          conditions: [condition('Ready', 'True', 6)],
          deletion: { asked: 30, grace: 30 },
          finalizers: ['example.com/drain'],
        }),
        30.2,
      ),
    ],
    want: [
      '30.2s deletion · -> grace 30s, finalizers example.com/drain @30s',
      '30.2s status Running -> Terminating (lasted >=25.2s) @30s',
    ],
  },
];

describe('ledger', () => {
  test.for(stories)('$name', ({ events, want }) => {
    const ledger = new Ledger(reader);
    expect(events.flatMap(event => ledger.apply(event)).map(told)).toEqual(want);
    expect([...ledger.log].map(told)).toEqual(want);
  });

  test('a pod that is gone stays as a tombstone for its time', () => {
    const ledger = new Ledger(reader, { tombstoneMs: 60_000 });
    const told: string[][] = [];
    ledger.subscribe(({ uids }) => told.push([...uids]));
    for (const event of [added(up, 1, 'list'), synced(1), deleted(up, up, 10)]) ledger.apply(event);
    expect(ledger.pods.get('uid-1')).toMatchObject({ goneAt: at(10), row: { status: 'Running' } });
    expect(ledger.live).toBe(0);
    ledger.prune(at(69));
    expect(ledger.pods.size).toBe(1);
    ledger.prune(at(70));
    expect(ledger.pods.size).toBe(0);
    expect(told).toEqual([['uid-1'], ['uid-1'], ['uid-1']]);
  });

  test('of many that are gone the oldest are forgotten first', () => {
    const ledger = new Ledger(reader, { tombstones: 2 });
    for (const uid of ['a', 'b', 'c']) {
      ledger.apply(added(pod({ uid }), 1));
      ledger.apply(deleted(pod({ uid }), pod({ uid }), 2));
    }
    expect([...ledger.pods.keys()]).toEqual(['b', 'c']);
  });

  test('another server version changes rows and logs nothing', () => {
    const ledger = new Ledger(reader);
    for (const event of [added(up, 1, 'list'), synced(1)]) ledger.apply(event);
    ledger.setReader({ ...reader, row: one => ({ ...reader.row(one), status: 'Completed' }) });
    expect(ledger.pods.get('uid-1')).toMatchObject({ row: { status: 'Completed' }, statusSince: { exact: false } });
    expect(ledger.log.length).toBe(0);
  });
});
