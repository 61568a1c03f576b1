import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pty from '@lydell/node-pty';
import unicode11 from '@xterm/addon-unicode11';
import xterm, { type IBufferCell } from '@xterm/headless';

const ROOT = join(import.meta.dirname, '..', '..');

export interface CellLook {
  readonly text: string;
  /** `default`, `p0` to `p255`, or `#rrggbb`. */
  readonly fg: string;
  readonly bg: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

/** An xterm without a window, with today's widths. */
export function createXterm(cols: number, rows: number): xterm.Terminal {
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true });
  terminal.loadAddon(new unicode11.Unicode11Addon() as never);
  terminal.unicode.activeVersion = '11';
  return terminal;
}

export function rowsOf(terminal: xterm.Terminal): string[] {
  const { active } = terminal.buffer;
  return Array.from(
    { length: terminal.rows },
    (_, y) =>
      active
        .getLine(active.baseY + y)
        ?.translateToString()
        .trimEnd() ?? '',
  );
}

/** Everything about the cell in column `x` of row `y`, both from 0. */
export function lookAt(terminal: xterm.Terminal, x: number, y: number): CellLook {
  const { active } = terminal.buffer;
  const cell = active.getLine(active.baseY + y)?.getCell(x);
  if (!cell) throw new Error(`no cell in column ${x} of row ${y}`);
  return {
    text: cell.getChars(),
    fg: colour(cell, 'Fg'),
    bg: colour(cell, 'Bg'),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

function colour(cell: IBufferCell, ground: 'Fg' | 'Bg'): string {
  if (cell[`is${ground}Default`]()) return 'default';
  const value = cell[`get${ground}Color`]();
  return cell[`is${ground}RGB`]() ? `#${value.toString(16).padStart(6, '0')}` : `p${value}`;
}

export interface LaunchOptions {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
  /** What the terminal says when asked for its background; by default nothing. */
  readonly background?: string | undefined;
}

/** A program in a terminal of its own, and a person before it. Close it in any case: `await using` does. */
export class TestTerminal implements AsyncDisposable {
  readonly xterm: xterm.Terminal;
  /** The exit status, 128+n when a signal ended the program. */
  readonly exited: Promise<number>;
  private readonly child: pty.IPty;
  private output = '';
  private code: number | undefined;
  /** What is kept between runs is kept here, so that no run knows of another. */
  private readonly stateHome = mkdtempSync(join(tmpdir(), 'podscope-state-'));

  constructor(file: string, args: readonly string[], options: LaunchOptions = {}) {
    const { width = 80, height = 24, background } = options;
    this.xterm = createXterm(width, height);
    this.child = pty.spawn(file, [...args], {
      cols: width,
      rows: height,
      name: 'xterm-256color',
      cwd: options.cwd ?? ROOT,
      env: environment({ XDG_STATE_HOME: this.stateHome, ...options.env }),
    });
    this.child.onData(data => {
      this.output += data;
      this.xterm.write(data);
      if (background && data.includes('\x1b]11;?')) this.keys(`\x1b]11;${background}\x1b\\`);
    });
    // Answers of the terminal, as real ones send them.
    this.xterm.onData(data => this.keys(data));
    this.exited = new Promise(resolve => {
      this.child.onExit(({ exitCode, signal }) => {
        this.code = signal ? 128 + signal : exitCode;
        resolve(this.code);
      });
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  /** All bytes so far, as they came. */
  get raw(): string {
    return this.output;
  }

  get screen(): string[] {
    return rowsOf(this.xterm);
  }

  get text(): string {
    return this.screen.join('\n');
  }

  get onAlternateScreen(): boolean {
    return this.xterm.buffer.active.type === 'alternate';
  }

  look(x: number, y: number): CellLook {
    return lookAt(this.xterm, x, y);
  }

  /** Types, as it is: `\r` is enter, `\x1b[A` up. */
  keys(text: string): void {
    if (this.code === undefined) this.child.write(text);
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.child.pid, name);
  }

  resize(width: number, height: number): void {
    this.xterm.resize(width, height);
    this.child.resize(width, height);
  }

  /** Stops and starts reading what the program writes. */
  pause(): void {
    this.child.pause();
  }
  resume(): void {
    this.child.resume();
  }

  /** Waits until the screen shows it. Fails with the screen when it does not come, or the program has ended. */
  async until(wanted: string | RegExp | ((screen: string) => boolean), within = 20_000): Promise<void> {
    const met =
      typeof wanted === 'function'
        ? wanted
        : (screen: string) => (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen));
    const end = Date.now() + within;
    for (;;) {
      const ended = this.code !== undefined;
      await this.parsed();
      if (this.isWholeFrame && met(this.text)) return;
      if (ended || Date.now() > end)
        throw new Error(`never saw ${wanted}; ${ended ? `ended with ${this.code}` : 'still running'}:\n${this.text}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  /** The program brackets its frames as synchronized updates; between the brackets the screen is half painted. */
  private get isWholeFrame(): boolean {
    return this.code !== undefined || this.raw.lastIndexOf('\x1b[?2026h') <= this.raw.lastIndexOf('\x1b[?2026l');
  }

  /** Resolves when xterm has taken in all that came so far. */
  parsed(): Promise<void> {
    return new Promise(resolve => this.xterm.write('', resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.code === undefined) {
      this.child.kill('SIGKILL');
      await this.exited;
    }
    this.xterm.dispose();
    rmSync(this.stateHome, { recursive: true, force: true });
  }
}

/** The built program as a person starts it. */
export function launchPodscope(args: readonly string[], options?: LaunchOptions): TestTerminal {
  if (!existsSync(join(ROOT, 'dist', 'main.cjs'))) throw new Error('not built: run "npm run build" first');
  return new TestTerminal(process.execPath, [join(ROOT, 'bin', 'podscope'), ...args], options);
}

/** Ours, without what would tell the program of another terminal, and without colours unless a test asks for them. */
function environment(extra: LaunchOptions['env']): Record<string, string> {
  const { TMUX, TMUX_PANE, COLORTERM, NO_COLOR, COLORFGBG, CI, ...inherited } = process.env;
  const all = { ...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...extra };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>;
}
