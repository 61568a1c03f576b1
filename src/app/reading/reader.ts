import type { Facts, Finding } from '../../diagnosis/finding.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { InputEvent } from '../controls/input.ts';
import { type EditedLine, edit, editedLine } from '../controls/line-editor.ts';
import { reveal } from '../controls/viewport.ts';
import type { ObjectDocument, TextChoice, TextFormat } from './object-document.ts';

/** What can be read over the panes: of a pod, of another object, or of namespaces. */
export type ReaderKind = 'describe' | 'diagnosis' | 'object' | 'events' | 'allEvents';

export interface ReaderTarget {
  /** Empty: whatever has the name. */
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent: a pod. */
  readonly kind?: string | undefined;
}

/** What the shell found out; a reader without content waits for it. */
export type ReaderContent =
  | {
      readonly kind: 'describe';
      readonly pod: unknown;
      /** Undefined: not asked yet; a sentence: why they are not known. */
      readonly events: readonly ClusterEvent[] | string | undefined;
    }
  | { readonly kind: 'diagnosis'; readonly facts: Facts; readonly findings: readonly Finding[] }
  | { readonly kind: 'object'; readonly document: ObjectDocument }
  | {
      readonly kind: 'events';
      readonly events: readonly ClusterEvent[];
      /** Why there may be others, as a sentence: a lost connection, a missing right. */
      readonly problem?: string | undefined;
      readonly dropped?: number | undefined;
    }
  /** One sentence on why there is nothing to read. */
  | { readonly kind: 'problem'; readonly sentence: string };

/** An object as it was once. */
export interface Version {
  readonly object: unknown;
  /** With every field the server keeps, not only those that the watch does. */
  readonly isWhole: boolean;
  /** When we got it, ms by our clock. */
  readonly at: number;
}

/** What of the lines that are shown matters to the keys; known where they are drawn. */
export interface DrawnLines {
  /** Of each line, the section that it belongs to. */
  readonly sections: readonly string[];
  /** The lines that hold what is searched for. */
  readonly matches: readonly number[];
  /** What can be chosen: a finding, an Event; each with its first line. */
  readonly items: readonly { readonly id: string; readonly line: number; readonly lines: number }[];
  /** All lines as text. */
  text(): string;
}

const NOTHING_DRAWN: DrawnLines = { sections: [], matches: [], items: [], text: () => '' };

/** One thing that is read, and where in it a person is. */
export class Reader {
  readonly kind: ReaderKind;
  readonly target: ReaderTarget;
  /** What was read before, and is again when this is closed. */
  readonly from: Reader | undefined;
  content: ReaderContent | undefined;
  /** What the content was before it changed, and when that was: what differs is marked for a moment. */
  before: { readonly content: ReaderContent; readonly at: number } | undefined;
  /** The first line on the screen; held within what there is where it is drawn. */
  top = 0;
  /** How many lines fit; known where it is drawn. */
  rows = 1;
  search: EditedLine = editedLine('');
  /** Lines that do not hold what is searched for are left out. */
  onlyMatches = false;
  /** Sections that show only their head. */
  readonly folded = new Set<string>();
  /** Everything is shown, also what is noise or kept back: managedFields, values of the environment. */
  everything = false;
  format: TextFormat = 'yaml';
  /** Only what this path finds is shown of an object; the last that was understood. */
  path: EditedLine = editedLine('');
  goodPath = '';
  /** Instead of the object: what changed from version to version. */
  difference = false;
  versions: readonly Version[] = [];
  /** The field of the object that a person came for. */
  place: string | undefined;
  /** Which line is being typed. */
  typing: 'search' | 'path' = 'search';
  isClosed = false;
  #drawn = NOTHING_DRAWN;
  #chosen: string | undefined;
  /** The line of the match that a person is at. */
  #match = -1;
  /** From where the next match is looked for once the lines are known: those that are still to come may hold it. */
  #seek: number | undefined;

  constructor(kind: ReaderKind, target: ReaderTarget, from?: Reader) {
    this.kind = kind;
    this.target = target;
    this.from = from;
  }

  /** @param now ms, by our clock */
  fill(content: ReaderContent, now: number): void {
    if (this.content?.kind === content.kind) this.before = { content: this.content, at: now };
    this.content = content;
  }

