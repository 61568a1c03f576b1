import { isNode, LineCounter, parseDocument, stringify } from 'yaml';
import type { Path } from './json.ts';

/**
 * YAML, for those who import this module only when they meet some. The package itself cannot be imported on demand: in a
 * bundle a CommonJS package gives a dynamic import nothing but its default export.
 */
export { parseAllDocuments, parseDocument } from 'yaml';

/** As `kubectl get -o yaml` writes it. */
export const stringifyYaml = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();

/** The line, from 0, on which the node at a path stands in a text; of a path that goes on, the last node that is there. */
export function lineOfNode(text: string, path: Path): number {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line - 1;
  }
  return 0;
}
