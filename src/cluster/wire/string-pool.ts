import type { Share } from '../../kube/pod-from-json.ts';

/** Enough for the strings that repeat in 100,000 pods; the rest is names that come once and would only fill the table. */
const MOST = 1 << 16;

/** Holds equal strings once. Emptied when full, so that names that come and go never fill the memory. */
export function stringPool(): Share {
  const pool = new Map<string, string>();
  return value => {
    const known = pool.get(value);
    if (known !== undefined) return known;
    if (pool.size >= MOST) pool.clear();
    pool.set(value, value);
    return value;
  };
}
