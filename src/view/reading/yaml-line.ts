import type { Line, Role } from '../frame.ts';
import { line, span } from '../spans.ts';
import { clean } from '../text.ts';

const YAML = /^(\s*(?:- )*)((?:"[^"]*"|[^\s"'#&*!|>%@`:-][^:]*|-[^\s:][^:]*))(:)(?=\s|$)(.*)$/;
const JSON_FIELD = /^(\s*)("(?:[^"\\]|\\.)*")(:)(.*)$/;

/** One line of YAML: its key, its punctuation and its value each in a role of their own. */
export const yamlLine = (text: string): Line => keyedLine(YAML, text);

/** The same of JSON. */
export const jsonLine = (text: string): Line => keyedLine(JSON_FIELD, text);

function keyedLine(pattern: RegExp, text: string): Line {
  const shown = clean(text);
  if (shown.startsWith('# ')) return line(span(shown, 'muted'));
  const match = pattern.exec(shown);
  if (match === null) {
    const where = / {2}# [.[]/.exec(shown);
    if (!where) return line(span(shown, valueRole(shown.trim().replace(/^- /, ''))));
    const value = shown.slice(0, where.index);
    return line(span(value, valueRole(value.trim())), span(shown.slice(where.index), 'muted'));
  }
  const [, indent = '', key = '', colon = '', value = ''] = match;
  return line(span(indent, 'muted'), span(key, 'key'), span(colon, 'muted'), span(value, valueRole(value.trim())));
}

function valueRole(value: string): Role {
  const bare = value.replace(/,$/, '');
  if (/^(?:null|~|\{\}|\[\]|[{}[\]]|\|-?|>-?)$/.test(bare)) return 'muted';
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(bare) ? 'accent' : 'text';
}
