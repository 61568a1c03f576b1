import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueTimes } from '../../src/history/ledger/due-times.ts';

test('what is due comes in order, each once and at its last time, however often that was set', () => {
  const step = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), at: fc.option(fc.nat(50), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(50), (steps, now) => {
      const due = new DueTimes();
      const last = new Map<string, number>();
      // So many that those that were replaced are cleared away.
      for (let i = 0; i < 2_000; i++) due.set('e', 1_000 + i);
      for (const { id, at } of steps) {
        due.set(id, at);
        if (at === undefined) last.delete(id);
        else last.set(id, at);
      }
      const want = [...last].filter(([, at]) => at <= now);
      const taken = due.take(now);
      expect(taken.map(id => last.get(id))).toEqual(want.map(([, at]) => at).sort((a, b) => a - b));
      expect([...taken].sort()).toEqual(want.map(([id]) => id).sort());
      const rest = [...last.values(), 2_999].filter(at => at > now);
      expect(due.next).toBe(Math.min(...rest));
    }),
  );
});
