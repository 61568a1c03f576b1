import { object } from '../../kube/foreign.ts';
import { type LabelTest, labelTest, requirements } from '../../kube/label-selector.ts';
import type { Facts } from './facts.ts';

/** A filter taken apart: what the server can select by labels, and what only we can. */
export interface Selecting {
  /** What `-l` selects, several joined; undefined without any. */
  readonly selector: string | undefined;
  /** The filter without `-l`. */
  readonly rest: string;
}

/** `-l app=web,tier!=db`, `-l env in (a, b)`, `-l "env in (a, b)"`. */
const SELECTOR = /(^|\s)-l(?:\s+("[^"]*"?|'[^']*'?|[^\s,]+(?:,[^\s,]+)*,?(?:\s+(?:not)?in\s*\([^)]*\)?\S*)?)|\s*$)/g;

export function takeSelectors(filter: string): Selecting {
  const found: string[] = [];
  const rest = filter.replace(SELECTOR, (_, space: string, selector = '') => {
    found.push(...requirements(selector.replace(/^["']|["']$/g, '')).flatMap(complete));
    return space;
  });
  return { selector: found.length > 0 ? found.join(',') : undefined, rest: rest.trim() };
}

/** What is not typed to its end yet: `app=` is about the label, more than that says nothing. */
function complete(requirement: string): readonly string[] {
  const [, key, rest] = /^([^\s!=()]*)\s*(==?|!=?|(?:not)?in(?:\s*\([^)]*)?)$/.exec(requirement) ?? [];
  if (rest === undefined || (key === '' && rest !== '!')) return [requirement];
  return key !== '' && rest.startsWith('=') ? [key!] : [];
}

/** The same question asked of a pod here, as long as the server was not asked. */
export function selectorTest(selector: string): ((facts: Facts) => boolean) | { readonly problem: string } {
  const test: LabelTest | { readonly unreadable: string } = labelTest(selector);
  if ('unreadable' in test)
    return { problem: `"${test.unreadable}" selects no labels: write -l app=web, tier!=db, env in (a,b).` };
  return ({ entry }) => entry !== undefined && test(object(entry.pod.metadata.labels) ?? {});
}

/** Both at once, as the server is asked for them. */
export const joinSelectors = (...selectors: readonly (string | undefined)[]): string | undefined =>
  selectors.filter(each => each !== undefined && each !== '').join(',') || undefined;
