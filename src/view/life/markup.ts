import { clean } from '../text.ts';

/** HTML or SVG that is safe to write: made by `tag` and `foreignText` only. */
export type Markup = string & { readonly markup: unique symbol };

type Attribute = string | number | boolean | undefined;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ESCAPES[character]!);

/** Any text as text, whatever the cluster wrote. */
export const foreignText = (text: string): Markup => escaped(clean(text)) as Markup;

/** Several pieces behind each other. */
export const joined = (...pieces: readonly (Markup | undefined)[]): Markup => pieces.join('') as Markup;

/** An element; attributes without a value are left out. Names of elements and attributes are ours, never foreign. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  ...children: readonly (Markup | undefined)[]
): Markup {
  const given = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined || value === false) return [];
    return value === true
      ? [` ${key}`]
      : [` ${key}="${escaped(typeof value === 'number' ? short(value) : clean(value))}"`];
  });
  return `<${name}${given.join('')}>${children.join('')}</${name}>` as Markup;
}

/** To a hundredth, which no eye sees. */
const short = (value: number): string => String(Math.round(value * 100) / 100);
