import type { Frame, PaneFrame, Rect } from '../view/frame.ts';
import { type BlessedScreen, createScreen } from './blessed.ts';
import { fill } from './cells.ts';
import type { DrawChart } from './chart.ts';
import { difference } from './draw.ts';
import { type Look, PaneBox } from './pane-box.ts';

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
  /** The panes that stand in the cells; undefined when the cells are to be filled anew. */
  private panes: readonly PaneFrame[] | undefined;
  private cleared = false;
  private cursor = '';

  constructor(size: { readonly width: number; readonly height: number }, look: Look) {
    this.look = look;
    this.screen = createScreen();
    this.screen.draw = () => {
      this.bytes = difference({ wanted: this.screen.lines, shown: this.screen.olines }, this.look.sheet);
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
    this.forget();
  }

  /** What the terminal shows is not known any more: the next frame is painted whole. */
  forget(): void {
    this.screen.dattr = 0;
    this.screen.alloc();
    this.panes = undefined;
    this.cleared = false;
    this.cursor = '';
  }

  /** The bytes for `frame`; '' when the terminal already shows it. */
  paint(frame: Frame): string {
    const panes = frame.panes.map(pane => this.withCurves(pane));
    const keep = this.panes !== undefined && sameArrangement(this.panes, panes);
    if (!keep) this.blank();
    this.panes = panes;
    this.screen.children = panes.map(pane => {
      const box = this.box(pane.id);
      box.show(pane, this.look, keep);
      return box;
    });
    this.screen.render();
    return this.complete(frame.cursor);
  }

  private blank(): void {
    const { blank } = this.look.sheet;
    for (const row of this.screen.lines) {
      row.dirty = true;
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
  private complete(at: Frame['cursor']): string {
    const cursor = at ? `\x1b[${at.y + 1};${at.x + 1}H\x1b[?25h` : '';
    if (this.cleared && this.bytes === '' && cursor === this.cursor) return '';
    const hide = this.cursor === '' ? '' : '\x1b[?25l';
    const clear = this.cleared ? '' : '\x1b[?25l\x1b[m\x1b[2J';
    this.cleared = true;
    this.cursor = cursor;
    return SYNCHRONIZED[0] + hide + clear + this.bytes + cursor + SYNCHRONIZED[1];
  }
}

/** Whether every pane stands where it stood, and none covers another: then each can be brought up to date alone. */
function sameArrangement(before: readonly PaneFrame[], after: readonly PaneFrame[]): boolean {
  return (
    before.length === after.length &&
    after.every(({ id, rect }, i) => id === before[i]!.id && sameRect(rect, before[i]!.rect)) &&
    after.every((pane, i) => after.every((other, j) => j <= i || !overlap(pane.rect, other.rect)))
  );
}

const sameRect = (a: Rect, b: Rect): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
