/** The selector of a request, read letter by letter as the API server reads it, for the sake of what it says of a wrong one. */
import { labelKeyProblem, labelValueProblem } from '../../kube/label-syntax.ts';

export type Labels = Readonly<Record<string, string>>;
type Test = (labels: Labels) => boolean;

/** `=a,b(c` → its tokens; the end is an empty one. */
const TOKEN = /==|!=|[=!(),<>]|[^\s=!(),<>]+/g;
const SPECIAL = /^[=!(),<>]/;

/** What is refused, in the API server's words. */
export class UnreadableSelector extends Error {}

/** Every one of them must hold. @throws UnreadableSelector */
export function labelRequirements(text: string): readonly Test[] {
  const tokens = new Tokens(text.match(TOKEN) ?? []);
  const tests: Test[] = [];
  while (tokens.next !== '') {
    if (!tokens.isName() && tokens.next !== '!') refuse(tokens.next, ", expected: !, identifier, or 'end of string'");
    try {
      tests.push(requirement(tokens));
    } catch (cause) {
      throw new UnreadableSelector(`unable to parse requirement: ${(cause as Error).message}`);
    }
    const end = tokens.take();
    if (end === '') break;
    if (end !== ',') refuse(end, ", expected: ',' or 'end of string'");
    if (!tokens.isName() && tokens.next !== '!') refuse(tokens.next, ", expected: identifier after ','");
  }
  return tests;
}

class Tokens {
  readonly #tokens: readonly string[];
  #at = 0;
  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }
  /** Empty at the end. */
  get next(): string {
    return this.#tokens[this.#at] ?? '';
  }
  take(): string {
    const token = this.next;
    this.#at += 1;
    return token;
  }
  isName(): boolean {
    return this.next !== '' && !SPECIAL.test(this.next);
  }
}

function refuse(found: string, rest: string): never {
  throw new UnreadableSelector(`found '${found}'${rest}`);
}

function requirement(tokens: Tokens): Test {
  const absent = tokens.next === '!';
  if (absent) tokens.take();
  if (!tokens.isName()) refuse(tokens.take(), ', expected: identifier');
  const key = tokens.take();
  const problem = labelKeyProblem(key);
  if (problem !== undefined) throw new UnreadableSelector(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problem}`);
  if (absent) return labels => !Object.hasOwn(labels, key);
  if (tokens.next === '' || tokens.next === ',') return labels => Object.hasOwn(labels, key);
  const operator = tokens.take();
  const test = OPERATORS[operator];
  if (test === undefined) refuse(operator, ', expected: in, notin, =, ==, !=, gt, lt');
  const values = operator === 'in' || operator === 'notin' ? valueList(tokens) : [exactValue(tokens)];
  if (operator === '<' || operator === '>') checkNumber(values[0]!);
  for (const [index, value] of values.entries()) {
    const wrong = labelValueProblem(value);
    if (wrong !== undefined)
      throw new UnreadableSelector(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${wrong}`);
  }
  return labels => test(Object.hasOwn(labels, key) ? labels[key] : undefined, values);
}

/** `value`: undefined when there is no such label. */
const OPERATORS: Readonly<Record<string, (value: string | undefined, given: readonly string[]) => boolean>> = {
  in: isOneOf,
  notin: (value, given) => !isOneOf(value, given),
  '=': isOneOf,
  '==': isOneOf,
  '!=': (value, given) => !isOneOf(value, given),
  '>': (value, [bound]) => value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(bound),
  '<': (value, [bound]) => value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(bound),
};

function isOneOf(value: string | undefined, given: readonly string[]): boolean {
  return value !== undefined && given.includes(value);
}

function checkNumber(value: string): void {
  if (/^-?\d+$/.test(value)) return;
  const words = "for 'Gt', 'Lt' operators, the value must be an integer";
  throw new UnreadableSelector(`values[0]: Invalid value: ${JSON.stringify(value)}: ${words}`);
}

function exactValue(tokens: Tokens): string {
  if (tokens.next === '' || tokens.next === ',') return '';
  if (!tokens.isName()) refuse(tokens.take(), ', expected: identifier');
  return tokens.take();
}

/** `(a,b)`, sorted; what is left out between commas is the empty value. */
function valueList(tokens: Tokens): string[] {
  const open = tokens.take();
  if (open !== '(') refuse(open, " expected: '('");
  const values = new Set<string>();
  for (;;) {
    values.add(tokens.isName() ? tokens.take() : '');
    const then = tokens.take();
    if (then === ')') return [...values].sort();
    if (then !== ',') refuse(then, ", expected: ',' or ')'");
  }
}
