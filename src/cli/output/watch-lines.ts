import { outlivedText } from '../../history/ledger/stuck-watch.ts';
import type { PodEntry } from '../../history/transitions/entry.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { formatTime } from '../../kube/time.ts';
import { podCells } from '../../status/cells.ts';
import { clean, pad } from '../../view/text.ts';

export interface WatchLayout {
  readonly namespaces: boolean;
  /** By how much the server's clock is ahead, ms: ages are the server's. */
  readonly skew: () => number;
}

interface Column {
  readonly title: string;
  /** Until something longer came by. */
  readonly width: number;
  readonly text: (line: Change) => string;
}

/** What a line tells: how the pod is after an event, and what it was before. */
interface Change {
  readonly entry: PodEntry;
  readonly at: number;
  /** The same by the server's clock. */
  readonly serverAt: number;
  readonly status: string;
  readonly was: Transition | undefined;
}

const COLUMNS: readonly (Column & { readonly namespacesOnly?: true })[] = [
  { title: 'TIME', width: 24, text: ({ at }) => formatTime(at) },
  { title: 'NAMESPACE', width: 9, text: ({ entry }) => entry.row.namespace, namespacesOnly: true },
  { title: 'NAME', width: 20, text: ({ entry }) => entry.row.name },
  { title: 'READY', width: 5, text: ({ entry, serverAt }) => podCells(entry.row, serverAt).ready },
  { title: 'STATUS', width: 17, text: ({ status }) => status },
  { title: 'RESTARTS', width: 13, text: ({ entry, serverAt }) => podCells(entry.row, serverAt).restarts },
  { title: 'AGE', width: 5, text: ({ entry, serverAt }) => podCells(entry.row, serverAt).age },
  { title: 'WAS', width: 17, text: ({ was }) => was?.from ?? '' },
  { title: 'FOR', width: 0, text: ({ was }) => (was?.lasted && was.from !== undefined ? lastedText(was) : '') },
];
const GAP = '   ';

const lastedText = ({ lasted, certainty }: Transition): string => {
  const text = `${lasted!.atLeast ? '>=' : ''}${preciseDuration(lasted!.ms)}`;
  return certainty === 'unknown' ? `${text} (in a gap)` : text;
};

/**
 * Lines in the columns of `kubectl get pods`, with the time before and what the status was behind. Columns grow when something
 * longer comes, and never shrink, so that lines stay aligned from then on.
 */
export class WatchTable {
  readonly #columns: readonly Column[];
  readonly #widths: number[];
  readonly #skew: () => number;

  constructor({ namespaces, skew }: WatchLayout) {
    this.#skew = skew;
    this.#columns = COLUMNS.filter(column => namespaces || !column.namespacesOnly);
    this.#widths = this.#columns.map(({ width, title }) => Math.max(width, title.length));
  }

  header(): string {
    return this.#line(this.#columns.map(column => column.title));
  }

  /** How a pod is, without a change. */
  present(entry: PodEntry, at: number): string {
    return this.#of({ entry, at, status: entry.row.status, was: undefined });
  }

  /** The line of one event, undefined when nothing that has a column changed. */
  change(entry: PodEntry, transitions: readonly Transition[]): string | undefined {
    const told = transitions.filter(({ subject }) => TOLD.has(subject));
    const last = told.at(-1);
    if (last === undefined) return undefined;
    const was = told.find(({ subject }) => subject === 'status' || subject === 'pod');
    const gone = told.some(({ subject, to }) => subject === 'pod' && to === undefined);
    return this.#of({ entry, at: last.receivedAt, status: gone ? 'Deleted' : entry.row.status, was });
  }

  gap({ receivedAt, lasted, reason }: Transition): string {
    const why = reason ? `: ${clean(reason)}` : '';
    return `${formatTime(receivedAt)}${GAP}-- nothing was seen for ${preciseDuration(lasted?.ms ?? 0)}${why} --`;
  }

  stuck(one: Transition): string {
    const sure = one.certainty === 'seen' ? '' : ` (${one.certainty})`;
    return `${formatTime(one.receivedAt)}${GAP}-- ${clean(`${one.namespace}/${one.name} ${outlivedText(one)}`)}${sure} --`;
  }

  asked({ receivedAt, namespace, name, from, to, reason }: Transition): string {
    const told = from === undefined ? `asked: ${to}` : `refused: ${from}: ${reason}`;
    return `${formatTime(receivedAt)}${GAP}-- ${clean(`${namespace}/${name} ${told}`)} --`;
  }

  #of(told: Omit<Change, 'serverAt'>): string {
    const change = { ...told, serverAt: told.at + this.#skew() };
    return this.#line(this.#columns.map(column => clean(column.text(change))));
  }

  #line(cells: readonly string[]): string {
    cells.forEach((cell, i) => {
      this.#widths[i] = Math.max(this.#widths[i]!, cell.length);
    });
    return cells
      .map((cell, i) => pad(cell, this.#widths[i]!))
      .join(GAP)
      .trimEnd();
  }
}

const TOLD: ReadonlySet<Transition['subject']> = new Set(['pod', 'status', 'ready', 'restarts']);

/** One transition as an object for programs: times as RFC 3339, durations in seconds. */
export function transitionRecord(one: Transition): Record<string, unknown> {
  return {
    time: formatTime(one.receivedAt),
    clusterTime: one.clusterAt === undefined ? undefined : formatTime(one.clusterAt),
    namespace: one.namespace || undefined,
    name: one.name || undefined,
    uid: one.uid || undefined,
    subject: one.subject,
    part: one.part,
    from: one.from,
    to: one.to,
    lastedSeconds: one.lasted && one.lasted.ms / 1000,
    lastedAtLeast: one.lasted?.atLeast || undefined,
    reason: one.reason,
    message: one.message,
    certainty: one.certainty,
    severity: one.severity,
    missedRestarts: one.missed,
  };
}
