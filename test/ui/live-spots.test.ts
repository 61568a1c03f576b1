import { describe, expect, test } from 'vitest';
import { ClockReading } from '../../src/app/clock-reading.ts';
import type { Frame, Line, PaneFrame, Span } from '../../src/view/frame.ts';
import { liveSpan } from '../../src/view/live-text.ts';
import { cutSpans, span } from '../../src/view/spans.ts';
import { InMemoryTerminal } from '../support/in-memory-terminal.ts';

const START = 10_000;
const WIDTH = 20;

const age = (now: number, since = START): Span => liveSpan(new ClockReading(now), own => `${own.since(since)} old`);

function frame(lines: readonly Line[], { border = false, more = [] as PaneFrame[] } = {}): Frame {
  const rect = { x: 0, y: 0, width: WIDTH, height: 4 };
  const pane = { id: 'pane', rect, border, focused: false, title: [], lines };
  return { width: WIDTH, height: 4, panes: [pane, ...more] };
}
const aged = (now: number): Frame => frame([{ spans: [span('web '), age(now), span(' Running')] }]);

describe('live texts', () => {
  test('are written alone, when they are due', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    await terminal.paint(aged(START + 1_000));
    expect(await terminal.advance(START + 1_999)).toBe(START + 2_000);
    expect(terminal.screen[0]).toBe('web 1s old Running');
    expect(await terminal.advance(START + 2_000)).toBe(START + 3_000);
    expect(terminal.screen[0]).toBe('web 2s old Running');
    // A recording can be played backwards.
    expect(await terminal.advance(START + 1_500)).toBe(START + 2_000);
    expect(terminal.screen[0]).toBe('web 1s old Running');
  });

  test('move what is behind them', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    const line = (now: number): Line => ({ spans: [age(now), span(', up '), age(now, START - 50_000), span('!')] });
    await terminal.paint(frame([line(START + 9_000)]));
    expect(terminal.screen[0]).toBe('9s old, up 59s old!');
    // To the last cell but one, which may be where a longer line is cut.
    expect(await terminal.advance(START + 10_000)).toBeUndefined();
    await terminal.paint(frame([{ spans: [age(START + 109_000), span(' '), age(START + 109_000, START + 100_000)] }]));
    expect(terminal.screen[0]).toBe('109s old 9s old');
    await terminal.advance(START + 110_000);
    expect(terminal.screen[0]).toBe('110s old 10s old');
    await terminal.advance(START + 120_000);
    expect(terminal.screen[0]).toBe('2m old 20s old');
  });

  test('are left to a frame where something covers the panes', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    const help = {
      id: 'help',
      rect: { x: 2, y: 0, width: 5, height: 2 },
      border: false,
      focused: true,
      title: [],
      lines: [],
    };
    const lines = [{ spans: [age(START + 1_000)] }];
    await terminal.paint(frame(lines, { more: [help] }));
    expect(await terminal.advance(START + 2_000)).toBeUndefined();
    await terminal.paint(frame(lines));
    expect(await terminal.advance(START + 2_000)).toBe(START + 3_000);
  });

  test('are known by the next frame, as they stand', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    await terminal.paint(aged(START + 1_000));
    await terminal.advance(START + 5_000);
    await terminal.paint(aged(START + 1_000));
    expect(terminal.screen[0]).toBe('web 1s old Running');
    await terminal.advance(START + 5_000);
    expect(await terminal.paint(aged(START + 5_000))).toBe('');
  });

  test('keep the look of their line, and its edges', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    const spans = (now: number): Span[] => [span('日本 '), age(now), span(' and what is cut')];
    const lines = (now: number): Line[] => [{ spans: spans(now), highlight: 'selected' }, { spans: spans(now) }];
    await terminal.paint(frame(lines(START + 1_000), { border: true }));
    const before = terminal.roles;
    await terminal.advance(START + 2_000);
    expect(terminal.screen[1]).toBe('│日本 2s old and wh│');
    expect(terminal.roles).toEqual(before);
  });

  test('of a line without room are left to a frame when they grow, or leave room', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    const line = (now: number): Line => ({ spans: cutSpans([age(now), span(' and what is cut off')], WIDTH) });
    await terminal.paint(frame([line(START + 9_000)]));
    expect(terminal.screen[0]).toBe('9s old and what is …');
    expect(await terminal.advance(START + 8_000)).toBe(START + 9_000);
    expect(await terminal.advance(START + 10_000)).toBeUndefined();
    await terminal.paint(frame([line(START + 10_000)]));
    expect(await terminal.advance(START + 9_000)).toBeUndefined();
  });

  test('that are cut themselves are left to a frame when they fit', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    const line = (now: number): Line => ({ spans: cutSpans([span('since '), age(now), span('!')], 13) });
    await terminal.paint(frame([line(START + 10_000)]));
    expect(terminal.screen[0]).toBe('since 10s ol…');
    await terminal.advance(START + 11_000);
    expect(terminal.screen[0]).toBe('since 11s ol…');
    expect(await terminal.advance(START + 9_000)).toBeUndefined();
  });
});
