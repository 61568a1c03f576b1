import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { knownLife } from '../../src/history/life/life-story.ts';
import { stuckTexts } from '../../src/history/life/stuck.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { CRASH_LOOP, DELETION, watched } from './stories.ts';
import {
  added,
  at,
  condition,
  container,
  deleted,
  gap,
  pod,
  running,
  stamp,
  synced,
  updated,
  waiting,
} from './support.ts';

const unready = pod({
  phase: 'Running',
  node: 'n1',
  conditions: [condition('Ready', 'False', 2)],
  containers: [container(running(2), { ready: false })],
});
const creating = pod({ node: 'n1', containers: [container(waiting('ContainerCreating'))] });
const held = pod({ ...{ phase: 'Running', node: 'n1' }, deletion: { asked: 10, grace: 30 }, finalizers: ['a.b/c'] });
const pulling = pod({ containers: [container(waiting('ImagePullBackOff', 'Back-off pulling image "x"'))] });
const notPulled = pod({ containers: [container(waiting('ErrImagePull'))] });

const STORIES: readonly (readonly [string, readonly FeedEvent[]])[] = [
  ['a crash loop', CRASH_LOOP],
  [
    'a crash loop that is found',
    [added(CRASH_LOOP.flatMap(e => ('after' in e ? [e.after] : [])).at(-1)!, 140, 'list')],
  ],
  ['a deletion', DELETION],
  ['one that was found', [...DELETION.slice(0, 1), added(unready, 30, 'list'), synced(30), synced(400)]],
  ['a gap', [...CRASH_LOOP, gap(140, 200), synced(200, 1)]],
  ['who is not ready for long', [...watched([0, pod()], [2, unready]), synced(400, 1)]],
  ['who is created for long', [added(creating, 40, 'list'), synced(40), synced(400, 1)]],
  ['who does not go', [...watched([0, pod()], [10.2, held]), synced(100, 1)]],
  ['what is pulled in vain', watched([0, pod()], [5, notPulled], [6, pulling], [20, notPulled], [21, pulling])],
  ['what came in a gap', [...watched([0, pod()]), gap(3, 50), updated(pod(), unready, 50, 'list'), synced(50, 1)]],
  ['what went in a gap', [...watched([0, pod()]), gap(3, 50), deleted(unready, unready, 50, 'list'), synced(50)]],
];

const event = readEvent({
  metadata: { name: 'e', uid: 'e1' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'uid-1' },
  ...{ reason: 'Killing', message: 'Stopping container app', type: 'Normal' },
  lastTimestamp: stamp(61),
})!;

/** What became of the pod, as it is drawn and told, when our clock is behind the cluster's by so much. */
function lived(events: readonly FeedEvent[], skew: number) {
  const shifted = events.map(one => ({
    ...one,
    ...('receivedAt' in one && { receivedAt: one.receivedAt - skew }),
    ...(one.type === 'Gap' && { from: one.from - skew, to: one.to - skew }),
  })) as FeedEvent[];
  const ledger = new Ledger(statusReader(NEWEST, () => skew));
  const transitions = shifted.flatMap(one => ledger.apply(one));
  const now = at(600) - skew;
  const { life, startup, deletion, restarts, now: end } = knownLife(ledger, 'uid-1', [event], now)!;
  const entry = ledger.pods.get('uid-1')!;
  return {
    log: transitions.map(({ receivedAt, ...rest }) => ({ ...rest, receivedAt: receivedAt + skew })),
    since: { ...entry.statusSince, at: entry.statusSince.at + skew },
    ...{ life, startup, deletion, restarts, end },
    stuck: stuckTexts(entry, ledger.log.ofPod('uid-1'), now, skew),
  };
}

describe('a machine whose clock is not that of the cluster', () => {
  test.for(STORIES)('tells the same of %s', ([, events]) => {
    const want = lived(events, 0);
    expect(want.life.lanes).not.toEqual([]);
    for (const skew of [7 * 60_000, -7 * 60_000]) expect(lived(events, skew)).toEqual(want);
  });
});
