import { parseDuration } from '../../kube/duration.ts';
import { object, text } from '../../kube/foreign.ts';
import { type Facts, haystackOf } from './facts.ts';
import { type AmountField, FIELDS, type Field, fieldOf } from './fields.ts';
import { selectorTest, takeSelectors } from './selectors.ts';
import { type Token, tokenGroups } from './tokens.ts';

/** A filter as typed, made ready to be asked about many pods and lines of the log. */
export interface Filter {
  readonly text: string;
  /** What is at work: the same, or the last that was understood. */
  readonly works: string;
  /** What was not understood, as a sentence; then the last good filter is still at work. */
  readonly problem: string | undefined;
  /** Plain texts that it looks for, in small letters. */
  readonly words: readonly string[];
  /** What it selects by labels with `-l`, which the server can do; `matches` asks it, too. */
  readonly selector: string | undefined;
  /** Its answers change as time passes. */
  readonly timed: boolean;
  /** @param now ms, our clock @param skew by how much the cluster's is ahead of it, ms */
  matches(facts: Facts, now: number, skew?: number): boolean;
}

type Test = Filter['matches'];
/** undefined: not complete yet, so it says nothing. */
type Parsed = Test | undefined | { readonly problem: string };

const EVERYTHING: Test = () => true;
/** STATUS words with a colon; they are text, not a field that nobody knows. */
const COLON_WORDS = /^(?:Init|Signal|ExitCode|OutOf)$/i;

/**
 * @param before the filter that was at work, which stays so when this one cannot be understood
 * @param filters by name; what `@name` stands for
 */
export function compileFilter(typed: string, before?: Filter, filters: Readonly<Record<string, string>> = {}): Filter {
  const tests: Test[] = [];
  const words: string[] = [];
  let timed = false;
  const { selector, rest } = takeSelectors(typed);
  const refused = (problem: string): Filter => ({
    text: typed,
    works: before?.works ?? '',
    problem,
    words: before?.words ?? [],
    selector: before?.selector,
    timed: before?.timed ?? false,
    matches: before?.matches ?? EVERYTHING,
  });
  if (selector !== undefined) {
    const test = selectorTest(selector);
    if ('problem' in test) return refused(test.problem);
    tests.push(test);
  }
  for (const { not, alternatives } of tokenGroups(rest)) {
    const some: Test[] = [];
    let field: string | undefined;
    for (const token of alternatives) {
      const named = nameOf(token);
      // `status:Running,Error`: what has no field of its own is of the field before.
      const full =
        named === undefined && field !== undefined && !token.regex
          ? { ...token, text: `${field}${token.text}` }
          : token;
      field = named ?? field;
      if (isPlain(full) && !not && !full.not) words.push(full.text.toLowerCase());
      const byName = namedFilter(full, filters);
      const parsed = byName ? byName.test : testOf(full);
      timed ||= byName?.timed === true;
      if (typeof parsed === 'object') return refused(parsed.problem);
      if (parsed) some.push(full.not ? (facts, now, skew) => !parsed(facts, now, skew) : parsed);
      timed ||= fieldOf(OPERATOR.exec(nameOf(full) ?? '')?.[1] ?? '')?.kind === 'duration';
    }
    const [first] = some;
    if (!first) continue;
    const any: Test = some.length === 1 ? first : (facts, now, skew) => some.some(test => test(facts, now, skew));
    tests.push(not ? (facts, now, skew) => !any(facts, now, skew) : any);
  }
  const [only] = tests;
  const matches: Test =
    tests.length > 1 ? (facts, now, skew) => tests.every(test => test(facts, now, skew)) : (only ?? EVERYTHING);
  return { text: typed, works: typed, problem: undefined, words, selector, timed, matches };
}

/** What `@name` stands for; undefined when the token is no such name. */
function namedFilter(
  { text: typed, regex, quotedFrom }: Token,
  filters: Readonly<Record<string, string>>,
): { readonly test: Parsed; readonly timed: boolean } | undefined {
  if (regex || quotedFrom === 0 || !typed.startsWith('@') || typed.length === 1) return undefined;
  const names = Object.keys(filters);
  const name = typed.slice(1);
  if (names.length === 0) return undefined;
  if (!Object.hasOwn(filters, name)) {
    const isBegun = names.some(each => each.startsWith(name));
    return isBegun
      ? { test: undefined, timed: false }
      : {
          test: { problem: `There is no filter "${typed}"; there are ${names.map(each => `@${each}`).join(', ')}.` },
          timed: false,
        };
  }
  const { matches, timed } = compileFilter(filters[name]!);
  return { test: matches, timed };
}

const OPERATOR = /^([a-z]+)(:|!=|>=|<=|=|>|<)/i;

