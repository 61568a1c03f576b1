import type { PodEntry } from '../../history/transitions/entry.ts';
import type { Health, Severity } from '../../status/row.ts';
import type { Facts } from '../filter/facts.ts';
import type { Measured, Share } from './usage-book.ts';

/** A pod in the list: its entry with what the list has computed from it. */
export interface PodItem extends Facts {
  entry: PodEntry;
  health: Health;
  /** The value that the list is sorted by. */
  key: number | string;
  readonly transition: undefined;
  /** Whether the filter lets it through. */
  shown: boolean;
  /** What it uses of CPU and memory; undefined while it is not measured. */
  usage: Readonly<Record<Measured, Share>> | undefined;
  /** What changed last and when (ms), for the mark on fresh cells. */
  changed: { readonly at: number; readonly columns: readonly string[] } | undefined;
}

/** Calm to alarming: how far up a pod stands when the worst comes first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = {
  ok: 0,
  done: 1,
  progressing: 2,
  unknown: 3,
  warning: 4,
  error: 5,
};

/** Namespace, then name, then uid: the order of `kubectl get pods -A`, and of what is otherwise equal. */
export function compareNames(a: PodItem, b: PodItem): number {
  const x = a.entry.row;
  const y = b.entry.row;
  if (x.namespace !== y.namespace) return x.namespace < y.namespace ? -1 : 1;
  if (x.name !== y.name) return x.name < y.name ? -1 : 1;
  // A pod that took the name of one that is gone stands above it.
  const gone = Number(a.entry.goneAt !== undefined) - Number(b.entry.goneAt !== undefined);
  if (gone !== 0) return gone;
  return x.uid < y.uid ? -1 : x.uid > y.uid ? 1 : 0;
}
