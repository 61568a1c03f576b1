import { clean } from '../view/text.ts';
import type { CheckReport, PodDifference } from './self-check.ts';

/** One difference with both sides. Foreign text is cleaned. */
export function differenceLine({ namespace, name, resourceVersion, cell, server, ours }: PodDifference): string {
  return clean(
    `${namespace}/${name} (resourceVersion ${resourceVersion}) ${cell}: the server prints ${JSON.stringify(server)}, podscope ${JSON.stringify(ours)}`,
  );
}

/** `1000 pods compared by the rules of 1.37: all cells are equal` */
export function summaryLine({ compared, reread, differences }: CheckReport, version: string): string {
  const pods = new Set(differences.map(({ namespace, name }) => `${namespace}/${name}`)).size;
  const again = reread === 0 ? '' : ` (${reread} read again)`;
  const result =
    differences.length === 0 ? 'all cells are equal' : `${differences.length} cells of ${pods} pods differ`;
  return `${compared} pods compared by the rules of ${version}${again}: ${result}`;
}
