import type { Finding } from '../diagnosis/finding.ts';
import type { ClusterEvent } from '../kube/cluster-event.ts';
import type { InputEvent } from './input.ts';
import { type EditedLine, edit, editedLine } from './line-editor.ts';

/** What can be read of a pod, over the panes. */
export type ReaderKind = 'describe' | 'diagnosis' | 'object' | 'events';

export interface ReaderTarget {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** What the shell found out; a reader without content waits for it. */
export type ReaderContent =
  | { readonly kind: 'describe'; readonly pod: unknown; readonly events: readonly ClusterEvent[] | string }
  | { readonly kind: 'diagnosis'; readonly findings: readonly Finding[] }
  /** `noise` is what people seldom look for, such as managedFields. */
  | { readonly kind: 'object'; readonly text: { readonly short: string; readonly whole: string } }
  | { readonly kind: 'events'; readonly events: readonly ClusterEvent[] }
  /** One sentence on why there is nothing to read. */
  | { readonly kind: 'problem'; readonly sentence: string };

/** One thing that is read, and where in it a person is. */
export class Reader {
  readonly kind: ReaderKind;
  readonly target: ReaderTarget;
  content: ReaderContent | undefined;
  /** The first line on the screen; held within what there is where it is drawn. */
  top = 0;
  /** How many lines fit; known where it is drawn. */
  rows = 1;
  /** Only lines that hold this are shown, as it is typed. */
  search: EditedLine = editedLine('');
  /** Sections that show only their head. */
  readonly folded = new Set<string>();
  /** The section of each line that is shown; known where it is drawn. */
  sections: readonly string[] = [];
  /** Everything is shown, also what is noise or kept back: managedFields, values of the environment. */
  everything = false;
  isClosed = false;

  constructor(kind: ReaderKind, target: ReaderTarget) {
    this.kind = kind;
    this.target = target;
  }

  move(unit: 'lines' | 'pages', amount: number): void {
    const lines = unit === 'lines' ? amount : Math.trunc(amount * Math.max(1, this.rows - 1));
    this.top = Math.max(0, amount === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : this.top + (lines || 0));
    if (amount === Number.NEGATIVE_INFINITY) this.top = 0;
  }

  /** To the head of the next section, or of the one before. */
  jump(by: 1 | -1): void {
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
    this.search = edit(this.search, input) ?? this.search;
    this.top = 0;
  }
}
