// Writes the pages of docs/ that are made from the program's own tables. A test fails when one of them is stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderCli } from './docs/cli.ts';
import { renderColumns } from './docs/columns.ts';
import { renderConfiguration } from './docs/configuration.ts';
import { renderFilter } from './docs/filter.ts';
import { renderKeys } from './docs/keys.ts';
import { renderReasons } from './docs/reasons.ts';
import { renderRules } from './docs/rules.ts';

/** A page made from tables: `file` below docs/. */
export interface Page {
  readonly file: string;
  readonly render: () => string;
}

export const PAGES: readonly Page[] = [
  { file: 'cli.md', render: renderCli },
  { file: 'columns.md', render: renderColumns },
  { file: 'configuration.md', render: renderConfiguration },
  { file: 'filter.md', render: renderFilter },
  { file: 'keys.md', render: renderKeys },
  { file: 'reasons.md', render: renderReasons },
  { file: 'rules.md', render: renderRules },
];

export const DOCS = join(import.meta.dirname, '..', 'docs');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of PAGES) {
    mkdirSync(dirname(join(DOCS, page.file)), { recursive: true });
    writeFileSync(join(DOCS, page.file), page.render());
  }
}
