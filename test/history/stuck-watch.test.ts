import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { outlivedText } from '../../src/history/ledger/stuck-watch.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import {
  added,
  at,
  condition,
  container,
  deleted,
  gap,
  pod,
  running,
  synced,
  T0,
  terminated,
  updated,
  waiting,
} from './support.ts';

const unscheduled = pod({
  conditions: [{ ...condition('PodScheduled', 'False', 1, 'Unschedulable'), message: '0/3 nodes are available' }],
});
const creating = pod({ node: 'n1', containers: [container(waiting('ContainerCreating'))] });
const initializing = pod({
  node: 'n1',
  init: [container(running(1))],
  containers: [container(waiting('PodInitializing'))],
});
const ready = (status: string, since: number, started = 1): Pod =>
  pod({
    node: 'n1',
    phase: 'Running',
    containers: [container(running(started), { ready: status === 'True' })],
    conditions: [condition('Ready', status, since)],
  });
const deleting = pod({
  node: 'n1',
  phase: 'Running',
  containers: [container(running(1))],
  deletion: { asked: 10, grace: 30 },
  finalizers: ['example.com/x'],
});
const ended = pod({
  node: 'n1',
  phase: 'Failed',
  containers: [container(terminated(1, 35, 137))],
  deletion: { asked: 10, grace: 0 },
});
const restarted = (count: number, seconds: number): Pod =>
  pod({
    node: 'n1',
    phase: 'Running',
    containers: [container(running(seconds), { restartCount: count, lastState: terminated(1, seconds, 1) })],
  });
/** As many restarts, so many seconds apart. */
const restarts = (count: number, every: number): FeedEvent[] =>
  Array.from({ length: count }, (_, i) =>
    updated(restarted(i, i * every), restarted(i + 1, (i + 1) * every), (i + 1) * every),
  );

/** What outlived a budget, as `second certainty words`, when nothing more comes until `until`. */
function outlived(events: readonly FeedEvent[], until: number, tickEvery?: number): string[] {
  const ledger = new Ledger(statusReader(NEWEST));
  let now = 0;
  for (const event of events) {
    const heardAt =
      event.type === 'Connection' && event.connection.state === 'live' ? event.connection.asOf : undefined;
    const next = heardAt ? (heardAt - T0) / 1000 : 'receivedAt' in event ? (event.receivedAt - T0) / 1000 : now;
    for (; tickEvery !== undefined && now + tickEvery < next; now += tickEvery) ledger.advance(at(now + tickEvery));
    now = Math.max(now, next);
    ledger.apply(event);
  }
  ledger.advance(at(until));
  return [...ledger.log]
    .filter(one => one.subject === 'stuck')
    .map(one => `${(one.receivedAt - T0) / 1000} ${one.certainty} ${outlivedText(one)}`);
}

