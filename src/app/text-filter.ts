import type { Transition } from '../history/transition.ts';
import type { PodItem } from './pod-item.ts';

/** A filter as typed, made ready to be asked of many pods and log lines. */
export interface CompiledFilter {
  readonly text: string;
  /** What could not be understood, as a sentence. The last good filter is then still at work. */
  readonly problem: string | undefined;
  pod(item: PodItem, now: number): boolean;
  transition(transition: Transition): boolean;
}

/** Words that must all occur, in any column and any case. */
export function compileFilter(text: string, _before?: CompiledFilter): CompiledFilter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  const all = (haystack: string): boolean => words.every(word => haystack.includes(word));
  return {
    text,
    problem: undefined,
    pod: item => words.length === 0 || all(haystackOf(item)),
    transition: each =>
      words.length === 0 ||
      all(`${each.namespace}/${each.name} ${each.from ?? ''} ${each.to ?? ''} ${each.reason ?? ''}`.toLowerCase()),
  };
}

function haystackOf(item: PodItem): string {
  if (item.haystack === undefined) {
    const { row } = item.entry;
    item.haystack = [row.namespace, row.name, row.status, row.ip, row.node, item.health.why].join(' ').toLowerCase();
  }
  return item.haystack;
}
