import type { Reader } from '../app/reader.ts';
import { describePod, eventAge } from './describe.ts';
import { type DescribeLine, describeLines } from './describe-lines.ts';
import { findingLines } from './finding-lines.ts';
import type { Line, PaneFrame } from './frame.ts';
import type { Painting } from './painting.ts';
import { cutSpans, foreign, line, span } from './spans.ts';
import { clean, pad, wrap } from './text.ts';
import { yamlLine } from './yaml-line.ts';

const TITLES = { describe: 'Description', diagnosis: 'Diagnosis', object: 'YAML', events: 'Events' } as const;

/** What is read, over the panes; header and footer of the screen stay in sight. */
export function readerFrame(painting: Painting, reader: Reader, isTyping: boolean): PaneFrame {
  const { width, height } = painting.session.state;
  const rect = { x: 0, y: 1, width, height: height - 2 };
  const rows = Math.max(1, rect.height - 2);
  const all = readerLines(painting, reader, rect.width - 2);
  const wanted = clean(reader.search.text).toLowerCase();
  const shown = wanted === '' ? all : all.filter(each => textOf(each.line).toLowerCase().includes(wanted));
  reader.rows = rows;
  reader.sections = shown.map(({ section }) => section);
  reader.top = Math.max(0, Math.min(reader.top, shown.length - rows));
  const { namespace, name } = reader.target;
  return {
    id: 'reader',
    rect,
    border: true,
    focused: true,
    title: [
      span(`${TITLES[reader.kind]}  `, 'title'),
      foreign(`${namespace}/${name}`, 'muted'),
      ...(isTyping || wanted !== ''
        ? [foreign(`  /${reader.search.text}`, 'accent'), span(isTyping ? '_' : '', 'accent')]
        : []),
    ],
    footer: [
      span(
        wanted === ''
          ? `${Math.min(reader.top + rows, shown.length)} of ${shown.length}`
          : `${shown.length} of ${all.length} lines hold it`,
        'muted',
      ),
    ],
    lines: shown.slice(reader.top, reader.top + rows).map(each => line(...cutSpans(each.line.spans, rect.width - 2))),
    scroll: { offset: reader.top, total: shown.length },
  };
}

function readerLines(painting: Painting, reader: Reader, width: number): readonly DescribeLine[] {
  const { content } = reader;
  const plain = (lines: readonly Line[]): DescribeLine[] =>
    lines.map(each => ({ section: '', head: false, line: each }));
  switch (content?.kind) {
    case undefined:
      return plain([line(span(' Asking the cluster …', 'muted'))]);
    case 'problem':
      return plain(wrap(clean(content.sentence), width - 2).map(part => line(span(` ${part}`, 'danger'))));
    case 'describe':
      return descriptionLines(painting, reader, content, width);
    case 'diagnosis': {
      const lines = findingLines(content.findings, width - 2, painting.marks);
      return plain(
        lines.length > 0
          ? lines.map(each => line(span(' '), ...each.spans))
          : [line(span(' Nothing is found wrong with the pod.', 'ok'))],
      );
    }
    case 'object':
      return plain(content.text[reader.everything ? 'whole' : 'short'].split('\n').map(yamlLine));
    case 'events':
      return plain(
        content.events.length === 0
          ? [line(span(' There are no events.', 'muted'))]
          : content.events.flatMap(event => eventLines(painting, event, width)),
      );
  }
}

function descriptionLines(
  painting: Painting,
  reader: Reader,
  content: Extract<Reader['content'], { kind: 'describe' }>,
  width: number,
): readonly DescribeLine[] {
  const { session, reading, marks } = painting;
  // Its ages are as old as the frame; a second later it is drawn again.
  reading.expires(reading.now + 1000);
  const entry = session.world.pods.get(reader.target.uid);
  const item = session.grid.pods.get(reader.target.uid);
  const sections = describePod({
    pod: content.pod,
    now: reading.now,
    status: { word: entry?.row.status ?? '', why: item?.health.why ?? '' },
    events: content.events,
    envValues: reader.everything,
  });
  return describeLines(sections, width, reader.search.text === '' ? reader.folded : new Set(), {
    open: marks.down,
    folded: marks.up,
    rule: marks.rule,
  });
}

type EventContent = Extract<Reader['content'], { kind: 'events' }>;

function eventLines({ reading }: Painting, event: EventContent['events'][number], width: number): Line[] {
  reading.expires(reading.now + 1000);
  const { regarding, type, reason, message } = event;
  const about = `${regarding.kind} ${regarding.name}`;
  const role = type === 'Warning' ? 'warning' : 'text';
  return [
    line(
      span(pad(` ${eventAge(event, reading.now)} ago`, 26), 'muted'),
      span(pad(type, 9), role),
      foreign(pad(clean(reason), 24), role),
      foreign(about, 'muted'),
      foreign(event.source === '' ? '' : `  ${event.source}`, 'muted'),
    ),
    ...wrap(clean(message), Math.max(10, width - 27)).map(part => line(span(' '.repeat(26)), span(part))),
  ];
}

const textOf = ({ spans }: Line): string => spans.map(({ text }) => text).join('');
