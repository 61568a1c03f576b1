import type { Frame, Line, PaneFrame, Rect } from '../view/frame.ts';
import { type BlessedScreen, createScreen } from './blessed.ts';
import { fill, touch } from './cells.ts';
import type { DrawChart } from './chart.ts';
import { difference } from './draw.ts';
import { LiveSpots } from './live-spots.ts';
import { type Look, PaneBox } from './pane-box.ts';
import { freedRows, moveRows, moveSequence, shiftBetween } from './scrolling.ts';

const SYNCHRONIZED = ['\x1b[?2026h', '\x1b[?2026l'] as const;

/** Turns frames into the bytes that bring the terminal from the last one to the next. */
export class Painter {
  private readonly screen: BlessedScreen;
  /** Kept for the life of the program: blessed does not forget all of a box that is taken away. */
  private readonly boxes = new Map<string, PaneBox>();
  private look: Look;
  /** Loaded when the first chart is wanted; until then its place is empty. */
  private drawChart: DrawChart | undefined;
  private bytes = '';
  /** What the terminal is told to move before anything is drawn. */
  private moves = '';
  /** The panes that stand in the cells; undefined when the cells are to be filled anew. */
  private panes: readonly PaneFrame[] | undefined;
  /** The live texts among them, sought when the first of them is due; null where panes cover each other. */
  private spots: LiveSpots | null | undefined;
  private cleared = false;
  private cursor = '';

  constructor(size: { readonly width: number; readonly height: number }, look: Look) {
    this.look = look;
    this.screen = createScreen();
    this.screen.draw = () => {
      this.bytes = this.moves + difference({ wanted: this.screen.lines, shown: this.screen.olines }, this.look.sheet);
    };
    this.resize(size);
  }

  setLook(look: Look): void {
    this.look = look;
    this.forget();
  }

  setCharts(draw: DrawChart): void {
    this.drawChart = draw;
  }

  resize({ width, height }: { readonly width: number; readonly height: number }): void {
    this.screen.program.cols = width;
    this.screen.program.rows = height;
    this.screen.dattr = 0;
    this.screen.alloc();
    this.forget();
  }

  /** What the terminal shows is not known any more: the next frame is painted whole. */
  forget(): void {
    // It is cleared before anything is drawn.
    for (const row of this.screen.olines) fill(row, 0, row.length, ' ', 0);
    this.panes = undefined;
    this.cleared = false;
    this.cursor = '';
  }

  /** The bytes for `frame`; '' when the terminal already shows it. */
  paint(frame: Frame): string {
    if (this.panes && this.spots) this.panes = this.spots.standing();
    this.spots = undefined;
    const panes = frame.panes.map(pane => this.withCurves(pane));
    const before = this.panes && sameArrangement(this.panes, panes) ? this.panes : undefined;
    const keep = before !== undefined && noneCovered(panes);
    if (!keep) this.blank();
    this.moves = '';
    this.screen.children = panes.flatMap((pane, i) => {
      // The same object stands in the cells already.
      if (keep && before[i] === pane) return [];
      const stands = before && this.moved(before[i]!, pane, { keep, covers: panes.slice(i + 1) });
      const box = this.box(pane.id);
      box.show(pane, this.look, keep ? stands : undefined);
      return box;
    });
    this.panes = panes;
    this.screen.render();
    const { cursor } = frame;
    return this.complete(cursor ? `\x1b[${cursor.y + 1};${cursor.x + 1}H\x1b[?25h` : '');
  }

  /**
   * The bytes that bring the live texts of what is shown up to `now` (ms), and until when all of them are true; undefined where
   * only another frame can do it.
   */
  advance(now: number): { readonly bytes: string; readonly until: number } | undefined {
    if (!this.panes || !this.cleared) return undefined;
    if (this.spots === undefined) {
      this.spots = noneCovered(this.panes) ? new LiveSpots(this.panes, this.screen.lines, this.look.sheet) : null;
    }
    const until = this.spots?.advance(now);
    if (until === undefined) return undefined;
    this.moves = '';
    this.screen.draw();
    return { bytes: this.complete(this.cursor), until };
  }

