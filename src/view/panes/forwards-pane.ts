import type { ForwardRow } from '../../app/streams/forwards.ts';
import type { ForwardsView } from '../../app/streams/forwards-view.ts';
import { thousands } from '../../kube/thousands.ts';
import { byteText } from '../byte-text.ts';
import type { Line, PaneFrame, Span } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { centred } from '../rects.ts';
import { cutSpans, foreign, line, span } from '../spans.ts';
import { clean, cut, pad, widthOf } from '../text.ts';

const WIDEST = 110;
/** From this width on there is room for the namespace, and for how often the pod was replaced. */
const ROOMY = 100;
const TITLES = ['LOCAL', 'POD', 'PORT', 'CONNS', 'SENT', 'RECEIVED'] as const;

/** The forwarded ports, a line each; what went wrong last stands below its port. */
export function forwardsFrame({ session, marks }: Painting, view: ForwardsView): PaneFrame {
  const { width, height } = session.state;
  const { rows, selected } = view;
  const cells = rows.map(row => cellsOf(row, marks.arrow, width >= ROOMY));
  const widths = TITLES.map((title, i) => Math.max(widthOf(title), ...cells.map(each => widthOf(each[i]!))));
  const inner = Math.min(
    width - 4,
    WIDEST,
    Math.max(
      66,
      widths.reduce((sum, one) => sum + one + 2, 3),
    ),
  );
  // Only names are worth cutting: the other columns are short.
  const spare = inner - 3 - widths.reduce((sum, one) => sum + one + 2, 0);
  if (spare < 0) widths[1] = Math.max(8, widths[1]! + spare);
  const lines: Line[] =
    rows.length === 0
      ? [line(), line(span('  No port is forwarded. In the grid, F forwards ports of a pod.', 'muted')), line()]
      : [line(span(`   ${TITLES.map((title, i) => pad(title, widths[i]!)).join('  ')}`, 'columnHeader'))];
  let selectedAt = 0;
  for (const [i, row] of rows.entries()) {
    const isSelected = row.id === selected?.id;
    if (isSelected) selectedAt = lines.length;
    const mark = row.waits ? span(` ${marks.stale} `, 'warning') : span(` ${marks.live} `, 'ok');
    const text = cells[i]!.map((cell, at) => pad(cut(cell, widths[at]!, 'middle'), widths[at]!)).join('  ');
    const spans = cutSpans([mark, foreign(text)], inner);
    lines.push(isSelected ? { spans, highlight: 'selected' } : { spans });
    const said = row.waits ? 'the pod is gone; waits for what takes its place' : row.problem;
    if (said !== undefined) lines.push(line(...cutSpans([foreign(`     ${clean(said)}`, 'warning')], inner)));
  }
  const room = Math.max(3, Math.min(lines.length, height - 6));
  const top = Math.max(0, Math.min(selectedAt - Math.floor(room / 2), lines.length - room));
  const rect = centred(inner + 2, room + 2, width, height);
  return {
    id: 'forwards',
    rect,
    border: true,
    focused: true,
    title: [span('Forwarded ports', 'title')],
    footer: [span(thousands(rows.length), 'muted')],
    lines: lines.slice(top, top + room),
    scroll: { offset: top, total: lines.length },
  };
}

function cellsOf(row: ForwardRow, arrow: string, isRoomy: boolean): readonly string[] {
  const after = row.replaced === 0 || !isRoomy ? '' : ` (after ${row.replaced})`;
  return [
    row.local,
    clean(`${arrow} ${isRoomy ? `${row.namespace}/` : ''}${row.pod}${after}`),
    String(row.remote),
    `${thousands(row.open)} of ${thousands(row.total)}`,
    byteText(row.sent),
    byteText(row.received),
  ];
}

/** For the header, while any port is forwarded: `⇄ 3 ports`. */
export function forwardsMark({ session, ascii }: Painting): Span[] {
  const rows = session.forwards.rows();
  if (rows.length === 0) return [];
  const waits = rows.filter(row => row.waits).length;
  const text = `${ascii ? '<>' : '⇄'} ${rows.length} ${rows.length === 1 ? 'port' : 'ports'}`;
  return [span(waits === 0 ? text : `${text}, ${waits} wait`, waits === 0 ? 'accent' : 'warning')];
}
