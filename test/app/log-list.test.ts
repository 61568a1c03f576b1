import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogList } from '../../src/app/log/log-list.ts';
import { TransitionLog } from '../../src/history/ledger/transition-log.ts';
import { Grouping } from '../../src/history/transitions/groups.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';

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

/** All that are shown, those in closed groups included. */
const seqsOf = (list: LogList): number[] =>
  rows(list)
    .flatMap(row => row.match(/\d+/g) ?? [])
    .map(Number)
    .sort((a, b) => a - b);

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

  test('are in the end the same when a filter goes through the log bit by bit, whatever comes and is dropped meanwhile', () => {
    fc.assert(
      fc.property(
        changes,
        changes,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 5, max: 80 }),
        sizes,
        (was, comes, slice, held, batches) => {
          const log = new TransitionLog({ transitions: held, bytes: 1e9 });
          const grouping = new Grouping();
          const groupOf = (seq: number) => grouping.groupOf(seq);
          const tell = (list: LogList, batch: readonly Omit<Transition, 'seq'>[]): void => {
            const logged = batch.map(one => log.append(one));
            for (const one of logged) grouping.add(one, undefined);
            grouping.forget(log.dropped);
            list.append(logged);
          };
          const wanted = (one: Transition): boolean => one.uid !== 'pod-6';
          const list = new LogList(log, groupOf, slice);
          tell(list, was);
          list.setFilter(wanted);
          const tail = [...log].slice(-slice).filter(wanted);
          expect(list.length === 0).toBe(tail.length === 0);
          let at = 0;
          for (let i = 0; list.progress !== undefined; i++) {
            expect(list.progress).toBeLessThan(1);
            tell(list, comes.slice(at, at + (batches[i % batches.length] ?? 1) - 1));
            at += (batches[i % batches.length] ?? 1) - 1;
            list.proceed();
            if (i > 400) expect.fail('it never ends');
          }
          const atOnce = new LogList(log, groupOf);
          atOnce.setFilter(wanted);
          expect(seqsOf(list)).toEqual(seqsOf(atOnce));
          // A group of which changes were dropped stays one, however few are left.
          if (log.dropped === 0) expect(rows(list)).toEqual(rows(atOnce));
        },
      ),
    );
  });

  test('show the newest at once, say how far a filter is, and open what was open when it is through', () => {
    const all = Array.from({ length: 40 }, (_, i) =>
      change(i % 4, 'Error', 1_000 * i + 60_000 * Math.floor(i / 4), 'a'),
    );
    const log = new TransitionLog();
    const grouping = new Grouping();
    const list = new LogList(log, seq => grouping.groupOf(seq), 8);
    for (const one of all.map(each => log.append(each))) grouping.add(one, undefined);
    list.setFilter(() => true);
    while (list.progress !== undefined) list.proceed();
    expect(list.length).toBe(10);
    list.setOpen(0, true);
    list.setFilter(one => one.uid !== 'pod-3');
    expect([rows(list), list.progress]).toEqual([['> 32 33 34', '> 36 37 38'], 0]);
    expect([list.proceed(), list.progress]).toEqual([false, 0.2]);
    while (!list.proceed()) expect(list.length).toBe(2);
    expect(rows(list).slice(0, 5)).toEqual(['v 0 1 2', '  0', '  1', '  2', '> 4 5 6']);
    expect(list.progress).toBe(undefined);
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
