import type { InputEvent } from '../app/controls/input.ts';
import { ALT, CONTROL_KEYS, CTRL, keypadKey, LETTER_KEYS, SHIFT, TILDE_KEYS } from './key-sequences.ts';

/** What the terminal itself says, in answer to a question or unasked: `text` is without introducer and terminator. */
export interface TerminalReply {
  readonly type: 'reply';
  readonly introducer: 'csi' | 'osc' | 'dcs' | 'other';
  readonly text: string;
}
export type Decoded = InputEvent | TerminalReply;
/** One thing taken from the front of the input: how long it was, and what it meant, if anything. */
export interface Taken {
  readonly length: number;
  readonly event?: Decoded | undefined;
}

const ESC = '\x1b';
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const STRINGS: Readonly<Record<string, TerminalReply['introducer']>> = {
  ']': 'osc',
  P: 'dcs',
  _: 'other',
  '^': 'other',
  X: 'other',
};

/**
 * Takes the first key, mouse action, paste or reply from `text`, which is not empty; `undefined` when it is not complete yet.
 * Nothing that a terminal sends on its own becomes a key.
 */
export function takeInput(text: string): Taken | undefined {
  if (text[0] !== ESC) return takeCharacter(text);
  const second = text[1];
  if (second === undefined) return undefined;
  if (second === '[') return takeCsi(text);
  if (second === 'O') return takeSs3(text);
  if (second in STRINGS) return takeString(text, STRINGS[second]!);
  if (second === ESC) return takeAfterEscape(text);
  const taken = takeCharacter(text.slice(1));
  return { length: taken.length + 1, event: withAlt(taken.event) };
}

/** What the beginning of a sequence means when nothing follows it in time: a person pressed esc, or alt and a character. */
export function takeUnfinished(text: string): Taken {
  if (text === ESC) return { length: 1, event: key('esc') };
  if (text.length === 2 && text !== ESC + ESC) return { length: 2, event: key(`alt-${text[1]}`) };
  if (text === ESC + ESC) return { length: 1, event: key('esc') };
  return { length: text.length };
}

/** rxvt and others send alt with an arrow as ESC before its sequence; otherwise esc was pressed twice. */
function takeAfterEscape(text: string): Taken | undefined {
  const third = text[2];
  if (third === undefined) return undefined;
  if (third !== '[' && third !== 'O') return { length: 1, event: key('esc') };
  const taken = takeInput(text.slice(1));
  return taken && { length: taken.length + 1, event: withAlt(taken.event) };
}

function takeCharacter(text: string): Taken {
  const code = text.codePointAt(0)!;
  const length = code > 0xffff ? 2 : 1;
  if (code >= 0x80 && code < 0xa0) return { length };
  return { length, event: characterKey(code, 0) };
}

/** A key by its character; controls are what ctrl makes of a letter. */
function characterKey(code: number, modifiers: number, typed?: string): InputEvent | undefined {
  const named = CONTROL_KEYS[code];
  if (named) return key(prefixed(named, modifiers), named === 'space' && modifiers <= SHIFT ? ' ' : undefined);
  if (code === 0) return key('ctrl-space');
  if (code < 32) return key(`ctrl-${String.fromCharCode(code + 64).toLowerCase()}`);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  const character = String.fromCodePoint(code);
  const shifted = modifiers & SHIFT ? character.toUpperCase() : character;
  const shown = typed ?? shifted;
  return modifiers & (ALT | CTRL) ? key(prefixed(shifted, modifiers & ~SHIFT)) : key(shown, shown);
}

function takeSs3(text: string): Taken | undefined {
  const final = text[2];
  if (final === undefined) return undefined;
  const name = LETTER_KEYS[final] ?? (final === 'M' ? 'enter' : undefined);
  return { length: 3, event: name === undefined ? undefined : key(name) };
}

function takeString(text: string, introducer: TerminalReply['introducer']): Taken | undefined {
  const end = /[\x07\x9c]|\x1b\\/.exec(text);
  if (!end) return undefined;
  return {
    length: end.index + end[0].length,
    event: { type: 'reply', introducer, text: text.slice(2, end.index) },
  };
}

