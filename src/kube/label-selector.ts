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
