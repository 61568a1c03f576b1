import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger.ts';
import { statusReader } from '../../src/history/reader.ts';
import { RecordEncoder } from '../../src/history/record-encoder.ts';
import { Replay } from '../../src/history/replay.ts';
import type { Transition } from '../../src/history/transition.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { FakeClock } from '../support/fake-clock.ts';
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
  terminated,
  updated,
  waiting,
} from './support.ts';

/** What a watch tells of a few pods, with gaps, relists and lost connections in between, a second apart. */
const step = fc.record({
  do: fc.constantFrom('change', 'change', 'change', 'delete', 'relist', 'offline'),
  uid: fc.constantFrom('a', 'b', 'c'),
  phase: fc.constantFrom('Pending', 'Running', 'Failed'),
  state: fc.oneof(
    fc.constantFrom('ContainerCreating', 'CrashLoopBackOff').map(reason => waiting(reason)!),
    fc.nat(50).map(since => running(since)!),
    fc.nat(50).map(until => terminated(1, until, 0)),
  ),
  restarts: fc.nat(3),
  ready: fc.constantFrom('True', 'False'),
});
const stream = fc.array(step, { maxLength: 40 }).map(steps => {
  const known = new Map<string, Pod>();
  let lives = 0;
  return [
    synced(0),
    ...steps.flatMap((one, i): FeedEvent[] => {
      const seconds = i + 1;
      if (one.do === 'offline') return [{ type: 'Connection', connection: { state: 'live', since: at(seconds) } }];
      const before = known.get(one.uid);
      const uid = before?.metadata.uid ?? `${one.uid}-${++lives}`;
      const after = pod({
        uid,
        name: one.uid,
        phase: one.phase,
        version: String(i),
        containers: [container(one.state, { restartCount: one.restarts })],
        conditions: [condition('Ready', one.ready, i)],
      });
      if (one.do === 'delete') {
        if (before === undefined) return [];
        known.delete(one.uid);
        return [deleted(before, before, seconds)];
      }
      known.set(one.uid, after);
      const via = one.do === 'relist' ? 'list' : 'watch';
      const change = before ? updated(before, after, seconds, via) : added(after, seconds, via);
      return one.do === 'relist' ? [gap(seconds - 1, seconds), change, synced(seconds, known.size)] : [change];
    }),
  ];
});

const live = (events: readonly FeedEvent[]): Ledger => {
  const ledger = new Ledger(statusReader(NEWEST));
  for (const event of events) ledger.apply(event);
  return ledger;
};

function recorded(events: readonly FeedEvent[]): { readonly ledger: Ledger; readonly replay: Replay } {
  const header = { podscope: 'recording', version: 2, at: at(0), redacted: true } as const;
  const encoder = new RecordEncoder(true);
  const lines = events.map(event => encoder.encode(event));
  const replay = new Replay({ header, lines, warnings: [] }, new FakeClock(0));
  const ledger = new Ledger(statusReader(NEWEST));
  replay.subscribe(event => ledger.apply(event));
  return { ledger, replay };
}

/** Numbers go on when a replay is rewound; everything else is the same. */
const told = (ledger: Ledger): Omit<Transition, 'seq'>[] => [...ledger.log].map(({ seq: _, ...one }) => one);
const known = (ledger: Ledger) =>
  [...ledger.pods.values()].map(({ pod, row, statusSince, goneAt }) => ({ pod, row, statusSince, goneAt }));

describe('what a stream tells is the same', () => {
  test('live, from a recording, and in batches of any size', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (events, sizes) => {
        const watched = live(events);
        const { ledger, replay } = recorded(events);
        for (let i = 0; replay.position.played < replay.position.total; i++) replay.step(sizes[i % sizes.length]);
        expect(told(ledger)).toEqual(told(watched));
        expect(known(ledger)).toEqual(known(watched));
      }),
    );
  });

  test('wherever a replay was in between', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(45), { maxLength: 5 }), (events, seconds) => {
        const { ledger, replay } = recorded(events);
        for (const one of seconds) replay.seek(at(one));
        replay.seek(at(100));
        const watched = live(events);
        expect(told(ledger)).toEqual(told(watched));
        expect(known(ledger)).toEqual(known(watched));
      }),
    );
  });

  test('to one who takes the changes later, together: none is missing, none comes twice', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (events, sizes) => {
        const ledger = new Ledger(statusReader(NEWEST));
        let pending: Transition[] = [];
        const taken: Transition[] = [];
        ledger.subscribe(({ transitions }) => pending.push(...transitions));
        events.forEach((event, i) => {
          ledger.apply(event);
          if (i % sizes[i % sizes.length]! === 0) taken.push(...pending.splice(0));
        });
        taken.push(...pending);
        pending = [];
        expect(taken).toEqual([...live(events).log]);
      }),
    );
  });
});
