/** Final byte of `CSI … X` and of `SS3 X` → key. */
export const LETTER_KEYS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

/** Number of `CSI n ~` → key. */
export const TILDE_KEYS: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** Control characters, and the same codes in `CSI n u`, that have a key of their own. */
export const CONTROL_KEYS: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'esc',
  32: 'space',
  127: 'backspace',
};

/** The keypad in `CSI n u`, which some terminals number in the private use area. */
const KEYPAD_FIRST = 57399;
const KEYPAD = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '/', '*', '-', '+', 'enter', '=', ','] as const;
const KEYPAD_MOVES_FIRST = 57417;
const KEYPAD_MOVES = ['left', 'right', 'up', 'down', 'pageup', 'pagedown', 'home', 'end', 'insert', 'delete'] as const;

export const keypadKey = (code: number): string | undefined =>
  KEYPAD[code - KEYPAD_FIRST] ?? KEYPAD_MOVES[code - KEYPAD_MOVES_FIRST];

/** The bits of a modifier parameter, which is sent with 1 added. */
export const SHIFT = 1;
export const ALT = 2;
export const CTRL = 4;
