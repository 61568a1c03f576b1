import { luminance, paletteRgb, type Rgb } from './colour.ts';
import type { TerminalReply } from './decode.ts';

/**
 * Asks the terminal for the colour behind its text, then what it is. Who does not know the first question stays silent, but all
 * answer the second one: then no other answer will come.
 */
export const BACKGROUND_QUERY = '\x1b]11;?\x1b\\\x1b[c';
/** How long an answer may delay the first frame, in ms; one that comes later still counts. */
export const BACKGROUND_LIMIT = 60;

/** Whether it is the answer to the second question, `?62;22c`. */
export const isIdentity = ({ introducer, text }: TerminalReply): boolean =>
  introducer === 'csi' && /^\?[\d;]*c$/.test(text);

/** Reads the answer to the query, `11;rgb:1e1e/1e1e/2e2e` with one to four digits each; `undefined` when it is none. */
export function backgroundOfReply(text: string): 'dark' | 'light' | undefined {
  const match = /^11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(text);
  if (!match) return undefined;
  return shade(
    match.slice(1, 4).map(part => (Number.parseInt(part, 16) / (16 ** part.length - 1)) * 255) as unknown as Rgb,
  );
}

/** rxvt and konsole tell it in the environment: `15;0` is white on black. */
export function backgroundOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): 'dark' | 'light' | undefined {
  const index = /;(\d{1,2})$/.exec(env['COLORFGBG'] ?? '')?.[1];
  return index === undefined ? undefined : shade(paletteRgb(Number(index)));
}

/** Black and white text contrast equally at a luminance of 0.18. */
const shade = (rgb: Rgb): 'dark' | 'light' => (luminance(rgb) > 0.18 ? 'light' : 'dark');