function takeCsi(text: string): Taken | undefined {
  if (text.startsWith(PASTE_START)) return takePaste(text);
  // The Linux console's f1 to f5.
  if (text.startsWith('\x1b[[')) {
    const final = text[3];
    if (final === undefined) return undefined;
    const number = 'ABCDE'.indexOf(final) + 1;
    return { length: 4, event: number > 0 ? key(`f${number}`) : undefined };
  }
  // The old mouse report, which no terminal sends unasked, is followed by three bytes.
  if (text.startsWith('\x1b[M')) return text.length < 6 ? undefined : { length: 6 };
  const match = /^\x1b\[([0-?]*)([ -/]*)([^0-?])?/.exec(text)!;
  const [whole, parameters, intermediates, final] = match;
  if (final === undefined) return undefined;
  // Not a final byte: the sequence was cut off and something else begins here.
  if (final < '@' || final > '~') return { length: whole.length - 1 };
  const event = intermediates === '' ? csiEvent(parameters!, final) : undefined;
  return {
    length: whole.length,
    event: event ?? { type: 'reply', introducer: 'csi', text: whole.slice(2) },
  };
}

function takePaste(text: string): Taken | undefined {
  const end = text.indexOf(PASTE_END);
  if (end < 0) return undefined;
  return {
    length: end + PASTE_END.length,
    event: { type: 'paste', text: text.slice(PASTE_START.length, end) },
  };
}

function csiEvent(parameters: string, final: string): InputEvent | undefined {
  if (parameters.startsWith('<')) return mouseEvent(parameters.slice(1), final);
  if (!/^[\d;:]*$/.test(parameters)) return undefined;
  const fields = parameters.split(';').map(field => field.split(':'));
  const number = (field: number, part = 0): number => Number(fields[field]?.[part] || 0);
  const modifiers = Math.max(0, number(1) - 1);
  // Kitty tells releases too, when asked to.
  if (number(1, 1) === 3) return undefined;
  if (final === 'u') {
    const typed = number(2) > 31 && number(2) <= 0x10ffff ? String.fromCodePoint(number(2)) : undefined;
    const keypad = keypadKey(number(0));
    if (keypad === undefined) return characterKey(number(0), modifiers, typed);
    return keypad.length === 1 ? characterKey(keypad.charCodeAt(0), modifiers) : key(prefixed(keypad, modifiers));
  }
  if (final === '~') {
    if (number(0) === 27 && fields.length === 3) return characterKey(number(2), modifiers);
    const name = TILDE_KEYS[number(0)];
    return name === undefined ? undefined : key(prefixed(name, modifiers));
  }
  if (final === 'Z') return key('shift-tab');
  // `CSI 24;80R` is where the cursor stands, not f3.
  const plain = fields.length === 1 ? parameters === '' : number(0) === 1 && fields.length === 2;
  const name = plain ? LETTER_KEYS[final] : undefined;
  return name === undefined ? undefined : key(prefixed(name, modifiers));
}

const BUTTONS = ['left', 'middle', 'right', 'none'] as const;

/** SGR mouse: button bits, column and row from 1; `m` for a release. */
function mouseEvent(parameters: string, final: string): InputEvent | undefined {
  const match = /^(\d+);(\d+);(\d+)$/.exec(parameters);
  if (!match || (final !== 'M' && final !== 'm')) return undefined;
  const bits = Number(match[1]);
  const at = { x: Math.max(0, Number(match[2]) - 1), y: Math.max(0, Number(match[3]) - 1) };
  const button = BUTTONS[bits & 3]!;
  if (bits & 128) return undefined;
  if (bits & 64) {
    if ((bits & 3) > 1) return undefined;
    return { type: 'mouse', action: bits & 1 ? 'wheeldown' : 'wheelup', button: 'none', ...at };
  }
  if (bits & 32) return button === 'none' ? undefined : { type: 'mouse', action: 'drag', button, ...at };
  return { type: 'mouse', action: final === 'm' ? 'release' : 'press', button, ...at };
}

function prefixed(name: string, modifiers: number): string {
  return `${modifiers & CTRL ? 'ctrl-' : ''}${modifiers & ALT ? 'alt-' : ''}${modifiers & SHIFT ? 'shift-' : ''}${name}`;
}

function withAlt(event: Decoded | undefined): Decoded | undefined {
  if (event?.type !== 'key') return event;
  const control = event.key.startsWith('ctrl-') && event.key.length > 5;
  return key(control ? `ctrl-alt-${event.key.slice(5)}` : `alt-${event.key}`);
}

const key = (name: string, text?: string): InputEvent =>
  text === undefined ? { type: 'key', key: name } : { type: 'key', key: name, text };
