import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCS, PAGES } from '../scripts/docs.ts';

test.for(PAGES)('docs/$file says what the tables say (else: npm run docs)', ({ file, render }) => {
  expect(readFileSync(join(DOCS, file), 'utf8')).toBe(render());
});