/** `status:` of `status:Crash*`; undefined when it is plain text. */
function nameOf({ text: typed, regex, quotedFrom }: Token): string | undefined {
  const match = regex ? null : OPERATOR.exec(typed);
  if (!match || match[0].length > quotedFrom || COLON_WORDS.test(match[1]!)) return undefined;
  return match[0];
}

/** A text that is looked for as it is. */
const isPlain = (token: Token): boolean =>
  !token.regex && nameOf(token) === undefined && (token.quotedFrom === 0 || !/^[~@]/.test(token.text));

function testOf(token: Token): Parsed {
  if (token.regex) return regexTest(token.text);
  const named = nameOf(token);
  if (named === undefined) {
    if (token.text.startsWith('~')) return fuzzyTest(token.text.slice(1));
    const wanted = token.text.toLowerCase();
    return facts => haystackOf(facts).includes(wanted);
  }
  const [, name, operator] = OPERATOR.exec(named)!;
  const field = fieldOf(name!);
  if (!field)
    return { problem: `There is no field "${name}"; there are ${FIELDS.map(each => each.names[0]).join(', ')}.` };
  const value = token.text.slice(named.length);
  return fieldTest(field, operator!, value, token.text);
}

function fieldTest(field: Field, operator: string, value: string, typed: string): Parsed {
  const name = field.names[0]!;
  switch (field.kind) {
    case 'text': {
      if (operator.startsWith('>') || operator.startsWith('<'))
        return { problem: `"${name}" is a text: write ${field.example}.` };
      if (value === '') return undefined;
      const matches = operator === ':' ? patternOf(value) : exactly(value);
      const test: Test = facts => field.texts(facts).some(matches);
      return operator === '!=' ? facts => !test(facts, 0) : test;
    }
    case 'label': {
      if (value === '') return undefined;
      const [key = '', wanted] = value.split(/=(.*)/s);
      const matches = wanted === undefined || wanted === '' ? () => true : exactlyOrGlob(wanted);
      return ({ entry }) => {
        const labels = object(entry?.pod.metadata.labels);
        return labels !== undefined && Object.hasOwn(labels, key) && matches(text(labels[key]));
      };
    }
    case 'choice': {
      const found = Object.entries(field.choices).filter(
        ([choice]) => value !== '' && choice.startsWith(value.toLowerCase()),
      );
      const exact =
        found.find(([choice]) => choice === value.toLowerCase()) ?? (found.length === 1 ? found[0] : undefined);
      if (exact) return exact[1];
      if (value === '' || found.length > 1) return undefined;
      return { problem: `"${name}" is ${Object.keys(field.choices).join(' or ')}, not "${value}".` };
    }
    default:
      return amountTest(field, operator, value, typed);
  }
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  ':': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function amountTest(field: AmountField, operator: string, value: string, typed: string): Parsed {
  if (value === '') return undefined;
  const wanted = field.kind === 'count' ? (/^\d+$/.test(value) ? Number(value) : undefined) : parseDuration(value);
  if (wanted === undefined) return { problem: `"${typed}" compares with no ${field.kind}: write ${field.example}.` };
  const compare = COMPARE[operator]!;
  return (facts, now, skew = 0) => {
    const amount = field.amount(facts, now, skew);
    return amount !== undefined && compare(amount, wanted);
  };
}

function regexTest(source: string): Parsed {
  try {
    const regex = new RegExp(source, 'i');
    return facts => regex.test(haystackOf(facts));
  } catch (error) {
    return {
      problem: `/${source}/ is no regular expression: ${String((error as Error).message).replace(/^.*: /, '')}.`,
    };
  }
}

/** The characters in their order, with anything between. */
function fuzzyTest(typed: string): Parsed {
  if (typed === '') return undefined;
  const wanted = [...typed.toLowerCase()];
  return facts => {
    const haystack = haystackOf(facts);
    let at = -1;
    return wanted.every(char => {
      at = haystack.indexOf(char, at + 1);
      return at >= 0;
    });
  };
}

/** Without `*` and `?` any part of the text; with them the whole of it. */
function patternOf(typed: string): (value: string) => boolean {
  if (/[*?]/.test(typed)) return glob(typed);
  const wanted = typed.toLowerCase();
  return value => value.toLowerCase().includes(wanted);
}
function exactly(typed: string): (value: string) => boolean {
  const wanted = typed.toLowerCase();
  return value => value.toLowerCase() === wanted;
}
const exactlyOrGlob = (typed: string): ((value: string) => boolean) =>
  /[*?]/.test(typed) ? glob(typed) : exactly(typed);

function glob(typed: string): (value: string) => boolean {
  const source = typed
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const regex = new RegExp(`^${source}$`, 'is');
  return value => regex.test(value);
}
