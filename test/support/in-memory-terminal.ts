import type xterm from '@xterm/headless';
import { chartDrawer } from '../../src/ui/chart.ts';
import { Painter } from '../../src/ui/painter.ts';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import { THEME_ROLES, type Theme } from '../../src/ui/theme.ts';
import { type Frame, ROLES } from '../../src/view/frame.ts';
import { LETTERS } from './render-frame.ts';
import { type CellLook, createXterm, lookAt, rowsOf } from './terminal.ts';

/** A theme in which every role can be told from every other: its number is the green of its colour, a highlight's the background. */
export const TELLTALE: Theme = {
  name: 'telltale',
  description: 'Tells roles apart',
  background: 'any',
  roles: Object.fromEntries(
    THEME_ROLES.map((role, index) => {
      const colour = `#00${(index + 1).toString(16).padStart(2, '0')}00` as const;
      return [role, index < ROLES.length ? { fg: colour } : { bg: colour }];
    }),
  ) as unknown as Theme['roles'],
};

/** Paints frames through blessed into an xterm within the process: for screens that a person can read, without a pty. */
export class InMemoryTerminal {
  readonly xterm: xterm.Terminal;
  private readonly painter: Painter;

  constructor(
    width: number,
    height: number,
    { theme = TELLTALE, ascii = false }: { theme?: Theme; ascii?: boolean } = {},
  ) {
    this.xterm = createXterm(width, height);
    // The program turns wrapping at the right edge off, too.
    this.xterm.write('\x1b[?7l');
    this.painter = new Painter({ width, height }, { sheet: styleSheet(theme, 'truecolor'), ascii });
  }

  /** @returns the bytes that it took */
  async paint(frame: Frame): Promise<string> {
    if (frame.panes.some(({ chart }) => chart)) this.painter.setCharts(chartDrawer());
    const bytes = this.painter.paint(frame);
    await new Promise<void>(resolve => this.xterm.write(bytes, resolve));
    return bytes;
  }

  /** Brings the live texts up to `now` (ms). @returns until when they are true; undefined where another frame is needed */
  async advance(now: number): Promise<number | undefined> {
    const advanced = this.painter.advance(now);
    if (advanced) await new Promise<void>(resolve => this.xterm.write(advanced.bytes, resolve));
    return advanced?.until;
  }

  resize(width: number, height: number): void {
    this.xterm.resize(width, height);
    this.painter.resize({ width, height });
  }

  get screen(): string[] {
    return rowsOf(this.xterm);
  }

  get text(): string {
    return this.screen.join('\n');
  }

  /** Only without a theme of the test's own. */
  get roles(): string[] {
    return rolesOf(this.xterm);
  }

  look(x: number, y: number): CellLook {
    return lookAt(this.xterm, x, y);
  }
}

/** A screen in the telltale theme again, with the letter of its role in each cell, a capital where it is highlighted. */
export function rolesOf(terminal: xterm.Terminal): string[] {
  const number = (colour: string): number => Number.parseInt(colour.slice(3, 5), 16) - 1;
  return Array.from({ length: terminal.rows }, (_, y) =>
    Array.from({ length: terminal.cols }, (_, x) => {
      const { text, fg, bg } = lookAt(terminal, x, y);
      // A blank shows no colour but that of its ground, whichever it was written in.
      const letter = fg === 'default' || (text.trim() === '' && bg === 'default') ? ' ' : LETTERS[ROLES[number(fg)]!];
      return bg === 'default' ? letter : letter.toUpperCase();
    })
      .join('')
      .trimEnd(),
  );
}
