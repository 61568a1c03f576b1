import names from 'color-name';
import { ProblemError } from '../kube/problem.ts';
import { type Colour, colourRgb, contrast, isColour, luminance } from './colour.ts';
import { isRecord, type Style, THEME_ROLES, type Theme, type ThemeRole } from './theme.ts';

/**
 * Where the colours of a role stand in a skin of k9s, under `k9s:`. The first path that the skin has is taken, of letters the
 * first that can be told from their ground: k9s shows some of these colours nowhere, and skins hold anything there.
 * @see https://k9scli.io/topics/skins/
 */
interface Source {
  readonly fg?: readonly string[];
  readonly bg?: readonly string[];
  readonly more?: Style;
  /** The least contrast; of letters, unless said. */
  readonly least?: number;
}
const LETTERS = 2.5;
/** Any text of a skin, for letters whose own colour cannot be read. */
const TEXTS = ['views.table.fgColor', 'body.fgColor', 'frame.status.newColor', 'frame.menu.fgColor'] as const;
const SOURCES: Readonly<Record<ThemeRole, Source>> = {
  text: { fg: ['views.table.fgColor', 'body.fgColor'], bg: ['views.table.bgColor', 'body.bgColor'] },
  muted: { fg: ['frame.menu.fgColor', 'info.fgColor'], more: { dim: true } },
  ok: { fg: ['frame.status.newColor', 'views.table.fgColor'] },
  progressing: { fg: ['frame.status.pendingColor', 'frame.status.modifyColor'] },
  warning: { fg: ['frame.status.highlightColor', 'frame.status.modifyColor'] },
  error: { fg: ['frame.status.errorColor'], more: { bold: true } },
  done: { fg: ['frame.status.completedColor'] },
  unknown: { fg: ['frame.status.killColor'] },
  title: { fg: ['frame.title.fgColor'], more: { bold: true } },
  border: { fg: ['frame.border.fgColor', 'frame.border.focusColor', 'frame.menu.fgColor'], least: 1.25 },
  borderFocused: { fg: ['frame.border.focusColor', 'frame.menu.keyColor', 'frame.title.fgColor'], least: 2 },
  columnHeader: { fg: ['views.table.header.fgColor'], bg: ['views.table.header.bgColor'], more: { bold: true } },
  key: { fg: ['frame.menu.keyColor'], more: { bold: true } },
  accent: { fg: ['info.sectionColor', 'views.yaml.keyColor'] },
  notice: { fg: ['frame.title.highlightColor', 'frame.status.highlightColor'] },
  demo: {
    fg: ['frame.crumbs.fgColor'],
    bg: ['frame.crumbs.activeColor', 'frame.crumbs.bgColor'],
    more: { bold: true },
  },
  danger: { fg: ['frame.status.errorColor'], more: { bold: true, inverse: true } },
  match: { fg: ['frame.title.filterColor', 'frame.status.highlightColor'], more: { bold: true, underline: true } },
  changed: { fg: ['frame.status.modifyColor'], more: { bold: true } },
  tombstone: { fg: ['frame.status.completedColor', 'frame.status.killColor'], more: { italic: true } },
  selected: { fg: ['views.table.cursorFgColor'], bg: ['views.table.cursorBgColor', 'views.table.cursorColor'] },
  selectedUnfocused: { more: { underline: true } },
  marked: { fg: ['views.table.markColor'], more: { bold: true } },
};

/** Whether the value of a YAML file is a skin of k9s. */
export const isK9sSkin = (value: unknown): boolean => isRecord(value) && isRecord(value['k9s']);

/**
 * A theme with the colours of a k9s skin.
 * @param source what to call the file in an error
 * @throws ProblemError that names file and field
 */
export function k9sTheme(name: string, value: unknown, source: string): Theme {
  const skin = isRecord(value) ? value['k9s'] : undefined;
  const find = (paths: readonly string[] = []): Colour | undefined => {
    for (const path of paths) {
      const found = path.split('.').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), skin);
      if (found !== undefined && found !== null) return tcellColour(found, `k9s.${path}`, source);
    }
    return undefined;
  };
  const all = (paths: readonly string[] = []): Colour[] => paths.flatMap(path => find([path]) ?? []);
  const ground = find(SOURCES.text.bg);
  const style = ({ fg, bg, more, least = LETTERS }: Source): Style => {
    const own = find(bg);
    const wanted = [...all(fg), ...all(TEXTS)];
    // What has no colour of its own is written in those of its text.
    const letters = fg === undefined || (all(fg).length === 0 && isLegible(wanted[0], own ?? ground, least));
    return { fg: letters ? undefined : legible(wanted, own ?? ground, least), bg: own, ...more };
  };
  const roles = Object.fromEntries(THEME_ROLES.map(role => [role, style(SOURCES[role])])) as Record<ThemeRole, Style>;
  const background = roles.text.bg && colourRgb(roles.text.bg);
  return {
    name,
    description: `k9s skin ${source}`,
    background: background ? (luminance(background) > 0.18 ? 'light' : 'dark') : 'any',
    roles,
  };
}

/** Of the terminal's own colours nothing is known; they are taken as they are. */
function isLegible(colour: Colour | undefined, ground: Colour | undefined, least: number): boolean {
  const [above, below] = [colour && colourRgb(colour), ground && colourRgb(ground)];
  return !above || !below || contrast(above, below) >= least;
}

/** The first colour that can be told from the ground; black or white when none can. */
function legible(colours: readonly Colour[], ground: Colour | undefined, least: number): Colour | undefined {
  const found = colours.find(colour => isLegible(colour, ground, least));
  if (found !== undefined || colours.length === 0) return found;
  return luminance(colourRgb(ground!)!) > 0.18 ? '#000000' : '#ffffff';
}

/** k9s takes the colour names of CSS, `#rrggbb`, and `default` or `-` for the terminal's own. */
function tcellColour(value: unknown, field: string, source: string): Colour {
  const text = String(value).toLowerCase();
  if (text === 'default' || text === '-' || text === '') return 'default';
  if (text.startsWith('#') && isColour(text)) return text;
  if (Object.hasOwn(names, text)) {
    const rgb = names[text as keyof typeof names];
    return `#${rgb.map(part => part.toString(16).padStart(2, '0')).join('')}`;
  }
  throw new ProblemError({
    code: 'config',
    message: `${source}: ${field} is ${JSON.stringify(value)}, which is no colour`,
    hint: 'k9s takes "#rrggbb", "default" and the colour names of CSS',
  });
}
