import type { InputEvent } from './controls/input.ts';
import { COLUMN_GAP, type FittedColumn } from './grid/column-fit.ts';
import { type Border, borderAt, type PlacedPane, paneAt, shareAt } from './layout.ts';
import type { Session } from './session.ts';

type MouseInput = Extract<InputEvent, { type: 'mouse' }>;

/** Lines per notch of the wheel. */
const WHEEL_LINES = 3;
/** The cell before each row of the grid. */
const GUTTER = 1;

/** What the mouse does: choose, scroll, filter by a count, sort by a title, drag a border or the edge of a column. */
export class Mouse {
  #dragged: Border | undefined;
  /** The column whose right edge is held, and where on the screen that column begins. */
  #column: { readonly id: string; readonly x: number } | undefined;

  handle(session: Session, input: MouseInput, now: number): void {
    const { action, button, x, y } = input;
    if (session.state.overlay) {
      if (action === 'wheelup' || action === 'wheeldown')
        session.move('lines', action === 'wheelup' ? -WHEEL_LINES : WHEEL_LINES);
      else if (action === 'press' && button === 'left') session.overlays.press(x, y, now);
      return;
    }
    const layout = session.layout();
    if (!layout) return;
    if (action === 'release') {
      this.#dragged = undefined;
      this.#column = undefined;
    } else if (action === 'drag') {
      if (this.#column) session.grid.setColumnWidth(this.#column.id, x - this.#column.x);
      if (this.#dragged) session.setLayout({ [this.#dragged]: shareAt(layout, this.#dragged, x, y) });
    } else if (action === 'press') {
      this.#dragged = button === 'left' ? borderAt(layout, x, y) : undefined;
      this.#column = button === 'left' && !this.#dragged ? columnEdgeAt(session, x, y) : undefined;
      if (button === 'left' && !this.#dragged && !this.#column) press(session, x, y, now);
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
  const title = titleAt(session, pane, x);
  if (title) session.grid.sortBy(title.column.id);
}

/** The column over whose title, or the gap behind it, `x` is. */
function titleAt(session: Session, { inner }: PlacedPane, x: number): FittedColumn | undefined {
  const at = x - inner.x - GUTTER;
  return session.grid
    .fittedColumns(inner.width - 2 * GUTTER)
    .find(column => at >= column.x && at < column.x + column.width + COLUMN_GAP);
}

/** The last cell of the gap behind a title is the edge to take hold of: the first may hold the mark of the order. */
function columnEdgeAt(session: Session, x: number, y: number): { readonly id: string; readonly x: number } | undefined {
  const pane = paneAt(session.layout()!, x, y);
  if (pane?.id !== 'grid' || y !== pane.inner.y) return undefined;
  const title = titleAt(session, pane, x);
  const start = pane.inner.x + GUTTER;
  if (!title || x !== start + title.x + title.width + COLUMN_GAP - 1) return undefined;
  return { id: title.column.id, x: start + title.x + COLUMN_GAP - 1 };
}
