/** A terminal's line discipline with a little of a shell's comfort: echo, erase, history, interrupts. */

export interface EditorEvents {
  echo(text: string): void;
  line(text: string): void;
  /** ctrl-c: the line so far is dropped. */
  interrupt(): void;
  /** ctrl-d on an empty line. */
  end(): void;
}

const UP = '\x1b[A';
const DOWN = '\x1b[B';

export class LineEditor {
  readonly #events: EditorEvents;
  readonly #history: string[] = [];
  #place = 0;
  #line = '';

  constructor(events: EditorEvents) {
    this.#events = events;
  }

  type(text: string): void {
    // A key is a character, or the sequence of an arrow.
    for (const [key] of text.matchAll(/\x1b(?:\[|O)[\d;]*[A-Za-z~]|\r\n|[\s\S]/gu))
      this.#press(key.replace('\x1bO', '\x1b['));
  }

  #press(key: string): void {
    const { echo, line, interrupt, end } = this.#events;
    if (key === '\r' || key === '\n' || key === '\r\n') {
      const whole = this.#line;
      if (whole.trim() !== '' && this.#history.at(-1) !== whole) this.#history.push(whole);
      this.#place = this.#history.length;
      this.#line = '';
      echo('\r\n');
      line(whole);
    } else if (key === '\x03') {
      this.#line = '';
      echo('^C\r\n');
      interrupt();
    } else if (key === '\x04') {
      if (this.#line === '') end();
    } else if (key === '\x7f' || key === '\b') {
      if (this.#line === '') return;
      this.#line = [...this.#line].slice(0, -1).join('');
      echo('\b \b');
    } else if (key === '\x15') this.#show('');
    else if (key === '\x17') this.#show(this.#line.replace(/\S*\s*$/, ''));
    else if (key === UP || key === DOWN) {
      this.#place = Math.min(this.#history.length, Math.max(0, this.#place + (key === UP ? -1 : 1)));
      this.#show(this.#history[this.#place] ?? '');
    } else if (key >= ' ' && !key.startsWith('\x1b')) {
      this.#line += key;
      echo(key);
    }
  }

  #show(line: string): void {
    const { length } = [...this.#line];
    this.#line = line;
    this.#events.echo(`${'\b'.repeat(length)}${' '.repeat(length)}${'\b'.repeat(length)}${line}`);
  }
}
