import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { decodePast, encodePast, encodePastHeader, encodeSeenUntil, mergePast } from '../../src/history/ledger/past.ts';
import { knownLife } from '../../src/history/life/life-story.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { added, at, container, gap, pod, reader, running, synced, updated, waiting } from './support.ts';

const ALL: { readonly namespaces: readonly string[]; readonly selector: string } = { namespaces: [], selector: '' };
const creating = pod({ containers: [container(waiting('ContainerCreating'))] });
const up = pod({ phase: 'Running', containers: [container(running(5))] });
const story: FeedEvent[] = [added(creating, 0), synced(0, 1), updated(creating, up, 6), gap(10, 20)];

function transitionsOf(events: readonly FeedEvent[]): Transition[] {
  const ledger = new Ledger(reader);
  for (const event of events) ledger.apply(event);
  return [...ledger.log];
}
const seen = transitionsOf(story);
const textOf = (transitions: readonly Transition[], scope = ALL): string =>
  [encodePastHeader(scope), ...transitions.map(encodePast)].map(line => `${line}\n`).join('');
const whole = seen.map(one => ({ ...one, seq: 0 }));

describe('the past', () => {
  test('what is written is what was seen', () => {
    expect(seen.length).toBeGreaterThan(4);
    const file = decodePast(`${textOf(seen)}${encodeSeenUntil(at(30))}\n`);
    expect(file).toMatchObject({ problem: undefined, seenUntil: at(30) });
    expect(file.transitions).toEqual(whole);
  });

  test('a file that is cut off at any byte tells what came before, and is no damage', () => {
    const bytes = Buffer.from(textOf(seen));
    fc.assert(
      fc.property(fc.nat(bytes.length), length => {
        const file = decodePast(bytes.subarray(0, length).toString());
        expect(file.problem).toBeUndefined();
        expect(file.transitions).toEqual(whole.slice(0, file.transitions.length));
      }),
    );
  });

  test('whatever stands in a file, it is read without throwing', () => {
    const line = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...textOf(seen).split('\n')));
    fc.assert(
      fc.property(fc.array(line), lines => {
        const { transitions, problem } = decodePast(`${encodePastHeader(ALL)}\n${lines.join('\n')}\n`);
        expect(transitions.length + (problem === undefined ? 0 : 1)).toBeLessThanOrEqual(
          lines.join('\n').split('\n').length,
        );
      }),
    );
  });

  test.for([
    [
      'a line in the middle',
      `${textOf(seen.slice(0, 2))}{"half\n${encodePast(seen[2]!)}\n`,
      'line 4 is no transition',
      3,
    ],
    ['no header', 'hello\n', 'line 1 is no header of a history', 0],
    ['a newer format', '{"podscope":"history","version":2,"namespaces":[],"selector":""}\nx\n', undefined, 0],
    ['nothing', '', undefined, 0],
  ] as [string, string, string | undefined, number][])('%s', ([, text, problem, count]) => {
    const file = decodePast(text);
    expect(file.problem).toBe(problem);
    expect(file.transitions.length).toBe(count);
  });

  test('what two programs saw at once is told once', () => {
    const late = whole.map(one => ({ ...one, receivedAt: one.receivedAt + 40 }));
    const past = mergePast([decodePast(textOf(whole)), decodePast(textOf(late))], ALL, 100);
    expect(past.transitions).toEqual(whole);
    expect(past.seenUntil).toBe(late.at(-1)!.receivedAt);
  });

  test('another namespace is not told of, and who watched it alone has not seen the others', () => {
    const file = decodePast(textOf(whole, { namespaces: ['shop'], selector: '' }));
    expect(mergePast([file], { namespaces: ['shop'], selector: '' }, 2)).toMatchObject({
      transitions: whole.slice(-2),
      seenUntil: whole.at(-1)!.receivedAt,
    });
    expect(mergePast([file], ALL, 100)).toMatchObject({ transitions: whole, seenUntil: undefined });
    const elsewhere = mergePast([file], { namespaces: ['kube-system'], selector: '' }, 100);
    expect(elsewhere.transitions.every(one => one.subject === 'gap')).toBe(true);
    expect(mergePast([file], { namespaces: [], selector: 'app=web' }, 100).transitions).toEqual([]);
  });

  test('a life goes on through the time in which nobody looked, which is drawn as unknown', () => {
    const ledger = new Ledger(reader);
    const before = transitionsOf(story.slice(0, 3));
    ledger.recall({ transitions: before, seenUntil: at(10) }, at(100));
    for (const event of [added(up, 101, 'list'), synced(101, 1)]) ledger.apply(event);
    expect([...ledger.log].at(-1)).toMatchObject({ subject: 'gap', lasted: { ms: 90_000 } });
    const { life } = knownLife(ledger, 'uid-1', [], at(120))!;
    const status = life.lanes.find(lane => lane.kind === 'status')!;
    expect(status.segments.map(({ value, from, to, certainty }) => [value, from, to, certainty])).toEqual([
      ['ContainerCreating', at(0), at(6), 'seen'],
      ['Running', at(6), at(10), 'seen'],
      ['', at(10), at(100), 'unknown'],
      ['Running', at(100), at(120), 'seen'],
    ]);
  });
});
