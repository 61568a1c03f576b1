import ansi from '../../themes/ansi.json' with { type: 'json' };
import catppuccin from '../../themes/catppuccin.json' with { type: 'json' };
import colourBlind from '../../themes/colour-blind.json' with { type: 'json' };
import colourBlindLight from '../../themes/colour-blind-light.json' with { type: 'json' };
import dark from '../../themes/dark.json' with { type: 'json' };
import dracula from '../../themes/dracula.json' with { type: 'json' };
import gruvbox from '../../themes/gruvbox.json' with { type: 'json' };
import light from '../../themes/light.json' with { type: 'json' };
import mono from '../../themes/mono.json' with { type: 'json' };
import nord from '../../themes/nord.json' with { type: 'json' };
import solarizedLight from '../../themes/solarized-light.json' with { type: 'json' };
import { parseTheme, type Theme } from './theme.ts';

/** The files of `themes/`, in the order in which a person is offered them. */
const FILES: Readonly<Record<string, unknown>> = {
  dark,
  light,
  nord,
  gruvbox,
  dracula,
  catppuccin,
  'solarized-light': solarizedLight,
  'colour-blind': colourBlind,
  'colour-blind-light': colourBlindLight,
  ansi,
  mono,
};
export const THEME_NAMES: readonly string[] = Object.keys(FILES);

/** A theme that comes with the program; `undefined` for a name that none has. */
export function builtInTheme(name: string): Theme | undefined {
  return Object.hasOwn(FILES, name) ? parseTheme(name, FILES[name], `themes/${name}.json`) : undefined;
}
