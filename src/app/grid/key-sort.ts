import type { PodItem } from './pod-item.ts';

/** The items by their keys; equal keys keep the order they come in, whichever way round. */
export function sortedByKey(items: readonly PodItem[], descending: boolean): PodItem[] {
  const keys = new Float64Array(items.length);
  const texts = new Set<string>();
  for (let i = 0; i < items.length; i++) {
    const { key } = items[i]!;
    if (typeof key === 'number') keys[i] = key;
    else {
      texts.add(key);
      if (texts.size * FEW > items.length) return sortedByText(items, descending);
    }
  }
  if (texts.size > 0) {
    // Statuses, nodes and owners repeat: each word is compared once, then the pods go by number.
    const ranks = new Map([...texts].sort().map((word, rank) => [word, rank]));
    for (let i = 0; i < items.length; i++) keys[i] = ranks.get(items[i]!.key as string) ?? 0;
  }
  return sortedByNumber(items, keys, descending);
}

/** Words are few when each is shared by more than this many pods. */
const FEW = 8;

/** The built-in sort sees that names come in sorted runs, one per namespace, and merges those. */
function sortedByText(items: readonly PodItem[], descending: boolean): PodItem[] {
  const sign = descending ? -1 : 1;
  return [...items].sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -sign : sign));
}

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/** A radix sort on the bits of the numbers, for it calls no function per comparison. */
function sortedByNumber(items: readonly PodItem[], keys: Float64Array, descending: boolean): PodItem[] {
  const bits = new Uint16Array(keys.buffer);
  // Bits that compare like the numbers: the sign turned, and all bits of negative numbers; for downwards, all once more.
  for (let i = 0; i < items.length; i++) {
    const negative = (bits[4 * i + 3]! & 0x8000) !== 0;
    const all = negative !== descending ? 0xffff : 0;
    const top = negative !== descending ? (negative ? 0xffff : 0x7fff) : negative ? 0 : 0x8000;
    for (let part = 0; part < 3; part++) bits[4 * i + part]! ^= all;
    bits[4 * i + 3]! ^= top;
  }
  let from = Uint32Array.from({ length: items.length }, (_, i) => i);
  let to = new Uint32Array(items.length);
  for (let part = 0; part < 4; part++) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < items.length; i++) starts[bits[4 * i + part]! + 1]!++;
    if (starts[bits[part]! + 1] === items.length) continue;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
    for (let i = 0; i < items.length; i++) {
      const index = from[i]!;
      to[starts[bits[4 * index + part]!]!++] = index;
    }
    [from, to] = [to, from];
  }
  return Array.from(from, index => items[index]!);
}