  /** Lets the terminal move lines that only stand elsewhere now, where whole rows can move. Answers what then stands in the pane. */
  private moved(
    before: PaneFrame,
    pane: PaneFrame,
    { keep, covers }: { readonly keep: boolean; readonly covers: readonly PaneFrame[] },
  ): PaneFrame {
    const { rect, border } = pane;
    const { lines, olines, program } = this.screen;
    const fullWidth = rect.x === 0 && rect.width === program.cols;
    if (!fullWidth || before.border !== border || covers.some(other => overlap(other.rect, rect))) return before;
    const edge = border ? 1 : 0;
    const inner = rect.height - 2 * edge;
    const shift = shiftBetween(before.lines.slice(0, inner), pane.lines.slice(0, inner));
    if (!shift) return before;
    const rows = { ...shift, top: shift.top + rect.y + edge, bottom: shift.bottom + rect.y + edge };
    this.moves += moveSequence(rows);
    moveRows(olines, rows);
    for (const y of freedRows(rows)) fill(olines[y]!, 0, rect.width, ' ', 0);
    const stands = [...before.lines];
    while (stands.length <= shift.bottom) stands.push(NOTHING);
    moveRows(stands, shift);
    for (const i of freedRows(shift)) stands[i] = NOTHING;
    if (keep) {
      moveRows(lines, rows);
      for (const y of freedRows(rows)) {
        touch(lines[y]!, 0, rect.width);
        fill(lines[y]!, edge, rect.width - edge, ' ', this.look.sheet.blank);
      }
    }
    // The bar in the border has moved with the rows: the border is looked through again.
    return { ...before, lines: stands, scroll: undefined };
  }

  private blank(): void {
    const { blank } = this.look.sheet;
    for (const row of this.screen.lines) {
      touch(row, 0, row.length);
      fill(row, 0, row.length, ' ', blank);
    }
  }

  /** A chart becomes lines like all others. */
  private withCurves(pane: PaneFrame): PaneFrame {
    const { chart, rect, border, lines } = pane;
    if (!chart || !this.drawChart) return pane;
    const edges = border ? 2 : 0;
    const size = { width: rect.width - edges, height: rect.height - edges - lines.length };
    return { ...pane, lines: [...lines, ...this.drawChart(chart, size, this.look.ascii)] };
  }

  private box(id: string): PaneBox {
    let box = this.boxes.get(id);
    if (!box) {
      box = new PaneBox(this.screen);
      this.boxes.set(id, box);
    }
    return box;
  }

  /** Drawing moves the cursor, so it is hidden meanwhile and set again. */
  private complete(cursor: string): string {
    if (this.cleared && this.bytes === '' && cursor === this.cursor) return '';
    const hide = this.cursor === '' ? '' : '\x1b[?25l';
    const clear = this.cleared ? '' : '\x1b[?25l\x1b[m\x1b[2J';
    this.cleared = true;
    this.cursor = cursor;
    return SYNCHRONIZED[0] + hide + clear + this.bytes + cursor + SYNCHRONIZED[1];
  }
}

const NOTHING: Line = { spans: [] };

/** Whether every pane stands where it stood. */
const sameArrangement = (before: readonly PaneFrame[], after: readonly PaneFrame[]): boolean =>
  before.length === after.length &&
  after.every(({ id, rect }, i) => id === before[i]!.id && sameRect(rect, before[i]!.rect));

/** Then each can be brought up to date alone. */
const noneCovered = (panes: readonly PaneFrame[]): boolean =>
  panes.every((pane, i) => panes.every((other, j) => j <= i || !overlap(pane.rect, other.rect)));

const sameRect = (a: Rect, b: Rect): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
