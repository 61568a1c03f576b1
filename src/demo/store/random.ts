/** All chance in the demo comes from here, so that one seed gives one story. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** `length` hexadecimal digits. */
  hex(length: number): string;
  /** The suffix that `generateName` gets: no vowels and no look-alikes, as in apimachinery's `rand.String`. */
  suffix(length: number): string;
  uuid(): string;
}

/** No vowels, so no words; no digits that look like letters. */
export const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** mulberry32: 32 bits of state are plenty for a story. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const letters = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[between(0, alphabet.length - 1)]).join('');
  const hex = (length: number): string => {
    let digits = '';
    while (digits.length < length) digits += ((next() * 4_294_967_296) >>> 0).toString(16).padStart(8, '0');
    return digits.slice(0, length);
  };
  return {
    next,
    between,
    pick: from => from[between(0, from.length - 1)]!,
    hex,
    suffix: length => letters(SUFFIX_LETTERS, length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[between(0, 3)]}${hex(3)}-${hex(12)}`,
  };
}
