type Fields = Record<string, unknown>;

/**
 * Lets a version of a JSON object have the parts in common with the version before that are equal in both: a change of a pod keeps a few
 * small objects alive then and not a whole pod, which is most of what a storm of changes would cost. Only for an `after` that nobody
 * has seen yet: its fields are exchanged, for equal ones.
 */
export function shareParts<T extends object>(before: T, after: T): void {
  join(before as Fields, after as Fields);
}

/** Answers whether all of it is equal; then `before` can take its place. */
function join(before: Fields, after: Fields): boolean {
  let isEqual = true;
  for (const key in after) {
    const to = after[key];
    // Every object has it.
    const from = key === '__proto__' ? undefined : before[key];
    if (to === from) {
      // Equal texts may be two.
      if (typeof to === 'string') after[key] = from;
    } else if (isObject(to) && isObject(from) && Array.isArray(to) === Array.isArray(from)) {
      if (join(from as Fields, to as Fields)) after[key] = from;
      else isEqual = false;
    } else isEqual = false;
  }
  for (const key in before) if (before[key] !== undefined && !(key in after)) return false;
  return isEqual;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
