import { ALT, CONTROL_KEYS, CTRL, LETTER_KEYS, SHIFT, TILDE_KEYS } from '../../src/ui/key-sequences.ts';

const codeOf = (keys: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.keys(keys).findLast(code => keys[code] === name);

/** What a terminal sends for a key by its name: `j`, `ctrl-d`, `shift-tab`. Esc as kitty sends it, since a lone one is not told from the beginning of a sequence. */
export function bytesOf(key: string): string {
  const [, prefixes = '', name = key] = /^((?:(?:ctrl|alt|shift)-)*)(.+)$/s.exec(key) ?? [];
  const modifiers =
    (prefixes.includes('shift-') ? SHIFT : 0) +
    (prefixes.includes('alt-') ? ALT : 0) +
    (prefixes.includes('ctrl-') ? CTRL : 0);
  const parameter = modifiers === 0 ? '' : `;${modifiers + 1}`;
  const letter = codeOf(LETTER_KEYS, name);
  if (letter !== undefined) return parameter === '' ? `\x1bO${letter}` : `\x1b[1${parameter}${letter}`;
  const number = codeOf(TILDE_KEYS, name);
  if (number !== undefined) return `\x1b[${number}${parameter}~`;
  const control = codeOf(CONTROL_KEYS, name);
  if (control !== undefined) {
    if (modifiers === SHIFT && name === 'tab') return '\x1b[Z';
    return parameter === '' && name !== 'esc' ? String.fromCharCode(Number(control)) : `\x1b[${control}${parameter}u`;
  }
  if (modifiers === CTRL) return String.fromCharCode(name.charCodeAt(0) & 31);
  return modifiers === ALT ? `\x1b${name}` : name;
}
