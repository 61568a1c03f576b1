import { isHealthy } from '../../status/health.ts';
import { ClockReading } from '../clock-reading.ts';
import { keepInPlace, moved, reveal, type Viewport } from '../controls/viewport.ts';
import { compileFilter, type Filter } from '../filter/compile.ts';
import type { World } from '../world.ts';
import { type FittedColumn, fitColumns } from './column-fit.ts';
import { COLUMNS, type Column, columnOf } from './columns.ts';
import type { PodItem } from './pod-item.ts';
import { cellsOf, DEFAULT_SORT, PodList, type Predicate, type Sort } from './pod-list.ts';
import { type StatusSlot, StatusSlots } from './status-slots.ts';
import { Trends } from './trends.ts';

/** Which statuses are shown. */
export type StatusFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'unhealthy' }
  | { readonly kind: 'status'; readonly status: string };

export interface GridOptions {
  readonly world: World;
  /** By name, for `@name` in a filter. */
  readonly filters?: Readonly<Record<string, string>> | undefined;
  /** How long a pod that is gone stays in sight, ms. */
  readonly tombstoneMs: number;
  /** Lines that show pods, and cells of such a line, at the present size. */
  readonly rows: () => number;
  readonly width: () => number;
  /** The cursor stands on another pod. */
  readonly onSelect: () => void;
}

/** How often a filter whose answers change with time is asked again, ms. */
const TIMED_FILTER_MS = 1_000;
/** What a person may make of a column, cells. */
const NARROWEST = 3;
const WIDEST = 200;

/** The grid of pods: which are shown, in which order and columns, and where the cursor stands. The cursor is a uid, never a row number. */
export class Grid implements Viewport {
  readonly pods: PodList;
  top = 0;
  wide = false;
  /** Column ids chosen by the person; undefined: the default or the wide set. */
  chosenColumns: readonly string[] | undefined;
  /** Cells, by column id, as the person wants them; of the others what they hold and the screen has. */
  chosenWidths: ReadonlyMap<string, number> = new Map();
  readonly #options: GridOptions;
  /** The pod the person chose. */
  #wanted: string | undefined;
  /** The pod the cursor stands on: the wanted one, or while that is not shown the one in its place. */
  #selected: string | undefined;
  #status: StatusFilter = { kind: 'all' };
  #filter: Filter = compileFilter('');
  readonly #marks = new Set<string>();
  readonly trends = new Trends();
  readonly #slots = new StatusSlots();
  /** The last time that was told. */
  #now = 0;
  #filteredAt = 0;
  #tombstones = true;
  /** By column, cells; `seen` is the part of the list that was looked at. */
  readonly #seenWidths = new Map<string, { readonly widest: number; readonly seen: string }>();

