import names from 'color-name';
import { ProblemError } from '../kube/problem.ts';
import { type Colour, colourRgb, isColour, luminance } from './colour.ts';
import { isRecord, type Style, THEME_ROLES, type Theme, type ThemeRole } from './theme.ts';

/**
 * Where the colours of a role stand in a skin of k9s, under `k9s:`; the first path that the skin has is taken.
 * @see https://k9scli.io/topics/skins/
 */
interface Source {
  readonly fg?: readonly string[];
  readonly bg?: readonly string[];
  readonly more?: Style;
}
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
  border: { fg: ['frame.border.fgColor'] },
  borderFocused: { fg: ['frame.border.focusColor'] },
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
  const style = ({ fg, bg, more }: Source): Style => ({ fg: find(fg), bg: find(bg), ...more });
  const roles = Object.fromEntries(THEME_ROLES.map(role => [role, style(SOURCES[role])])) as Record<ThemeRole, Style>;
  const background = roles.text.bg && colourRgb(roles.text.bg);
  return {
    name,
    description: `k9s skin ${source}`,
    background: background ? (luminance(background) > 0.18 ? 'light' : 'dark') : 'any',
    roles,
  };
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
