import type { Transition } from '../history/transitions/transition.ts';
import type { Command, Context } from './command.ts';
import { COMMANDS } from './commands.ts';
import type { InputEvent } from './controls/input.ts';
import { scrolled } from './controls/viewport.ts';
import type { Effect } from './effects.ts';
import { takeSelectors } from './filter/selectors.ts';
import { Grid } from './grid/grid.ts';
import { arrangeGrid, type Kept, nothingKept } from './kept.ts';
import { createKeymap, type Keymap } from './keymap.ts';
import { DEFAULT_LAYOUT, type Layout, type LayoutChoice, layoutOf, type PaneId, type PlacedPane } from './layout.ts';
import type { Follow } from './life/follow.ts';
import { LifeView } from './life/life-view.ts';
import type { Lives } from './life/lives.ts';
import { Log } from './log/log.ts';
import { Mouse } from './mouse.ts';
import { type Names, NO_NAMES } from './names.ts';
import { Overlays } from './overlays.ts';
import { KnownEvents } from './reading/known-events.ts';
import type { Reader } from './reading/reader.ts';
import { refuse } from './refusals.ts';
import { remember } from './remember.ts';
import type { Settings } from './settings.ts';
import { DETAIL_PAGES, type DetailPage, type State } from './state.ts';
import { type Forwards, NO_FORWARDS } from './streams/forwards.ts';
import { Typing } from './typing.ts';
import { type View, Views } from './views.ts';
import type { World } from './world.ts';

export interface SessionOptions {
  readonly world: World;
  readonly width: number;
  readonly height: number;
  /** How long a pod that is gone stays in sight, ms. */
  readonly tombstoneMs?: number;
  readonly names?: Names;
  /** Ports that are forwarded; those of the program, not of this session alone. */
  readonly forwards?: Forwards | undefined;
  /** What the person has set for good: filters, order, columns. */
  readonly settings?: Settings | undefined;
  /** The filter of the grid at the start. */
  readonly filter?: string | undefined;
  /** What earlier runs left; what this one leaves is put into it. */
  readonly kept?: Kept | undefined;
  /** Shared by all sessions of a screen. */
  readonly views?: Views | undefined;
  readonly layout?: LayoutChoice | undefined;
}

const TOMBSTONE_MS = 60_000;
const NOTICE_MS = 4_000;
/** What went wrong takes longer to read. */
const DANGER_MS = 8_000;
const RECENT_NAMESPACES = 9;
/** After these another session is on the screen. */
const LEAVING: readonly Effect['type'][] = ['switchNamespaces', 'switchContext', 'select', 'showView'];
/** The line of the grid that the titles of the columns take. */
const COLUMN_TITLES = 1;

/** What a person sees and does on one cluster. Holds the state; knows no terminal and does no I/O. */
export class Session {
  readonly world: World;
  readonly state: State;
  readonly grid: Grid;
  readonly log: Log;
  readonly keymap: Keymap;
  /** What is wrong with the configured keys, a sentence each. */
  readonly clashes: readonly string[];
  readonly names: Names;
  readonly kept: Kept;
  readonly forwards: Forwards;
  /** What lies over the panes. */
  readonly overlays = new Overlays(this);
  /** What is typed at the bottom. */
  readonly typing = new Typing(this);
  /** Where a person has been. */
  readonly views: Views;
  /** The Events that were told of what the screen shows. */
  readonly events = new KnownEvents();
  /** The pod that is followed through its replacements, if one is. */
  follow: Follow | undefined;
  /** Of an owner or a label whose pods are followed, all of them. */
  lives: Lives | undefined;
  /** `back` goes to the log, from where a person jumped to a pod. */
  #cameFromLog = false;
  readonly #mouse = new Mouse();
  #effects: Effect[] = [];

