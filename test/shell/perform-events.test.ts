import { expect, test } from 'vitest';
import { KnownEvents } from '../../src/app/reading/known-events.ts';
import type { ClusterEvent } from '../../src/kube/cluster-event.ts';
import type { ConnectionState, EventFeed, FeedEvent } from '../../src/kube/feed.ts';
import { followEvents } from '../../src/shell/perform-events.ts';

/** Follows the Events of two objects; the answer lets the feed of one of them tell something. */
function followTwo(events: KnownEvents) {
  const feeds: ((event: FeedEvent<ClusterEvent>) => void)[] = [];
  const cluster = {
    eventFeed: (): EventFeed => ({
      start: () => {},
      stop: () => {},
      subscribe: listener => {
        feeds.push(listener);
        return () => {};
      },
    }),
  };
  const follow = (name: string) =>
    followEvents(cluster, { kind: 'Pod', namespace: 'a', name, uid: name }, events, () => {});
  const [first] = [follow('first'), follow('second')];
  const tell = (which: 0 | 1, connection: ConnectionState): void => feeds[which]!({ type: 'Connection', connection });
  return { first, tell };
}

const lost: ConnectionState = {
  state: 'reconnecting',
  since: 1,
  retryAt: 2,
  problem: { code: 'network', message: 'it was cut' },
};

test('that some Events cannot be read stands there until they come again, whatever becomes of others', () => {
  const events = new KnownEvents();
  const { tell } = followTwo(events);
  tell(0, lost);
  tell(1, { state: 'live', since: 3 });
  expect(events.problem).toBe('it was cut');
  tell(0, { state: 'listing', since: 3, received: 0 });
  expect(events.problem).toBe('it was cut');
  tell(0, { state: 'live', since: 4 });
  expect(events.problem).toBeUndefined();
});

test('nobody is told what is wrong with Events that nobody wants any more', () => {
  const events = new KnownEvents();
  const { first, tell } = followTwo(events);
  tell(0, lost);
  first!.stop();
  expect(events.problem).toBeUndefined();
});
