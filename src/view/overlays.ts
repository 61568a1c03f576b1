import { pickerRows } from '../app/overlays.ts';
import type { Picker } from '../app/picker.ts';
import type { Overlay } from '../app/state.ts';
import { thousands } from '../kube/thousands.ts';
import { forwardsFrame } from './forwards-pane.ts';
import type { PaneFrame } from './frame.ts';
import { helpLines } from './help-pane.ts';
import { livesFrame } from './lives-pane.ts';
import { logsFrame } from './logs-pane.ts';
import { comparisonFrame, momentFrame } from './moment-pane.ts';
import type { Painting } from './painting.ts';
import { readerFrame } from './reader-pane.ts';
import { centred } from './rects.ts';
import { cutSpans, foreign, line, span } from './spans.ts';
import { clean, pad, widthOf, wrap } from './text.ts';
import { trendFrame } from './trend-pane.ts';

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
      return readerFrame(painting, overlay.reader, overlay.kind === 'readerSearch');
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
      return confirmFrame(overlay, width, height);
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
  const rect = centred(Math.min(width - 2, 72), rows + 3, width, height);
  const inner = rect.width - 2;
  picker.settle(rows);
  session.state.listSpot = { left: rect.x + 1, top: rect.y + 2, width: inner, height: rect.height - 3 };
  const lines = [line(span(' > ', 'accent'), foreign(picker.text), span('_', 'accent'))];
  if (picker.found.length === 0) lines.push(line(span('   nothing fits', 'muted')));
  // Hints stand below each other, as far as the labels leave room.
  const labels = Math.min(
    Math.floor(inner / 2),
    Math.max(0, ...picker.found.map(({ label }) => widthOf(clean(label)))),
  );
  for (const [i, { id, label, hint }] of picker.found.slice(picker.top, picker.top + rows).entries()) {
    const mark = picker.several ? (picker.marked.has(id) ? ' [x] ' : ' [ ] ') : '   ';
    const said = hint ? [foreign(`${' '.repeat(Math.max(0, labels - widthOf(clean(label))))}  ${hint}`, 'muted')] : [];
    const shown = cutSpans([span(mark, 'accent'), foreign(label), ...said], inner - 1);
    lines.push(picker.top + i === picker.index ? { spans: shown, highlight: 'selected' } : { spans: shown });
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

function confirmFrame(overlay: Extract<Overlay, { kind: 'confirm' }>, width: number, height: number): PaneFrame {
  const inner = Math.min(width - 6, 70);
  const text = overlay.question.flatMap(each => wrap(clean(each), inner - 2));
  const rect = centred(Math.min(width - 2, inner + 4), text.length + 5, width, height);
  const lines = [
    line(),
    ...text.map(each => line(span(`  ${each}`))),
    line(),
    line(span('  y', 'key'), span(' yes   ', 'muted'), span('n', 'key'), span(' no', 'muted')),
  ];
  return {
    id: 'confirm',
    rect,
    border: true,
    focused: true,
    title: [span('Sure?', overlay.danger ? 'danger' : 'title')],
    lines: lines.slice(-(rect.height - 2)),
  };
}
