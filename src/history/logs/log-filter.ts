import { withoutColour } from './log-line.ts';

/** Which lines are meant: those that a regular expression fits, or with `!` in front those that it does not. */
export interface LogFilter {
  readonly text: string;
  /** Why the text is no regular expression; it is then looked for as it stands. */
  readonly problem: string | undefined;
  readonly isInverse: boolean;
  test(line: string): boolean;
  /** Where in a line it fits, from and to in UTF-16 units; nowhere for what is excluded. */
  ranges(line: string): readonly (readonly [from: number, to: number])[];
}

/** Small letters fit large ones, too, and colours part no words. A text that is no regular expression is looked for as it stands. Empty: every line. */
export function logFilter(text: string): LogFilter {
  const inverse = text.startsWith('!');
  const wanted = inverse ? text.slice(1) : text;
  if (wanted === '') return { text, problem: undefined, isInverse: false, test: () => true, ranges: () => [] };
  const flags = wanted === wanted.toLowerCase() ? 'i' : '';
  try {
    const pattern = new RegExp(wanted, flags);
    const every = new RegExp(wanted, `${flags}g`);
    const ranges = (line: string): [number, number][] =>
      inverse
        ? []
        : [...line.matchAll(every)].map(({ index, 0: { length } }): [number, number] => [index, index + length]);
    return {
      text,
      problem: undefined,
      isInverse: inverse,
      test: line => pattern.test(withoutColour(line)) !== inverse,
      ranges,
    };
  } catch {
    const problem = `"${wanted}" is no regular expression; it is looked for as it stands`;
    const ranges = (line: string): [number, number][] => {
      const at = inverse ? -1 : line.indexOf(wanted);
      return at < 0 ? [] : [[at, at + wanted.length]];
    };
    return {
      text,
      problem,
      isInverse: inverse,
      test: line => withoutColour(line).includes(wanted) !== inverse,
      ranges,
    };
  }
}
