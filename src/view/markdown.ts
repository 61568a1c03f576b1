/** Foreign text within a line of Markdown: it means nothing but itself. */
export const markdownText = (text: string): string =>
  text.replace(/[\\`*[\]<>&|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');

/** Lines as they stand, whatever is in them: the fence is longer than any of theirs. */
export function fenced(lines: readonly string[]): string[] {
  const longest = lines.reduce((most, line) => Math.max(most, /^\s*(`*)/.exec(line)![1]!.length), 2);
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence];
}
