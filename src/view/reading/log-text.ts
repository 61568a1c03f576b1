import { readLine } from '../../history/logs/log-json.ts';
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

/** The line as it is, in the role of its level; of a JSON object its level, its message, and the rest as `key=value`. */
export function logText(line: string, prettify: boolean): LogText {
  const { plain, pretty, level } = readLine(line);
  if (pretty !== undefined) return { text: prettify ? pretty : plain, role: roleOf(level) };
  const match = LEVEL.exec(plain.slice(0, 200));
  return { text: plain, role: roleOf(match?.[1] ?? match?.[2] ?? match?.[3] ?? '') };
}

const roleOf = (level: string): Role => ROLES.find(([pattern]) => pattern.test(level))?.[1] ?? 'text';
