import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { knownLife } from '../../src/history/life/life-story.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { CRASH_LOOP, DELETION } from './stories.ts';
import { at, gap, synced } from './support.ts';

describe('our clock, set while it is looked', () => {
  const stories: readonly (readonly [string, readonly FeedEvent[]])[] = [
    ['a crash loop', CRASH_LOOP],
    ['a deletion', DELETION],
    ['a gap', [...CRASH_LOOP, gap(140, 200), synced(200, 1)]],
  ];
  test.for(stories.flatMap(([name, events]) => [-3_600, -30, 30, 3_600].map(by => [name, by, events] as const)))(
    '%s, by %i s',
    ([, by, events]) => {
      for (let from = 1; from < events.length; from++) {
        const ledger = new Ledger(statusReader(NEWEST));
        const set = events.map((one, i) => (i < from ? one : shifted(one, by * 1000)));
        const told = set.flatMap(one => ledger.apply(one));
        expect([...ledger.log].map(({ seq }) => seq)).toEqual(
          [...ledger.log].map((_, i) => i + [...ledger.log][0]!.seq),
        );
        expect(told.filter(({ lasted }) => lasted && lasted.ms < 0)).toEqual([]);
        const { life, deletion, startup } = knownLife(ledger, 'uid-1', [], at(600) + Math.max(0, by * 1000))!;
        expect(life.to).toBeGreaterThanOrEqual(life.from);
        for (const { name, segments } of life.lanes) {
          segments.forEach((one, i) => {
            expect(one.to, `${name} ${i}`).toBeGreaterThanOrEqual(one.from);
            if (i > 0) expect(one.from).toBeGreaterThanOrEqual(segments[i - 1]!.to);
          });
        }
        for (const { steps, ms } of [startup, ...(deletion ? [deletion] : [])]) {
          expect(steps.filter(one => one.to < one.from)).toEqual([]);
          expect(ms).toBeGreaterThanOrEqual(0);
        }
      }
    },
  );
});

function shifted(event: FeedEvent, by: number): FeedEvent {
  return {
    ...event,
    ...('receivedAt' in event && { receivedAt: event.receivedAt + by }),
    ...(event.type === 'Gap' && { from: event.from + by, to: event.to + by }),
  } as FeedEvent;
}
