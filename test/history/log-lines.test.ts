import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogBuffer } from '../../src/history/logs/log-buffer.ts';
import { logFilter } from '../../src/history/logs/log-filter.ts';
import { compareStamps, LogCursor, type LogLine, mergeLogs, readLogLine } from '../../src/history/logs/log-line.ts';

const line = (stamp: string, text = '', source = 0): LogLine => ({ source, stamp, text, isNotice: false });
const at = (seconds: number, nanos = 0) =>
  `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.${String(nanos).padStart(9, '0')}Z`;

describe('lines', () => {
  test.for([
    ['2026-01-01T00:00:00.123456789Z hello world', '2026-01-01T00:00:00.123456789Z', 'hello world'],
    ['2026-01-01T01:00:00.5+01:00 x', '2026-01-01T01:00:00.5+01:00', 'x'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', ''],
    ['no stamp at all', '', 'no stamp at all'],
    ['', '', ''],
  ])('%j', ([text, stamp, rest]) => {
    expect(readLogLine(text!, 3)).toEqual({ source: 3, stamp, text: rest, isNotice: false });
  });

  test.for([
    [at(1, 5), at(1, 6), -1],
    ['2026-01-01T00:00:01.5Z', '2026-01-01T00:00:01.51Z', -1],
    ['2026-01-01T01:00:01+01:00', '2026-01-01T00:00:01Z', 0],
    ['2026-01-01T00:00:02Z', at(1, 999_999_999), 1],
  ] as const)('%s against %s', ([a, b, sign]) => {
    expect(Math.sign(compareStamps(a, b))).toBe(sign);
  });

  test('several logs become one by time; a line without a time stays behind its own', () => {
    const merged = mergeLogs([
      [line(at(1), 'a1'), line('', 'a1 goes on'), line(at(4), 'a4')],
      [line(at(2), 'b2', 1), line(at(3), 'b3', 1)],
    ]);
    expect(merged.map(({ text }) => text)).toEqual(['a1', 'a1 goes on', 'b2', 'b3', 'a4']);
  });

  test('a line that was stamped before the one above it is none that was told', () => {
    const cursor = new LogCursor();
    const taken = [at(1, 5), at(1, 3), at(2), at(1, 999_999_999), at(2)].map(stamp => cursor.take(line(stamp)));
    expect(taken).toEqual([true, true, true, true, true]);
    expect(cursor.stamp).toBe(at(2));
    cursor.restart();
    const again = [at(2), at(1, 999_999_999), at(2), at(2), at(3), at(2, 1)].map(stamp => cursor.take(line(stamp)));
    expect(again).toEqual([false, false, false, true, true, true]);
  });

  test('a log that is cut anywhere and asked for again from whole seconds is told once', () => {
    const stamps = fc
      .array(fc.tuple(fc.nat(5), fc.nat(2)), { minLength: 1, maxLength: 30 })
      // Two streams of one container are stamped before they are written: within a second the order is theirs.
      .map(list => list.sort(([a], [b]) => a - b).map(([s, n]) => at(s, n)));
    fc.assert(
      fc.property(stamps, fc.array(fc.nat(30), { maxLength: 5 }), (all, cuts) => {
        const cursor = new LogCursor();
        const told: string[] = [];
        for (const cut of [...cuts, all.length]) {
          cursor.restart();
          const from = cursor.stamp.slice(0, 19);
          const again = all.map((stamp, i) => line(stamp, String(i))).filter(({ stamp }) => stamp.slice(0, 19) >= from);
          // A reading may be cut before it has come as far as the one before.
          for (const each of again.slice(0, cut)) if (cursor.take(each)) told.push(each.text);
        }
        expect(told).toEqual(all.map((_, i) => String(i)));
      }),
    );
  });
});

describe('the filter', () => {
  test.for([
    ['', 'anything', true],
    ['err(or)?', 'an ERROR', true],
    ['Err', 'an error', false],
    ['^INFO up', '\u001b[32mINFO\u001b[0m up', true],
    ['[0-9]m', '\u001b[32mINFO', false],
    ['[[]', '\u001b[32mINFO', false],
    ['!health', 'GET /health', false],
    ['!health', 'GET /', true],
    ['[', 'a [ b', true],
    ['[', 'a b', false],
  ] as const)('%j on %j is %j', ([text, on, want]) => {
    expect(logFilter(text).test(on)).toBe(want);
  });
  test('what is no regular expression is said', () => {
    expect(logFilter('[').problem).toContain('no regular expression');
  });
});

describe('the buffer', () => {
  test('keeps the newest within its bounds and counts what it dropped', () => {
    const buffer = new LogBuffer({ lines: 100, characters: 1e9 });
    for (let i = 0; i < 1000; i++) buffer.add(line('', `line ${i}`));
    expect(buffer.size).toBeLessThanOrEqual(110);
    expect(buffer.size + buffer.dropped).toBe(1000);
    expect(buffer.shown.at(-1)!.text).toBe('line 999');
  });
  test('finds in JSON what is shown of it and what it is written as', () => {
    const buffer = new LogBuffer();
    const slow = '{"level":40,"msg":"slow answer","took":1200}';
    for (const text of [slow, '{"level":30,"msg":"ok"}', 'WARN {curly}']) buffer.add(line('', text));
    const found = (filter: string): string[] => {
      buffer.setFilter(filter);
      return buffer.shown.map(({ text }) => text);
    };
    expect(found('WARN  slow answer  took=1200')).toEqual([slow]);
    expect(found('"took":1200')).toEqual([slow]);
    expect(found('!took=1200')).toEqual(['{"level":30,"msg":"ok"}', 'WARN {curly}']);
    expect(found('!"level":')).toEqual(['WARN {curly}']);
    expect(found('^WARN')).toEqual([slow, 'WARN {curly}']);
    buffer.setSearch('took=');
    expect(buffer.matches).toBe(1);
    buffer.pretty = false;
    expect(buffer.shown.map(({ text }) => text)).toEqual(['WARN {curly}']);
    expect(buffer.matches).toBe(0);
  });
  test('is bounded by characters, too', () => {
    const buffer = new LogBuffer({ lines: 1e9, characters: 1000 });
    for (let i = 0; i < 100; i++) buffer.add(line('', 'x'.repeat(100)));
    expect(buffer.size).toBeLessThanOrEqual(11);
  });
  test('shows what its filter wants, before and after it is set, and after dropping', () => {
    const buffer = new LogBuffer({ lines: 100, characters: 1e9 });
    for (let i = 0; i < 90; i++) buffer.add(line('', `${i % 10}`));
    buffer.setFilter('^7$');
    expect(buffer.shown).toHaveLength(9);
    for (let i = 0; i < 60; i++) buffer.add(line('', `${i % 10}`));
    buffer.add({ ...line('', 'restarted'), isNotice: true });
    expect(buffer.shown.filter(({ isNotice }) => isNotice)).toHaveLength(1);
    const shown = buffer.shown;
    buffer.setFilter('');
    expect(buffer.shown).toHaveLength(buffer.size);
    expect(shown).toEqual(buffer.shown.filter(({ text, isNotice }) => text === '7' || isNotice));
  });
});
