import type xterm from '@xterm/headless';
import { Painter } from '../../src/ui/painter.ts';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import type { Theme } from '../../src/ui/theme.ts';
import { builtInTheme } from '../../src/ui/themes.ts';
import type { Frame } from '../../src/view/frame.ts';
import { type CellLook, createXterm, lookAt, rowsOf } from './terminal.ts';

/** Paints frames through blessed into an xterm within the process: for screens that a person can read, without a pty. */
export class InMemoryTerminal {
  readonly xterm: xterm.Terminal;
  private readonly painter: Painter;

  constructor(width: number, height: number, theme: Theme = builtInTheme('dark')!, ascii = false) {
    this.xterm = createXterm(width, height);
    // The program turns wrapping at the right edge off, too.
    this.xterm.write('\x1b[?7l');
    this.painter = new Painter({ width, height }, { sheet: styleSheet(theme, 'truecolor'), ascii });
  }

  /** @returns the bytes that it took */
  async paint(frame: Frame): Promise<string> {
    const bytes = this.painter.paint(frame);
    await new Promise<void>(resolve => this.xterm.write(bytes, resolve));
    return bytes;
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

  look(x: number, y: number): CellLook {
    return lookAt(this.xterm, x, y);
  }
}
