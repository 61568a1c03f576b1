import type { PodEntry } from '../history/entry.ts';
import type { Transition } from '../history/transition.ts';
import type { Health } from '../status/row.ts';
import type { Context } from './command.ts';
import { COMMANDS } from './commands.ts';
import { Grid } from './grid.ts';
import type { InputEvent } from './input.ts';
import { createKeymap, type Keymap } from './keymap.ts';
import { DEFAULT_LAYOUT, type Layout, layoutOf, type PaneId, type PlacedPane } from './layout.ts';
import { edit, editedLine } from './line-editor.ts';
import { Log } from './log.ts';
import type { Effect, Overlay, State } from './state.ts';
import type { World } from './world.ts';

export interface SessionOptions {
  readonly world: World;
  readonly health: (entry: PodEntry, now: number) => Health;
  readonly width: number;
  readonly height: number;
  /** Keys by command id, instead of those of the table. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** How long a pod that is gone stays in sight, ms. */
  readonly tombstoneMs?: number;
}

const TOMBSTONE_MS = 60_000;
const NOTICE_MS = 4_000;
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
  #effects: Effect[] = [];

  constructor(options: SessionOptions) {
    const { world, health } = options;
    this.world = world;
    this.state = {
      width: options.width,
      height: options.height,
      layout: DEFAULT_LAYOUT,
      detail: { top: 0 },
      prompt: undefined,
      overlay: undefined,
      notice: undefined,
    };
    ({ keymap: this.keymap, clashes: this.clashes } = createKeymap(COMMANDS, options.keys));
    this.grid = new Grid({
      world,
      health,
      tombstoneMs: options.tombstoneMs ?? TOMBSTONE_MS,
      rows: () => Math.max(1, (this.pane('grid')?.inner.height ?? 1) - COLUMN_TITLES),
      width: () => this.pane('grid')?.inner.width ?? this.state.width,
      onSelect: () => {
        this.state.detail.top = 0;
        this.log.podSelected();
      },
    });
    this.log = new Log({
      world,
      rows: () => Math.max(1, this.pane('log')?.inner.height ?? 1),
      selectedPod: () => this.grid.selected,
    });
  }

  // --- what happens -------------------------------------------------------------------------------------------

  /** The ledger took an event into account: these pods came, changed or were forgotten, and this was logged. */
  ledgerChanged(
    change: { readonly uids: Iterable<string>; readonly transitions: readonly Transition[] },
    now: number,
  ): void {
    this.grid.update(change.uids, now);
    this.log.append(change.transitions);
  }

  /** The list is complete. */
  synced(): void {
    this.grid.pin();
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
    const refusal = command.disabled?.(this);
    if (refusal === undefined) command.run(this, now);
    else this.notify(refusal, now);
  }

  #type(input: InputEvent, now: number): void {
    const { prompt, overlay } = this.state;
    if (prompt) {
      const line = edit(prompt.line, input);
      if (!line) return;
      const changed = line.text !== prompt.line.text;
      prompt.line = line;
      if (changed) this.#setPromptText(line.text, now);
    } else if (overlay?.kind === 'help' && overlay.typing) {
      overlay.line = edit(overlay.line, input) ?? overlay.line;
      overlay.top = 0;
    }
  }

  /** Where keys go; the first that knows one takes it. */
  contexts(): readonly Context[] {
    const { overlay, prompt } = this.state;
    if (prompt) return ['prompt', 'any'];
    if (overlay?.kind === 'help') return overlay.typing ? ['prompt', 'any'] : ['help', 'any'];
    if (overlay) return [overlay.kind, 'any'];
    return [this.state.layout.focus, 'pane', 'any'];
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
    this.state.notice = { text, role, until: now + NOTICE_MS };
  }

  move(unit: 'lines' | 'pages', amount: number): void {
    const { overlay, layout, detail } = this.state;
    // How long these two are is known where they are drawn, which also holds them within it.
    if (overlay?.kind === 'help') overlay.top = scrolled(overlay.top, unit, amount, this.state.height - 6);
    else if (layout.focus === 'detail') {
      detail.top = scrolled(detail.top, unit, amount, this.pane('detail')?.inner.height ?? 1);
    } else if (layout.focus === 'grid') this.grid.move(unit, amount);
    else this.log.move(unit, amount);
  }

  focusNext(by: 1 | -1): void {
    const { layout } = this.state;
    const open = (['grid', 'detail', 'log'] as const).filter(id => !layout.hidden.includes(id));
    this.focus(open[(open.indexOf(layout.focus) + by + open.length) % open.length] ?? 'grid');
  }
  focus(pane: PaneId): void {
    this.state.layout = { ...this.state.layout, focus: pane };
    this.#settle();
  }
  zoom(pane: PaneId): void {
    this.state.layout = { ...this.state.layout, focus: pane, zoomed: true };
    this.#settle();
  }
  toggleZoom(): void {
    this.state.layout = { ...this.state.layout, zoomed: !this.state.layout.zoomed };
    this.#settle();
  }
  back(now: number): void {
    const { layout } = this.state;
    if (layout.zoomed) {
      this.state.layout = { ...layout, focus: 'grid', zoomed: false };
      this.#settle();
    } else if (layout.focus === 'log' && this.log.filter.text !== '') this.log.setFilter('');
    else if (layout.focus !== 'grid') this.focus('grid');
    else if (this.grid.filter.text !== '') this.grid.setFilter('', now);
    else if (this.grid.status.kind !== 'all') this.grid.setStatus({ kind: 'all' }, now);
  }
  jumpToPod(uid: string, now: number): void {
    if (!this.grid.pods.position(uid)?.shown) this.grid.clearFilters(now);
    const at = this.grid.pods.position(uid);
    this.focus('grid');
    if (at?.shown) this.grid.select(at.index);
    else this.notify('This pod is gone and hidden; t shows pods that are gone.', now);
  }

  openFilter(): void {
    const log = this.state.layout.focus === 'log';
    const { text } = log ? this.log.filter : this.grid.filter;
    this.state.prompt = { kind: log ? 'filterLog' : 'filterGrid', line: editedLine(text), before: text };
  }
  acceptPrompt(): void {
    if (this.state.overlay?.kind === 'help') this.state.overlay.typing = false;
    this.state.prompt = undefined;
  }
  cancelPrompt(now: number): void {
    const { prompt, overlay } = this.state;
    if (overlay?.kind === 'help') {
      overlay.typing = false;
      overlay.line = editedLine('');
    }
    if (prompt) this.#setPromptText(prompt.before, now);
    this.state.prompt = undefined;
  }
  #setPromptText(text: string, now: number): void {
    if (this.state.prompt?.kind === 'filterLog') this.log.setFilter(text);
    else this.grid.setFilter(text, now);
  }

  openHelp(): void {
    this.state.overlay = { kind: 'help', top: 0, line: editedLine(''), typing: false };
  }
  typeInHelp(): void {
    if (this.state.overlay?.kind === 'help') this.state.overlay.typing = true;
  }
  closeOverlay(): void {
    this.state.overlay = undefined;
  }
  ask(question: Omit<Extract<Overlay, { kind: 'confirm' }>, 'kind'>): void {
    this.state.overlay = { kind: 'confirm', ...question };
  }
  answer(yes: boolean): void {
    const { overlay } = this.state;
    this.closeOverlay();
    if (yes && overlay?.kind === 'confirm') this.emit(overlay.yes);
  }
}

const scrolled = (top: number, unit: 'lines' | 'pages', amount: number, rows: number): number =>
  amount === Number.POSITIVE_INFINITY
    ? Number.MAX_SAFE_INTEGER
    : Math.max(0, top + (unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, rows - 1))));
