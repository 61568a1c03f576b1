import type { InputEvent } from './input.ts';
import { type EditedLine, edit, editedLine } from './line-editor.ts';
import { moved, reveal, type Viewport } from './viewport.ts';

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** Stands before the label: the key that does the same without the list. */
  readonly key?: string | undefined;
  /** Choosing it does nothing but say why; the hint is the reason. */
  readonly refused?: boolean | undefined;
}

/** What a person does to the order and the sizes of what is listed; it happens at once. */
export interface Arranging {
  /** The keys for it, for the foot of the list. */
  readonly note: string;
  /** @param marked in their new order */
  reorder(marked: readonly string[]): void;
  resize(id: string, by: 1 | -1): void;
}

/** A list to choose from, narrowed by what is typed. */
export class Picker implements Viewport {
  readonly title: string;
  /** The hints are sentences. */
  readonly wide: boolean;
  /** Several can be chosen. */
  readonly several: boolean;
  readonly marked: Set<string>;
  top = 0;
  readonly arranging: Arranging | undefined;
  readonly #items: PickerItem[];
  readonly #pick: (ids: readonly string[], now: number) => void;
  #line: EditedLine = editedLine('');
  #found: readonly PickerItem[];
  #index: number;

  constructor(options: {
    readonly title: string;
    readonly items: readonly PickerItem[];
    readonly several?: boolean;
    readonly wide?: boolean;
    readonly marked?: readonly string[];
    readonly current?: string | undefined;
    readonly arranging?: Arranging;
    readonly pick: (ids: readonly string[], now: number) => void;
  }) {
    this.title = options.title;
    this.several = options.several ?? false;
    this.wide = options.wide ?? false;
    this.marked = new Set(options.marked);
    this.arranging = options.arranging;
    this.#items = [...options.items];
    this.#found = this.#items;
    this.#pick = options.pick;
    this.#index = Math.max(
      0,
      options.items.findIndex(item => item.id === options.current),
    );
  }

  /** Of all there is to choose from. */
  get size(): number {
    return this.#items.length;
  }
  get text(): string {
    return this.#line.text;
  }
  /** All there is to choose from. */
  get items(): readonly PickerItem[] {
    return this.#items;
  }
  get found(): readonly PickerItem[] {
    return this.#found;
  }
  get index(): number {
    return this.#index;
  }

  edit(input: InputEvent): void {
    const line = edit(this.#line, input);
    if (!line) return;
    this.#line = line;
    this.#found = bestFirst(this.#items, line.text);
    this.#index = 0;
  }
  move(unit: 'lines' | 'pages', amount: number, rows: number): void {
    this.#index = moved(this.#index, unit, amount, rows, this.#found.length);
    this.settle(rows);
  }
  /** To the item at a place; answers whether there is one. */
  point(index: number): boolean {
    if (!this.#found[index]) return false;
    this.#index = index;
    return true;
  }
  settle(rows: number): void {
    reveal(this, this.#index, rows, this.#found.length);
  }
  toggle(): void {
    const item = this.#found[this.#index];
    if (!item || !this.several) return;
    if (!this.marked.delete(item.id)) this.marked.add(item.id);
  }
  /** Puts the item one place up or down; not while only some are found. */
  shift(by: 1 | -1): void {
    const to = this.#index + by;
    const item = this.#items[this.#index];
    const other = this.#items[to];
    if (!this.arranging || this.#line.text !== '' || !item || !other) return;
    this.#items[to] = item;
    this.#items[this.#index] = other;
    this.#index = to;
    this.arranging.reorder(this.#markedInOrder());
  }
  resize(by: 1 | -1): void {
    const item = this.#found[this.#index];
    if (item) this.arranging?.resize(item.id, by);
  }
  #markedInOrder(): string[] {
    return this.#items.map(({ id }) => id).filter(id => this.marked.has(id));
  }
  /** Answers whether something was chosen. */
  accept(now: number): boolean {
    const item = this.#found[this.#index];
    const marked = this.arranging ? this.#markedInOrder() : [...this.marked];
    const ids = marked.length > 0 ? marked : item ? [item.id] : [];
    if (ids.length > 0) this.#pick(ids, now);
    return ids.length > 0;
  }
}

/** Those that hold the characters in order: first those that start so, then those with a word that does, then the others. */
export function bestFirst(items: readonly PickerItem[], typed: string): readonly PickerItem[] {
  const wanted = typed.toLowerCase();
  if (wanted === '') return items;
  const found = items
    .map(item => ({ item, rank: rankOf(item.label.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < NO_MATCH);
  return found.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

const NO_MATCH = 4;
function rankOf(label: string, wanted: string): number {
  const at = label.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return /[^a-z0-9]/.test(label[at - 1]!) ? 1 : 2;
  let from = 0;
  for (const char of wanted) {
    const next = label.indexOf(char, from);
    if (next < 0) return NO_MATCH;
    from = next + 1;
  }
  return 3;
}
