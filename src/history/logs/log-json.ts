import { isObject, textAt } from '../../kube/json.ts';
import { withoutColour } from './log-line.ts';

/** What a line says: an object of JSON where it is one, and its level. */
export interface ReadLine {
  /** As it came, without colours. */
  readonly plain: string;
  /** Of JSON its level, its message, and the rest as `key=value`; undefined for other lines. */
  readonly pretty: string | undefined;
  /** Of JSON, as it is written there; may be empty. */
  readonly level: string;
}

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

export function readLine(line: string): ReadLine {
  const plain = lastDrawn(withoutColour(line));
  const object = plain.startsWith('{') && plain.endsWith('}') ? parsed(plain) : undefined;
  if (object === undefined) return { plain, pretty: undefined, level: '' };
  return { plain, pretty: prettyText(object), level: firstOf(object, LEVEL_KEYS).text };
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

function prettyText(object: Readonly<Record<string, unknown>>): string {
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
