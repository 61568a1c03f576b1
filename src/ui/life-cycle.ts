import type { EventEmitter } from 'node:events';
import type { Device } from './device.ts';

/** What the life cycle needs of the process; `process` has it all. */
export interface ProcessLike extends Pick<EventEmitter, 'on' | 'off'> {
  readonly pid: number;
  kill(pid: number, signal: string): unknown;
}

/** Why the program has to end though nobody asked it to. */
export type Ending =
  | { readonly reason: 'signal'; readonly signal: FatalSignal; readonly exitCode: number }
  | { readonly reason: 'crash'; readonly error: unknown; readonly exitCode: 1 }
  | { readonly reason: 'hangup'; readonly error: Error; readonly exitCode: number };

const FATAL_SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;
type FatalSignal = keyof typeof FATAL_SIGNALS;

const MOUSE_ON = '\x1b[?1000h\x1b[?1002h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';
/** Alternate screen, no cursor, no wrapping at the right edge, pastes in brackets. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[m\x1b[2J';
/** All of it back, whatever was on: also what the last frame may have left open. */
const RESTORE = `\x1b[?2026l${MOUSE_OFF}\x1b[?2004l\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l`;

/**
 * What a program of somebody else's may have left on: its own screen, mouse, keypad, focus, character set, scrolling region; then a
 * line of its own for who comes next.
 */
const AFTER_OTHERS =
  '\x1b[!p\x1b[?1049l\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>\x0f\x1b(B\x1b[r\x1b[m\x1b[?7h\x1b[?25h\r\n';

export interface LifeCycleOptions {
  readonly device: Device;
  readonly process: ProcessLike;
  readonly mouse: boolean;
  /** The terminal is ours again after it was somebody else's: nothing of what it shows is known. */
  readonly onReturn: () => void;
  /** The terminal has been given back for good. */
  readonly onClose: () => void;
  /** Called after that, unless it was asked for; say what there is to say, and exit. */
  readonly onEnd: (ending: Ending) => void;
}

/** Takes the terminal, and gives it back however the program ends or pauses. */
export class LifeCycle {
  private readonly options: LifeCycleOptions;
  private readonly listeners: readonly (readonly [string, (error?: unknown) => void])[];
  private mouse: boolean;
  private entered = false;
  /** `raw`: to a program elsewhere, so that keys still come to us. */
  private lent: 'no' | 'yes' | 'raw' = 'no';
  private closed = false;

  constructor(options: LifeCycleOptions) {
    this.options = options;
    this.mouse = options.mouse;
    const crash = (error: unknown): void => this.end({ reason: 'crash', error, exitCode: 1 });
    this.listeners = [
      ...(Object.keys(FATAL_SIGNALS) as FatalSignal[]).map(signal => [signal, () => this.signalled(signal)] as const),
      ['uncaughtException', crash],
      ['unhandledRejection', crash],
      ['SIGTSTP', this.suspend],
      ['SIGCONT', this.enterAgain],
      ['exit', () => this.leave()],
    ];
    for (const [event, listener] of this.listeners) options.process.on(event, listener);
    this.enter();
  }

  setMouse(on: boolean): void {
    if (on === this.mouse) return;
    this.mouse = on;
    if (this.entered) this.options.device.writeNow(on ? MOUSE_ON : MOUSE_OFF);
  }

  /** Gives the terminal back and stops the program, and what was started with it, until the shell continues it. */
  readonly suspend = (): void => {
    // A program that has the terminal stops itself, and with it all that belongs to it: the shell waits for us, too.
    if (this.lent === 'yes') this.options.process.kill(this.options.process.pid, 'SIGSTOP');
    if (this.lent === 'raw') this.options.device.setRaw(false);
    else if (!this.entered) return;
    this.leave();
    // With the default action the signal stops us inside kill(), unless no shell is there to continue us; then it does nothing.
    this.options.process.off('SIGTSTP', this.suspend);
    try {
      this.options.process.kill(0, 'SIGTSTP');
    } finally {
      this.options.process.on('SIGTSTP', this.suspend);
      this.enterAgain();
    }
  };

  /** What is typed into another program on our terminal, ctrl-c and ctrl-\, comes to us as well and is not meant for us. */
  private signalled(signal: FatalSignal): void {
    if (this.lent === 'yes' && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    this.end({ reason: 'signal', signal, exitCode: 128 + FATAL_SIGNALS[signal] });
  }

  /** Gives the terminal to another program while `run` runs; to one elsewhere (`raw`) every key is passed on by us. */
  async lend<T>(run: () => Promise<T>, raw = false): Promise<T> {
    this.leave();
    this.lent = raw ? 'raw' : 'yes';
    if (raw) this.options.device.setRaw(true);
    try {
      return await run();
    } finally {
      this.endRaw();
      this.lent = 'no';
      if (!this.closed) this.enterAgain();
    }
  }

  private endRaw(): void {
    if (this.lent !== 'raw' || this.closed) return;
    this.options.device.writeNow(AFTER_OTHERS);
    this.options.device.setRaw(false);
  }

  /** Gives the terminal back for good; again is no harm. */
  close(): void {
    if (this.closed) return;
    this.endRaw();
    this.closed = true;
    for (const [event, listener] of this.listeners) this.options.process.off(event, listener);
    this.leave();
    this.options.device.close();
    this.options.onClose();
  }

  /** Also without having left: who stopped us may have used the terminal. */
  private readonly enterAgain = (): void => {
    if (this.lent === 'yes') return;
    this.options.device.setRaw(false);
    if (this.lent === 'raw') {
      this.options.device.setRaw(true);
      return;
    }
    this.enter();
    this.options.onReturn();
  };

  private enter(): void {
    this.options.device.setRaw(true);
    this.options.device.writeNow(ENTER + (this.mouse ? MOUSE_ON : ''));
    this.entered = true;
  }

  private leave(): void {
    if (!this.entered) return;
    this.entered = false;
    this.options.device.writeNow(RESTORE);
    this.options.device.setRaw(false);
  }

  private end(ending: Ending): void {
    this.close();
    this.options.onEnd(ending);
  }

  /** The terminal is gone or does not take our bytes. */
  readonly lost = (error: Error): void => this.end({ reason: 'hangup', error, exitCode: 128 + FATAL_SIGNALS.SIGHUP });
}
