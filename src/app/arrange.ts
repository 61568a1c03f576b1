import type { PaneId } from './layout.ts';
import type { Session } from './session.ts';

const withinShares = (share: number): number => Math.max(0.1, Math.min(0.9, share));

/** Makes the focused pane higher by a share of the body. */
export function resizePane(session: Session, by: number): void {
  const { focus, gridShare } = session.state.layout;
  session.setLayout({ gridShare: withinShares(gridShare + (focus === 'grid' ? by : -by)), zoomed: false });
}

/** Moves the border between panes that stand side by side. */
export function moveColumnBorder(session: Session, by: number): void {
  const { columnShare, detailShare } = session.state.layout;
  const grid = session.pane('grid')?.box;
  const detail = session.pane('detail')?.box;
  if (grid && detail && detail.x > grid.x) session.setLayout({ columnShare: withinShares(columnShare + by) });
  else session.setLayout({ detailShare: withinShares(detailShare + by) });
}

const SPLITS = ['auto', 'stacked', 'beside'] as const;
const SPLIT_TEXTS = {
  auto: 'Panes as the width suggests.',
  stacked: 'Panes below each other.',
  beside: 'Panes side by side.',
};
export function cycleSplit(session: Session, now: number): void {
  const split = SPLITS[(SPLITS.indexOf(session.state.layout.split) + 1) % SPLITS.length]!;
  session.setLayout({ split, zoomed: false });
  session.notify(SPLIT_TEXTS[split], now);
}

const HIDDEN: readonly (readonly PaneId[])[] = [[], ['log'], ['detail'], ['detail', 'log']];
export function cycleHidden(session: Session): void {
  const at = HIDDEN.findIndex(each => each.join() === session.state.layout.hidden.join());
  session.setLayout({ hidden: HIDDEN[(at + 1) % HIDDEN.length]!, focus: 'grid', zoomed: false });
}
