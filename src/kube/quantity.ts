const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a quantity of the API means (`250m` → 0.25, `1Gi` → 2^30, `1e3` → 1000); undefined for anything else. */
export function parseQuantity(quantity: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(quantity);
  if (match === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  return Number(digits + exponent) * SUFFIXES[suffix]!;
}

/** An amount of a resource as a person writes it: cpu `1.5` or `250m`, bytes `1.5Gi`, anything else a plain number. */
export function quantityText(amount: number, resource: string): string {
  if (/(?:^|\.)cpu$/.test(resource)) {
    return Math.abs(amount) < 1 && amount !== 0 ? `${Math.round(amount * 1000)}m` : short(amount);
  }
  if (!/memory|storage|hugepages/.test(resource)) return short(amount);
  for (const unit of ['Ti', 'Gi', 'Mi', 'Ki']) {
    if (Math.abs(amount) >= SUFFIXES[unit]!) return `${short(amount / SUFFIXES[unit]!)}${unit}`;
  }
  return short(amount);
}

const short = (amount: number): string => String(Math.round(amount * 100) / 100);
