import { setTimeout as wait } from 'node:timers/promises';
import pty from '@lydell/node-pty';
import { createXterm, lookAt, rowsOf } from '../../test/support/terminal.ts';

/** A column within the grid's first cell. */
const INSIDE = 4;

/** The program in a terminal of 200x50, with the moment at which each byte of it came. All times: ms of performance.now. */
export class WatchedTerminal implements AsyncDisposable {
  readonly startedAt = performance.now();
  bytes = 0;
  private readonly xterm = createXterm(200, 50);
  private readonly child: pty.IPty;
  private ended: number | undefined;
  private readonly listeners = new Set<(at: number) => void>();

  constructor(file: string, args: readonly string[], env: Record<string, string | undefined> = process.env) {
    this.child = pty.spawn(file, [...args], {
      cols: 200,
      rows: 50,
      name: 'xterm-256color',
      env: { ...env, TERM: 'xterm-256color', COLORTERM: 'truecolor' } as Record<string, string>,
    });
    this.child.onData(data => {
      const at = performance.now();
      this.bytes += Buffer.byteLength(data);
      this.xterm.write(data, () => {
        for (const listener of [...this.listeners]) listener(at);
      });
    });
    this.xterm.onData(data => this.child.write(data));
    this.child.onExit(({ exitCode }) => {
      this.ended = exitCode;
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  get text(): string {
    return rowsOf(this.xterm).join('\n');
  }

  /** When the bytes came that made the screen so. @throws with the screen when it does not come. */
  async until(met: (screen: string) => boolean, within = 120_000): Promise<number> {
    return this.next(() => met(this.text), within);
  }

  /** Moves the selection by a key, and says how many ms later another row was marked. */
  async keyToPaint(key: string): Promise<number> {
    const before = this.markedRow();
    const at = performance.now();
    this.child.write(key);
    return (await this.next(() => this.markedRow() !== before, 5000)) - at;
  }

  /** What stands in the row with a background of its own: namespace and name of the selected pod. */
  private markedRow(): string | undefined {
    const y = Array.from({ length: this.xterm.rows }, (_, row) => row).find(
      row => lookAt(this.xterm, INSIDE, row).bg !== 'default',
    );
    return y === undefined ? undefined : rowsOf(this.xterm)[y]?.slice(0, 60);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Leaves as a person does, so that a profile of Node gets written.
    for (let turn = 0; turn < 50 && this.ended === undefined; turn++) {
      if (turn === 0) this.child.write('q');
      await wait(100);
    }
    if (this.ended === undefined) this.child.kill('SIGKILL');
    this.xterm.dispose();
  }

  private next(met: () => boolean, within: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        this.listeners.delete(listener);
      };
      const listener = (at: number) => {
        if (!met()) return;
        finish();
        resolve(at);
      };
      const timer = setTimeout(() => {
        finish();
        const state = this.ended === undefined ? 'still running' : `ended with ${this.ended}`;
        reject(new Error(`nothing after ${within / 1000} s, ${state}:\n${this.text}`));
      }, within);
      this.listeners.add(listener);
    });
  }
}
