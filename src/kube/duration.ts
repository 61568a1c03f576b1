/** The longest time that Go's Duration holds, ms: the printer's ages stop at 292 years. */
const MAX_DURATION = 9_223_372_036_854;

/**
 * The API server's text for a stretch of time given in ms (`59s`, `2m5s`, `3h12m`, `2d3h`, `2y31d`), with its steps:
 * the longer, the coarser. Up to 2 s in the future count as now; beyond that it is `<invalid>`.
 * Follows k8s.io/apimachinery `duration.HumanDuration`.
 */
export function humanDuration(ms: number): string {
  if (Number.isNaN(ms)) return '<unknown>';
  const seconds = Math.trunc(Math.max(-MAX_DURATION, Math.min(ms, MAX_DURATION)) / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return two(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 8 * 365 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

/**
 * Finer than the printer's text, for what was measured: `5ms`, `12.3s`, `4m12.3s`, `3h12m5s`, `2d3h12m`.
 * Three parts at most; what is left over is cut, never rounded up. Nothing is `0s`. Negative times keep their sign.
 */
export function preciseDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '<unknown>';
  if (ms < 0) return `-${preciseDuration(-ms)}`;
  // Most of what is measured comes in whole seconds: none of them is no count of milliseconds.
  if (ms < 1) return '0s';
  if (ms < 1000) return `${Math.trunc(ms)}ms`;
  const tenths = Math.trunc(ms / 100);
  const seconds = Math.trunc(tenths / 10);
  const fine = `${seconds % 60}.${tenths % 10}s`;
  if (seconds < 60) return fine;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 60) return `${minutes}m${fine}`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 24) return `${hours}h${minutes % 60}m${seconds % 60}s`;
  return `${Math.trunc(hours / 24)}d${hours % 24}h${minutes % 60}m`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** ms of `90s`, `1h30m`, `2d`, as a person or Go writes a stretch of time; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) ms += Number(count) * UNITS[unit!]!;
  return ms;
}
