import { DueTimes } from '../../history/ledger/due-times.ts';
import type { PodEntry } from '../../history/transitions/entry.ts';
import { isHealthy, podHealth } from '../../status/health.ts';
import type { Health } from '../../status/row.ts';
import { podHaystack } from '../filter/facts.ts';
import { type Column, columnOf, MOST_DOTS } from './columns.ts';
import { sortedByKey } from './key-sort.ts';
import { compareNames, type PodItem } from './pod-item.ts';
import type { UsageBook } from './usage-book.ts';

export interface Sort {
  /** A column's id. */
  readonly column: string;
  readonly descending: boolean;
}

/** As `kubectl get pods -A` lists: what is equal goes by name. */
export const DEFAULT_SORT: Sort = { column: 'namespace', descending: false };

/** Says whether an item is to be shown at a moment. */
export type Predicate = (item: PodItem, now: number) => boolean;

/** All pods with those that are shown in their order, kept up to date at the cost of what changed and not of all there is. */
export class PodList {
  readonly #items = new Map<string, PodItem>();
  /** All pods by name: the order of what is otherwise equal. */
  #byName: PodItem[] = [];
  #order: PodItem[] = this.#byName;
  #shown: PodItem[] = [];
  #sort: Sort = DEFAULT_SORT;
  #column: Column = columnOf(DEFAULT_SORT.column)!;
  #predicate: Predicate = () => true;
  readonly #due = new DueTimes();
  readonly #counts = new Map<string, StatusCount>();
  #namespaces = new Map<string, number>();
  #unhealthy = 0;
  #live = 0;
  #version = 0;
  readonly #widths = new Map<string, number>();

  readonly #tombstoneMs: number;
  readonly #skew: () => number;
  readonly #usage: UsageBook | undefined;

  /**
   * @param tombstoneMs how long a pod that is gone stays in sight, ms
   * @param skew how far the cluster's clock is ahead of ours, ms
   * @param usage what the pods use, where that is measured
   */
  constructor(tombstoneMs: number, skew: () => number = () => 0, usage?: UsageBook) {
    this.#tombstoneMs = tombstoneMs;
    this.#skew = skew;
    this.#usage = usage;
  }

  get shown(): readonly PodItem[] {
    return this.#shown;
  }
  /** Shown or not, in their order. */
  get all(): readonly PodItem[] {
    return this.#order;
  }
  get sort(): Sort {
    return this.#sort;
  }
  /** Pods that exist; tombstones do not count. */
  get live(): number {
    return this.#live;
  }
  /** Of those, the ones that are not healthy. */
  get unhealthy(): number {
    return this.#unhealthy;
  }
  /** By STATUS, of the pods that exist. */
  get counts(): ReadonlyMap<string, StatusCount> {
    return this.#counts;
  }
  /** How many pods each namespace has, of those that exist. */
  get namespaces(): ReadonlyMap<string, number> {
    return this.#namespaces;
  }
  /** When time alone will change something here, ms. */
  get dueAt(): number | undefined {
    return this.#due.next;
  }
  /** Another one whenever other pods are shown, or in another order. */
  get version(): number {
    return this.#version;
  }
  get(uid: string): PodItem | undefined {
    return this.#items.get(uid);
  }

  /** The widest text so far of a column whose texts depend on the pods; it only grows, so that columns stand still. */
  width(column: string): number {
    return this.#widths.get(column) ?? 0;
  }

