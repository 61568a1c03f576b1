import { expect, test } from 'vitest';
import { replayTime } from '../../src/app/life/replay-time.ts';

const local = (day: number, hours: number, minutes: number, seconds = 0): number =>
  new Date(2026, 0, day, hours, minutes, seconds).getTime();
const range = { from: local(5, 22, 30), to: local(7, 1, 0), at: local(5, 23, 0) };

test.for([
  ['start', range.from],
  ['end', range.to],
  ['23:15', local(5, 23, 15)],
  ['23:15:20', local(5, 23, 15, 20)],
  ['0:30', local(6, 0, 30)],
  ['22:00', local(6, 22, 0)],
  ['+5m', local(5, 23, 5)],
  ['-30s', local(5, 22, 59, 30)],
  [new Date(local(6, 12, 0)).toISOString(), local(6, 12, 0)],
  ['-2h', 'The recording does not reach -2h.'],
  ['2026-02-01T00:00:00Z', 'The recording does not reach 2026-02-01T00:00:00Z.'],
  ['25:00', '"25:00" is no time; write 12:03, 12:03:20, +5m, -30s, start or end.'],
  ['', '"" is no time; write 12:03, 12:03:20, +5m, -30s, start or end.'],
] as const)('%s', ([typed, want]) => {
  expect(replayTime(typed, range)).toBe(want);
});

test('a time that no day of a short recording has is said', () => {
  const short = { from: local(5, 10, 0), to: local(5, 10, 30), at: local(5, 10, 0) };
  expect(replayTime('11:00', short)).toBe('The recording does not reach 11:00.');
});
