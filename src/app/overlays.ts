import { type Asked, Confirmation } from './controls/confirmation.ts';
import type { InputEvent } from './controls/input.ts';
import { edit, editedLine } from './controls/line-editor.ts';
import type { Picker } from './controls/picker.ts';
import { scrolled } from './controls/viewport.ts';
import type { Session } from './session.ts';
import type { Overlay } from './state.ts';

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
    const overlay = this.#shown;
    this.#session.state.overlay = overlay?.kind === 'picker' ? overlay.behind : undefined;
  }

  openHelp(): void {
    this.show({ kind: 'help', top: 0, line: editedLine(''), typing: false });
  }
  searchHelp(): void {
    if (this.#shown?.kind === 'help') this.#shown.typing = true;
  }

  /** @param behind what comes back when nothing is chosen */
  pick(picker: Picker, behind?: Overlay): void {
    this.show({ kind: 'picker', picker, behind });
  }
  mark(): void {
    if (this.#shown?.kind === 'picker') this.#shown.picker.toggle();
  }
  choose(now: number): void {
    const overlay = this.#shown;
    // What was chosen may have opened something else.
    if (overlay?.kind === 'picker' && overlay.picker.accept(now) && this.#shown === overlay) this.close();
  }

  /** A click: what is under it in a list is chosen, or marked where several can be. */
  press(x: number, y: number, now: number): void {
    const overlay = this.#shown;
    const { listSpot } = this.#session.state;
    if (overlay?.kind !== 'picker' || !listSpot) return;
    const { left, top, width, height } = listSpot;
    if (x < left || x >= left + width || y < top || y >= top + height) return;
    if (!overlay.picker.point(overlay.picker.top + y - top)) return;
    if (overlay.picker.several) this.mark();
    else this.choose(now);
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

  /** Moves what lies on top. Answers whether anything does: then nothing below it moves. */
  move(unit: 'lines' | 'pages', amount: number): boolean {
    const overlay = this.#shown;
    const { height } = this.#session.state;
    // How long this is is known where it is drawn, which also holds it within it.
    if (overlay?.kind === 'help') overlay.top = scrolled(overlay.top, unit, amount, height - 6);
    else if (overlay?.kind === 'answers') overlay.top = scrolled(overlay.top, unit, amount, height - 6);
    else if (overlay?.kind === 'picker') overlay.picker.move(unit, amount, pickerRows(overlay.picker, height));
    else if (overlay?.kind === 'lives') overlay.lives.move(unit, amount);
    else if (overlay?.kind === 'reader' || overlay?.kind === 'readerSearch') overlay.reader.move(unit, amount);
    else if (overlay?.kind === 'logs' || overlay?.kind === 'logsFilter' || overlay?.kind === 'logsFind')
      overlay.logs.move(unit, amount);
    else if (overlay?.kind === 'moment') overlay.moment.move(unit, amount);
    else if (overlay?.kind === 'comparison') overlay.comparison.move(unit, amount);
    return overlay !== undefined;
  }

  /** A key that is no command. */
  type(input: InputEvent): void {
    const overlay = this.#shown;
    if (overlay?.kind === 'picker') overlay.picker.edit(input);
    else if (overlay?.kind === 'confirm') overlay.confirmation.asked.number?.type(input);
    else if (overlay?.kind === 'readerSearch') overlay.reader.type(input);
    else if (overlay?.kind === 'logsFilter') overlay.logs.type(input);
    else if (overlay?.kind === 'logsFind') overlay.logs.typeWanted(input);
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
