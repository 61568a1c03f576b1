import { describe, expect, test } from 'vitest';
import { TransitionLog } from '../../src/history/ledger/transition-log.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';

const line = (uid: string, message?: string): Omit<Transition, 'seq'> => ({
  uid,
  namespace: 'shop',
  name: uid,
  subject: 'status',
  part: undefined,
  from: 'Pending',
  to: 'Running',
  receivedAt: 0,
  clusterAt: undefined,
  lasted: undefined,
  reason: undefined,
  message,
  certainty: 'seen',
  severity: 'ok',
  missed: undefined,
});
const fill = (log: TransitionLog, count: number) => {
  for (let i = 0; i < count; i++) log.append(line(`uid-${i % 3}`));
};
const seqs = (of: Iterable<Transition>) => Array.from(of, one => one.seq);

describe('transition log', () => {
  test('holds the newest and counts what it dropped', () => {
    const log = new TransitionLog({ transitions: 5, bytes: 1e9 });
    fill(log, 12);
    expect(seqs(log)).toEqual([7, 8, 9, 10, 11]);
    expect(seqs(log.fromTail())).toEqual([11, 10, 9, 8, 7]);
    expect(log).toMatchObject({ length: 5, dropped: 7, nextSeq: 12 });
    expect([log.at(0)?.seq, log.at(-1)?.seq, log.at(5), log.at(-6)]).toEqual([7, 11, undefined, undefined]);
    expect([log.bySeq(6), log.bySeq(8)?.seq, log.bySeq(12)]).toEqual([undefined, 8, undefined]);
  });

  test('finds the transitions of one pod', () => {
    const log = new TransitionLog({ transitions: 200, bytes: 1e9 });
    fill(log, 500);
    expect(seqs(log.ofPod('uid-0'))).toEqual(seqs(log).filter(seq => seq % 3 === 0));
    expect(log.ofPod('nobody')).toEqual([]);
  });

  test('a pod whose transitions were all dropped is forgotten', () => {
    const log = new TransitionLog({ transitions: 3, bytes: 1e9 });
    log.append(line('old'));
    for (let i = 0; i < 3; i++) log.append(line('new'));
    expect(log.ofPod('old')).toEqual([]);
    log.append(line('old'));
    expect(seqs(log.ofPod('old'))).toEqual([4]);
  });

  test('long messages count against the bytes', () => {
    const log = new TransitionLog({ transitions: 1_000, bytes: 10_000 });
    for (let i = 0; i < 50; i++) log.append(line('a', 'x'.repeat(1_000)));
    expect(log.bytes).toBeLessThanOrEqual(10_000);
    expect(log.length).toBe(4);
    expect(log.dropped).toBe(46);
  });
});
