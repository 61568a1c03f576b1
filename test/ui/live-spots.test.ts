import { describe, expect, test } from 'vitest';
import { ClockReading } from '../../src/app/clock-reading.ts';
import type { Frame, Line, PaneFrame, Span } from '../../src/view/frame.ts';
import { liveSpan } from '../../src/view/live-text.ts';
import { span } from '../../src/view/spans.ts';
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

  test('are left to a frame where they need another room', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    await terminal.paint(aged(START + 9_000));
    expect(await terminal.advance(START + 10_000)).toBeUndefined();
    expect(terminal.screen[0]).toBe('web 9s old Running');
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

  test('of a line without room are not waited for', async () => {
    const terminal = new InMemoryTerminal(WIDTH, 4);
    await terminal.paint(frame([{ spans: [span('x'.repeat(WIDTH)), age(START + 1_000)] }]));
    expect(await terminal.advance(START + 2_000)).toBe(Number.POSITIVE_INFINITY);
  });
});
