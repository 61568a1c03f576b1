import type { InputEvent } from '../app/controls/input.ts';
import type { Clock } from '../kube/clock.ts';
import type { Frame } from '../view/frame.ts';
import { BACKGROUND_LIMIT, BACKGROUND_QUERY, backgroundOfReply, isIdentity } from './background.ts';
import type { ColourDepth } from './colour.ts';
import type { Decoded } from './decode.ts';
import type { Device, Size } from './device.ts';
import { InputDecoder } from './input-decoder.ts';
import { type Ending, LifeCycle, type ProcessLike } from './life-cycle.ts';
import { Output } from './output.ts';
import type { Painter } from './painter.ts';
import { styleSheet } from './style-sheet.ts';
import type { Theme } from './theme.ts';

/** A storm of resizes becomes one, when it has been calm for so many ms. */
const RESIZE_CALM = 50;

export interface TerminalOptions {
  readonly device: Device;
  readonly process: ProcessLike;
  readonly clock: Clock;
  readonly depth: ColourDepth;
  /** Chosen when the terminal has told its background, or has not within a short limit. */
  readonly theme: (background: 'dark' | 'light' | undefined) => Theme;
  readonly mouse: boolean;
  /** Borders of plain ASCII. */
  readonly ascii: boolean;
  /** The terminal has been given back for good. */
  readonly onClose: () => void;
  /** Called after that when the program has to end. */
  readonly onEnd: (ending: Ending) => void;
}

export interface TerminalStats {
  /** Frames that were replaced by a later one because the terminal was still reading. */
  readonly skippedFrames: number;
  readonly bytes: number;
}

/** A line straight to the person: their keys as the bytes they are, and what is written shown as it is. */
export interface RawLine {
  /** In cells. */
  size(): Size;
  onKeys(listener: (bytes: Uint8Array) => void): void;
  onResize(listener: () => void): void;
  /** Resolves when the terminal has taken it. */
  write(text: string | Uint8Array): Promise<void>;
}

/** The terminal while it is ours. */
export class Terminal {
  private readonly options: TerminalOptions;
  private readonly output: Output;
  private readonly lifeCycle: LifeCycle;
  private readonly decoder: InputDecoder;
  private readonly listeners: ((event: InputEvent) => void)[] = [];
  private painter: Painter | undefined;
  private frame: Frame | undefined;
  private theme: Theme;
  private background: 'dark' | 'light' | undefined;
  /** While the first frame waits for what the terminal answers: lets it go on. */
  private stopWaiting: (() => void) | undefined;
  private themeChosen = false;
  private wantsCharts = false;
  private cancelResize = (): void => {};
  private shown: Size;
  /** While the terminal is lent to a program elsewhere: where its keys and sizes go. */
  private raw: { keys: (bytes: Uint8Array) => void; resize: () => void } | undefined;

  private constructor(options: TerminalOptions) {
    const { device, clock } = options;
    this.options = options;
    this.shown = device.size();
    this.theme = options.theme(undefined);
    this.decoder = new InputDecoder(clock, event => this.decoded(event));
    this.lifeCycle = new LifeCycle({ ...options, onReturn: () => this.returned() });
    this.output = new Output(device, this.lifeCycle.lost);
    device.onLost(this.lifeCycle.lost);
    device.onInput(bytes => (this.raw ? this.raw.keys(bytes) : this.decoder.feed(bytes)));
    device.onResize(() => {
      this.raw?.resize();
      this.cancelResize();
      this.cancelResize = clock.after(RESIZE_CALM, () => this.resized());
    });
  }

  /** Takes the terminal at once, and loads blessed while the terminal tells its background. */
  static async open(options: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(options);
    try {
      const told = terminal.askBackground();
      const { Painter } = await import('./painter.ts');
      await told;
      terminal.theme = options.theme(terminal.background);
      terminal.painter = new Painter(terminal.shown, terminal.look());
      return terminal;
    } catch (error) {
      terminal.close();
      throw error;
    }
  }

  /** In cells. A change is told to the listeners of input. */
  get size(): Size {
    return this.shown;
  }

  onInput(listener: (event: InputEvent) => void): void {
    this.listeners.push(listener);
  }

  /** Shows `frame`; while the terminal still reads an earlier one it waits, and the latest wins. */
  paint(frame: Frame): void {
    this.frame = frame;
    if (!this.wantsCharts && frame.panes.some(({ chart }) => chart)) void this.loadCharts();
    this.output.writeFrame(() => this.painter!.paint(this.frame!));
  }

