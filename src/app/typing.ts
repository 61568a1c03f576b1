import { runColonCommand } from './colon-commands.ts';
import { completionsOf } from './completions.ts';
import type { InputEvent } from './controls/input.ts';
import { Prompt, type Question } from './controls/prompt.ts';
import type { Refusal } from './refusals.ts';
import { remember } from './remember.ts';
import type { Session } from './session.ts';

/** The line at the bottom of the screen while something is typed into it: a filter, a command, the answer to a question. */
export class Typing {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  openFilter(): void {
    const { state, log, grid, kept } = this.#session;
    const isLog = state.layout.focus === 'log';
    const { text } = isLog ? log.filter : grid.filter;
    state.prompt = new Prompt(isLog ? 'filterLog' : 'filterGrid', text, kept.filters);
  }

  /** @param text stands there at first */
  openCommandLine(text = ''): void {
    const { state, kept } = this.#session;
    state.prompt = new Prompt('command', text, kept.commands);
  }

  /** Asks for one line; `text` is what stands there at first. */
  ask(question: Question, text = ''): void {
    this.#session.state.prompt = new Prompt('question', text, [], question);
  }

  /** Answers whether anything is typed at present. */
  input(input: InputEvent, now: number): boolean {
    const { prompt } = this.#session.state;
    if (!prompt) return false;
    const before = prompt.text;
    if (prompt.edit(input) && prompt.text !== before) this.#apply(prompt, prompt.text, now);
    return true;
  }

  accept(now: number): void {
    const session = this.#session;
    const { prompt } = session.state;
    session.overlays.stopTyping(true);
    session.state.prompt = undefined;
    if (!prompt) return;
    const refusal = this.#done(prompt, now);
    if (refusal !== undefined) session.notify(refusal, now, 'danger');
  }
  #done({ kind, text, question }: Prompt, now: number): Refusal | undefined {
    const { kept } = this.#session;
    if (kind === 'question') return question?.accept(text, now);
    remember(kind === 'command' ? kept.commands : kept.filters, text.trim());
    return kind === 'command' ? runColonCommand(this.#session, text, now) : undefined;
  }

  cancel(now: number): void {
    const { overlays, state } = this.#session;
    const { prompt } = state;
    state.prompt = undefined;
    overlays.stopTyping(false);
    if (prompt) this.#apply(prompt, prompt.before, now);
  }

  complete(now: number): void {
    const { prompt } = this.#session.state;
    prompt?.complete(text => completionsOf(this.#session, prompt.kind, text));
    if (prompt) this.#apply(prompt, prompt.text, now);
  }

  /** To what was typed before, or after it. */
  recall(by: 1 | -1, now: number): void {
    const { prompt } = this.#session.state;
    prompt?.recall(by);
    if (prompt) this.#apply(prompt, prompt.text, now);
  }

  /** Filters are at work while they are typed. */
  #apply({ kind }: Prompt, text: string, now: number): void {
    const { log, grid } = this.#session;
    if (kind === 'filterLog') log.setFilter(text);
    if (kind === 'filterGrid') grid.setFilter(text, now);
  }
}
