import { startMachine } from '../../src/demo/cluster.ts';
import type { KubeObject } from '../../src/demo/store/objects.ts';
import type { Change } from '../../src/demo/store/resource-log.ts';
import { RecordEncoder } from '../../src/history/recording/record-encoder.ts';
import { encodeHeader } from '../../src/history/recording/recording.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { podFromJson } from '../../src/kube/pod-from-json.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';

export interface RecordedFleet {
  /** Of the fleet. */
  readonly pods: number;
  /** Changes of the fleet a second. */
  readonly churn: number;
  /** Told beside it, with their Events. */
  readonly scenarios: readonly string[];
}

export const START = Date.parse('2026-01-05T08:00:00Z');
/** What is written at a time. */
const SLICE = 1_000;

/** The lines that `podscope record` writes of a fleet of the demo while so many of its seconds pass, the header first. */
export function* recordedFleet({ pods, churn, scenarios }: RecordedFleet, seconds: number): Generator<string> {
  const clock = new FakeClock(START);
  const machine = startMachine({ clock, seed: 1, pods, namespaces: 10, churn, scenarios });
  let lines: string[] = [];
  const encoder = new RecordEncoder(true);
  const podEvent = teller(value => podFromJson(value)!);
  const newsOf = teller(value => readEvent(value)!);
  lines.push(encodeHeader({ at: START, serverVersion: 'v1.37.2', redacted: true }));
  const found = machine.log.all('pods');
  const told = machine.log.all('events');
  for (const object of found) lines.push(encoder.encode(podEvent('ADDED', object, 'list', START)));
  lines.push(encoder.encode({ type: 'Synced', count: found.length, receivedAt: START }));
  for (const object of told)
    lines.push(encoder.encode({ type: 'Event', news: newsOf('ADDED', object, 'list', START) }));
  machine.log.subscribe('pods', ({ type, object }) =>
    lines.push(encoder.encode(podEvent(type, object, 'watch', clock.now()))),
  );
  machine.log.subscribe('events', ({ type, object }) =>
    lines.push(encoder.encode({ type: 'Event', news: newsOf(type, object, 'watch', clock.now()) })),
  );
  for (let at = 0; at < seconds; at++) {
    yield* lines;
    lines = [];
    clock.advance(SLICE);
  }
  yield* lines;
  machine.stop();
}

/** What a feed tells of these changes; the recorder does not look at the version before, so it may be any. */
function teller<T>(read: (value: KubeObject) => T) {
  return (type: Change['type'], object: KubeObject, via: 'list' | 'watch', receivedAt: number): FeedEvent<T> => {
    const after = read(object);
    if (type === 'ADDED') return { type: 'Added', after, via, receivedAt };
    if (type === 'MODIFIED') return { type: 'Updated', before: after, after, via, receivedAt };
    return { type: 'Deleted', before: after, last: after, via, receivedAt };
  };
}
