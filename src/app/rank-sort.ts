import type { PodItem } from './pod-item.ts';

/**
 * The items by their keys; equal keys keep the order they come in. Values repeat a lot (statuses, nodes, seconds), so each
 * distinct one is sorted once and the items are dealt out by rank: no comparison calls a function per pod.
 */
export function sortedByRank(items: readonly PodItem[], descending: boolean): PodItem[] {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const { key } of items) {
    if (typeof key === 'number') numbers.add(key);
    else texts.add(key);
  }
  const ranks = new Map<number | string, number>();
  for (const value of Float64Array.from(numbers).sort()) ranks.set(value, ranks.size);
  for (const value of [...texts].sort()) ranks.set(value, ranks.size);

  const last = ranks.size - 1;
  const rankOf = new Int32Array(items.length);
  const next = new Int32Array(ranks.size + 1);
  for (let i = 0; i < items.length; i++) {
    const rank = ranks.get(items[i]!.key)!;
    const place = descending ? last - rank : rank;
    rankOf[i] = place;
    next[place + 1]!++;
  }
  for (let i = 1; i < next.length; i++) next[i]! += next[i - 1]!;
  const sorted = new Array<PodItem>(items.length);
  for (let i = 0; i < items.length; i++) sorted[next[rankOf[i]!]!++] = items[i]!;
  return sorted;
}
