import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogList } from '../../src/app/log-list.ts';
import { Grouping } from '../../src/history/groups.ts';
import type { Transition } from '../../src/history/transition.ts';
import { TransitionLog } from '../../src/history/transition-log.ts';

const change = (pod: number, to: string, at: number, reason: string): Omit<Transition, 'seq'> => ({
  uid: `pod-${pod}`,
  namespace: 'shop',
  name: `pod-${pod}`,
  subject: 'status',
  part: undefined,
  from: 'Running',
  to,
  receivedAt: at,
  clusterAt: undefined,
  lasted: undefined,
  reason,
  message: undefined,
  certainty: 'seen',
  severity: 'error',
  missed: undefined,
});

const changes = fc
  .array(
    fc.record({
      pod: fc.nat(6),
      to: fc.constantFrom('Error', 'Unknown'),
      wait: fc.constantFrom(0, 500, 3_000, 9_000),
      reason: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 60 },
  )
  .map(steps => {
    let at = 0;
    return steps.map(({ pod, to, wait, reason }) => {
      at += wait;
      return change(pod, to, at, reason);
    });
  });

/** A log, what groups it and what lists it, told in batches of these sizes. */
function told(all: readonly Omit<Transition, 'seq'>[], sizes: readonly number[], held = 1_000) {
  const log = new TransitionLog({ transitions: held, bytes: 1e9 });
  const grouping = new Grouping();
  const list = new LogList(log, seq => grouping.groupOf(seq));
  const wanted = (one: Transition): boolean => one.uid !== 'pod-6';
  list.setFilter(wanted);
  let at = 0;
  for (let i = 0; at < all.length; i++) {
    const batch = all.slice(at, at + (sizes[i % sizes.length] ?? 1)).map(one => log.append(one));
    at += batch.length;
    for (const one of batch) grouping.add(one, undefined);
    grouping.forget(log.dropped);
    list.append(batch);
  }
  return { log, list, wanted };
}

const rows = (list: LogList): string[] =>
  Array.from({ length: list.length }, (_, i) => {
    const row = list.at(i);
    if (!row) return 'none';
    if (row.kind === 'group') return `${row.shown.isOpen ? 'v' : '>'} ${row.shown.seqs.join(' ')}`;
    return `${row.isInGroup ? '  ' : ''}${row.transition.seq}`;
  });

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe('the lines of the log', () => {
  test('are the same whether changes come one by one, in batches, or are read at once', () => {
    fc.assert(
      fc.property(changes, sizes, (all, batches) => {
        const { list, wanted } = told(all, [1]);
        expect(rows(told(all, batches).list)).toEqual(rows(list));
        const before = rows(list);
        list.setFilter(wanted);
        expect(rows(list)).toEqual(before);
      }),
    );
  });

  test('hold every change once, in order, and know where each stands, also when old ones are dropped', () => {
    fc.assert(
      fc.property(
        changes,
        sizes,
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(60)),
        (all, batches, held, opened) => {
          const { log, list, wanted } = told(all, batches, held);
          for (const index of opened) {
            const row = list.at(index);
            if (row?.kind === 'group') list.setOpen(row.transition.seq, !row.shown.isOpen);
          }
          const seen: number[] = [];
          let last = -1;
          for (let i = 0; i < list.length; i++) {
            const row = list.at(i) ?? expect.fail(`no line ${i}`);
            const { seq } = row.transition;
            const isInGroup = row.kind === 'change' && row.isInGroup;
            expect(list.indexOf(seq, isInGroup)).toBe(i);
            if (!isInGroup) {
              expect(seq).toBeGreaterThan(last);
              last = seq;
            }
            if (row.kind === 'group') {
              const { shown } = row;
              seen.push(...shown.seqs);
              const inside = shown.isOpen ? shown.seqs.map((_, k) => list.at(i + 1 + k)?.transition.seq) : shown.seqs;
              expect(inside).toEqual(shown.seqs);
            } else if (!isInGroup) seen.push(seq);
          }
          expect(seen.sort((a, b) => a - b)).toEqual([...log].filter(wanted).map(({ seq }) => seq));
        },
      ),
    );
  });

  test('of one pod are never grouped, nor is anything when a person wants it so', () => {
    const all = [0, 1, 2, 3].map(pod => change(pod, 'Error', pod, 'a'));
    const { list } = told(all, [9]);
    expect(rows(list)).toEqual(['> 0 1 2 3']);
    list.setOpen(2, true);
    expect(rows(list)).toEqual(['v 0 1 2 3', '  0', '  1', '  2', '  3']);
    list.setGrouped(false);
    expect(rows(list)).toEqual(['0', '1', '2', '3']);
    list.setGrouped(true);
    list.setFilter(() => true, 'pod-1');
    expect(rows(list)).toEqual(['1']);
  });

  test('cost the same however many there are', () => {
    const told = { transitions: 0, asked: 0 };
    const log = new TransitionLog({ transitions: 50_000, bytes: 1e9 });
    const grouping = new Grouping();
    const source = {
      get length() {
        return log.length;
      },
      get dropped() {
        return log.dropped;
      },
      get nextSeq() {
        return log.nextSeq;
      },
      bySeq: (seq: number) => {
        told.asked++;
        return log.bySeq(seq);
      },
      ofPod: (uid: string) => log.ofPod(uid),
    };
    const list = new LogList(source, seq => grouping.groupOf(seq));
    for (; told.transitions < 60_000; told.transitions++) {
      const one = log.append(change(told.transitions % 10_000, 'Error', told.transitions, `${told.transitions % 50}`));
      grouping.add(one, undefined);
      grouping.forget(log.dropped);
      list.append([one]);
    }
    // A group is gathered from its first three; nothing else is read again.
    expect(told.asked).toBeLessThan(0.1 * told.transitions);
    expect(list.length).toBeLessThan(1_000);
  });
});