  get choice(): TextChoice {
    return { format: this.format, everything: this.everything };
  }
  get sections(): readonly string[] {
    return this.#drawn.sections;
  }
  /** What is shown, as text. */
  text(): string {
    return this.#drawn.text();
  }
  /** The line of the present match; -1: none. */
  get match(): number {
    return this.#match;
  }
  get matches(): readonly number[] {
    return this.#drawn.matches;
  }
  /** Lists whose newest item is the last are followed until a person chooses one. */
  get follows(): boolean {
    return this.#isList && this.#chosen === undefined;
  }
  get #isList(): boolean {
    return this.kind === 'events' || this.kind === 'allEvents';
  }
  /** What is chosen of the items; of a list that is followed, the last. */
  get chosen(): string | undefined {
    const { items } = this.#drawn;
    const known = items.some(({ id }) => id === this.#chosen);
    return known ? this.#chosen : (this.#isList ? items.at(-1) : items[0])?.id;
  }
  choose(id: string): void {
    this.#chosen = id;
  }

  /** Whether the cluster has more to say of what was asked. */
  get #isComing(): boolean {
    const { content } = this;
    return content === undefined || (content.kind === 'describe' && content.events === undefined);
  }

  /** The lines are known: holds the top within them, on what is chosen or looked for. */
  drawn(lines: DrawnLines, total: number): void {
    this.#drawn = lines;
    const { matches, items } = lines;
    if (this.#seek !== undefined) {
      const from = this.#seek;
      this.#match = matches.find(line => line >= from) ?? matches[0] ?? -1;
      if (this.#match >= 0 || !this.#isComing) this.#seek = undefined;
      this.#show(this.#match, total);
    } else if (!matches.includes(this.#match)) this.#match = -1;
    const chosen = items.find(({ id }) => id === this.chosen);
    if (this.follows) this.top = total - this.rows;
    else if (chosen && this.#chosen !== undefined) {
      reveal(this, chosen.line + Math.min(chosen.lines, this.rows) - 1, this.rows, total);
      reveal(this, chosen.line, this.rows, total);
    }
    this.top = Math.max(0, Math.min(this.top, total - this.rows));
  }

  move(unit: 'lines' | 'pages', amount: number): void {
    this.#seek = undefined;
    const { items } = this.#drawn;
    if (items.length > 0) {
      this.#moveChosen(unit, amount);
      return;
    }
    const lines = unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, this.rows - 1));
    this.top = Math.max(0, amount === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : this.top + (lines || 0));
    if (amount === Number.NEGATIVE_INFINITY) this.top = 0;
  }

  #moveChosen(unit: 'lines' | 'pages', amount: number): void {
    const { items } = this.#drawn;
    const at = items.findIndex(({ id }) => id === this.chosen);
    const aim = items[at]!.line + amount * (this.rows - 1);
    const beyond = items.findIndex(({ line }) => line >= aim);
    const to = unit === 'lines' ? at + amount : beyond < 0 ? items.length - 1 : beyond;
    const index = Math.max(0, Math.min(items.length - 1, to));
    // At the end of a list what comes is followed again.
    this.#chosen = this.#isList && index === items.length - 1 && amount > 0 ? undefined : items[index]!.id;
    if (index === 0) this.top = 0;
  }

  /** To the head of the next section, or of the one before. */
  jump(by: 1 | -1): void {
    this.#seek = undefined;
    const { sections } = this;
    const isHead = (i: number): boolean => sections[i] !== sections[i - 1];
    for (let i = this.top + by; i >= 0 && i < sections.length; i += by) {
      if (isHead(i)) {
        this.top = i;
        return;
      }
    }
  }

  /** Folds the section at the top of the screen, or unfolds it. */
  fold(): void {
    const section = this.sections[Math.min(this.top, this.sections.length - 1)];
    if (section === undefined) return;
    if (!this.folded.delete(section)) this.folded.add(section);
    this.top = Math.max(0, this.sections.indexOf(section));
  }

  /** Folds all sections, or unfolds all when one is folded. */
  foldAll(): void {
    if (this.folded.size > 0) this.folded.clear();
    else for (const section of this.sections) this.folded.add(section);
    this.top = 0;
  }

  type(input: InputEvent): void {
    if (this.typing === 'path') {
      this.path = edit(this.path, input) ?? this.path;
      this.top = 0;
      return;
    }
    this.search = edit(this.search, input) ?? this.search;
    this.#seek = Math.max(this.top, this.#match);
  }

  clearSearch(): void {
    this.search = editedLine('');
    this.onlyMatches = false;
    this.#match = -1;
    this.#seek = undefined;
  }

  /** To the next line that holds what is searched for, or the one before; round the ends. */
  seek(by: 1 | -1): void {
    const { matches } = this.#drawn;
    const from = this.#match < 0 ? this.top - 1 : this.#match;
    this.#match =
      (by > 0
        ? (matches.find(line => line > from) ?? matches[0])
        : (matches.findLast(line => line < from) ?? matches.at(-1))) ?? -1;
    this.#show(this.#match, this.#drawn.sections.length);
  }

  /** Brings a line onto the screen with what stands around it, if it is not there. */
  #show(line: number, total: number): void {
    if (line < 0 || (line >= this.top && line < this.top + this.rows)) return;
    this.top = Math.max(0, Math.min(line - Math.floor(this.rows / 3), total - this.rows));
  }

  /** Brings the field that a person came for onto the screen, once. */
  showPlace(line: number, total: number): void {
    if (this.#placed === this.place) return;
    this.#placed = this.place;
    this.#show(line, total);
  }
  #placed: string | undefined;
}
