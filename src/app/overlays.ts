import { type Asked, Confirmation } from './confirmation.ts';
import type { InputEvent } from './input.ts';
import { edit, editedLine } from './line-editor.ts';
import type { Picker } from './picker.ts';
import type { Session } from './session.ts';
import type { Overlay } from './state.ts';
import { scrolled } from './viewport.ts';

/** Lines of a list to choose from, at a height of the screen. */
export const pickerRows = (picker: Picker, height: number): number =>
  Math.max(1, Math.min(picker.size, picker.wide ? 40 : 16, height - 8));

/** What lies over the panes: at most one thing, which takes all keys. */
export class Overlays {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get #shown(): Overlay | undefined {
    return this.#session.state.overlay;
  }

  show(overlay: Overlay): void {
    this.#session.state.overlay = overlay;
  }
  close(): void {
    this.#session.state.overlay = undefined;
  }

  openHelp(): void {
    this.show({ kind: 'help', top: 0, line: editedLine(''), typing: false });
  }
  searchHelp(): void {
    if (this.#shown?.kind === 'help') this.#shown.typing = true;
  }

  pick(picker: Picker): void {
    this.show({ kind: 'picker', picker });
  }
  mark(): void {
    if (this.#shown?.kind === 'picker') this.#shown.picker.toggle();
  }
  choose(now: number): void {
    const overlay = this.#shown;
    // What was chosen may have opened something else.
    if (overlay?.kind === 'picker' && overlay.picker.accept(now) && this.#shown === overlay) this.close();
  }

  /** A question that is answered by yes or no. */
  ask(asked: Asked): Confirmation {
    const confirmation = new Confirmation(asked);
    this.show({ kind: 'confirm', confirmation });
    return confirmation;
  }
  answer(yes: boolean, now: number): void {
    const overlay = this.#shown;
    if (overlay?.kind !== 'confirm') return;
    const { refusal, effects } = overlay.confirmation;
    if (yes && refusal !== undefined) {
      this.#session.notify(refusal, now, 'danger');
      return;
    }
    this.close();
    if (yes) for (const effect of effects) this.#session.emit(effect);
  }
  /** The number that goes with a yes: the next choice, or the one before. */
  turnNumber(by: 1 | -1): void {
    if (this.#shown?.kind === 'confirm') this.#shown.confirmation.asked.number?.turn(by);
  }

  /** Answers whether there is something that was moved. */
  move(unit: 'lines' | 'pages', amount: number): boolean {
    const overlay = this.#shown;
    const { height } = this.#session.state;
    // How long this is is known where it is drawn, which also holds it within it.
    if (overlay?.kind === 'help') overlay.top = scrolled(overlay.top, unit, amount, height - 6);
    else if (overlay?.kind === 'answers') overlay.top = scrolled(overlay.top, unit, amount, height - 6);
    else if (overlay?.kind === 'picker') overlay.picker.move(unit, amount, pickerRows(overlay.picker, height));
    else if (overlay?.kind === 'lives') overlay.lives.move(unit, amount);
    else return false;
    return true;
  }

  /** A key that is no command. */
  type(input: InputEvent): void {
    const overlay = this.#shown;
    if (overlay?.kind === 'picker') overlay.picker.edit(input);
    else if (overlay?.kind === 'confirm') overlay.confirmation.asked.number?.type(input);
    else if (overlay?.kind === 'readerSearch') overlay.reader.type(input);
    else if (overlay?.kind === 'logsFilter') overlay.logs.type(input);
    else if (overlay?.kind === 'help' && overlay.typing) {
      overlay.line = edit(overlay.line, input) ?? overlay.line;
      overlay.top = 0;
    }
  }
  /** The search of the help is over; what it found stays if it is kept. */
  stopTyping(kept: boolean): void {
    const overlay = this.#shown;
    if (overlay?.kind !== 'help') return;
    overlay.typing = false;
    if (!kept) overlay.line = editedLine('');
  }
}
