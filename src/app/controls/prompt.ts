import type { Refusal } from '../refusals.ts';
import type { InputEvent } from './input.ts';
import { type EditedLine, edit, editedLine } from './line-editor.ts';

export type PromptKind = 'filterGrid' | 'filterLog' | 'command' | 'question';

/** A question that is answered by a line of text. */
export interface Question {
  /** Before the line: `ports of web-0`. */
  readonly label: string;
  /** What the line may be, in a few words: `8080 8443:443`. */
  readonly hint: string;
  /** Takes the answer; answers what is wrong with it. */
  accept(text: string, now: number): Refusal | undefined;
}

/** What could stand in place of the text from `from` to the cursor. */
export interface Completions {
  readonly from: number;
  readonly candidates: readonly string[];
}

/** A line typed at the bottom of the screen, with its history and its completion. */
export class Prompt {
  readonly kind: PromptKind;
  /** What stood there before, for esc. */
  readonly before: string;
  /** Of the kind `question` only. */
  readonly question: Question | undefined;
  #line: EditedLine;
  readonly #history: readonly string[];
  /** Position in the history; its length: what is typed now. */
  #recalled: number;
  #draft = '';
  #cycle: { readonly from: number; readonly candidates: readonly string[]; at: number } | undefined;

  /** @param history oldest first */
  constructor(kind: PromptKind, text: string, history: readonly string[], question?: Question) {
    this.kind = kind;
    this.before = text;
    this.question = question;
    this.#line = editedLine(text);
    this.#history = history;
    this.#recalled = history.length;
  }

  get text(): string {
    return this.#line.text;
  }
  get cursor(): number {
    return this.#line.cursor;
  }

  /** Answers whether the input was for the line. */
  edit(input: InputEvent): boolean {
    const line = edit(this.#line, input);
    if (!line) return false;
    this.#line = line;
    this.#cycle = undefined;
    return true;
  }

  /** To the line before in the history, or after it. */
  recall(by: 1 | -1): void {
    const at = Math.max(0, Math.min(this.#history.length, this.#recalled + by));
    if (at === this.#recalled) return;
    if (this.#recalled === this.#history.length) this.#draft = this.text;
    this.#recalled = at;
    this.#line = editedLine(this.#history[at] ?? this.#draft);
    this.#cycle = undefined;
  }

  /** The next candidate in place of the word before the cursor; of several, first what they have in common. */
  complete(find: (textBeforeCursor: string) => Completions): void {
    const cycle = this.#cycle;
    if (cycle) {
      cycle.at = (cycle.at + 1) % cycle.candidates.length;
      this.#replace(cycle.from, cycle.candidates[cycle.at]!);
      return;
    }
    const { from, candidates } = find(this.text.slice(0, this.cursor));
    if (candidates.length === 0) return;
    const common = commonStart(candidates);
    const typed = this.text.slice(from, this.cursor);
    if (candidates.length > 1 && common.length <= typed.length) this.#cycle = { from, candidates, at: 0 };
    this.#replace(from, candidates.length > 1 && common.length > typed.length ? common : candidates[0]!);
  }

  #replace(from: number, text: string): void {
    const head = this.text.slice(0, from) + text;
    this.#line = { text: head + this.text.slice(this.cursor), cursor: head.length };
  }
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
