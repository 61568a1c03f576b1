import type xterm from '@xterm/headless';
import { paletteRgb } from '../../src/ui/colour.ts';
import { type CellLook, lookAt } from '../../test/support/terminal.ts';

/** What a terminal shows where a program sets no colour. */
export interface Ground {
  readonly fg: string;
  readonly bg: string;
}

/** Of a cell, in units of the picture; the font is stretched to them, so that columns hold with any font. */
const WIDTH = 8.4;
const HEIGHT = 18;
const BASELINE = 13.5;
const MARGIN = 10;
const FONTS = "'JetBrains Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace";

/** Cells beside each other that look alike. */
interface Run {
  readonly x: number;
  readonly look: CellLook;
  text: string;
  cells: number;
}

/** A picture of what a terminal shows, text as text. */
export function svgOf(terminal: xterm.Terminal, ground: Ground): string {
  const width = terminal.cols * WIDTH + 2 * MARGIN;
  const height = terminal.rows * HEIGHT + 2 * MARGIN;
  const rows = Array.from({ length: terminal.rows }, (_, y) => {
    const runs = runsOf(terminal, y);
    const top = MARGIN + y * HEIGHT;
    return runs.map(run => rectangle(run, top, ground)).join('') + runs.map(run => text(run, top, ground)).join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" font-family="${FONTS}" font-size="14">`,
    `<rect width="100%" height="100%" rx="8" fill="${ground.bg}"/>`,
    ...rows.filter(Boolean),
    '</svg>\n',
  ].join('\n');
}

function runsOf(terminal: xterm.Terminal, y: number): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < terminal.cols; x++) {
    const look = lookAt(terminal, x, y);
    const last = runs.at(-1);
    const cells = look.text !== '' && terminal.buffer.active.getLine(y)?.getCell(x)?.getWidth() === 2 ? 2 : 1;
    // Wide characters stand alone: only then does stretching keep them in their cells.
    const joins = cells === 1 && last !== undefined && last.cells === last.text.length && alike(last.look, look);
    if (joins) {
      last.text += look.text || ' ';
      last.cells++;
    } else {
      runs.push({ x, look, text: look.text || ' ', cells });
    }
    x += cells - 1;
  }
  return runs;
}

const alike = (a: CellLook, b: CellLook): boolean =>
  (Object.keys(a) as (keyof CellLook)[]).every(key => key === 'text' || a[key] === b[key]);

function rectangle({ x, look, cells }: Run, top: number, ground: Ground): string {
  const { bg } = colours(look, ground);
  if (bg === ground.bg) return '';
  return `<rect x="${round(MARGIN + x * WIDTH)}" y="${top}" width="${round(cells * WIDTH)}" height="${HEIGHT}" fill="${bg}" shape-rendering="crispEdges"/>`;
}

function text({ x, look, text, cells }: Run, top: number, ground: Ground): string {
  if (text.trim() === '') return '';
  const lead = text.length - text.trimStart().length;
  const shown = text.trim();
  const attributes = [
    `x="${round(MARGIN + (x + lead) * WIDTH)}" y="${round(top + BASELINE)}" fill="${colours(look, ground).fg}"`,
    `textLength="${round((cells === text.length ? shown.length : cells) * WIDTH)}" lengthAdjust="spacingAndGlyphs"`,
    look.bold ? 'font-weight="bold"' : '',
    look.italic ? 'font-style="italic"' : '',
    look.dim ? 'opacity="0.65"' : '',
    look.underline ? 'text-decoration="underline"' : '',
  ];
  return `<text xml:space="preserve" ${attributes.filter(Boolean).join(' ')}>${xmlText(shown)}</text>`;
}

function colours(look: CellLook, ground: Ground): Ground {
  const fg = look.fg === 'default' ? ground.fg : hex(look.fg);
  const bg = look.bg === 'default' ? ground.bg : hex(look.bg);
  return look.inverse ? { fg: bg, bg: fg } : { fg, bg };
}

function hex(colour: string): string {
  if (colour.startsWith('#')) return colour;
  return `#${paletteRgb(Number(colour.slice(1)))
    .map(part => part.toString(16).padStart(2, '0'))
    .join('')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const xmlText = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
