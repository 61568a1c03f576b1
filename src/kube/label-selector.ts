import { entriesAt, itemsAt, textAt, textsAt } from './json.ts';

type Labels = Readonly<Record<string, unknown>>;
export type LabelTest = (labels: Labels) => boolean;

/** What a part of a selector cannot be read as, for a sentence. */
export interface SelectorProblem {
  readonly unreadable: string;
}

/** `a=b`, `a==b`, `a!=b`, `a in (x,y)`, `a notin (x,y)`, `a`, `!a`, with commas for and, as kubectl and the API server read them. */
export function labelTest(selector: string): LabelTest | SelectorProblem {
  const tests: LabelTest[] = [];
  for (const part of requirements(selector)) {
    const test = requirementTest(part);
    if (!test) return { unreadable: part };
    tests.push(test);
  }
  return labels => tests.every(test => test(labels));
}

/** The parts between the commas that stand outside of parentheses. */
export const requirements = (selector: string): string[] =>
  selector
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '');

function requirementTest(part: string): LabelTest | undefined {
  const set = /^([^\s!=()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set<unknown>(list.split(',').map(value => value.trim()));
    const has: LabelTest = labels => Object.hasOwn(labels, key) && values.has(labels[key]);
    return operator === 'in' ? has : labels => !has(labels);
  }
  const equation = /^([^\s!=()]+)\s*(==|=|!=)\s*([^\s=!()]*)$/.exec(part);
  if (equation) {
    const [, key = '', operator, value] = equation;
    const equals: LabelTest = labels => Object.hasOwn(labels, key) && labels[key] === value;
    return operator === '!=' ? labels => !equals(labels) : equals;
  }
  const key = /^!?([^\s!=()]+)$/.exec(part)?.[1];
  if (key === undefined) return undefined;
  return part.startsWith('!') ? labels => !Object.hasOwn(labels, key) : labels => Object.hasOwn(labels, key);
}

/** A `labelSelector` of an object in the same words, by key; empty for one that selects nothing or all. */
export function selectorText(selector: unknown): string {
  const equal = entriesAt(selector, 'matchLabels').map(([key, value]) => [key, `${key}=${value}`] as const);
  const sets = itemsAt(selector, 'matchExpressions').map(one => {
    const key = textAt(one, 'key');
    const values = `(${[...textsAt(one, 'values')].sort().join(',')})`;
    const operator = textAt(one, 'operator');
    return [key, SET_TEXTS[operator]?.(key, values) ?? `${key} ${operator} ${values}`] as const;
  });
  return [...equal, ...sets]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(',');
}

const SET_TEXTS: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in ${values}`,
  NotIn: (key, values) => `${key} notin ${values}`,
  Exists: key => key,
  DoesNotExist: key => `!${key}`,
};
