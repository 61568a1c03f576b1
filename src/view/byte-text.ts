const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes in at most four digits: `999 B`, `1.2 kB`, `340 MB`. */
export function byteText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
