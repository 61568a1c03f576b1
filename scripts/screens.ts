// npm run screens [-- NAME…]: starts the program on its demo cluster in a real terminal and draws what a person would see; before
// that, the golden screens of test/pty are written anew.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInTheme, THEME_NAMES } from '../src/ui/themes.ts';
import { launchPodscope, type TestTerminal } from '../test/support/terminal.ts';
import { type Ground, svgOf } from './screens/svg.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'screens');
const DARK: Ground = { fg: '#d6dbe1', bg: '#14181d' };
const LIGHT: Ground = { fg: '#1f2328', bg: '#ffffff' };

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly args?: readonly string[];
  readonly ground?: Ground;
  /** What is typed, and what the screen shows before the next. */
  readonly steps?: readonly { readonly keys: string; readonly until: string | RegExp }[];
}

/** The first stories have come to their point. */
const TROUBLE = /CrashLoopBackOff[\s\S]*(?:ImagePullBackOff|ErrImagePull)/;
const WORST_FIRST: Picture['steps'] = [
  { keys: 'W', until: /READY[^\n]*\n[^\n]*(?:CrashLoop|ErrImage|ImagePull)/ },
  { keys: 'g', until: /[─-] (?:pod-phase|new-nginx)/ },
];
const PICTURES: readonly Picture[] = [
  { name: 'demo-80x24', width: 80, height: 24, steps: WORST_FIRST },
  { name: 'demo-120x40', width: 120, height: 40, steps: WORST_FIRST },
  { name: 'demo-200x50', width: 200, height: 50, steps: WORST_FIRST },
  { name: 'demo-40x12', width: 40, height: 12 },
  { name: 'help-120x40', width: 120, height: 40, steps: [{ keys: '?', until: /┌─ (?:Keys|Help)/ }] },
  { name: 'mono-80x24', width: 80, height: 24, args: ['--theme', 'mono', '--ascii'], steps: WORST_FIRST },
  ...THEME_NAMES.map(theme => ({
    name: `theme-${theme}`,
    width: 100,
    height: 24,
    args: ['--theme', theme],
    ground: builtInTheme(theme)!.background === 'light' ? LIGHT : DARK,
    steps: WORST_FIRST,
  })),
];

async function draw({ name, width, height, args = [], ground = DARK, steps = [] }: Picture): Promise<void> {
  await using terminal = launchPodscope(['demo', '--seed', '7', ...args], {
    width,
    height,
    env: { COLORTERM: 'truecolor', TZ: 'UTC', XDG_CONFIG_HOME: '/nonexistent', XDG_STATE_HOME: '/nonexistent' },
  });
  await terminal.until(width < 80 ? /CrashLoop/ : TROUBLE, 180_000);
  for (const { keys, until } of steps) {
    terminal.keys(keys);
    await terminal.until(until);
  }
  await calm(terminal);
  writeFileSync(join(FOLDER, `${name}.svg`), svgOf(terminal.xterm, ground));
  console.log(`docs/screens/${name}.svg`);
}

/** Until nothing is under way between the program and the terminal: two looks in a row see the same. */
async function calm(terminal: TestTerminal): Promise<void> {
  let before: string;
  do {
    before = terminal.text;
    await new Promise(resolve => setTimeout(resolve, 50));
    await terminal.parsed();
  } while (terminal.text !== before);
}

mkdirSync(FOLDER, { recursive: true });
const wanted = process.argv.slice(2);
await Promise.all(PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(draw));