const born = (one: Pod): FeedEvent[] => [synced(0), added(one, 1)];
const found = (one: Pod, seconds: number): FeedEvent[] => [added(one, seconds, 'list'), synced(seconds, 1)];
/** The watch, open since the second 2, is heard at this one. */
const live = (seconds: number): FeedEvent => ({
  type: 'Connection',
  connection: { state: 'live', since: at(2), asOf: at(seconds) },
});
const lost = (staleSince: number): FeedEvent => ({
  type: 'Connection',
  connection: {
    state: 'reconnecting',
    since: at(staleSince),
    staleSince: at(staleSince),
    retryAt: at(staleSince + 60),
    problem: { code: 'network', message: 'connection reset' },
  },
});
const unready = ready('False', 1);
const CASES: readonly (readonly [string, readonly FeedEvent[], number, readonly string[]])[] = [
  ['without a node', born(unscheduled), 400, ['300 derived has no node for 5m: 0/3 nodes are available']],
  ['within its budget', born(unscheduled), 299, []],
  ['that got its node in time', [...born(unscheduled), updated(unscheduled, creating, 299)], 310, []],
  ['whose containers are not created', born(creating), 200, ['121 seen its containers are not created for 2m']],
  ['whose init containers do not end', born(initializing), 700, ['601 seen its init containers do not end for 10m']],
  [
    'that is not ready',
    [...born(creating), updated(creating, ready('False', 5, 5), 5)],
    400,
    ['305 derived runs but is not ready for 5m'],
  ],
  [
    'that became ready in time',
    [...born(ready('False', 1)), updated(ready('False', 1), ready('True', 200), 200)],
    400,
    [],
  ],
  [
    'that is not ready twice',
    [
      ...born(ready('False', 1)),
      updated(ready('False', 1), ready('True', 400), 400),
      updated(ready('True', 400), ready('False', 500), 500),
    ],
    900,
    ['301 derived runs but is not ready for 5m', '800 derived runs but is not ready for 5m'],
  ],
  [
    'beyond its grace period',
    [...born(ready('True', 1)), updated(ready('True', 1), deleting, 10)],
    100,
    ['50 derived still there after its grace period for 10s: finalizer example.com/x'],
  ],
  [
    'that went in time',
    [...born(ready('True', 1)), updated(ready('True', 1), deleting, 10), deleted(deleting, deleting, 45)],
    100,
    [],
  ],
  [
    'that ended in time, of which the kubelet then says that no grace is left',
    [
      ...born(ready('True', 1)),
      updated(ready('True', 1), deleting, 10),
      updated(deleting, ended, 35),
      deleted(ended, ended, 36),
    ],
    100,
    [],
  ],
  ['that was over it before we looked', found(unscheduled, 1000), 2000, []],
  [
    'that we found within it',
    found(unscheduled, 100),
    2000,
    ['300 derived has no node for 5m: 0/3 nodes are available'],
  ],
  [
    'found again by a list',
    [
      ...born(unscheduled),
      synced(310, 1),
      gap(320, 330),
      updated(unscheduled, unscheduled, 330, 'list'),
      synced(330, 1),
    ],
    900,
    ['300 derived has no node for 5m: 0/3 nodes are available'],
  ],
  [
    'whose budget ran out in a gap',
    [...born(unscheduled), gap(200, 400), updated(unscheduled, unscheduled, 400, 'list'), synced(400, 1)],
    900,
    ['400 derived has no node for 6m40s: 0/3 nodes are available'],
  ],
  [
    'that got its node in a gap',
    [...born(unscheduled), gap(200, 400), updated(unscheduled, ready('True', 250, 250), 400, 'list'), synced(400, 1)],
    900,
    [],
  ],
  [
    'that restarts all the time',
    [...born(restarted(0, 0)), ...restarts(9, 60)],
    900,
    ['300 seen app restarts 5 times an hour: 5 restarts within 4m'],
  ],
  ['of which nothing is heard while its budget runs out', [...born(unready), live(2)], 9900, []],
  [
    'that is over its budget when the watch is heard again',
    [...born(unready), live(2), live(340)],
    9900,
    ['301 derived runs but is not ready for 5m'],
  ],
  [
    'that had become ready when a silent watch is heard again',
    [...born(unready), live(2), live(340), updated(unready, ready('True', 290), 340.2), live(400)],
    9900,
    [],
  ],
  [
    'that is told of in between, while a silent watch catches up',
    [
      ...born(unready),
      live(2),
      live(340),
      updated(unready, initializing, 340.2),
      updated(initializing, ready('True', 290), 340.3),
      live(400),
    ],
    9900,
    [],
  ],
  [
    'that had become ready when a lost watch is open again',
    [...born(unready), live(2), lost(290), live(340), updated(unready, ready('True', 290), 340.2), live(400)],
    9900,
    [],
  ],
  [
    'that is over its budget when a lost watch has caught up',
    [...born(unready), live(2), lost(290), live(340), live(400)],
    9900,
    ['301 derived runs but is not ready for 5m'],
  ],
  [
    'whose budget ran out while another pod changed',
    [
      ...born(unready),
      live(2),
      updated(pod({ uid: 'u2' }), pod({ uid: 'u2', phase: 'Running' }), 310),
      updated(unready, ready('True', 311), 311),
    ],
    9900,
    ['301 derived runs but is not ready for 5m'],
  ],
  ['that restarts now and then', [...born(restarted(0, 0)), ...restarts(9, 1000)], 9900, []],
];

describe('a pod', () => {
  test.for(CASES)('%s', ([, events, until, want]) => {
    expect(outlived(events, until)).toEqual(want);
  });

  test.for(CASES)('%s, whenever the clock is looked at', ([, events, until, want]) => {
    expect(outlived(events, until, 7)).toEqual(want);
  });
});

test('it is told when that is known, and not before', () => {
  const ledger = new Ledger(statusReader(NEWEST));
  const told: number[] = [];
  ledger.subscribe(
    ({ transitions }) => void told.push(...transitions.map(({ subject }) => (subject === 'stuck' ? 1 : 0))),
  );
  for (const event of [...born(unready), live(2)]) ledger.apply(event);
  told.length = 0;
  expect(ledger.dueAt).toBeUndefined();
  ledger.advance(at(320));
  ledger.apply(live(340));
  expect(ledger.dueAt).toBe(at(341));
  ledger.advance(at(340.9));
  expect(told).toEqual([]);
  ledger.advance(at(341));
  expect(told).toEqual([1]);
});