  constructor(options: GridOptions) {
    this.#options = options;
    this.pods = new PodList(options.tombstoneMs, options.world.skew, options.world.usage);
    this.pods.setFilter(this.#predicate(), 0);
  }

  get selected(): string | undefined {
    return this.#selected;
  }
  get status(): StatusFilter {
    return this.#status;
  }
  get filter(): Filter {
    return this.#filter;
  }

  selectedItem(): PodItem | undefined {
    return this.#selected === undefined ? undefined : this.pods.get(this.#selected);
  }
  /** Position of the cursor among the pods shown. */
  selectedIndex(): number {
    return this.#selected === undefined ? 0 : (this.pods.position(this.#selected)?.index ?? 0);
  }

  // --- the pods change ---

  update(uids: Iterable<string>, now: number): void {
    this.#now = now;
    this.#keepingCursor(() => this.pods.update(uids, this.#options.world.pods, now));
    this.#slots.update(this.pods.counts);
  }
  /** Reads all pods again, as at the start or after another cluster was chosen. */
  reset(now: number): void {
    this.pods.clear();
    this.trends.clear();
    this.#slots.clear();
    this.update(this.#options.world.pods.keys(), now);
  }
  tick(now: number): void {
    this.#now = now;
    // While the list comes in, or the connection is lost, the counts are not those of the cluster.
    if (this.#options.world.connection.state === 'live') this.trends.sample(this.pods, now);
    if ((this.pods.dueAt ?? Number.POSITIVE_INFINITY) <= now) this.#keepingCursor(() => this.pods.tick(now));
    if (this.#filter.timed && now - this.#filteredAt >= TIMED_FILTER_MS) this.#applyFilters(now);
  }
  /** When time alone will change what is shown, ms. */
  get dueAt(): number | undefined {
    const refilter = this.#filter.timed ? this.#filteredAt + TIMED_FILTER_MS : undefined;
    const due = this.pods.dueAt;
    return refilter !== undefined && due !== undefined ? Math.min(refilter, due) : (refilter ?? due);
  }

  // --- the cursor ---

  move(unit: 'lines' | 'pages', amount: number): void {
    const total = this.pods.shown.length;
    if (total > 0) this.select(moved(this.selectedIndex(), unit, amount, this.#options.rows(), total));
  }
  /** Chooses the pod at a position. */
  select(index: number): void {
    const item = this.pods.shown[index];
    if (!item) return;
    this.#wanted = item.entry.uid;
    this.#stand(item.entry.uid);
    this.settle();
  }
  /** After a change of sizes: the cursor stays in sight. */
  settle(): void {
    reveal(this, this.selectedIndex(), this.#options.rows(), this.pods.shown.length);
  }
  /** The list is complete: from now on the cursor belongs to its pod, chosen or not, and the digits to their statuses. */
  pin(): void {
    this.#wanted ??= this.#selected;
    this.#slots.pin(this.pods.counts);
  }

  /** All pods were known at some time: what is listed now is listed again. */
  get wasComplete(): boolean {
    return this.#slots.arePinned;
  }

  #stand(uid: string | undefined): void {
    if (this.#selected === uid) return;
    this.#selected = uid;
    this.#options.onSelect();
  }

  /** Changes the list and lets the cursor stay on its pod, and that on its line of the screen. */
  #keepingCursor(change: () => void): void {
    const before = this.selectedIndex();
    change();
    const total = this.pods.shown.length;
    const wanted = this.#wanted === undefined ? undefined : this.pods.position(this.#wanted);
    // Until a person moves, or the list is complete, the cursor stands on the first pod.
    const index = this.#wanted === undefined ? 0 : Math.max(0, Math.min(wanted?.index ?? before, total - 1));
    this.#stand(this.pods.shown[index]?.entry.uid);
    // The pod is no more: whoever took its place is chosen now.
    if (this.#wanted !== undefined && !wanted) this.#wanted = this.#selected;
    keepInPlace(this, before, index, this.#options.rows(), total);
  }

  // --- marks ---

  get marks(): ReadonlySet<string> {
    return this.#marks;
  }
  /** Marks the pod under the cursor, or no longer, and goes on to the next. */
  toggleMark(): void {
    if (this.#selected === undefined) return;
    if (!this.#marks.delete(this.#selected)) this.#marks.add(this.#selected);
    this.move('lines', 1);
  }
  toggleAllMarks(): void {
    const uids = this.pods.shown.map(item => item.entry.uid);
    const all = uids.every(uid => this.#marks.has(uid));
    this.#marks.clear();
    if (!all) for (const uid of uids) this.#marks.add(uid);
  }
  unmark(uid: string): void {
    this.#marks.delete(uid);
  }
  /** What a command is about: the marked pods, else the one under the cursor; none that is gone. */
  targets(): readonly PodItem[] {
    const uids = this.#marks.size > 0 ? [...this.#marks] : [this.#selected ?? ''];
    return uids
      .map(uid => this.pods.get(uid))
      .filter(item => item !== undefined && item.entry.goneAt === undefined) as PodItem[];
  }

  // --- columns and order ---

  /** The columns that are wanted, before it is known what fits. */
  columns(): readonly Column[] {
    return this.#wantedColumns().map(column => {
      const width = this.chosenWidths.get(column.id);
      return width === undefined ? column : { ...column, min: width, max: width, grows: false };
    });
  }
  #wantedColumns(): readonly Column[] {
    if (this.chosenColumns) return this.chosenColumns.map(columnOf).filter(column => column !== undefined);
    const { target, usage } = this.#options.world;
    const isOf = ({ set, id, measured }: Column): boolean =>
      (set === 'default' || (set === 'wide' && this.wide)) &&
      (id !== 'namespace' || target.namespaces.length !== 1) &&
      (measured !== true || usage?.isMeasured === true);
    return COLUMNS.filter(isOf);
  }
  setColumnWidth(id: string, cells: number): void {
    const width = Math.max(NARROWEST, Math.min(WIDEST, cells));
    this.chosenWidths = new Map([...this.chosenWidths, [id, width]]);
  }
  /** So many cells wider than it is on the screen. */
  resizeColumn(id: string, by: number): void {
    const shown = this.fittedColumns(this.#options.width()).find(({ column }) => column.id === id);
    if (shown) this.setColumnWidth(id, shown.width + by);
  }
  fittedColumns(width: number): readonly FittedColumn[] {
    return fitColumns(this.columns(), width, column => this.#naturalWidth(column));
  }
  /** Of some columns the widest text is known; of the others, the widest that was on the screen: it only grows, so that columns stand still. */
  #naturalWidth(column: Column): number {
    // The mark before the STATUS stands in the column, too.
    if (column.id === 'status') return this.pods.width('status') + 2;
    const known = this.pods.width(column.id);
    if (known > 0 || column.min === column.max || column.grows) return known;
    let { widest, seen } = this.#seenWidths.get(column.id) ?? { widest: 0, seen: '' };
    // What only time changes is never wider than the least that its column has.
    const look = `${this.pods.version} ${this.top} ${this.#options.rows()}`;
    if (seen === look) return widest;
    const reading = new ClockReading(this.#now, this.skew);
    for (const item of this.pods.shown.slice(this.top, this.top + this.#options.rows())) {
      widest = Math.max(widest, cellsOf(column.text(item, reading, column.max)));
    }
    this.#seenWidths.set(column.id, { widest, seen: look });
    return widest;
  }
  /** How far the cluster's clock is ahead of ours, ms. */
  get skew(): number {
    return this.#options.world.skew?.() ?? 0;
  }
  setSort(sort: Sort): void {
    this.#keepingCursor(() => this.pods.setSort(sort));
  }
  /** By this column; when it is already by this one, the other way round. */
  sortBy(column: string): void {
    const { sort } = this.pods;
    const descending = sort.column === column ? !sort.descending : (columnOf(column)?.descendingFirst ?? false);
    this.setSort({ column, descending });
  }
  sortByNeighbour(by: 1 | -1): void {
    const ids = this.fittedColumns(this.#options.width()).map(({ column }) => column.id);
    const at = ids.indexOf(this.pods.sort.column);
    const column = at < 0 ? (ids[0] ?? DEFAULT_SORT.column) : ids[(at + by + ids.length) % ids.length]!;
    this.setSort({ column, descending: columnOf(column)?.descendingFirst ?? false });
  }

  // --- filters ---

  /** The statuses there are, in the order of their digits: that of the line of counts and of the cycling filter. */
  statusSlots(): readonly StatusSlot[] {
    return this.#slots.inOrder(this.pods.counts);
  }
  statusWithDigit(digit: number): string | undefined {
    return this.#slots.withDigit(digit);
  }
  /** Only pods of this status; when it is already so, all again. */
  toggleStatus(status: string, now: number): void {
    const same = this.#status.kind === 'status' && this.#status.status === status;
    this.setStatus(same ? { kind: 'all' } : { kind: 'status', status }, now);
  }
  setStatus(status: StatusFilter, now: number): void {
    this.#status = status;
    this.#applyFilters(now);
  }
  /** All, not healthy, then each status there is. */
  cycleStatus(by: 1 | -1, now: number): void {
    const choices: StatusFilter[] = [
      { kind: 'all' },
      { kind: 'unhealthy' },
      ...this.statusSlots().map(({ count: { status } }) => ({ kind: 'status', status }) as const),
    ];
    const same = (choice: StatusFilter): boolean =>
      choice.kind === this.#status.kind &&
      (choice.kind !== 'status' || this.#status.kind !== 'status' || choice.status === this.#status.status);
    this.setStatus(choices[(choices.findIndex(same) + by + choices.length) % choices.length]!, now);
  }
  setFilter(text: string, now: number): void {
    this.#filter = compileFilter(text, this.#filter, this.#options.filters);
    this.#applyFilters(now);
  }
  clearFilters(now: number): void {
    this.#status = { kind: 'all' };
    this.setFilter('', now);
  }
  toggleTombstones(now: number): void {
    this.#tombstones = !this.#tombstones;
    this.#applyFilters(now);
  }

  #applyFilters(now: number): void {
    this.#filteredAt = now;
    this.#keepingCursor(() => this.pods.setFilter(this.#predicate(), now));
  }
  #predicate(): Predicate {
    const status = this.#status;
    const tombstones = this.#tombstones;
    const filter = this.#filter;
    const { tombstoneMs } = this.#options;
    return (item, now) => {
      const { row, goneAt } = item.entry;
      if (goneAt !== undefined && (!tombstones || now - goneAt >= tombstoneMs)) return false;
      if (status.kind === 'unhealthy' && (goneAt !== undefined || isHealthy(item.health.severity))) return false;
      if (status.kind === 'status' && row.status !== status.status) return false;
      return filter.matches(item, now, this.skew);
    };
  }
}
