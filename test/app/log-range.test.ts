import { expect, test } from 'vitest';
import { readRange } from '../../src/app/reading/log-range.ts';

const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);
const at = (hour: number, minute = 0, second = 0, day = 2): number => Date.UTC(2026, 0, day, hour, minute, second);

test.for([
  ['', { label: 'from the first line' }],
  ['all', { label: 'from the first line' }],
  ['5m', { label: 'the last 5m', sinceSeconds: 300 }],
  ['1h30m', { label: 'the last 1h30m', sinceSeconds: 5400 }],
  ['200', { label: 'the last 200 lines', tailLines: 200 }],
  ['1 line', { label: 'the last 1 lines', tailLines: 1 }],
  ['10:30', { label: 'since 10:30', from: at(10, 30) }],
  ['23:00', { label: 'since 23:00', from: at(23, 0, 0, 1) }],
  ['10:30..10:45:30', { label: '10:30 to 10:45:30', from: at(10, 30), until: at(10, 45, 30) }],
  ['2h..11:00', { label: '2h to 11:00', from: at(10), until: at(11) }],
  ['2026-01-01T09:00:00Z..', { label: 'since 2026-01-01T09:00:00Z', from: at(9, 0, 0, 1) }],
  ['11:00..10:00', '10:00 is before 11:00.'],
  ['noon', '"noon" is no time; write 5m, 200 lines, 10:30, 2026-11-23T09:11:34Z, or two with .. between.'],
  ['10:00..noon', '"noon" is no time; write 5m, 200 lines, 10:30, 2026-11-23T09:11:34Z, or two with .. between.'],
  ['25:00', '"25:00" is no time; write 5m, 200 lines, 10:30, 2026-11-23T09:11:34Z, or two with .. between.'],
] as const)('%s', ([text, wanted]) => {
  expect(readRange(text, NOW)).toEqual(wanted);
});
