import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ProblemError, problemText } from '../../src/kube/problem.ts';
import { backgroundOfEnvironment, backgroundOfReply } from '../../src/ui/background.ts';
import { type Colour, type ColourDepth, colourRgb, contrast, type Rgb, sgrColour } from '../../src/ui/colour.ts';
import { loadTheme, themeFolders } from '../../src/ui/load-theme.ts';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import { THEME_ROLES, type Theme, type ThemeRole } from '../../src/ui/theme.ts';
import { colourDepth, defaultTheme } from '../../src/ui/theme-choice.ts';
import { builtInTheme, THEME_NAMES } from '../../src/ui/themes.ts';

const themes = THEME_NAMES.map(name => builtInTheme(name)!);
const folder = mkdtempSync(join(tmpdir(), 'podscope-themes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const refusal = async (name: string, folders?: readonly string[]): Promise<string> => {
  const error = await loadTheme(name, folders).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return problemText((error as ProblemError).problem);
};

describe('the themes of the program', () => {
  test('are the files of themes/', () => {
    const files = readdirSync(join(import.meta.dirname, '..', '..', 'themes'));
    expect(files.toSorted()).toEqual(THEME_NAMES.map(name => `${name}.json`).toSorted());
  });

  test('are dark, light, for sixteen colours and without any', () => {
    const backgrounds = Object.fromEntries(themes.map(theme => [theme.name, theme.background]));
    expect(backgrounds).toMatchObject({ dark: 'dark', light: 'light', ansi: 'any', mono: 'any' });
    for (const { fg, bg } of Object.values(builtInTheme('mono')!.roles))
      expect([fg, bg]).toEqual([undefined, undefined]);
    for (const { fg, bg } of Object.values(builtInTheme('ansi')!.roles)) expect(`${fg}${bg}`).not.toContain('#');
  });

  test.for(themes)('$name tells the severities apart', theme => {
    const { sgr, attr } = styleSheet(theme, 'truecolor');
    const looks = (['ok', 'progressing', 'warning', 'error', 'unknown'] as const).map(role => sgr(attr(role)));
    expect(new Set(looks).size).toBe(looks.length);
  });
});

/** What the terminal's own background may be, for a theme that leaves it. */
const GROUNDS: Readonly<Record<'dark' | 'light', readonly Rgb[]>> = {
  dark: [
    [0, 0, 0],
    [30, 30, 30],
    [40, 44, 52],
  ],
  light: [
    [255, 255, 255],
    [250, 244, 230],
  ],
};
/** Contrast that WCAG 2.2 asks for: 4.5 for text, 3 for what is only told apart by its shape or said elsewhere, less for lines. */
const WANTED: Partial<Record<ThemeRole, number>> = { border: 1.6, borderFocused: 3 };
const HIGHLIGHTS = ['selected', 'selectedUnfocused', 'marked'] as const;

describe('contrast', () => {
  const coloured = themes.filter(theme => theme.background !== 'any');
  test.for(coloured)('$name can be read on its background', theme => {
    const failures = [];
    for (const ground of groundsOf(theme))
      for (const role of THEME_ROLES.filter(role => !(HIGHLIGHTS as readonly string[]).includes(role))) {
        const { fg, bg } = { ...theme.roles.text, ...theme.roles[role] };
        const ratio = contrast(rgbOf(fg) ?? opposite(theme), rgbOf(bg) ?? ground);
        if (ratio < (WANTED[role] ?? 4.5)) failures.push(`${role} on ${ground}: ${ratio.toFixed(2)}`);
      }
    expect(failures).toEqual([]);
  });

  test.for(coloured)('$name can be read on a highlighted line, which stands out', theme => {
    const failures = [];
    for (const highlight of HIGHLIGHTS) {
      const ground = rgbOf(theme.roles[highlight].bg)!;
      for (const role of ['text', 'muted', 'ok', 'progressing', 'warning', 'error', 'done', 'unknown'] as const) {
        const { fg } = { ...theme.roles.text, ...theme.roles[role], ...theme.roles[highlight] };
        const ratio = contrast(rgbOf(fg) ?? opposite(theme), ground);
        if (ratio < 3.5) failures.push(`${role} on ${highlight}: ${ratio.toFixed(2)}`);
      }
      for (const behind of groundsOf(theme))
        if (contrast(ground, behind) < 1.1) failures.push(`${highlight} on ${behind}`);
    }
    expect(failures).toEqual([]);
  });
});
const rgbOf = (colour: Colour | undefined): Rgb | undefined => colour && colourRgb(colour);
const groundsOf = (theme: Theme): readonly Rgb[] => {
  const own = rgbOf(theme.roles.text.bg);
  return own ? [own] : GROUNDS[theme.background as 'dark' | 'light'];
};
const opposite = (theme: Theme): Rgb => (theme.background === 'light' ? [0, 0, 0] : [229, 229, 229]);

describe('every terminal', () => {
  const depths: readonly ColourDepth[] = ['truecolor', '256', '16', 'none'];
  test.for(themes.flatMap(theme => depths.map(depth => ({ theme, depth, name: theme.name }))))(
    'sees the selection of $name with $depth',
    ({ theme, depth }) => {
      const { attr, sgr } = styleSheet(theme, depth);
      for (const role of ['text', 'muted', 'ok', 'error'] as const)
        expect(sgr(attr(role, 'selected'))).not.toBe(sgr(attr(role)));
      if (depth === 'none')
        for (const role of THEME_ROLES.slice(0, -3))
          expect(sgr(attr(role as 'ok'))).not.toMatch(/[34]8;|[;[][349]\d[;m]/);
    },
  );

  test.for([
    ['#ff0000', 'fg', 'truecolor', '38;2;255;0;0'],
    ['#f00', 'bg', 'truecolor', '48;2;255;0;0'],
    ['#808080', 'fg', '256', '38;5;244'],
    ['#ffffff', 'fg', '256', '38;5;231'],
    ['#5f87af', 'fg', '256', '38;5;67'],
    ['#ff0000', 'fg', '16', '91'],
    ['#000080', 'bg', '16', '44'],
    ['brightred', 'bg', 'truecolor', '101'],
    ['red', 'fg', '256', '31'],
    ['red', 'fg', 'none', ''],
    ['default', 'fg', 'truecolor', ''],
  ] as const)('%s as %s with %s is %j', ([colour, ground, depth, sgr]) => {
    expect(sgrColour(colour, ground, depth)).toBe(sgr);
  });

  test.for([
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'truecolor'],
    [{ TERM: 'tmux-256color' }, '256'],
    [{ TERM: 'screen' }, '16'],
    [{ TERM: 'linux' }, '16'],
    [{ TERM: 'vt220' }, 'none'],
    [{ TERM: 'xterm-kitty' }, 'truecolor'],
    [{ TERM: 'xterm-direct' }, 'truecolor'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'none'],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
  ] as const)('%j has %s', ([env, depth]) => expect(colourDepth(env)).toBe(depth));

  test('gets a theme that fits when nobody has named one', () => {
    expect(defaultTheme('truecolor', undefined).name).toBe('dark');
    expect(defaultTheme('256', 'light').name).toBe('light');
    expect(defaultTheme('16', 'light').name).toBe('ansi');
    expect(defaultTheme('none', 'light').name).toBe('mono');
  });
});

describe('background', () => {
  test.for([
    ['11;rgb:1e1e/1e1e/2e2e', 'dark'],
    ['11;rgb:ffff/fafa/f0f0', 'light'],
    ['11;rgb:f/f/f', 'light'],
    ['11;rgba:0000/0000/0000/ffff', 'dark'],
    ['10;rgb:ffff/ffff/ffff', undefined],
    ['11;?', undefined],
  ] as const)('%j is %s', ([reply, background]) => expect(backgroundOfReply(reply)).toBe(background));
  test('of COLORFGBG', () => {
    expect(backgroundOfEnvironment({ COLORFGBG: '15;0' })).toBe('dark');
    expect(backgroundOfEnvironment({ COLORFGBG: '0;default;15' })).toBe('light');
    expect(backgroundOfEnvironment({})).toBeUndefined();
  });
});

describe('a theme file', () => {
  const roles = Object.fromEntries(THEME_ROLES.map(role => [role, {}]));
  const theme = (more: object): string => JSON.stringify({ roles, ...more });

  test('is found by its path, or by its name in a folder', async () => {
    const path = file('mine.json', theme({ palette: { sea: '#123456' }, roles: { ...roles, ok: { fg: 'sea' } } }));
    expect((await loadTheme(path)).roles.ok).toEqual({ fg: '#123456' });
    expect((await loadTheme('mine', [folder])).name).toBe('mine');
    expect(themeFolders({ HOME: '/home/a' })).toEqual(['/home/a/.config/podscope/themes']);
    expect(themeFolders({ HOME: '/home/a', XDG_CONFIG_HOME: '/x' })).toEqual(['/x/podscope/themes']);
  });

  test.for([
    {
      name: 'a colour',
      text: theme({ roles: { ...roles, ok: { fg: 'grün' } } }),
      says: 'roles.ok.fg is "grün": write "#rrggbb"',
    },
    {
      name: 'an attribute',
      text: theme({ roles: { ...roles, ok: { blink: true } } }),
      says: 'roles.ok.blink is not known',
    },
    { name: 'a role too many', text: theme({ roles: { ...roles, okay: {} } }), says: 'roles.okay is no role' },
    { name: 'a role too few', text: theme({ roles: { text: {} } }), says: 'roles.ok is missing' },
    { name: 'a background', text: theme({ background: 'blue' }), says: 'background must be "dark"' },
    { name: 'no roles', text: '{}', says: 'roles must be an object' },
    { name: 'a list', text: '[]', says: 'must hold one JSON object' },
    { name: 'half a file', text: '{"roles": {', says: 'is not valid' },
    {
      name: 'a bad skin',
      text: 'k9s: {body: {fgColor: sea-blue}}',
      says: 'k9s.body.fgColor is "sea-blue", which is no colour',
    },
  ])('with $name is refused in one sentence', async ({ text, says }) => {
    const path = file('bad.yaml', text);
    const said = await refusal(path);
    expect(said).toContain(path);
    expect(said).toContain(says);
    expect(said).not.toContain('\n');
  });

  test('that is not there', async () => {
    expect(await refusal('nowhere', [folder])).toMatch(/^there is no theme "nowhere"; there are dark, light, nord/);
    expect(await refusal('./no/such.json')).toMatch(/^cannot read the theme \/.*no\/such\.json: no such file$/);
  });

  test('of k9s is taken as it is', async () => {
    const skin = await loadTheme(join(import.meta.dirname, 'skins', 'harbour.yaml'));
    expect(skin).toMatchObject({ name: 'harbour', background: 'any' });
    expect(skin.roles).toMatchObject({
      text: { fg: '#d8dee9', bg: 'default' },
      ok: { fg: '#00ffff' },
      error: { fg: '#ff4500', bold: true },
      warning: { fg: '#ffa500' },
      done: { fg: '#a9a9a9' },
      selected: { fg: '#000', bg: '#88c0d0' },
      borderFocused: { fg: '#88c0d0' },
    });
  });

  const shared = 'base: &base { fgColor: "#c0c5ce", bgColor: "#1b2b34" }';
  test.for([
    { name: 'says little', text: 'k9s: { body: { fgColor: white, bgColor: black } }', letters: '#ffffff' },
    {
      name: 'gives its table the colour of its ground, since k9s colours rows by their status',
      text: 'k9s: { body: { fgColor: "#113851", bgColor: "#113851" }, views: { table: { fgColor: "#113851" } }, frame: { status: { newColor: skyblue, pendingColor: "#113851" } } }',
      letters: '#87ceeb',
    },
    {
      name: 'has a cursor that cannot be told from its letters',
      text: 'k9s: { body: { fgColor: "#ebdbb2", bgColor: "#282828" }, views: { table: { cursorFgColor: "#fff", cursorBgColor: "#ebdbb2" } } }',
      letters: '#ebdbb2',
    },
    {
      name: 'has faint borders and ends',
      text: 'k9s: { body: { fgColor: "#5c6a72", bgColor: "#f2efdf" }, frame: { border: { fgColor: "#fffbef", focusColor: "#edeada" }, menu: { keyColor: "#3a94c5" }, status: { completedColor: "#edeada" } } }',
      letters: '#5c6a72',
    },
    {
      name: 'merges what it shares and has keys that nobody knows',
      text: `${shared}\nk9s: { body: { <<: *base, logoColor: Magenta }, help: { <<: *base }, views: { xray: { fgColor: "-" } } }`,
      letters: '#c0c5ce',
    },
  ])('of k9s that $name can be read', async ({ text, letters }) => {
    const { roles } = await loadTheme(file('skin.yaml', text));
    expect(roles.text.fg).toBe(letters);
    const rgb = (colour: Colour | undefined) => colourRgb(colour ?? 'default')!;
    for (const [role, { fg, bg }] of Object.entries(roles)) {
      const least = role === 'border' ? 1.25 : role === 'borderFocused' ? 2 : 2.5;
      const ratio = contrast(rgb(fg ?? roles.text.fg), rgb(bg ?? roles.text.bg));
      expect([role, ratio >= least]).toEqual([role, true]);
    }
  });
});
