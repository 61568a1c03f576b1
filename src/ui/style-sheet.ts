import type { Line, Role } from '../view/frame.ts';
import { type ColourDepth, sgrColour } from './colour.ts';
import type { Style, Theme, ThemeRole } from './theme.ts';

type Highlight = NonNullable<Line['highlight']>;

/**
 * A theme as a terminal of one depth can show it. Every look that occurs gets a small number, which the cells of the screen
 * carry; 0 is the terminal's own look.
 */
export interface StyleSheet {
  /** The look of nothing on the background of the theme. */
  readonly blank: number;
  /** The look that a blank has in a look: what only letters show is left out, so that more blanks are alike. */
  blankIn(attr: number): number;
  /** The number of a look. */
  attr(role: Role, highlight?: Highlight, bold?: boolean): number;
  /** The escape sequence that sets a look, over the look `from` or whatever else was set before. */
  sgr(attr: number, from?: number): string;
}

export function styleSheet(theme: Theme, depth: ColourDepth): StyleSheet {
  const sequences: string[] = ['\x1b[m'];
  const parts: Parts[] = [{ flags: '', fg: '', bg: '' }];
  const blanks: number[] = [0];
  const numbers = new Map<string, number>([['\x1b[m', 0]]);
  const known = new Map<string, number>();
  const text = theme.roles.text;

  const intern = (style: Style): number => {
    const its = partsOf(style, depth);
    const sequence = wholeSequence(its);
    let number = numbers.get(sequence);
    if (number === undefined) {
      number = sequences.push(sequence) - 1;
      parts.push(its);
      numbers.set(sequence, number);
      const { bg, underline, inverse } = style;
      // The colour of a line under a blank, and of an inverted one, is that of the letters.
      blanks[number] = underline || inverse ? number : intern({ bg });
    }
    return number;
  };
  const look = (role: ThemeRole, highlight: Highlight | undefined, bold: boolean): Style => {
    const plain = merge(text, theme.roles[role]);
    const marked = highlight === undefined ? plain : merge(plain, visible(theme.roles[highlight], text, depth));
    return bold ? { ...marked, bold } : marked;
  };

  return {
    blank: intern({ bg: text.bg }),
    blankIn: attr => blanks[attr]!,
    attr: (role, highlight, bold = false) => {
      const key = `${role} ${highlight} ${bold}`;
      let number = known.get(key);
      if (number === undefined) {
        number = intern(look(role, highlight, bold));
        known.set(key, number);
      }
      return number;
    },
    sgr: (attr, from) => {
      const whole = sequences[attr]!;
      const step = from === undefined ? undefined : stepSequence(parts[from]!, parts[attr]!);
      return step !== undefined && step.length < whole.length ? step : whole;
    },
  };
}

const merge = (under: Style, over: Style): Style => ({
  ...under,
  ...(Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) as Style),
});

/** With few colours the background of a highlight can become that of the text: then the line is inverted instead, in one colour. */
function visible(highlight: Style, text: Style, depth: ColourDepth): Style {
  if (highlight.inverse || highlight.underline || highlight.bg === undefined) return highlight;
  const same = sgrColour(highlight.bg, 'bg', depth) === sgrColour(text.bg, 'bg', depth);
  const lost = same || (depth === '16' && text.bg === undefined && sgrColour(highlight.bg, 'bg', depth) === '40');
  return lost ? { ...highlight, fg: text.fg ?? 'default', inverse: true } : highlight;
}

/** The parameters of the escape sequence that sets a look; '' for what the terminal has of its own. */
interface Parts {
  readonly flags: string;
  readonly fg: string;
  readonly bg: string;
}

function partsOf(style: Style, depth: ColourDepth): Parts {
  const flags = [
    style.bold ? '1' : '',
    style.dim ? '2' : '',
    style.italic ? '3' : '',
    style.underline ? '4' : '',
    style.inverse ? '7' : '',
  ];
  return {
    flags: flags.filter(Boolean).join(';'),
    fg: sgrColour(style.fg, 'fg', depth),
    bg: sgrColour(style.bg, 'bg', depth),
  };
}

function wholeSequence({ flags, fg, bg }: Parts): string {
  const parameters = [flags, fg, bg].filter(Boolean);
  return parameters.length === 0 ? '\x1b[m' : `\x1b[0;${parameters.join(';')}m`;
}

/** Only what differs; none when a flag would have to be taken back, for terminals disagree on how. */
function stepSequence(from: Parts, to: Parts): string | undefined {
  if (from.flags !== '' && from.flags !== to.flags) return undefined;
  const flags = from.flags === to.flags ? '' : to.flags;
  const fg = from.fg === to.fg ? '' : to.fg || '39';
  const bg = from.bg === to.bg ? '' : to.bg || '49';
  return `\x1b[${[flags, fg, bg].filter(Boolean).join(';')}m`;
}