  /**
   * Brings the live texts of what is shown up to `now` (ms). Answers until when all of them are true; undefined where only another
   * frame can do it, as when the terminal still reads an earlier one.
   */
  advance(now: number): number | undefined {
    const advanced = this.output.isIdle ? this.painter?.advance(now) : undefined;
    if (advanced) this.output.write(advanced.bytes);
    return advanced?.until;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.themeChosen = true;
    this.painter?.setLook(this.look());
    this.repaint();
  }

  setMouse(on: boolean): void {
    this.lifeCycle.setMouse(on);
  }

  /** Puts `text` on the clipboard of the person, also through ssh (OSC 52); terminals may be set to refuse it. */
  copy(text: string): void {
    this.output.write(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`);
  }

  bell(): void {
    this.output.write('\x07');
  }

  /** Paints everything again, as after another program wrote over it. */
  redraw(): void {
    this.painter?.forget();
    this.repaint();
  }

  /** As ctrl-z does in a shell. */
  suspend(): void {
    this.lifeCycle.suspend();
  }

  /** Lends the terminal to another program, an editor or a shell, while `run` runs. */
  lend<T>(run: () => Promise<T>): Promise<T> {
    this.output.hold();
    return this.lifeCycle.lend(run);
  }

  /** Lends it to a program elsewhere, such as a shell in a container, while `run` runs: every key goes there, ctrl-c too. */
  async lendRaw<T>(run: (line: RawLine) => Promise<T>): Promise<T> {
    const { device } = this.options;
    this.output.hold();
    this.decoder.close();
    const raw = { keys: (_: Uint8Array): void => {}, resize: (): void => {} };
    this.raw = raw;
    let writing = Promise.resolve();
    const line: RawLine = {
      size: () => device.size(),
      onKeys: listener => {
        raw.keys = listener;
      },
      onResize: listener => {
        raw.resize = listener;
      },
      write: text => {
        writing = writing.then(() => new Promise(resolve => device.write(text, () => resolve())));
        return writing;
      },
    };
    try {
      return await this.lifeCycle.lend(async () => {
        // The device takes one text at a time: what was under way has been taken first.
        await this.output.idle();
        const result = await run(line);
        await writing;
        return result;
      }, true);
    } finally {
      this.raw = undefined;
    }
  }

  stats(): TerminalStats {
    return { skippedFrames: this.output.skipped, bytes: this.output.bytes };
  }

  /** Gives the terminal back. */
  close(): void {
    this.cancelResize();
    this.decoder.close();
    this.output.close();
    this.lifeCycle.close();
  }

  private look(): { sheet: ReturnType<typeof styleSheet>; ascii: boolean } {
    return { sheet: styleSheet(this.theme, this.options.depth), ascii: this.options.ascii };
  }

  /** They take long to load, and few ask for them. */
  private async loadCharts(): Promise<void> {
    this.wantsCharts = true;
    const { chartDrawer } = await import('./chart.ts');
    this.painter?.setCharts(chartDrawer());
    this.repaint();
  }

  private repaint(): void {
    if (this.frame) this.paint(this.frame);
  }

  private decoded(event: Decoded): void {
    if (event.type !== 'reply') {
      for (const listener of this.listeners) listener(event);
      return;
    }
    const background = event.introducer === 'osc' ? backgroundOfReply(event.text) : undefined;
    if (background !== undefined) {
      this.background = background;
      if (!this.stopWaiting) this.toldLate();
    }
    if (background !== undefined || isIdentity(event)) this.stopWaiting?.();
  }

  private askBackground(): Promise<void> {
    if (this.options.theme('dark').name === this.options.theme('light').name) return Promise.resolve();
    this.output.write(BACKGROUND_QUERY);
    return new Promise(resolve => {
      const cancel = this.options.clock.after(BACKGROUND_LIMIT, () => this.stopWaiting?.());
      this.stopWaiting = () => {
        cancel();
        this.stopWaiting = undefined;
        resolve();
      };
    });
  }

  private toldLate(): void {
    if (this.themeChosen) return;
    this.setTheme(this.options.theme(this.background));
  }

  private returned(): void {
    this.output.release();
    this.painter?.forget();
    this.resized();
    this.repaint();
  }

  private resized(): void {
    const size = this.options.device.size();
    if (size.width === this.shown.width && size.height === this.shown.height) return;
    this.shown = size;
    this.painter?.resize(size);
    for (const listener of this.listeners) listener({ type: 'resize', ...size });
  }
}