  constructor(options: SessionOptions) {
    const { world } = options;
    this.world = world;
    this.names = options.names ?? NO_NAMES;
    this.kept = options.kept ?? nothingKept();
    this.views = options.views ?? new Views();
    this.forwards = options.forwards ?? NO_FORWARDS;
    this.state = {
      width: options.width,
      height: options.height,
      layout: options.layout ?? DEFAULT_LAYOUT,
      detail: { top: 0, page: 'summary' },
      whole: undefined,
      life: new LifeView(),
      prompt: undefined,
      overlay: undefined,
      notice: undefined,
      answers: undefined,
      stripSpots: [],
      listSpot: undefined,
    };
    ({ keymap: this.keymap, clashes: this.clashes } = createKeymap(COMMANDS, options.settings?.keys));
    const { settings = {} } = options;
    this.grid = new Grid({
      world,
      filters: settings.filters,
      tombstoneMs: options.settings?.tombstones ?? options.tombstoneMs ?? TOMBSTONE_MS,
      rows: () => Math.max(1, (this.pane('grid')?.inner.height ?? 1) - COLUMN_TITLES),
      width: () => this.pane('grid')?.inner.width ?? this.state.width,
      onSelect: () => {
        this.state.detail.top = 0;
        this.state.life.fit();
        this.log.podSelected();
      },
    });
    if (options.filter !== undefined) this.grid.setFilter(options.filter, 0);
    arrangeGrid(this.grid, this.kept, settings, world.target.context);
    this.log = new Log({
      world,
      filters: settings.filters,
      rows: () => Math.max(1, this.pane('log')?.inner.height ?? 1),
      selectedPod: () => this.grid.selected,
    });
    if (this.views.isEmpty) this.noteView(0);
  }

  // --- what happens -------------------------------------------------------------------------------------------

  /** The ledger took an event into account: these pods came, changed or were forgotten, and this was logged. */
  ledgerChanged(
    change: { readonly uids: Iterable<string>; readonly transitions: readonly Transition[] },
    now: number,
  ): void {
    this.grid.update(change.uids, now);
    this.log.append(change.transitions);
    this.lives?.look(change.uids);
    this.#keepFollowing(change.uids, now);
  }

  /** Reads all pods and the log again, as at the start or after another cluster was chosen. */
  reset(now: number): void {
    this.grid.reset(now);
    this.log.reset();
  }

  /** Time has passed. */
  tick(now: number): void {
    if (this.state.notice && this.state.notice.until <= now) this.state.notice = undefined;
    this.grid.tick(now);
    if (this.world.connection.state === 'live') this.grid.pin();
  }

  /** When time alone will change what this session holds, ms; the texts of a frame say their own time. */
  get dueAt(): number | undefined {
    const times = [this.grid.dueAt, this.state.notice?.until].filter(at => at !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Answers what the shell has to do for it. */
  handle(input: InputEvent, now: number): readonly Effect[] {
    this.#effects = [];
    if (input.type === 'resize') this.#resize(input.width, input.height);
    else if (input.type === 'key') this.#key(input, now);
    else if (input.type === 'paste') this.#type(input, now);
    else this.#mouse.handle(this, input, now);
    if (!this.state.prompt) this.#settleView(now);
    return this.#effects;
  }

  #resize(width: number, height: number): void {
    this.state.width = width;
    this.state.height = height;
    this.#settle();
  }

  #key(input: InputEvent & { type: 'key' }, now: number): void {
    const contexts = this.contexts();
    const command = this.keymap.lookup(input.key, contexts);
    if (!command) {
      this.#type(input, now);
      return;
    }
    this.run(command, now);
  }

  /** Runs a command, or says why not. */
  run(command: Command, now: number): void {
    const refusal = command.disabled?.(this);
    if (refusal === undefined) command.run(this, now);
    else this.notify(refusal, now);
  }

