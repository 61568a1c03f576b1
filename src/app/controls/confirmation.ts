import type { Effect } from '../effects.ts';
import type { Refusal } from '../refusals.ts';
import type { InputEvent } from './input.ts';
import { type EditedLine, edit, editedLine } from './line-editor.ts';

/** A whole number that goes with a yes: a grace period, a count of replicas. */
export class NumberField {
  /** `Grace period`. */
  readonly label: string;
  /** Behind the number: `s`. */
  readonly unit: string;
  /** What holds while nothing is typed, in words: `30 s, its own`. */
  readonly normally: string;
  /** To go through with the arrows, in their order; undefined: nothing typed. */
  readonly #choices: readonly (number | undefined)[];
  #line: EditedLine = editedLine('');

  constructor(options: {
    readonly label: string;
    readonly unit: string;
    readonly normally: string;
    readonly choices: readonly (number | undefined)[];
    readonly value?: number | undefined;
  }) {
    this.label = options.label;
    this.unit = options.unit;
    this.normally = options.normally;
    this.#choices = options.choices;
    this.set(options.value);
  }

  /** undefined: nothing is typed. */
  get value(): number | undefined {
    return this.#line.text === '' ? undefined : Number(this.#line.text);
  }
  set(value: number | undefined): void {
    this.#line = editedLine(value === undefined ? '' : String(value));
  }

  /** Digits only, and no more than the API's int32 takes. */
  type(input: InputEvent): void {
    const line = edit(this.#line, input);
    if (line && /^(?:0|[1-9]\d{0,8})?$/.test(line.text)) this.#line = line;
  }

  /** The next choice above the value, or below it. */
  turn(by: 1 | -1): void {
    const { value } = this;
    const at = this.#choices.indexOf(value);
    if (at >= 0) {
      this.set(this.#choices[Math.max(0, Math.min(this.#choices.length - 1, at + by))]);
      return;
    }
    const numbers = this.#choices.filter(each => each !== undefined);
    const next = by > 0 ? numbers.find(each => each > value!) : numbers.findLast(each => each < value!);
    if (next !== undefined) this.set(next);
  }
}

/** What a question is made of. */
export interface Asked {
  /** Over it: `Delete`; `Sure?` unless given. */
  readonly title?: string | undefined;
  /** Paragraphs; an empty one is an empty line. */
  readonly question: readonly string[];
  readonly danger: boolean;
  readonly number?: NumberField | undefined;
  /** What one should know of this number, as a sentence. */
  warning?(value: number | undefined): string | undefined;
  /** Why there can be no yes at the moment; asked whenever it is shown or answered. */
  refusal?(value: number | undefined): Refusal | undefined;
  readonly yes: readonly Effect[] | ((value: number | undefined) => readonly Effect[]);
}

/** A question that is answered by yes or no. What it tells may be filled in while it is open, as the cluster answers. */
export class Confirmation {
  asked: Asked;

  constructor(asked: Asked) {
    this.asked = asked;
  }

  get #value(): number | undefined {
    return this.asked.number?.value;
  }
  get danger(): boolean {
    return this.asked.danger;
  }
  get warning(): string | undefined {
    return this.asked.warning?.(this.#value);
  }
  get refusal(): Refusal | undefined {
    return this.asked.refusal?.(this.#value);
  }
  get effects(): readonly Effect[] {
    const { yes } = this.asked;
    return typeof yes === 'function' ? yes(this.#value) : yes;
  }
}
