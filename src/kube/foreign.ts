/**
 * Reading values that came from elsewhere. The types say what the API promises; these functions say what is really
 * there, and answer what an absent field would give when a value has the wrong type. None can throw.
 */

const NO_ITEMS: readonly never[] = [];

/** The text, or `''`. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The object, or undefined. Arrays are no objects here. */
export function object<T extends object>(value: T | null | undefined): T | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The list, or an empty one. Its items are as foreign as the list was. */
export function list<T>(value: readonly T[] | null | undefined): readonly (T | null | undefined)[] {
  return Array.isArray(value) ? value : NO_ITEMS;
}

/** The number if it is an int32, as the API's counts, exit codes and signals are; else 0. */
export function int32(value: unknown): number {
  return typeof value === 'number' && (value | 0) === value ? value : 0;
}
