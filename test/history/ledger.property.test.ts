import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { knownLife } from '../../src/history/life/life-story.ts';
import { encodeRecord } from '../../src/history/recording/recording.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import { diffPod } from '../../src/history/transitions/diff-pod.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { podLives } from '../support/pod-streams.ts';
import { added, at, deleted, gap, synced, updated } from './support.ts';

const reader = { row: (one: Pod) => podRow(one, NEWEST), severity: () => 'ok' as const };

const run = (events: readonly FeedEvent[]) => {
  const ledger = new Ledger(reader);
  for (const event of events) ledger.apply(event);
  return ledger;
};

/** Small, so that many are tried. */
const foreign = fc.anything({ maxDepth: 1, maxKeys: 2, withNullPrototype: true });

describe('ledger', () => {
  test('the durations of a life add up to its length', () => {
    fc.assert(
      fc.property(podLives, events => {
        const ledger = run([synced(0), ...events]);
        for (const entry of ledger.pods.values()) {
          const words = ledger.log.ofPod(entry.uid).filter(one => one.subject === 'status' || one.subject === 'pod');
          const lasted = words.reduce((sum, one) => sum + (one.lasted?.ms ?? 0), 0);
          const untilNow = entry.goneAt === undefined ? at(100) - entry.statusSince.at : 0;
          expect(lasted + untilNow).toBe((entry.goneAt ?? at(100)) - words[0]!.receivedAt);
          words.slice(1).forEach((one, i) => void expect(one.from).toBe(words[i]!.to));
        }
      }),
    );
  });

  test('every lane of a life is without holes, and the words take the whole of it', () => {
    fc.assert(
      fc.property(podLives, fc.nat(40), (events, later) => {
        const ledger = run([synced(0), ...events]);
        const now = at(100 + later);
        for (const { uid, goneAt } of ledger.pods.values()) {
          const { life } = knownLife(ledger, uid, [], now) ?? expect.fail(`no life of ${uid}`);
          const end = goneAt ?? now;
          for (const { segments } of life.lanes) {
            segments.slice(1).forEach((one, i) => void expect(one.from).toBe(segments[i]!.to));
            expect(segments.at(-1)!.to).toBe(Math.max(end, segments.at(-1)!.from));
          }
          const [status] = life.lanes;
          const lasted = status!.segments.reduce((sum, { from, to }) => sum + to - from, 0);
          expect(lasted).toBe(end - status!.segments[0]!.from);
        }
      }),
    );
  });

  test('the same is logged live, from a recording, and from one that is read at any speed or in steps', () => {
    fc.assert(
      fc.property(podLives, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (events, steps) => {
        const all: FeedEvent[] = [synced(0), ...events];
        const live = run(all);
        const lines = all.map(event => encodeRecord(event, false));
        const header = { podscope: 'recording', version: 1, at: at(0), redacted: false } as const;
        const replayed = (play: (replay: Replay) => void): Ledger => {
          const replay = new Replay({ header, lines, warnings: [] }, new FakeClock(at(0)));
          const ledger = new Ledger(reader);
          replay.subscribe(event => ledger.apply(event));
          play(replay);
          return ledger;
        };
        const atOnce = replayed(replay => replay.seek(at(100)));
        const inSteps = replayed(replay => {
          for (let i = 0; i < lines.length; i++) replay.step(steps[i % steps.length]);
        });
        const again = replayed(replay => {
          replay.seek(at(100));
          replay.seek(at(0));
          replay.seek(at(100));
        });
        for (const ledger of [atOnce, inSteps]) expect([...ledger.log]).toEqual([...live.log]);
        // Rewound, the numbers go on; what is told is the same.
        expect([...again.log].map(({ seq: _, ...one }) => one)).toEqual([...live.log].map(({ seq: _, ...one }) => one));
      }),
      { numRuns: 50 },
    );
  });

  test('a stream that is told again adds nothing', () => {
    fc.assert(
      fc.property(podLives, events => {
        const once = run([synced(0), ...events]);
        const twice = run([synced(0), ...events.flatMap(event => [event, event])]);
        expect([...twice.log]).toEqual([...once.log]);
        expect([...twice.pods]).toEqual([...once.pods]);
      }),
    );
  });

  test('a watch that is cut anywhere and listed again ends with the same pods, and logs nothing twice', () => {
    fc.assert(
      fc.property(podLives, fc.nat(60), fc.nat(20), (events, start, length) => {
        const end = start + length;
        const until = (seconds: number) => events.filter(event => receivedAt(event) < at(seconds));
        const known = podsAfter(until(start));
        const found = podsAfter(until(end));
        const relist: FeedEvent[] = [
          gap(start, end),
          ...[...found].map(([uid, after]): FeedEvent => {
            const before = known.get(uid);
            return before ? updated(before, after, end, 'list') : added(after, end, 'list');
          }),
          ...[...known]
            .filter(([uid]) => !found.has(uid))
            .map(([, before]): FeedEvent => deleted(before, before, end, 'list')),
          synced(end),
        ];
        const whole = run([synced(0), ...events]);
        const relisted = run([synced(0), ...until(start), ...relist, ...relist.slice(1)]).log.nextSeq;
        const cut = run([
          synced(0),
          ...until(start),
          ...relist,
          ...events.filter(event => receivedAt(event) >= at(end)),
        ]);
        const alive = (ledger: Ledger) =>
          [...ledger.pods.values()]
            .filter(entry => entry.goneAt === undefined)
            .map(({ pod, row }) => ({ pod, row }))
            .sort((a, b) => a.row.uid.localeCompare(b.row.uid));
        expect(alive(cut)).toEqual(alive(whole));
        // A restart count that went down and up again within the gap makes fewer restarts an hour of it.
        const isTold = ({ subject }: Transition): boolean => subject !== 'stuck';
        const after = [...cut.log].filter(one => one.receivedAt >= at(end) && one.seq >= relisted && isTold(one));
        const same = [...whole.log].filter(one => one.receivedAt >= at(end) && isTold(one));
        expect(after.map(bare)).toEqual(same.map(bare));
      }),
    );
  });

  test('any two objects can be compared', () => {
    const odd = fc.record({
      metadata: fc.record({
        name: fc.string(),
        uid: fc.string(),
        finalizers: foreign,
        deletionTimestamp: foreign,
      }),
      spec: fc.option(fc.dictionary(fc.constantFrom('containers', 'initContainers', 'x'), foreign), {
        nil: undefined,
      }),
      status: fc.option(
        fc.dictionary(
          fc.constantFrom('phase', 'reason', 'conditions', 'containerStatuses', 'initContainerStatuses', 'startTime'),
          fc.oneof(
            foreign,
            fc.array(
              fc.dictionary(
                fc.constantFrom('name', 'type', 'status', 'state', 'lastState', 'restartCount', 'reason'),
                fc.oneof(foreign, fc.dictionary(fc.constantFrom('waiting', 'running', 'terminated'), foreign)),
              ),
            ),
          ),
        ),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(odd, odd, (one, other) => {
        const before = { pod: one as unknown as Pod, row: podRow(one as unknown as Pod, NEWEST) };
        const after = { pod: other as unknown as Pod, row: podRow(other as unknown as Pod, NEWEST) };
        expect(diffPod(before, after)).toBeInstanceOf(Array);
        expect(diffPod(before, before)).toEqual([]);
      }),
    );
  });
});

const bare = ({
  subject,
  uid,
  part,
  to,
  receivedAt,
}: {
  subject: string;
  uid: string;
  part: string | undefined;
  to: string | undefined;
  receivedAt: number;
}) => ({
  subject,
  uid,
  part,
  to,
  receivedAt,
});

const receivedAt = (event: FeedEvent): number => ('receivedAt' in event ? event.receivedAt : 0);

function podsAfter(events: readonly FeedEvent[]): Map<string, Pod> {
  const pods = new Map<string, Pod>();
  for (const event of events) {
    if (event.type === 'Added' || event.type === 'Updated') pods.set(event.after.metadata.uid, event.after);
    if (event.type === 'Deleted') pods.delete(event.last.metadata.uid);
  }
  return pods;
}
