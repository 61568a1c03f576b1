import { isObject, textAt } from '../kube/json.ts';
import type { Role } from './frame.ts';

/** What a person wants of a line that a program wrote. */
export interface LogText {
  readonly text: string;
  readonly role: Role;
}

/** Colours that programs put into their logs; the rest of what could command a terminal is left to `clean`. */
const COLOUR = /\u001b\[[0-9;:]*m/g;
const LEVEL =
  /^\[?[^a-z]{0,40}?\b(trace|debug|info|notice|warn(?:ing)?|error|err|fatal|critical|crit|panic|severe)\b|\blevel="?(\w+)|^([IWEF])\d{4} \d\d:/i;
const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(?:err|error|fatal|crit|critical|panic|severe|e|f|[56]0)$/i, 'error'],
  [/^(?:warn|warning|w|40)$/i, 'warning'],
  [/^(?:trace|debug|10|20)$/i, 'muted'],
];
const LEVEL_KEYS = ['level', 'severity', 'lvl', 'log.level', '@level'];
const MESSAGE_KEYS = ['msg', 'message', 'event', '@message'];
const TIME_KEYS = ['time', 'ts', 'timestamp', '@timestamp'];

export function withoutColour(text: string): string {
  return text.includes('\u001b') ? text.replace(COLOUR, '') : text;
}

/** The line as it is, in the role of its level; of a JSON object its level, its message, and the rest as `key=value`. */
export function logText(line: string, prettify: boolean): LogText {
  const plain = withoutColour(line);
  const object = plain.startsWith('{') && plain.endsWith('}') ? parsed(plain) : undefined;
  if (object !== undefined) {
    const level = firstOf(object, LEVEL_KEYS);
    return { text: prettify ? jsonText(object, level) : plain, role: roleOf(level) };
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

function jsonText(object: Readonly<Record<string, unknown>>, level: string): string {
  const told = new Set([...LEVEL_KEYS, ...MESSAGE_KEYS, ...TIME_KEYS]);
  const rest = Object.keys(object)
    .filter(key => !told.has(key))
    .map(key => `${key}=${textAt(object, key) || JSON.stringify(object[key])}`);
  return [level.toUpperCase(), firstOf(object, MESSAGE_KEYS), ...rest].filter(Boolean).join('  ');
}

function firstOf(object: unknown, keys: readonly string[]): string {
  for (const key of keys) {
    const text = textAt(object, key);
    if (text !== '') return text;
  }
  return '';
}

const roleOf = (level: string): Role => ROLES.find(([pattern]) => pattern.test(level))?.[1] ?? 'text';
