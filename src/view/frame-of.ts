import { ClockReading } from '../app/clock-reading.ts';
import { type PaneId, type PlacedPane, SMALLEST } from '../app/layout.ts';
import type { Session } from '../app/session.ts';
import { thousands } from '../kube/thousands.ts';
import type { Frame, Line, PaneFrame, Rect, Span } from './frame.ts';
import { ASCII_MARKS, UNICODE_MARKS } from './marks.ts';
import { overlayFrame } from './overlays.ts';
import type { Painting } from './painting.ts';
import { footerLine, headerLine, stripLine } from './panes/chrome.ts';
import { emptyDetail } from './panes/detail-pane.ts';
import { gridTable } from './panes/grid-pane.ts';
import { filteredText, logLines } from './panes/log-pane.ts';
import { readerWindow, typedSpans } from './panes/reader-pane.ts';
import { pageLines, pageTitle } from './pod-pages.ts';
import { bothEnds, cutSpans, foreign, line, span } from './spans.ts';
import { cut, widthOf, wrap } from './text.ts';
import { clockTexts } from './time-text.ts';

export interface FrameOptions {
  readonly ascii?: boolean | undefined;
  /** Cells that changed are marked for a moment; default true. */
  readonly animation?: boolean | undefined;
}

/** A person sees that something changed, however fast the world goes. */
const MARK_MS = 3_000;

/** The screen as it is at the moment `now` (ms). */
export const frameOf = (session: Session, now: number, options: FrameOptions = {}): Frame =>
  new Frames(options).next(session, now);

/** A part of the frame, and the reading that knows until when it is true if nothing but time passes. */
interface Part {
  readonly pane: PaneFrame | undefined;
  readonly cursor?: Frame['cursor'];
  readonly own: ClockReading;
}

/** The frames of one screen, one after the other. */
export class Frames {
  readonly #options: FrameOptions;
  readonly #parts = new Map<string, Part>();

  constructor(options: FrameOptions = {}) {
    this.#options = options;
  }

  /**
   * The screen as it is at the moment `now` (ms).
   * @param onlyTime nothing has changed since the last frame: the parts that are still true are the same objects
   */
  next(session: Session, now: number, onlyTime = false): Frame {
    const { width, height } = session.state;
    const layout = session.layout();
    if (!layout) return tooSmall(width, height);
    if (!onlyTime) this.#parts.clear();
    const { ascii = false, animation = true } = this.#options;
    const reading = new ClockReading(now, session.world.skew?.());
    const part = (id: string, make: (painting: Painting) => Pick<Part, 'pane' | 'cursor'>): Part => {
      let kept = this.#parts.get(id);
      if (!kept?.own.isTrueAt(reading)) {
        const own = reading.anew();
        const made = make({
          session,
          reading: own,
          marks: ascii ? ASCII_MARKS : UNICODE_MARKS,
          ascii,
          markMs: animation ? MARK_MS * (session.world.pace?.() ?? 1) : 0,
          clock: clockTexts(own),
        });
        kept = { ...made, own };
        this.#parts.set(id, kept);
      }
      reading.relies(kept.own);
      return kept;
    };
    // Bottom up: what a later one covers is drawn first.
    const { header, strip, panes, footer } = layout;
    const parts = [
      part('header', painting => ({ pane: bar('header', header, headerLine(painting, width)) })),
      ...(strip ? [part('strip', painting => ({ pane: bar('strip', strip, stripLine(painting, width)) }))] : []),
      ...panes.map(pane => part(pane.id, painting => ({ pane: paneFrame(painting, pane) }))),
      part('overlay', painting => ({ pane: overlayFrame(painting) })),
      part('footer', painting => {
        const { line, cursor } = footerLine(painting, width);
        const pane = bar('footer', footer, line);
        return cursor === undefined ? { pane } : { pane, cursor: { x: cursor, y: height - 1 } };
      }),
    ];
    reading.expires(session.dueAt);
    const cursor = parts.at(-1)?.cursor;
    return {
      width,
      height,
      panes: parts.flatMap(({ pane }) => pane ?? []),
      validUntil: reading.validUntil,
      fixedUntil: reading.fixedUntil,
      ...(cursor && { cursor }),
    };
  }
}

const bar = (id: string, rect: Rect, content: Line): PaneFrame => ({
  id,
  rect,
  border: false,
  focused: false,
  title: [],
  lines: [content],
});

interface PaneContent {
  readonly title: readonly Span[];
  readonly footer: readonly Span[];
  readonly lines: readonly Line[];
  readonly scroll: { readonly offset: number; readonly total: number };
}

