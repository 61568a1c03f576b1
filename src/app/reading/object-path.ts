import { FunctionExpressionType, JSONPathEnvironment, JSONPathError } from 'json-p3';
import { isObject } from '../../kube/json.ts';

/** What a path finds in an object. */
export type PathAnswer =
  | { readonly found: readonly { readonly path: string; readonly value: unknown }[] }
  /** A clause on what is wrong with it, or not there yet. */
  | { readonly problem: string };

/**
 * What a path finds, in the order of the object. Taken are kubectl's way of writing (`{.status.phase}`, whole templates with
 * `{range …}`, `[?(@.type=="Ready")]`, `kubernetes\.io`), a shorter one (`.status.conditions[?type=Ready].reason`, `[app]` for the item of that
 * name), and RFC 9535 itself. A last name that is not there is the start of one: `.status.con` finds `conditions`.
 */
export function findByPath(object: unknown, typed: string): PathAnswer {
  const found: { path: string; value: unknown }[] = [];
  for (const text of pathsOf(typed.trim())) {
    try {
      const path = standardPath(text);
      const nodes = nodesOf(path, object);
      found.push(...(nodes.length > 0 ? nodes : begun(path, object)));
    } catch (error) {
      return { problem: problemOf(error, text) };
    }
  }
  return { found };
}

