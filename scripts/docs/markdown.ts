/** A Markdown table. Cells may hold any text: bars and line breaks are taken care of. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** The first line of every page that a script wrote. */
export function generated(source: string): string {
  return `<!-- Made by \`npm run docs\` from ${source}. Change it there. -->\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}