  #type(input: InputEvent, now: number): void {
    if (!this.typing.input(input, now)) this.overlays.type(input);
  }

  /** Where keys go; the first that knows one takes it. */
  contexts(): readonly Context[] {
    const { overlay, prompt } = this.state;
    if (prompt) return ['prompt', 'any'];
    if (overlay?.kind === 'help') return overlay.typing ? ['prompt', 'any'] : ['help', 'any'];
    if (overlay) return [overlay.kind, 'any'];
    const { layout, detail } = this.state;
    const page: Context | undefined = this.pageReader ? 'whole' : detail.page === 'life' ? 'life' : undefined;
    return [...(layout.focus === 'detail' && page !== undefined ? [page] : []), layout.focus, 'pane', 'any'];
  }

  /** What the page of the detail with everything reads, once it is known. */
  get pageReader(): Reader | undefined {
    const { detail, whole } = this.state;
    if (detail.page !== 'all' || whole?.content?.kind !== 'describe') return undefined;
    return whole.target.uid === this.grid.selectedItem()?.entry.uid ? whole : undefined;
  }

  // --- where it is seen ---------------------------------------------------------------------------------------

  layout(): Layout | undefined {
    return layoutOf(this.state.width, this.state.height, this.state.layout);
  }
  pane(id: PaneId): PlacedPane | undefined {
    return this.layout()?.panes.find(pane => pane.id === id);
  }
  #settle(): void {
    this.grid.settle();
    this.log.settle();
  }

  // --- what commands do ---------------------------------------------------------------------------------------

  emit(effect: Effect): void {
    this.#effects.push(effect);
  }
  notify(text: string, now: number, role: 'notice' | 'danger' = 'notice'): void {
    this.state.notice = {
      text,
      role,
      until: now + (role === 'danger' ? DANGER_MS : NOTICE_MS) * (this.world.pace?.() ?? 1),
    };
  }

  move(unit: 'lines' | 'pages', amount: number): void {
    if (!this.overlays.move(unit, amount)) this.#movePane(this.state.layout.focus, unit, amount);
  }
  /** Moves within a pane that need not be the focused one. */
  scroll(pane: PaneId, lines: number): void {
    this.#movePane(pane, 'lines', lines);
  }
  #movePane(pane: PaneId, unit: 'lines' | 'pages', amount: number): void {
    const { detail } = this.state;
    if (pane === 'grid') this.grid.move(unit, amount);
    else if (pane === 'log') this.log.move(unit, amount);
    else if (this.pageReader) this.pageReader.move(unit, amount);
    else detail.top = scrolled(detail.top, unit, amount, this.pane('detail')?.inner.height ?? 1);
  }

  focusNext(by: 1 | -1): void {
    const { layout } = this.state;
    const open = (['grid', 'detail', 'log'] as const).filter(id => !layout.hidden.includes(id));
    this.focus(open[(open.indexOf(layout.focus) + by + open.length) % open.length] ?? 'grid');
  }
  setLayout(change: Partial<LayoutChoice>): void {
    this.state.layout = { ...this.state.layout, ...change };
    this.#settle();
  }
  focus(pane: PaneId): void {
    this.#cameFromLog = false;
    this.setLayout({ focus: pane });
  }
  zoom(pane: PaneId): void {
    this.setLayout({ focus: pane, zoomed: true });
  }
  toggleZoom(): void {
    this.setLayout({ zoomed: !this.state.layout.zoomed });
  }
  back(now: number): void {
    const { layout } = this.state;
    if (layout.focus === 'detail' && this.pageReader?.search.text) this.pageReader.clearSearch();
    else if (layout.zoomed) {
      this.setLayout({ focus: 'grid', zoomed: false });
      this.#turnTo('summary');
    } else if (layout.focus === 'log' && this.log.filter.text !== '') this.log.setFilter('');
    else if (layout.focus !== 'grid') this.focus('grid');
    else if (this.#cameFromLog) this.focus('log');
    else if (this.grid.filter.text !== '') this.grid.setFilter('', now);
    else if (this.grid.status.kind !== 'all') this.grid.setStatus({ kind: 'all' }, now);
  }
  jumpToPod(uid: string, now: number): void {
    const { focus } = this.state.layout;
    this.focus('grid');
    this.#cameFromLog = focus === 'log';
    if (!this.#selectPod(uid, now))
      this.notify(refuse('podHidden', { key: this.keymap.keyOf('grid.tombstones') ?? ':grid.tombstones' }), now);
  }
  /** Puts the cursor on a pod, at the cost of the filters that hide it. */
  #selectPod(uid: string, now: number): boolean {
    if (!this.grid.pods.position(uid)?.shown) {
      this.grid.clearFilters(now);
      // What the server selects by is none of them: without it these would be other pods.
      const typed = this.world.target.selecting?.typed;
      if (typed !== undefined) this.grid.setFilter(`-l "${typed}"`, now);
    }
    const at = this.grid.pods.position(uid);
    if (at?.shown) this.grid.select(at.index);
    return at?.shown === true;
  }
  /** The cursor goes with the followed pod to the one that took its place, unless a person has moved it elsewhere. */
  #keepFollowing(changed: Iterable<string>, now: number): void {
    const before = this.follow?.current;
    const next = this.follow?.look(changed);
    if (!before || !next) return;
    if (this.grid.selected === before.uid) this.#selectPod(next.uid, now);
    this.notify(`${next.row.name} takes the place of ${before.row.name}.`, now);
  }

  /** Enlarges the detail at a page. */
  openPage(page: DetailPage): void {
    this.zoom('detail');
    this.#turnTo(page);
  }
  /** To the next page of the detail, or the one before. */
  turnPage(by: 1 | -1): void {
    const at = DETAIL_PAGES.indexOf(this.state.detail.page);
    this.#turnTo(DETAIL_PAGES[(at + by + DETAIL_PAGES.length) % DETAIL_PAGES.length]!);
  }
  #turnTo(page: DetailPage): void {
    if (this.state.detail.page !== page) this.state.detail = { top: 0, page };
  }

  // --- what is watched -----------------------------------------------------------------------------------------

  /** What is typed is kept now: the server selects what it can. */
  #settleView(now: number): void {
    const { selecting } = this.world.target;
    const { selector: labels, text: filter } = this.grid.filter;
    if (this.#effects.some(({ type }) => LEAVING.includes(type))) return;
    if (selecting && selecting.typed !== labels) this.emit({ type: 'select', labels, filter });
    else this.noteView(now);
  }
  /** The view is one to come back to, unless something is still being typed. */
  noteView(now: number): void {
    if (!this.state.prompt && this.grid.filter.problem === undefined) this.views.note(this.view(), now);
  }
  view(): View {
    const { context, namespaces } = this.world.target;
    const { filter, status, pods, chosenColumns, wide } = this.grid;
    return { context, namespaces, filter: filter.text, status, sort: pods.sort, columns: chosenColumns, wide };
  }
  /** Shows the grid as it was, in this scope. */
  applyView({ filter, status, sort, columns, wide }: View, now: number): void {
    this.grid.chosenColumns = columns;
    this.grid.wide = wide;
    this.grid.setSort(sort);
    this.grid.setFilter(filter, now);
    this.grid.setStatus(status, now);
  }
  /** To the view before, or after it. */
  stepView(by: 1 | -1, now: number): void {
    const view = this.views.step(by);
    if (!view) return;
    const { context, namespaces, selecting } = this.world.target;
    const isHere =
      view.context === context &&
      view.namespaces.join() === namespaces.join() &&
      (!selecting || selecting.typed === takeSelectors(view.filter).selector);
    if (isHere) this.applyView(view, now);
    else this.emit({ type: 'showView', view });
  }

  /** All namespaces that are known of. */
  namespaces(): readonly string[] {
    return [...new Set([...this.names.namespaces(), ...this.grid.pods.namespaces.keys()])].sort();
  }
  switchNamespaces(namespaces: readonly string[]): void {
    for (const name of namespaces) remember(this.kept.recentNamespaces, name, RECENT_NAMESPACES);
    this.kept.namespaces = namespaces;
    this.emit({ type: 'switchNamespaces', namespaces });
  }
}