const CONTENT: Readonly<Record<PaneId, (painting: Painting, width: number, height: number) => PaneContent>> = {
  grid: (painting, width, height) => {
    const { grid, world } = painting.session;
    const total = grid.pods.shown.length;
    const at = grid.selectedIndex() + 1;
    const scope = world.target.namespaces.length === 0 ? 'all namespaces' : world.target.namespaces.join(', ');
    const { lines, order } = gridTable(painting, width, height);
    return {
      title: [
        span('Pods', 'title'),
        foreign(`  ${scope}`, 'muted'),
        foreign(order && `  ${order}`, 'accent'),
        ...followSpans(painting.session),
      ],
      footer: total === 0 ? [] : [span(`${thousands(at)} of ${thousands(total)}`, 'muted')],
      lines,
      scroll: { offset: grid.top, total },
    };
  },
  detail: (painting, width, height) => {
    const { session } = painting;
    const item = session.grid.selectedItem();
    const reader = session.pageReader;
    if (reader) {
      const isTyping = session.state.overlay?.kind === 'readerSearch';
      const title = [...pageTitle(painting, item, width), ...typedSpans(reader, isTyping)];
      return { title: cutSpans(title, Math.max(0, width - 2)), ...readerWindow(painting, reader, width, height) };
    }
    const all = item ? pageLines(painting, item, width, height) : emptyDetail();
    const top = Math.max(0, Math.min(session.state.detail.top, all.length - height));
    session.state.detail.top = top;
    // Where they grow a line or lose one, all below them moves.
    for (const { spans } of all.slice(0, top)) {
      for (const { live } of spans) painting.reading.expires(live?.first.until);
    }
    return {
      title: pageTitle(painting, item, width),
      footer:
        all.length > height ? [span(`${Math.min(top + height, all.length)} of ${all.length} lines`, 'muted')] : [],
      lines: all.slice(top, top + height),
      scroll: { offset: top, total: all.length },
    };
  },
  log: (painting, width, height) => {
    const { log, world } = painting.session;
    const title: Span[] = [span('Changes', 'title'), span(log.scope === 'pod' ? '  of this pod' : '', 'muted')];
    title.push(
      span(log.clock === 'ours' ? '  our clock' : "  the cluster's clock", log.clock === 'ours' ? 'muted' : 'notice'),
    );
    if (log.verbose) title.push(span('  of every kind', 'muted'));
    if (!log.lines.isGrouped) title.push(span('  not grouped', 'muted'));
    if (log.filter.text !== '') title.push(foreign(`  /${log.filter.text}`, 'notice'));
    const newer = log.newer === 0 ? '' : `, ${thousands(log.newer)} newer`;
    const paused = log.follow ? [] : [span(`paused${newer}, G follows  `, 'notice')];
    const dropped = world.log.dropped > 0 ? [span(`${thousands(world.log.dropped)} older dropped  `, 'muted')] : [];
    const { progress } = log.lines;
    const filtered = progress === undefined ? [] : [span(`${filteredText(progress)}  `, 'notice')];
    return {
      title,
      footer: [...paused, ...filtered, ...dropped, span(thousands(log.lines.length), 'muted')],
      lines: logLines(painting, width, height),
      scroll: { offset: log.top, total: log.lines.length },
    };
  },
};

function followSpans({ follow, lives }: Session): Span[] {
  const all = lives ? [foreign(`  following ${lives.followed.title}, ${lives.all.length} lives`, 'notice')] : [];
  if (!follow) return all;
  const { before, current } = follow;
  const earlier = before.length === 0 ? '' : ` after ${before.length} before it`;
  const free = current.goneAt === undefined ? '' : ', whose place is free';
  return [foreign(`  following ${current.row.name}${free}${earlier}`, 'notice'), ...all];
}

function paneFrame(painting: Painting, { id, box, style, inner }: PlacedPane): PaneFrame {
  const { session, marks } = painting;
  const { layout, overlay, whole } = session.state;
  const isPage = overlay?.kind === 'readerSearch' && overlay.reader === whole;
  const focused = layout.focus === id && (!overlay || isPage);
  const content = CONTENT[id](painting, inner.width, inner.height);
  if (style === 'frame') {
    return { id, rect: box, border: true, focused, ...content };
  }
  const role = focused ? 'borderFocused' : 'border';
  const rule = (spans: readonly Span[]): Span[] => (spans.length === 0 ? [] : [span(' '), ...spans, span(' ')]);
  const titled = line(
    ...bothEnds(
      [span(marks.rule.repeat(2), role), ...rule(content.title)],
      [...rule(content.footer), span(marks.rule, role)],
      box.width,
      marks.rule,
      role,
    ),
  );
  const lines = style === 'rule' ? [titled, ...content.lines] : content.lines;
  return { id, rect: box, border: false, focused, title: [], lines };
}

function tooSmall(width: number, height: number): Frame {
  const say = `podscope needs ${SMALLEST.width}x${SMALLEST.height}; this terminal has ${width}x${height}.`;
  const lines = wrap(say, Math.max(1, width)).slice(0, Math.max(1, height));
  return {
    width,
    height,
    panes: [
      {
        id: 'tooSmall',
        rect: { x: 0, y: 0, width, height },
        border: false,
        focused: false,
        title: [],
        lines: lines.map(each => line(span(cut(each, width), widthOf(each) > 0 ? 'text' : 'muted'))),
      },
    ],
    validUntil: Number.POSITIVE_INFINITY,
  };
}
