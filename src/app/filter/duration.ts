const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** ms of `90s`, `1h30m`, `2d`; undefined for anything else. */
export function durationOf(typed: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(typed)) return undefined;
  let ms = 0;
  for (const [, number, unit] of typed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) ms += Number(number) * UNITS[unit!]!;
  return ms;
}
