import type { Picker, PickerItem } from '../app/controls/picker.ts';
import { pickerRows } from '../app/overlays.ts';
import type { Overlay } from '../app/state.ts';
import { thousands } from '../kube/thousands.ts';
import type { PaneFrame, Span } from './frame.ts';
import type { Painting } from './painting.ts';
import { answersFrame, confirmFrame } from './panes/act-panes.ts';
import { forwardsFrame } from './panes/forwards-pane.ts';
import { helpLines } from './panes/help-pane.ts';
import { livesFrame } from './panes/lives-pane.ts';
import { logsFrame } from './panes/logs-pane.ts';
import { comparisonFrame, momentFrame } from './panes/moment-pane.ts';
import { readerFrame } from './panes/reader-pane.ts';
import { trendFrame } from './panes/trend-pane.ts';
import { centred } from './rects.ts';
import { bothEnds, cutSpans, foreign, line, span } from './spans.ts';
import { clean, pad, widthOf } from './text.ts';

/** What lies over the panes. */
export function overlayFrame(painting: Painting): PaneFrame | undefined {
  const { overlay, width, height } = painting.session.state;
  switch (overlay?.kind) {
    case undefined:
      return undefined;
    case 'help':
      return helpFrame(painting, overlay, width, height);
    case 'trend':
      return trendFrame(painting);
    case 'picker':
      return pickerFrame(painting, overlay.picker);
    case 'reader':
    case 'readerSearch':
      // The page of the detail is read where it stands.
      return overlay.reader === painting.session.state.whole
        ? undefined
        : readerFrame(painting, overlay.reader, overlay.kind === 'readerSearch');
    case 'logs':
    case 'logsFilter':
    case 'logsFind':
      return logsFrame(painting, overlay.logs, overlay.kind);
    case 'forwards':
      return forwardsFrame(painting, overlay.view);
    case 'stats':
      return statsFrame(painting, overlay.rows(), width, height);
    case 'lives':
      return livesFrame(painting, overlay.lives);
    case 'moment':
      return momentFrame(painting, overlay.moment);
    case 'comparison':
      return comparisonFrame(painting, overlay.comparison);
    case 'confirm':
      return confirmFrame(overlay.confirmation, width, height);
    case 'answers':
      return answersFrame(painting, overlay, width, height);
  }
}

function helpFrame(
  { session }: Painting,
  overlay: Extract<Overlay, { kind: 'help' }>,
  width: number,
  height: number,
): PaneFrame {
  const rect = centred(Math.min(width - 2, 96), height - 3, width, height);
  const rows = rect.height - 2;
  const all = helpLines(session.keymap, overlay.line.text, rect.width - 2);
  overlay.top = Math.max(0, Math.min(overlay.top, all.length - rows));
  const typed = overlay.typing || overlay.line.text !== '';
  return {
    id: 'help',
    rect,
    border: true,
    focused: true,
    title: [
      span('Keys', 'title'),
      ...(typed ? [foreign(`  /${overlay.line.text}`, 'accent'), span(overlay.typing ? '_' : '', 'accent')] : []),
    ],
    footer: [span('/ searches, esc closes', 'muted')],
    lines: all.slice(overlay.top, overlay.top + rows).map(({ spans }) => line(...cutSpans(spans, rect.width - 2))),
    scroll: { offset: overlay.top, total: all.length },
  };
}

function pickerFrame({ session }: Painting, picker: Picker): PaneFrame {
  const { width, height } = session.state;
  const rows = pickerRows(picker, height);
  const rect = centred(Math.min(width - 2, picker.wide ? 110 : 72), rows + 3, width, height);
  const inner = rect.width - 2;
  picker.settle(rows);
  session.state.listSpot = { left: rect.x + 1, top: rect.y + 2, width: inner, height: rect.height - 3 };
  const lines = [line(span(' > ', 'accent'), foreign(picker.text), span('_', 'accent'))];
  if (picker.found.length === 0) lines.push(line(span('   nothing fits', 'muted')));
  const itemSpans = picker.wide ? tabulated(picker) : plain(picker);
  for (const [i, item] of picker.found.slice(picker.top, picker.top + rows).entries()) {
    const spans = itemSpans(item, inner);
    lines.push(picker.top + i === picker.index ? { spans, highlight: 'selected' } : { spans });
  }
  return {
    id: 'picker',
    rect,
    border: true,
    focused: true,
    title: [foreign(picker.title, 'title')],
    footer: [
      ...(picker.arranging ? [foreign(`${picker.arranging.note}  `, 'muted')] : []),
      span(thousands(picker.found.length), 'muted'),
    ],
    lines: lines.slice(0, rect.height - 2),
    scroll: { offset: picker.top, total: picker.found.length },
  };
}

type ItemSpans = (item: PickerItem, width: number) => Span[];

/** The hint at the right edge. */
function plain(picker: Picker): ItemSpans {
  const longest = Math.max(0, ...picker.found.map(({ label }) => widthOf(clean(label))));
  return ({ id, label, hint }, width) => {
    const mark = picker.several ? (picker.marked.has(id) ? ' [x] ' : ' [ ] ') : '   ';
    // Hints stand below each other, as far as the labels leave room.
    const labels = Math.min(Math.floor(width / 2), longest);
    const said = hint ? [foreign(`${' '.repeat(Math.max(0, labels - widthOf(clean(label))))}  ${hint}`, 'muted')] : [];
    return cutSpans([span(mark, 'accent'), foreign(label), ...said], width - 1);
  };
}

/** Keys, labels and sentences below each other; what is refused is dimmed, with the reason. */
function tabulated({ items }: Picker): ItemSpans {
  const keys = Math.max(...items.map(({ key = '' }) => key.length));
  const labels = Math.max(...items.map(({ label }) => label.length));
  return ({ key = '', label, hint = '', refused }, width) =>
    bothEnds(
      [
        span(`  ${pad(key, keys)}  `, refused ? 'muted' : 'key'),
        span(pad(clean(label), labels), refused ? 'muted' : 'text'),
        foreign(`  ${hint}`, refused ? 'warning' : 'muted'),
      ],
      [],
      width,
    );
}

function statsFrame(
  { reading }: Painting,
  rows: readonly (readonly [name: string, text: string])[],
  width: number,
  height: number,
): PaneFrame {
  // What is counted goes on; a second later it is shown again.
  reading.expires(reading.now + 1000);
  const names = Math.max(...rows.map(([name]) => name.length));
  const inner = Math.max(...rows.map(([, text]) => text.length)) + names + 4;
  const rect = centred(Math.min(width - 2, inner + 2), rows.length + 2, width, height);
  return {
    id: 'stats',
    rect,
    border: true,
    focused: true,
    title: [span('Stats', 'title')],
    lines: rows
      .map(([name, text]) => line(...cutSpans([span(` ${pad(name, names)}  `, 'muted'), span(text)], rect.width - 2)))
      .slice(0, rect.height - 2),
  };
}
