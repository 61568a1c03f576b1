import { parseTime } from './time.ts';

/**
 * Reading whole objects of the API, of which no type is narrowed: JSON as it came, with every field foreign. Each function
 * walks a path of keys and indexes and answers what an absent field would give when the walk ends early. None can throw.
 */
export type Json = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

export function at(value: unknown, ...path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/** The text; a number or a truth value as text (a quantity or a port may be written as either); else `''`. */
export function textAt(value: unknown, ...path: Path): string {
  const found = at(value, ...path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

export function numberAt(value: unknown, ...path: Path): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The objects of a list, with whatever else it holds left out. */
export function itemsAt(value: unknown, ...path: Path): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The texts of a list. */
export function textsAt(value: unknown, ...path: Path): readonly string[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(each => typeof each === 'string') : [];
}

/** Name and text of every entry of a map such as labels. */
export function entriesAt(value: unknown, ...path: Path): readonly (readonly [string, string])[] {
  const found = at(value, ...path);
  return isObject(found) ? Object.keys(found).map(key => [key, textAt(found, key)] as const) : [];
}

/** ms since the epoch of an RFC 3339 text. */
export function timeAt(value: unknown, ...path: Path): number | undefined {
  return parseTime(at(value, ...path));
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