  /** Where the pod stands, or would stand if the filter showed it; undefined when it is not known at all. */
  position(uid: string): { readonly index: number; readonly shown: boolean } | undefined {
    const item = this.#items.get(uid);
    if (!item) return undefined;
    return { index: this.#find(this.#shown, item, this.#compare), shown: item.shown };
  }

  /** Takes over what `pods` holds of these uids: entries that came, changed or are no more. */
  update(uids: Iterable<string>, pods: ReadonlyMap<string, PodEntry>, now: number): void {
    const changes: Change[] = [];
    for (const uid of uids) {
      const entry = pods.get(uid);
      const before = this.#items.get(uid);
      if (before?.entry === entry) continue;
      if (before) this.#count(before, -1);
      if (entry) {
        changes.push({ before, after: this.#take(entry, before, now) });
      } else {
        this.#items.delete(uid);
        this.#due.delete(uid);
        changes.push({ before, after: undefined });
      }
    }
    this.#refile(changes);
  }

  /** Reads again what time alone has changed. Answers whether anything did. */
  tick(now: number): boolean {
    const changes: Change[] = [];
    for (const uid of this.#due.take(now)) {
      const before = this.#items.get(uid);
      if (!before) continue;
      this.#count(before, -1);
      changes.push({ before, after: this.#take(before.entry, before, now) });
    }
    this.#refile(changes);
    return changes.length > 0;
  }

  /** The pods were measured again. */
  measure(): void {
    for (const item of this.#items.values()) item.usage = this.#usage?.shares(item.entry.pod);
    if (this.#column.measured) this.setSort(this.#sort);
  }

  setSort(sort: Sort): void {
    const column = columnOf(sort.column);
    if (!column) return;
    this.#sort = sort;
    this.#column = column;
    for (const item of this.#items.values()) item.key = column.value(item);
    this.#order = sortedByKey(this.#byName, sort.descending);
    this.#shown = this.#order.filter(item => item.shown);
    this.#version++;
  }

  /** From now on shows what `predicate` lets through. */
  setFilter(predicate: Predicate, now: number): void {
    this.#predicate = predicate;
    const shown: PodItem[] = [];
    for (const item of this.#order) {
      const passes = predicate(item, now);
      if (item.shown !== passes) item.shown = passes;
      if (passes) shown.push(item);
    }
    this.#shown = shown;
    this.#version++;
  }

  /** Forgets everything, as when another cluster is looked at. */
  clear(): void {
    this.#items.clear();
    this.#byName = [];
    this.#order = this.#byName;
    this.#shown = [];
    this.#version++;
    this.#counts.clear();
    this.#namespaces.clear();
    this.#widths.clear();
    this.#due.clear();
    this.#live = 0;
    this.#unhealthy = 0;
  }

  #compare = (a: PodItem, b: PodItem): number => {
    if (a.key === b.key) return compareNames(a, b);
    return a.key < b.key === this.#sort.descending ? 1 : -1;
  };

  #read(entry: PodEntry, before: PodItem | undefined, now: number): PodItem {
    const skew = this.#skew();
    const health = podHealth(entry.pod, entry.row, (entry.goneAt ?? now) + skew);
    const item: PodItem = {
      entry,
      health,
      key: 0,
      transition: undefined,
      haystack: podHaystack(entry.row, health),
      shown: false,
      usage: this.#usage?.shares(entry.pod),
      changed: before && before.entry !== entry ? changeOf(before, entry, now) : before?.changed,
    };
    item.key = this.#column.value(item);
    item.shown = this.#predicate(item, now);
    const due = entry.goneAt === undefined ? ourTime(health.changesAt, skew) : entry.goneAt + this.#tombstoneMs;
    this.#due.set(entry.uid, due !== undefined && due > now ? due : undefined);
    for (const [column, text] of widestTexts(entry)) {
      const width = cellsOf(text);
      if (width > (this.#widths.get(column) ?? 0)) this.#widths.set(column, width);
    }
    return item;
  }

  #count(item: PodItem, by: 1 | -1): void {
    if (item.entry.goneAt !== undefined) return;
    this.#live += by;
    if (!isHealthy(item.health.severity)) this.#unhealthy += by;
    const { status, namespace } = item.entry.row;
    const inNamespace = (this.#namespaces.get(namespace) ?? 0) + by;
    if (inNamespace === 0) this.#namespaces.delete(namespace);
    else this.#namespaces.set(namespace, inNamespace);
    const known = this.#counts.get(status);
    if (!known) {
      this.#counts.set(status, { status, count: 1, severities: { [item.health.severity]: 1 } });
      return;
    }
    known.count += by;
    if (known.count === 0) this.#counts.delete(status);
    else known.severities[item.health.severity] = (known.severities[item.health.severity] ?? 0) + by;
  }

  #take(entry: PodEntry, before: PodItem | undefined, now: number): PodItem {
    const item = this.#read(entry, before, now);
    this.#items.set(entry.uid, item);
    this.#count(item, 1);
    return item;
  }

  #refile(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    const same = this.#order === this.#byName;
    this.#byName = this.#filed(this.#byName, changes, compareNames);
    this.#order = same ? this.#byName : this.#filed(this.#order, changes, this.#compare);
    const ifShown = (item: PodItem | undefined): PodItem | undefined => (item?.shown ? item : undefined);
    const inSight = changes.map(({ before, after }) => ({ before: ifShown(before), after: ifShown(after) }));
    this.#shown = this.#filed(this.#shown, inSight, this.#compare);
    this.#version++;
  }

  /** What keeps its place is exchanged there. Of the others a few are moved one by one; many are merged in one pass, with as few comparisons. */
  #filed(list: PodItem[], changes: readonly Change[], compare: (a: PodItem, b: PodItem) => number): PodItem[] {
    const removed = new Set<PodItem>();
    const added: PodItem[] = [];
    for (const { before, after } of changes) {
      if (before && after && compare(before, after) === 0) {
        list[this.#find(list, before, compare)] = after;
        continue;
      }
      if (before) removed.add(before);
      if (after) added.push(after);
    }
    if (removed.size + added.length <= FEW) {
      for (const item of removed) list.splice(this.#find(list, item, compare), 1);
      for (const item of added) list.splice(this.#find(list, item, compare), 0, item);
      return list;
    }
    const merged = removed.size === 0 ? list : list.filter(item => !removed.has(item));
    const sorted = [...added].sort(compare);
    if (sorted[0] === undefined) return merged;
    // What stands before the first of them stays where it is: a list that comes in its order only grows at its end.
    const first = this.#find(merged, sorted[0], compare);
    const rest = merged.slice(first);
    merged.length = first;
    let copied = 0;
    for (const item of sorted) {
      const before = this.#find(rest, item, compare, copied);
      while (copied < before) merged.push(rest[copied++]!);
      merged.push(item);
    }
    while (copied < rest.length) merged.push(rest[copied++]!);
    return merged;
  }

  #find(list: readonly PodItem[], item: PodItem, compare: (a: PodItem, b: PodItem) => number, from = 0): number {
    let low = from;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(list[middle]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface StatusCount {
  readonly status: string;
  count: number;
  /** One word can be told with several severities: Running 1/2 is not Running 2/2. */
  readonly severities: Partial<Record<Health['severity'], number>>;
}

/** A pod as it was and as it is; one that came was nothing, one that went is nothing. */
interface Change {
  readonly before: PodItem | undefined;
  readonly after: PodItem | undefined;
}

/** Above this many changes at once one pass over the list is cheaper than moving each. */
const FEW = 16;

const widestTexts = ({ row }: PodEntry): readonly (readonly [string, string])[] => [
  ['namespace', row.namespace],
  ['name', row.name],
  ['status', row.status],
  [
    'ready',
    row.ready.total > 1 && row.ready.total <= MOST_DOTS
      ? `${row.ready.count}/${row.ready.total} ${'.'.repeat(row.ready.total)}`
      : '',
  ],
  ['ip', row.ip ?? ''],
  ['node', row.node ?? ''],
  ['restarts', row.restarts.lastAt === undefined ? '' : `${row.restarts.count} (59m59s ago)`],
];

/** An upper bound of the cells a text needs, cheap enough for every change of every pod. */
export const cellsOf = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : text.length * 2);

function changeOf(before: PodItem, entry: PodEntry, now: number): PodItem['changed'] {
  const a = before.entry.row;
  const b = entry.row;
  const columns: string[] = [];
  if (a.status !== b.status) columns.push('status');
  if (a.ready.count !== b.ready.count || a.ready.total !== b.ready.total) columns.push('ready');
  if (a.restarts.count !== b.restarts.count) columns.push('restarts');
  if (a.ip !== b.ip) columns.push('ip');
  if (a.node !== b.node) columns.push('node');
  return columns.length > 0 ? { at: now, columns } : before.changed;
}

const ourTime = (at: number | undefined, skew: number): number | undefined =>
  at === undefined ? undefined : at - skew;
