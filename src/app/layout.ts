/** All in cells, from the upper left corner of the screen. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const PANES = ['grid', 'detail', 'log'] as const;
export type PaneId = (typeof PANES)[number];

/** `frame`: a border around. `rule`: a line with the title above. `bare`: nothing but the content. */
export type PaneStyle = 'frame' | 'rule' | 'bare';

export interface PlacedPane {
  readonly id: PaneId;
  readonly box: Box;
  readonly style: PaneStyle;
  /** Where its lines go. */
  readonly inner: Box;
}

export interface Layout {
  readonly header: Box;
  /** The line of the counts; absent where the screen is too small for it. */
  readonly strip: Box | undefined;
  /** All that is between the strip and the footer. */
  readonly body: Box;
  readonly panes: readonly PlacedPane[];
  readonly footer: Box;
}

/** What a person has chosen. */
export interface LayoutChoice {
  readonly focus: PaneId;
  /** The focused pane takes the whole body. */
  readonly zoomed: boolean;
  readonly hidden: readonly PaneId[];
  /** Of the body's height that the grid takes while the others are below it. */
  readonly gridShare: number;
  /** Of the body's width that grid and log take while the detail has a column of its own. */
  readonly columnShare: number;
  /** Of what the grid leaves, that the detail takes. */
  readonly detailShare: number;
  /** Where detail and log stand; `auto` by the width. */
  readonly split: 'auto' | 'stacked' | 'beside';
}

export const DEFAULT_LAYOUT: LayoutChoice = {
  focus: 'grid',
  zoomed: false,
  hidden: [],
  gridShare: 0.55,
  columnShare: 0.6,
  detailShare: 0.42,
  split: 'auto',
};

export const SMALLEST = { width: 40, height: 12 };

/** From here on panes have borders, and detail and log stand side by side. */
const ROOMY = { width: 100, height: 28 };
/** From here on the detail has a column of its own. */
const WIDE = { width: 170, height: 30 };
/** From here on there is room for three panes at all. */
const THREE = { height: 20 };

/** undefined: the screen is too small to show anything but a sentence. */
export function layoutOf(width: number, height: number, choice: LayoutChoice): Layout | undefined {
  if (width < SMALLEST.width || height < SMALLEST.height) return undefined;
  const strip = height >= 16 ? { x: 0, y: 1, width, height: 1 } : undefined;
  const top = strip ? 2 : 1;
  const body: Box = { x: 0, y: top, width, height: height - top - 1 };
  return {
    header: { x: 0, y: 0, width, height: 1 },
    strip,
    body,
    panes: placed(body, width, height, choice),
    footer: { x: 0, y: height - 1, width, height: 1 },
  };
}

function placed(body: Box, width: number, height: number, choice: LayoutChoice): PlacedPane[] {
  const roomy = width >= ROOMY.width && height >= ROOMY.height;
  const style: PaneStyle = roomy ? 'frame' : 'rule';
  const pane = (id: PaneId, box: Box): PlacedPane => place(id, box, id === 'grid' && !roomy ? 'bare' : style);
  const open = PANES.filter(id => !choice.hidden.includes(id) || id === choice.focus);
  if (choice.zoomed || open.length === 1 || height < THREE.height) return [pane(choice.focus, body)];
  const share = (total: number, part: number, least: number): number =>
    Math.max(Math.min(least, total - least), Math.min(total - least, Math.round(total * part)));
  const least = roomy ? 5 : 4;
  const wide = choice.split === 'beside' || (choice.split === 'auto' && width >= WIDE.width && height >= WIDE.height);
  const rest = open.filter(id => id !== 'grid');

  if (!open.includes('grid')) {
    const [left, right] = roomy
      ? cutAcross(body, share(body.width, choice.detailShare, 30))
      : cutDown(body, share(body.height, choice.detailShare, least));
    return [pane('detail', left), pane('log', right)];
  }
  if (wide && roomy) {
    const [left, right] = cutAcross(body, share(body.width, choice.columnShare, 40));
    if (rest.length === 1) return [pane('grid', left), pane(rest[0]!, right)];
    const [above, below] = cutDown(left, share(left.height, choice.gridShare, least));
    return [pane('grid', above), pane('detail', right), pane('log', below)];
  }
  const [above, below] = cutDown(body, share(body.height, choice.gridShare, least));
  if (rest.length === 1) return [pane('grid', above), pane(rest[0]!, below)];
  const beside = roomy && choice.split !== 'stacked';
  const [first, second] = beside
    ? cutAcross(below, share(below.width, choice.detailShare, 30))
    : cutDown(below, share(below.height, choice.detailShare, 3));
  return [pane('grid', above), pane('detail', first), pane('log', second)];
}

function place(id: PaneId, box: Box, style: PaneStyle): PlacedPane {
  const { x, y, width, height } = box;
  const inner =
    style === 'frame'
      ? { x: x + 1, y: y + 1, width: width - 2, height: Math.max(0, height - 2) }
      : style === 'rule'
        ? { x, y: y + 1, width, height: Math.max(0, height - 1) }
        : box;
  return { id, box, style, inner };
}

const cutDown = (box: Box, height: number): [Box, Box] => [
  { ...box, height },
  { ...box, y: box.y + height, height: box.height - height },
];
const cutAcross = (box: Box, width: number): [Box, Box] => [
  { ...box, width },
  { ...box, x: box.x + width, width: box.width - width },
];

/** The pane under a cell. */
export const paneAt = (layout: Layout, x: number, y: number): PlacedPane | undefined =>
  layout.panes.find(({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);

/** A border that can be dragged: which share it changes. */
export type Border = 'gridShare' | 'columnShare' | 'detailShare';

/** The border between panes at a cell. */
export function borderAt(layout: Layout, x: number, y: number): Border | undefined {
  const of = (id: PaneId): Box | undefined => layout.panes.find(pane => pane.id === id)?.box;
  const [grid, detail, log] = [of('grid'), of('detail'), of('log')];
  const within = (at: number, start: number, length: number): boolean => at >= start && at < start + length;
  const framed = layout.panes.some(pane => pane.style === 'frame');
  const between = (edge: number, at: number): boolean => at === edge || (framed && at === edge - 1);
  if (grid && detail && detail.x > grid.x && between(detail.x, x) && within(y, grid.y, grid.height))
    return 'columnShare';
  for (const below of [detail, log]) {
    if (grid && below && below.y === grid.y + grid.height && between(below.y, y) && within(x, below.x, below.width)) {
      return 'gridShare';
    }
  }
  if (!detail || !log) return undefined;
  if (log.y === detail.y && between(log.x, x) && within(y, log.y, log.height)) return 'detailShare';
  return log.y > detail.y && log.x === detail.x && between(log.y, y) && within(x, log.x, log.width)
    ? 'detailShare'
    : undefined;
}

/** The share that puts a border at a cell. */
export function shareAt(layout: Layout, border: Border, x: number, y: number): number {
  const { body, panes } = layout;
  const detail = panes.find(pane => pane.id === 'detail')?.box;
  const log = panes.find(pane => pane.id === 'log')?.box;
  const share =
    border === 'columnShare'
      ? (x - body.x) / body.width
      : border === 'gridShare'
        ? (y - body.y) / body.height
        : detail && log && detail.y === log.y
          ? (x - detail.x) / (detail.width + log.width)
          : detail && log
            ? (y - detail.y) / (detail.height + log.height)
            : 0.5;
  return Math.max(0.1, Math.min(0.9, share));
}
