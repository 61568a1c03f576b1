import { EventEmitter } from 'node:events';
import blessed from 'blessed';
import type { Cell } from './cells.ts';

/**
 * The part of blessed that we use, with the private members that its types leave out: the tree of boxes, their layout and
 * borders, and the two buffers of cells. What it would do to the process and to the terminal is switched off here.
 */
export interface BlessedScreen {
  children: BlessedBox[];
  /** The number of a cell's look where nothing is. */
  dattr: number;
  lines: Cell[][];
  olines: Cell[][];
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
  screen(options: object): BlessedScreen;
  readonly Screen: { _bound: boolean };
  readonly Program: { _bound: boolean };
  readonly tput: { ipaths: string[] };
  readonly Box: new (options: object) => BlessedBox;
}
const library = blessed as unknown as Blessed;

// Both would put listeners on the process that end it with status 0 on a signal; ours are in life-cycle.ts.
library.Screen._bound = true;
library.Program._bound = true;
// Only the entry that blessed brings with it: its reader does not understand those of today's ncurses.
library.tput.ipaths = [];

export const Box = library.Box;

/** A screen whose streams lead nowhere: it lays out and fills cells, and `draw` brings them to the terminal. */
export function createScreen(size: { readonly width: number; readonly height: number }): BlessedScreen {
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: true,
    setRawMode: () => {},
    resume: () => {},
    pause: () => {},
  });
  const output = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: size.width,
    rows: size.height,
    write: () => true,
  });
  return withoutTmux(() => library.screen({ input, output, terminal: 'xterm-256color', forceUnicode: true }));
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
