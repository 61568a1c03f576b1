import { expect, test } from 'vitest';
import { chartDrawer } from '../../src/ui/chart.ts';
import type { Chart, Frame } from '../../src/view/frame.ts';
import { InMemoryTerminal } from '../support/in-memory-terminal.ts';

const points = (count: (i: number) => number): number[] => Array.from({ length: 61 }, (_, i) => count(i));
const chart: Chart = {
  labels: points(i => i).map(i => (i % 12 === 0 && i < 60 ? `${5 - i / 12}m` : '')),
  labelEvery: 12,
  end: 'now',
  series: [
    { name: 'not healthy', mark: '!', role: 'text', points: points(i => (i < 30 ? 12 : 4)) },
    { name: 'CrashLoopBackOff', mark: '1', role: 'error', points: points(i => Math.round(i / 15)) },
    { name: 'Pending', mark: '2', role: 'progressing', points: points(() => 0) },
  ],
};
const frame = (width: number, height: number, wanted: Chart = chart): Frame => ({
  width,
  height,
  panes: [
    {
      id: 'trend',
      rect: { x: 0, y: 0, width, height },
      border: true,
      focused: true,
      title: [{ text: 'Trend', role: 'title' }],
      lines: [
        { spans: [{ text: ' ! not healthy', role: 'text' }] },
        { spans: [{ text: ' 1 CrashLoopBackOff', role: 'error' }] },
      ],
      chart: wanted,
    },
  ],
});

test.for([
  [80, 22, false],
  [40, 14, true],
] as const)('curves with their marks and labels, %d by %d', async ([width, height, ascii]) => {
  const terminal = new InMemoryTerminal(width, height, { ascii });
  await terminal.paint(frame(width, height));
  await expect(`${terminal.text}\n\n${terminal.roles.join('\n')}\n`).toMatchFileSnapshot(
    `golden/chart-${width}x${height}${ascii ? '-ascii' : ''}.screen`,
  );
});

test('nothing is written when nothing has changed', async () => {
  const terminal = new InMemoryTerminal(80, 22);
  await terminal.paint(frame(80, 22));
  expect(await terminal.paint(frame(80, 22))).toBe('');
});

test('a chart follows the size of the screen', async () => {
  const terminal = new InMemoryTerminal(80, 22);
  await terminal.paint(frame(80, 22));
  terminal.resize(50, 16);
  await terminal.paint(frame(50, 16));
  const fresh = new InMemoryTerminal(50, 16);
  await fresh.paint(frame(50, 16));
  expect(terminal.screen).toEqual(fresh.screen);
});

test.for([0, 1, 5, 99, 12_345, 1_000_000])('the axis reaches beyond %d, and its numbers stay within it', highest => {
  const draw = chartDrawer();
  for (const [width, height] of [
    [30, 7],
    [76, 12],
    [200, 100],
  ] as const) {
    const series = [{ ...chart.series[0]!, points: points(i => (i % 2 === 0 ? highest : 0)) }];
    const rows = draw({ ...chart, series }, { width, height }, false);
    expect(rows).toHaveLength(height);
    const texts = rows.map(({ spans }) => spans.map(({ text }) => text).join(''));
    for (const text of texts) expect(text).toHaveLength(width);
    const text = texts.join('\n');
    expect(text).toMatch(/^ +0 /m);
    expect(text).toContain('now');
    expect(text).not.toMatch(/undefined|NaN/);
  }
});
