/** Which lines are meant: those that a regular expression fits, or with `!` in front those that it does not. */
export interface LogFilter {
  readonly text: string;
  /** Why the text is no regular expression; it is then looked for as it stands. */
  readonly problem: string | undefined;
  test(line: string): boolean;
}

/** Small letters fit large ones, too. A text that is no regular expression is looked for as it stands. Empty: every line. */
export function logFilter(text: string): LogFilter {
  const inverse = text.startsWith('!');
  const wanted = inverse ? text.slice(1) : text;
  if (wanted === '') return { text, problem: undefined, test: () => true };
  const flags = wanted === wanted.toLowerCase() ? 'i' : '';
  try {
    const pattern = new RegExp(wanted, flags);
    return { text, problem: undefined, test: line => pattern.test(line) !== inverse };
  } catch {
    const problem = `"${wanted}" is no regular expression; it is looked for as it stands`;
    return { text, problem, test: line => line.includes(wanted) !== inverse };
  }
}
