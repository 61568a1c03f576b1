import { withoutColour } from '../../history/logs/log-line.ts';
import { isObject, textAt } from '../../kube/json.ts';
import type { Role } from '../frame.ts';

/** What a person wants of a line that a program wrote. */
export interface LogText {
  readonly text: string;
  readonly role: Role;
}

const LEVEL =
  /^\[?[^a-z]{0,40}?\b(trace|debug|info|notice|warn(?:ing)?|error|err|fatal|critical|crit|panic|severe)\b|\blevel="?(\w+)|^([IWEF])\d{4} \d\d:/i;
const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(?:err|error|fatal|crit|critical|panic|severe|e|f|[56]0)$/i, 'error'],
  [/^(?:warn|warning|w|40)$/i, 'warning'],
  [/^(?:trace|debug|10|20)$/i, 'muted'],
];
/** As bunyan and pino count them. */
const LEVEL_WORDS: Readonly<Record<string, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
const LEVEL_KEYS = ['level', 'severity', 'lvl', 'log.level', '@level'];
const MESSAGE_KEYS = ['msg', 'message', 'event', '@message'];
const TIME_KEYS = ['time', 'ts', 'timestamp', '@timestamp'];

/** The line as it is, in the role of its level; of a JSON object its level, its message, and the rest as `key=value`. */
export function logText(line: string, prettify: boolean): LogText {
  const plain = lastDrawn(withoutColour(line));
  const object = plain.startsWith('{') && plain.endsWith('}') ? parsed(plain) : undefined;
  if (object !== undefined) {
    return { text: prettify ? jsonText(object) : plain, role: roleOf(firstOf(object, LEVEL_KEYS).text) };
  }
  const match = LEVEL.exec(plain.slice(0, 200));
  return { text: plain, role: roleOf(match?.[1] ?? match?.[2] ?? match?.[3] ?? '') };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Of a line that was drawn over and over, as progress is, what a terminal shows in the end. */
function lastDrawn(line: string): string {
  return line.includes('\r') ? (line.split('\r').findLast(part => part.trim() !== '') ?? '') : line;
}

function jsonText(object: Readonly<Record<string, unknown>>): string {
  const level = firstOf(object, LEVEL_KEYS);
  const message = firstOf(object, MESSAGE_KEYS);
  // What else bears such a name, or is no text, is one of the fields.
  const told = new Set([level.key, message.key, ...TIME_KEYS]);
  const rest = Object.keys(object)
    .filter(key => !told.has(key))
    .map(key => `${key}=${textAt(object, key) || JSON.stringify(object[key])}`);
  return [LEVEL_WORDS[level.text] ?? level.text.toUpperCase(), message.text, ...rest].filter(Boolean).join('  ');
}

function firstOf(object: unknown, keys: readonly string[]): { readonly key: string; readonly text: string } {
  for (const key of keys) {
    const text = textAt(object, key);
    if (text !== '') return { key, text };
  }
  return { key: '', text: '' };
}

const roleOf = (level: string): Role => ROLES.find(([pattern]) => pattern.test(level))?.[1] ?? 'text';
