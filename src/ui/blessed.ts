import { EventEmitter } from 'node:events';
import blessed from 'blessed';
import type { Row } from './cells.ts';

/**
 * The part of blessed that we use, with the private members that its types leave out: the tree of boxes, their layout and
 * borders, and the two buffers of cells. What it would do to the process and to the terminal is switched off here.
 */
export interface BlessedScreen {
  children: BlessedBox[];
  /** The number of a cell's look where nothing is. */
  dattr: number;
  lines: Row[];
  olines: Row[];
  readonly program: { cols: number; rows: number };
  /** Makes both buffers anew in the size of `program`. */
  alloc(): void;
  draw: () => void;
  render(): void;
}
export interface BlessedBox {
  position: { left: number; top: number; width: number; height: number };
  border: object | undefined;
  hidden: boolean;
  style: BlessedStyle;
  render(): unknown;
  sattr(style: BlessedStyle): number;
}
/** blessed passes it on to `sattr` and back: ours carries the number of the look. */
export interface BlessedStyle {
  readonly attr?: number;
  readonly border?: BlessedStyle;
}
interface Blessed {
  readonly Screen: { new (options: object): BlessedScreen; _bound: boolean };
  readonly Program: { _bound: boolean };
  readonly tput: { prototype: { readTerminfo: () => object } };
  readonly Box: new (options: object) => BlessedBox;
}
const TERMINAL = 'none';
const library = blessed as unknown as Blessed;

// Both would put listeners on the process that end it with status 0 on a signal; ours are in life-cycle.ts.
library.Screen._bound = true;
library.Program._bound = true;
// Nothing that it writes reaches a terminal, so it needs no description of one; reading and compiling that takes 20 ms.
library.tput.prototype.readTerminfo = () => ({
  name: TERMINAL,
  names: [TERMINAL],
  bools: {},
  numbers: {},
  strings: {},
});

export const Box = library.Box;

/** A screen, still without size, whose streams lead nowhere: it lays out and fills cells, and `draw` brings them to the terminal. */
export function createScreen(): BlessedScreen {
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: true,
    setRawMode: () => {},
    resume: () => {},
    pause: () => {},
  });
  const output = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: 1,
    rows: 1,
    write: () => true,
  });
  return withoutTmux(() => new library.Screen({ input, output, terminal: TERMINAL, forceUnicode: true }));
}

/** With TMUX set blessed runs `tmux -V` and waits for it. */
function withoutTmux<T>(run: () => T): T {
  const { TMUX } = process.env;
  if (TMUX === undefined) return run();
  delete process.env['TMUX'];
  try {
    return run();
  } finally {
    process.env['TMUX'] = TMUX;
  }
}
