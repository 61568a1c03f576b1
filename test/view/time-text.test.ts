import { expect, test } from 'vitest';
import { ClockReading } from '../../src/app/clock-reading.ts';
import { clockTexts } from '../../src/view/time-text.ts';

const at = Date.parse;

test.for([
  ['of today', '2026-11-23T01:18:16.250Z', false, '01:18:16'],
  ['of today, fine', '2026-11-23T01:18:16.250Z', true, '01:18:16.250'],
  ['of another day', '2026-11-20T01:18:16.250Z', false, '2026-11-20 01:18:16'],
  ['of another day, fine', '2026-11-20T01:18:16.250Z', true, '2026-11-20 01:18:16'],
  ['of tomorrow', '2026-11-24T00:00:00Z', false, '2026-11-24 00:00:00'],
] as const)('a time %s', ([, ms, fine, text]) => {
  expect(clockTexts(new ClockReading(at('2026-11-23T14:52:00Z')))(at(ms), fine)).toBe(text);
});

test('a time of today is another text from midnight on', () => {
  const reading = new ClockReading(at('2026-11-23T14:52:00Z'));
  clockTexts(reading)(at('2026-11-23T01:18:16Z'));
  expect(reading.validUntil).toBe(at('2026-11-24T00:00:00Z'));
});

test('a time that no date can be is told so', () => {
  expect(clockTexts(new ClockReading(0))(1e18)).toBe('<unknown>');
});
