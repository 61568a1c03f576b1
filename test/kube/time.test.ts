import { describe, expect, test } from 'vitest';
import { humanDuration, preciseDuration } from '../../src/kube/duration.ts';
import { formatTime, parseTime } from '../../src/kube/time.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe('humanDuration', () => {
  test.for([
    [-292 * 365 * D * 2, '<invalid>'],
    [-2 * S, '<invalid>'],
    [-1999, '0s'],
    [-1, '0s'],
    [0, '0s'],
    [999, '0s'],
    [59 * S, '59s'],
    [119 * S, '119s'],
    [2 * M, '2m'],
    [2 * M + 5 * S, '2m5s'],
    [10 * M - 1, '9m59s'],
    [10 * M + 59 * S, '10m'],
    [3 * H - 1, '179m'],
    [3 * H, '3h'],
    [3 * H + 12 * M, '3h12m'],
    [8 * H + 30 * M, '8h'],
    [48 * H - 1, '47h'],
    [2 * D, '2d'],
    [2 * D + 3 * H, '2d3h'],
    [8 * D + 3 * H, '8d'],
    [2 * 365 * D - 1, '729d'],
    [2 * 365 * D, '2y'],
    [(2 * 365 + 31) * D, '2y31d'],
    [8 * 365 * D + 31 * D, '8y'],
    [5000 * 365 * D, '292y'],
    [Number.NaN, '<unknown>'],
  ] as const)('%d ms → %s', ([ms, want]) => {
    expect(humanDuration(ms)).toBe(want);
  });
});

describe('preciseDuration', () => {
  test.for([
    [0, '0s'],
    [5.9, '5ms'],
    [999, '999ms'],
    [1000, '1.0s'],
    [12_390, '12.3s'],
    [59_999, '59.9s'],
    [4 * M + 12_345, '4m12.3s'],
    [H - 1, '59m59.9s'],
    [3 * H + 12 * M + 5_999, '3h12m5s'],
    [2 * D + 3 * H + 12 * M + 59 * S, '2d3h12m'],
    [-1500, '-1.5s'],
    [Number.POSITIVE_INFINITY, '<unknown>'],
    [Number.NaN, '<unknown>'],
  ] as const)('%d ms → %s', ([ms, want]) => {
    expect(preciseDuration(ms)).toBe(want);
  });
});

describe('parseTime', () => {
  test.for([
    '1970-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2026-11-23T09:11:34Z',
    '2024-02-29T23:59:59Z',
    '2000-02-29T00:00:00Z',
    '1900-03-01T00:00:00Z',
    '0001-01-01T00:00:01Z',
    '9999-12-31T23:59:59Z',
    '2026-11-23T09:11:34.5Z',
    '2026-11-23T09:11:34.123456789Z',
    '2026-11-23T09:11:34+02:00',
    '2026-11-23T09:11:34.250-05:30',
  ])('%s is the time that Date sees too', text => {
    expect(parseTime(text)).toBe(Date.parse(text));
  });

  test.for([
    [undefined, 'absent'],
    [null, 'null'],
    [1763889094000, 'a number'],
    ['', 'empty'],
    ['0001-01-01T00:00:00Z', "Go's zero time"],
    ['2026-02-29T00:00:00Z', 'a day that the month has not'],
    ['2026-13-01T00:00:00Z', 'a month that no year has'],
    ['2026-11-23T24:00:00Z', 'an hour too many'],
    ['2026-11-23 09:11:34Z', 'a blank for the T'],
    ['2026-11-23T09:11:34', 'no offset'],
    ['2026-11-23T09:11:34Zx', 'more after the Z'],
    ['2026-1a-23T09:11:34Z', 'a letter among the digits'],
  ] as const)('%o is no time: %s', ([value]) => {
    expect(parseTime(value)).toBeUndefined();
  });

  test('a time is written with milliseconds, and what no calendar holds as unknown', () => {
    expect(formatTime(1_763_889_094_250)).toBe('2025-11-23T09:11:34.250Z');
    expect(formatTime(Number.NaN)).toBe('<unknown>');
    expect(formatTime(9e15)).toBe('<unknown>');
  });
});
