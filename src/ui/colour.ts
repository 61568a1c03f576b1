/** A colour as a theme names it: the terminal's own, one of the sixteen that its user has chosen, or an exact one. */
export type Colour = 'default' | AnsiColour | `#${string}`;
export const ANSI_COLOURS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightblack',
  'brightred',
  'brightgreen',
  'brightyellow',
  'brightblue',
  'brightmagenta',
  'brightcyan',
  'brightwhite',
] as const;
export type AnsiColour = (typeof ANSI_COLOURS)[number];
/** Red, green, blue, each 0–255. */
export type Rgb = readonly [number, number, number];
/** How many colours a terminal can show. */
export type ColourDepth = 'none' | '16' | '256' | 'truecolor';

/** What xterm shows for the sixteen when nobody has chosen others; used to compare, never sent. */
const XTERM_16: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];
const CUBE = [0, 95, 135, 175, 215, 255] as const;

/** The value of palette entry 0–255. */
export function paletteRgb(index: number): Rgb {
  if (index < 16) return XTERM_16[index]!;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const i = index - 16;
  return [CUBE[Math.floor(i / 36)]!, CUBE[Math.floor(i / 6) % 6]!, CUBE[i % 6]!];
}

export function isColour(value: unknown): value is Colour {
  return (
    typeof value === 'string' && (value === 'default' || isAnsi(value) || /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(value))
  );
}
const isAnsi = (value: string): value is AnsiColour => (ANSI_COLOURS as readonly string[]).includes(value);

/** The value of a colour; `undefined` for the terminal's own, which nobody but the terminal knows. */
export function colourRgb(colour: Colour): Rgb | undefined {
  if (colour === 'default') return undefined;
  if (isAnsi(colour)) return XTERM_16[ANSI_COLOURS.indexOf(colour)]!;
  const digits = colour.length === 4 ? [...colour.slice(1)].map(d => d + d).join('') : colour.slice(1);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The parameters of SGR (`38;5;12`) that set `colour` on a terminal of this depth; empty when there is nothing to set. */
export function sgrColour(colour: Colour | undefined, ground: 'fg' | 'bg', depth: ColourDepth): string {
  if (colour === undefined || colour === 'default' || depth === 'none') return '';
  if (isAnsi(colour)) return sgr16(ANSI_COLOURS.indexOf(colour), ground);
  const rgb = colourRgb(colour)!;
  if (depth === 'truecolor') return `${ground === 'fg' ? 38 : 48};2;${rgb.join(';')}`;
  if (depth === '256') return `${ground === 'fg' ? 38 : 48};5;${nearest(rgb, 16, 255)}`;
  return sgr16(nearest(rgb, 0, 15), ground);
}
const sgr16 = (index: number, ground: 'fg' | 'bg'): string =>
  String((ground === 'fg' ? 30 : 40) + (index < 8 ? index : index + 52));

/** Entries 0–15 are left out for 256 colours: users change them. */
function nearest(rgb: Rgb, from: number, to: number): number {
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let index = from; index <= to; index++) {
    const d = distance(rgb, paletteRgb(index));
    if (d < least) {
      least = d;
      best = index;
    }
  }
  return best;
}

/** «Redmean»: close enough to what eyes see, without a colour space. */
function distance(a: Rgb, b: Rgb): number {
  const mean = (a[0] + b[0]) / 2;
  const [r, g, bl] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return (2 + mean / 256) * r * r + 4 * g * g + (2 + (255 - mean) / 256) * bl * bl;
}

/** Relative luminance, 0 (black) to 1 (white): WCAG 2.2. */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(value => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1 to 21: WCAG 2.2, where text wants 4.5. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
