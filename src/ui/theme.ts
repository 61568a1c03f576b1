import { ProblemError } from '../kube/problem.ts';
import { ROLES } from '../view/frame.ts';
import { type Colour, isColour } from './colour.ts';

export const THEME_ROLES = [...ROLES, 'selected', 'selectedUnfocused', 'marked'] as const;
export type ThemeRole = (typeof THEME_ROLES)[number];

const ATTRIBUTES = ['bold', 'dim', 'italic', 'underline', 'inverse'] as const;
type Attribute = (typeof ATTRIBUTES)[number];
export type Style = { readonly fg?: Colour | undefined; readonly bg?: Colour | undefined } & {
  readonly [A in Attribute]?: boolean | undefined;
};

/** What every role looks like. What a role leaves open is as in `text`. */
export interface Theme {
  readonly name: string;
  readonly description: string;
  /** The background that it is made for; `any` when it leaves all colours to the terminal. */
  readonly background: 'dark' | 'light' | 'any';
  readonly roles: Readonly<Record<ThemeRole, Style>>;
}

/**
 * A theme from the value of its JSON file. A colour is `#rgb`, `#rrggbb`, `default`, one of the sixteen (`red`, `brightred`) or
 * the name of an entry in the file's own `palette`.
 * @param source what to call the file in an error
 * @throws ProblemError that names file and field
 */
export function parseTheme(name: string, value: unknown, source: string): Theme {
  const fail = (field: string, problem: string): never => {
    throw new ProblemError({ code: 'config', message: `${source}: ${field} ${problem}` });
  };
  const file = isRecord(value) ? value : fail('it', 'must hold one JSON object with "roles" in it');
  const background = file['background'] ?? 'any';
  if (background !== 'dark' && background !== 'light' && background !== 'any')
    return fail('background', 'must be "dark", "light" or "any"');
  const palette = file['palette'] ?? {};
  if (!isRecord(palette)) return fail('palette', 'must be an object of names and colours');
  const colour = (field: string, given: unknown): Colour => {
    const meant = typeof given === 'string' && Object.hasOwn(palette, given) ? palette[given] : given;
    if (isColour(meant)) return meant;
    return fail(
      field,
      `is ${JSON.stringify(given)}: write "#rrggbb", "default", a name like "brightred" or one of "palette"`,
    );
  };
  const roles = file['roles'];
  if (!isRecord(roles)) return fail('roles', 'must be an object with a style for each role');
  for (const role of Object.keys(roles))
    if (!(THEME_ROLES as readonly string[]).includes(role))
      fail(`roles.${role}`, `is no role: the roles are ${THEME_ROLES.join(', ')}`);
  const style = (role: ThemeRole): Style => {
    const given = roles[role];
    if (!isRecord(given)) return fail(`roles.${role}`, 'is missing: every role needs a style, {} for "as text"');
    return Object.fromEntries(
      Object.entries(given).map(([key, v]) => {
        if (key === 'fg' || key === 'bg') return [key, colour(`roles.${role}.${key}`, v)];
        if ((ATTRIBUTES as readonly string[]).includes(key) && typeof v === 'boolean') return [key, v];
        return fail(
          `roles.${role}.${key}`,
          `is not known: a style has fg, bg and true or false for ${ATTRIBUTES.join(', ')}`,
        );
      }),
    );
  };
  return {
    name,
    description: typeof file['description'] === 'string' ? file['description'] : name,
    background,
    roles: Object.fromEntries(THEME_ROLES.map(role => [role, style(role)])) as Record<ThemeRole, Style>,
  };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
