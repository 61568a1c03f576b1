const BARS = '▁▂▃▄▅▆▇█';
const ASCII_BARS = '_.-=+*%#';

/** One cell a value; the highest one fills its cell, and what never moved lies flat. */
export function sparkline(values: readonly number[], ascii: boolean): string {
  const bars = ascii ? ASCII_BARS : BARS;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const last = bars.length - 1;
  return values.map(value => bars[high === low ? 0 : Math.round(((value - low) / (high - low)) * last)]!).join('');
}
