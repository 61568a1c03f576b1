import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { RecordEncoder } from '../../src/history/recording/record-encoder.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { podStream, toldAt } from '../support/pod-streams.ts';
import { at } from './support.ts';

const stream = podStream(fc.constant(1));

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

  test('to one who looks at the clock in between: what time alone changes is told once, and the same', () => {
    const pauses = fc.constantFrom(0.1, 0.5, 2, 30, 200, 400);
    const looks = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
    let lines = 0;
    fc.assert(
      fc.property(podStream(pauses), looks, (events, shares) => {
        const ledger = new Ledger(statusReader(NEWEST));
        let now = at(0);
        for (const event of events) {
          const next = toldAt(event) ?? now;
          for (const share of [...shares].sort()) ledger.advance(now + (next - now) * share);
          now = Math.max(now, next);
          ledger.apply(event);
        }
        const watched = live(events);
        for (const each of [ledger, watched]) each.advance(now + 10_000);
        expect(told(ledger)).toEqual(told(watched));
        const times = told(ledger).map(({ receivedAt }) => receivedAt);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        lines += told(ledger).filter(({ subject }) => subject === 'stuck').length;
      }),
    );
    expect(lines).toBeGreaterThan(0);
  });
});
