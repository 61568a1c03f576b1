import type { InputEvent } from './input.ts';
import { type EditedLine, edit, editedLine } from './line-editor.ts';
import { moved, reveal, type Viewport } from './viewport.ts';

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A list to choose from, narrowed by what is typed. */
export class Picker implements Viewport {
  readonly title: string;
  /** Several can be chosen. */
  readonly several: boolean;
  readonly marked: Set<string>;
  top = 0;
  readonly #items: readonly PickerItem[];
  readonly #pick: (ids: readonly string[], now: number) => void;
  #line: EditedLine = editedLine('');
  #found: readonly PickerItem[];
  #index: number;

  constructor(options: {
    readonly title: string;
    readonly items: readonly PickerItem[];
    readonly several?: boolean;
    readonly marked?: readonly string[];
    readonly current?: string | undefined;
    readonly pick: (ids: readonly string[], now: number) => void;
  }) {
    this.title = options.title;
    this.several = options.several ?? false;
    this.marked = new Set(options.marked);
    this.#items = options.items;
    this.#found = options.items;
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
  settle(rows: number): void {
    reveal(this, this.#index, rows, this.#found.length);
  }
  toggle(): void {
    const item = this.#found[this.#index];
    if (!item || !this.several) return;
    if (!this.marked.delete(item.id)) this.marked.add(item.id);
  }
  /** Answers whether something was chosen. */
  accept(now: number): boolean {
    const item = this.#found[this.#index];
    const ids = this.marked.size > 0 ? [...this.marked] : item ? [item.id] : [];
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
