import type { ColourDepth } from './colour.ts';
import type { Theme } from './theme.ts';
import { builtInTheme } from './themes.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** TERM → depth, first match; what is not here has the eight colours of 1983 or, by now, sixteen. */
const TERMINALS: readonly (readonly [RegExp, ColourDepth])[] = [
  [/-direct$|^(?:xterm-kitty|xterm-ghostty|alacritty|foot|wezterm)\b/, 'truecolor'],
  [/256/, '256'],
  [/^(?:dumb|vt\d+.*|)$/, 'none'],
];

/**
 * How many colours the terminal of this environment shows. Not `getColorDepth` of Node 20: it finds 16 in tmux and none under CI.
 * @see https://no-color.org
 */
export function colourDepth(env: Environment): ColourDepth {
  if (env['NO_COLOR']) return 'none';
  if (/^(?:truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) return 'truecolor';
  return TERMINALS.find(([terminal]) => terminal.test(env['TERM'] ?? ''))?.[1] ?? '16';
}

/** The theme for a person who has named none. */
export function defaultTheme(depth: ColourDepth, background: 'dark' | 'light' | undefined): Theme {
  if (depth === 'none') return builtInTheme('mono')!;
  if (depth === '16') return builtInTheme('ansi')!;
  return builtInTheme(background ?? 'dark')!;
}
