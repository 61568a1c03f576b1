import LineChart from 'blessed-contrib/lib/widget/charts/line.js';
import type { Chart, Line, Role, Span } from '../view/frame.ts';
import { createScreen } from './blessed.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}
/** A chart as lines of so many cells. */
export type DrawChart = (chart: Chart, size: Size, ascii: boolean) => readonly Line[];

/** Cells at the right for the marks of the curves and the word under the last point. */
const MARGIN = 4;
/** Rows below the curves: the line of the axis and its labels. */
const AXIS = 2;
/** The widget leaves so much of its size out of its canvas, and the last row of that empty. */
const UNUSED = { columns: 6, rows: 2, empty: 1 };
/** Its own colours; those of the curves are counted from 1. */
const TEXT = 254;
const BASELINE = 255;
/** So much of the height the highest point takes at most: above it the widget draws past its canvas. */
const HEADROOM = 1.2;
const BLANK: CanvasCell = { text: ' ', colour: 0 };

/**
 * Draws with the line chart of blessed-contrib, which is on no screen: its canvas is read as text, and the numbers of its
 * colours are those of our curves. The last drawing is kept, for frames in which it has not changed.
 */
export function chartDrawer(): DrawChart {
  const widget = new LineChart({
    screen: createScreen(),
    style: { text: TEXT, baseline: BASELINE },
    wholeNumbersOnly: true,
    abbreviate: true,
  });
  let drawn = '';
  let lines: readonly Line[] = [];
  return (chart, size, ascii) => {
    const wanted = JSON.stringify([chart, size, ascii]);
    if (wanted !== drawn) lines = draw(widget, chart, size).map(row => ({ spans: spansOf(row, chart.series, ascii) }));
    drawn = wanted;
    return lines;
  };
}

function draw(widget: LineChart, { labels, labelEvery, end, series }: Chart, { width, height }: Size): CanvasCell[][] {
  widget.width = width - MARGIN + UNUSED.columns;
  widget.height = height + UNUSED.rows + UNUSED.empty;
  const steps = Math.max(1, Math.min(6, Math.floor((height - AXIS) / 3)));
  const highest = Math.max(1, ...series.flatMap(({ points }) => points));
  widget.options.numYLabels = steps;
  widget.options.maxY = steps * roundStep((highest * HEADROOM) / steps);
  widget.options.showNthLabel = labelEvery;
  widget.emit('attach');
  // The widget takes an empty label for a mistake. What is drawn later covers what was before.
  const x = labels.map(label => label || ' ');
  widget.setData(series.map(({ points }, i) => ({ title: '', x, y: points, style: { line: i + 1 } })).reverse());
  return withMargin(cellsOf(widget.ctx._canvas.frame()).slice(0, height), series, end);
}

/** Neighbours of one colour together. */
function spansOf(row: readonly CanvasCell[], series: Chart['series'], ascii: boolean): Span[] {
  const spans: { text: string; readonly role: Role }[] = [];
  for (const { text, colour } of row) {
    const role = roleOf(colour, series);
    const shown = ascii ? plainDots(text) : text;
    const last = spans.at(-1);
    if (last?.role === role) last.text += shown;
    else spans.push({ text: shown, role });
  }
  return spans;
}

const roleOf = (colour: number, series: Chart['series']): Role =>
  colour === TEXT ? 'muted' : colour === BASELINE ? 'border' : (series[colour - 1]?.role ?? 'text');

/** The next of 1, 2, 5, 10, 20, … */
function roundStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map(each => each * power).find(each => each >= least) ?? 10 * power;
}

/** A cell of the canvas: its text, and the number of its colour; 0 is none. */
interface CanvasCell {
  readonly text: string;
  readonly colour: number;
}

function cellsOf(frame: string): CanvasCell[][] {
  return frame.split('\n').map(row => {
    const cells: CanvasCell[] = [];
    let colour = 0;
    for (const [, sgr, text] of row.matchAll(/\x1b\[([\d;]*)m|([^\x1b])/gu)) {
      if (text !== undefined) cells.push({ text, colour: text === ' ' ? 0 : colour });
      else if (sgr === '39') colour = 0;
      else colour = Number(/^38;5;(\d+)$/.exec(sgr!)?.[1] ?? colour);
    }
    return cells;
  });
}

/** Behind the end of each curve its mark: curves that end at the same height share their place. */
function withMargin(rows: readonly CanvasCell[][], series: Chart['series'], end: string): CanvasCell[][] {
  const margin = rows.map(() => [] as CanvasCell[]);
  const lastOf = (i: number): number => series[i]!.points.at(-1)!;
  const colours = series.map((_, i) => i + 1);
  for (const colour of colours) {
    const peers = colours.filter(each => lastOf(each - 1) === lastOf(colour - 1));
    const y = rowOfEnd(rows, peers);
    const { mark } = series[colour - 1]!;
    if (y !== undefined && mark !== ' ') margin[y]!.push({ text: mark, colour });
  }
  for (const text of end) margin.at(-1)?.push({ text, colour: TEXT });
  return rows.map((row, y) => [...row, ...Array.from({ length: MARGIN }, (_, i) => margin[y]![i] ?? BLANK)]);
}

/** Where the rightmost cell of one of these colours is. */
function rowOfEnd(rows: readonly CanvasCell[][], colours: readonly number[]): number | undefined {
  const length = Math.max(...rows.map(row => row.length));
  for (let x = length - 1; x >= 0; x--) {
    const y = rows.findIndex(row => colours.includes(row[x]?.colour ?? 0));
    if (y >= 0) return y;
  }
  return undefined;
}

/** What comes nearest to the dots of a braille character in ASCII. */
function plainDots(text: string): string {
  const dots = text.charCodeAt(0) - FIRST_BRAILLE;
  if (dots < 0 || dots > 0xff) return text;
  const lit = BRAILLE_ROWS.map(mask => (dots & mask) !== 0);
  if ((lit[0] || lit[1]) && (lit[2] || lit[3])) return '|';
  return lit[0] ? "'" : lit[3] ? '_' : '-';
}
const FIRST_BRAILLE = 0x2800;
const BRAILLE_ROWS = [0x09, 0x12, 0x24, 0xc0];
