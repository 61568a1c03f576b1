import { COLUMN_GAP } from './column-fit.ts';
import type { InputEvent } from './input.ts';
import { type Border, borderAt, paneAt, shareAt } from './layout.ts';
import type { Session } from './session.ts';

type MouseInput = Extract<InputEvent, { type: 'mouse' }>;

/** Lines per notch of the wheel. */
const WHEEL_LINES = 3;
/** The cell before each row of the grid. */
const GUTTER = 1;

/** What the mouse does: choose, scroll, filter by a count, sort by a title, drag a border. */
export class Mouse {
  #dragged: Border | undefined;

  handle(session: Session, input: MouseInput, now: number): void {
    const { action, button, x, y } = input;
    if (session.state.overlay) {
      if (action === 'wheelup' || action === 'wheeldown')
        session.move('lines', action === 'wheelup' ? -WHEEL_LINES : WHEEL_LINES);
      return;
    }
    const layout = session.layout();
    if (!layout) return;
    if (action === 'release') this.#dragged = undefined;
    else if (action === 'drag') {
      if (this.#dragged) session.setLayout({ [this.#dragged]: shareAt(layout, this.#dragged, x, y) });
    } else if (action === 'press') {
      this.#dragged = button === 'left' ? borderAt(layout, x, y) : undefined;
      if (button === 'left' && !this.#dragged) press(session, x, y, now);
    } else {
      const pane = paneAt(layout, x, y);
      if (pane) session.scroll(pane.id, action === 'wheelup' ? -WHEEL_LINES : WHEEL_LINES);
    }
  }
}

function press(session: Session, x: number, y: number, now: number): void {
  const layout = session.layout()!;
  if (layout.strip?.y === y) {
    const spot = session.state.stripSpots.find(({ from, to }) => x >= from && x < to);
    if (spot) session.grid.toggleStatus(spot.status, now);
    return;
  }
  const pane = paneAt(layout, x, y);
  if (!pane) return;
  session.focus(pane.id);
  const line = y - pane.inner.y;
  if (line < 0 || line >= pane.inner.height) return;
  if (pane.id === 'log') session.log.select(session.log.top + line);
  if (pane.id !== 'grid') return;
  if (line > 0) {
    session.grid.select(session.grid.top + line - 1);
    return;
  }
  const at = x - pane.inner.x - GUTTER;
  const title = session.grid
    .fittedColumns(pane.inner.width - 2 * GUTTER)
    .find(column => at >= column.x && at < column.x + column.width + COLUMN_GAP);
  if (title) session.grid.sortBy(title.column.id);
}
