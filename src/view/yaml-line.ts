import type { Line } from './frame.ts';
import { line, span } from './spans.ts';
import { clean } from './text.ts';

const KEY = /^(\s*(?:- )*)((?:"[^"]*"|[^\s"'#&*!|>%@`:-][^:]*|-[^\s:][^:]*))(:)(?=\s|$)(.*)$/;

/** One line of YAML: its key, its punctuation and its value each in a role of their own. */
export function yamlLine(text: string): Line {
  const match = KEY.exec(clean(text));
  if (match === null) return line(span(clean(text)));
  const [, indent = '', key = '', colon = '', value = ''] = match;
  return line(span(indent, 'muted'), span(key, 'key'), span(colon, 'muted'), span(value, valueRole(value.trim())));
}

function valueRole(value: string): 'text' | 'muted' | 'accent' {
  if (/^(?:null|~|\{\}|\[\]|\|-?|>-?)$/.test(value)) return 'muted';
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(value) ? 'accent' : 'text';
}