/** The paths of a template of kubectl, each from the root; what is in quotes is text between them. A path alone is one. */
function pathsOf(template: string): readonly string[] {
  if (!template.startsWith('{')) return [template];
  const ranges: string[] = [];
  const from = (path: string): string => {
    if (path.startsWith('$')) return path;
    const rest = path.replace(/^@/, '');
    return `${ranges.at(-1) ?? ''}${rest === '' || /^[.[]/.test(rest) ? rest : `.${rest}`}`;
  };
  const paths: string[] = [];
  // The last brace may not be closed yet.
  for (const [, part = ''] of template.matchAll(/\{([^{}]*)(?:\}|$)/g)) {
    const range = /^range\s+(.*)$/s.exec(part.trim())?.[1];
    if (range !== undefined) ranges.push(from(range));
    else if (part.trim() === 'end') ranges.pop();
    else if (!/^\s*["']/.test(part)) paths.push(from(part.trim()));
  }
  // A range of which nothing is asked yet.
  return paths.length > 0 ? paths : ranges;
}

const { ValueType, LogicalType } = FunctionExpressionType;
const environment = new JSONPathEnvironment();
// The one of RFC 9485 knows neither \d nor $, and finds nothing where a person uses them.
environment.functionRegister.set('search', {
  argTypes: [ValueType, ValueType],
  returnType: LogicalType,
  call: (value: unknown, pattern: unknown) =>
    ['string', 'number'].includes(typeof value) && new RegExp(String(pattern)).test(String(value)),
});

const nodesOf = (path: string, object: unknown): { path: string; value: unknown }[] =>
  environment.query(path, object as never).nodes.map(node => ({ path: shortPath(node.path), value: node.value }));

/** The fields whose names begin as the last one of the path. */
function begun(path: string, object: unknown): { path: string; value: unknown }[] {
  const match = /^(.*)\['([^'\\]*)'\]$/s.exec(path);
  if (match === null) return [];
  const [, parent = '', start = ''] = match;
  return nodesOf(parent, object).flatMap(({ path: at, value }) =>
    isObject(value)
      ? Object.entries(value)
          .filter(([key]) => key.toLowerCase().startsWith(start.toLowerCase()))
          .map(([key, inner]) => ({ path: `${at}${stepText(key)}`, value: inner }))
      : [],
  );
}

/** The path as RFC 9535 writes it: every name in brackets. @throws PathProblem */
export function standardPath(typed: string): string {
  let rest = typed.replace(/^\$/, '');
  if (rest !== '' && !/^[.[]/.test(rest)) rest = `.${rest}`;
  let path = '$';
  while (rest !== '') {
    const [whole, step] = nextStep(rest);
    path += step;
    rest = rest.slice(whole.length);
  }
  return path;
}

class PathProblem extends Error {}

const NAME = /^(\.\.?)((?:\\.|[^.[\]\s\\'"()?*])+)/;

function nextStep(rest: string): readonly [whole: string, step: string] {
  const name = NAME.exec(rest);
  if (name) {
    const inBrackets = `[${quoted(name[2]!.replaceAll('\\', ''))}]`;
    return [name[0], name[1] === '..' ? `..${inBrackets}` : inBrackets];
  }
  const all = /^(\.\.?)\*/.exec(rest);
  if (all) return [all[0], all[1] === '..' ? '..[*]' : '[*]'];
  // The start of a path, or one that is being typed on.
  if (rest === '.' || rest === '..') return [rest, ''];
  if (rest.startsWith('..[')) return ['..', '..'];
  if (rest.startsWith('.[')) return ['.', ''];
  if (rest.startsWith('[')) return brackets(rest);
  throw new PathProblem(`"${rest}" does not go on a path`);
}

function brackets(rest: string): readonly [whole: string, step: string] {
  const end = closing(rest);
  if (end < 0) throw new PathProblem('a ] is missing');
  const whole = rest.slice(0, end + 1);
  const inner = rest.slice(1, end).trim();
  if (inner.startsWith('?')) return [whole, `[?${filterOf(inner.slice(1))}]`];
  if (/^['"]/.test(inner)) return [whole, `[${inner.replaceAll('\\.', '.')}]`];
  // As jq writes all of them.
  if (inner === '' || inner === '*') return [whole, '[*]'];
  if (/^-?\d*(?::-?\d*){0,2}$/.test(inner) || /^(?:-?\d+\s*,\s*)+-?\d+$/.test(inner)) {
    return [whole, `[${inner}]`];
  }
  const word = quoted(inner);
  return [whole, `[?@.name==${word} || @.type==${word} || @.mountPath==${word} || @.ip==${word}]`];
}

/** The place of the bracket that closes the first one; brackets in quotes do not count. */
function closing(text: string): number {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote !== '') {
      if (char === quote && text[i - 1] !== '\\') quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[') depth++;
    else if (char === ']' && --depth === 0) return i;
  }
  return -1;
}

const TERM = /^(!?)\s*([\w.\-/\\]+)\s*(?:(=~|==?|!=|<=?|>=?)\s*(.*))?$/s;

/** `type=Ready && status!=True` as `@['type']=='Ready' && …`, `name=~^web` as a search; what has an `@` is left as it is, but for kubectl's `\.`. */
function filterOf(text: string): string {
  if (text.includes('@'))
    return text.replace(/\.((?:[\w-]*\\\.)+[\w\-/]+)/g, (_, name) => `[${quoted(name.replaceAll('\\', ''))}]`);
  return text
    .replace(/^\s*\((.*)\)\s*$/s, '$1')
    .split(/(&&|\|\|)/)
    .map(part => (part === '&&' || part === '||' ? ` ${part} ` : termOf(part.trim())))
    .join('');
}

function termOf(term: string): string {
  const match = TERM.exec(term);
  if (match === null) throw new PathProblem(`[?${term}] compares nothing; write [?type=Ready]`);
  const [, not = '', name = '', operator, value = ''] = match;
  const field = name
    .split(/(?<!\\)\./)
    .filter(Boolean)
    .map(key => `[${quoted(key.replaceAll('\\', ''))}]`)
    .join('');
  if (operator === undefined) return `${not}@${field}`;
  if (value === '') throw new PathProblem(`a value is missing after ${name}${operator}`);
  // Slashes around it are how others write a regular expression.
  if (operator === '=~') return `${not}search(@${field}, ${quoted(pattern(value.replace(/^([/'"])(.*)\1$/s, '$2')))})`;
  const isLiteral = /^(?:true|false|null|-?\d+(?:\.\d+)?|(['"]).*\1)$/s.test(value);
  return `@${field} ${operator === '=' ? '==' : operator} ${isLiteral ? value : quoted(value)}`;
}

/** @throws PathProblem */
function pattern(text: string): string {
  try {
    return new RegExp(text).source;
  } catch {
    throw new PathProblem(`"${text}" is no regular expression`);
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** `.status.conditions[0].reason`, from the brackets of RFC 9535. */
const shortPath = (path: string): string =>
  path
    .replace(/^\$/, '')
    .replace(/\['([A-Za-z_][\w-]*)'\]/g, '.$1')
    .replace(/^$/, '.');

const stepText = (key: string): string => (/^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${quoted(key)}]`);

function problemOf(error: unknown, text: string): string {
  if (error instanceof PathProblem) return error.message;
  if (error instanceof JSONPathError) return error.message.replace(/\s*\('.*$/s, '');
  return `"${text}" is no path`;
}
