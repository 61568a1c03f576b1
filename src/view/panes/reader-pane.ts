import type { Reader, ReaderKind } from '../../app/reading/reader.ts';
import { type Finding, findingKey } from '../../diagnosis/finding.ts';
import type { Line, PaneFrame, Span } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { descriptionLines } from '../reading/reader-describe.ts';
import { eventsLines } from '../reading/reader-events.ts';
import { markMatches, plainLines, type ReaderLine, textOf } from '../reading/reader-line.ts';
import { differenceLines, objectLines } from '../reading/reader-object.ts';
import { bothEnds, cutSpans, foreign, line, span } from '../spans.ts';
import { clean, wrap } from '../text.ts';
import { findingBlock } from './finding-lines.ts';

const TITLES: Readonly<Record<ReaderKind, string>> = {
  describe: 'Description',
  diagnosis: 'Diagnosis',
  object: 'YAML',
  events: 'Events',
  allEvents: 'Events',
};

/** The lines of what is read, and what is said of them in the lower border. */
interface Content {
  readonly lines: readonly ReaderLine[];
  readonly note?: string | undefined;
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined;
  readonly place?: number | undefined;
  /** What is searched for has chosen the lines already. */
  readonly filtered?: boolean;
}

/** What is read, over the panes; header and footer of the screen stay in sight. */
export function readerFrame(painting: Painting, reader: Reader, isTyping: boolean): PaneFrame {
  const { width, height } = painting.session.state;
  const rect = { x: 0, y: 1, width, height: height - 2 };
  return {
    id: 'reader',
    rect,
    border: true,
    focused: true,
    title: [...titleSpans(painting, reader), ...typedSpans(reader, isTyping)],
    ...readerWindow(painting, reader, rect.width - 2, rect.height - 2),
  };
}

interface ReaderWindow {
  readonly lines: readonly Line[];
  readonly footer: readonly Span[];
  readonly scroll: { readonly offset: number; readonly total: number };
}

/** The part of what is read that has room, and what is said of it. */
export function readerWindow(painting: Painting, reader: Reader, inner: number, height: number): ReaderWindow {
  reader.rows = Math.max(1, height);
  const content = contentOf(painting, reader, inner);
  const wanted = clean(reader.search.text).toLowerCase();
  const holds = (each: ReaderLine): boolean => textOf(each.line).toLowerCase().includes(wanted);
  const isSearching = wanted !== '' && content.filtered !== true;
  const shown = isSearching && reader.onlyMatches ? content.lines.filter(holds) : content.lines;
  const matches = isSearching ? shown.flatMap((each, i) => (holds(each) ? [i] : [])) : [];
  const sections = shown.map(({ section }) => section);
  const text = (): string => shown.map(each => `${textOf(each.line).trimEnd()}\n`).join('');
  reader.drawn({ sections, matches, items: itemsOf(shown), text }, shown.length);
  if (content.place !== undefined) reader.showPlace(content.place, shown.length);
  const { top, rows, chosen } = reader;
  const isMarked = (at: number): boolean =>
    shown[at]!.item === undefined
      ? at === reader.match || at === content.place
      : shown[at]!.item === chosen && shown[at - 1]?.item !== chosen;
  return {
    footer: footerSpans(reader, content, matches, shown.length),
    lines: shown.slice(top, top + rows).map((each, i) => {
      const spans = isMarked(top + i) ? bothEnds(each.line.spans, [], inner) : cutSpans(each.line.spans, inner);
      const marked = isSearching ? markMatches(line(...spans), wanted) : line(...spans);
      return isMarked(top + i) ? { ...marked, highlight: 'selected' as const } : marked;
    }),
    scroll: { offset: top, total: shown.length },
  };
}

function titleSpans({ session }: Painting, reader: Reader): Span[] {
  const { kind, target, format } = reader;
  const { namespaces } = session.world.target;
  const name =
    kind === 'allEvents'
      ? namespaces.length === 0
        ? 'all namespaces'
        : namespaces.join(', ')
      : [target.kind ?? '', [target.namespace, target.name].filter(Boolean).join('/')].filter(Boolean).join(' ');
  const title =
    reader.difference && kind === 'object' ? 'Changes' : kind === 'object' && format === 'json' ? 'JSON' : TITLES[kind];
  return [span(`${title}  `, 'title'), foreign(name, 'muted')];
}

/** The path and the search, also while they are typed. */
export function typedSpans(reader: Reader, isTyping: boolean): Span[] {
  const { search, path, typing } = reader;
  const line = (mark: string, text: string, isTyped: boolean): Span[] =>
    isTyped || text !== '' ? [foreign(`  ${mark}${text}`, 'accent'), span(isTyped ? '_' : '', 'accent')] : [];
  return [
    ...line('path ', path.text, isTyping && typing === 'path'),
    ...line(reader.onlyMatches ? '&' : '/', search.text, isTyping && typing === 'search'),
  ];
}

function footerSpans(reader: Reader, { note, problem }: Content, matches: readonly number[], total: number): Span[] {
  if (problem !== undefined) return [foreign(problem, 'warning')];
  const at = matches.indexOf(reader.match);
  const found =
    reader.search.text === '' || note !== undefined
      ? []
      : matches.length === 0
        ? [span('no line holds it  ', 'warning')]
        : [
            span(
              `${at < 0 ? '' : `${at + 1} of `}${matches.length} ${matches.length === 1 ? 'line' : 'lines'}  `,
              'accent',
            ),
          ];
  const place = `${Math.min(reader.top + reader.rows, total)} of ${total}`;
  return [...found, ...(note === undefined ? [] : [foreign(`${note}  `, 'text')]), span(place, 'muted')];
}

function itemsOf(lines: readonly ReaderLine[]): { id: string; line: number; lines: number }[] {
  const items: { id: string; line: number; lines: number }[] = [];
  for (const [i, { item }] of lines.entries()) {
    const last = items.at(-1);
    if (item === undefined) continue;
    if (last?.id === item) last.lines = i - last.line + 1;
    else items.push({ id: item, line: i, lines: 1 });
  }
  return items;
}

function contentOf(painting: Painting, reader: Reader, width: number): Content {
  const { content } = reader;
  switch (content?.kind) {
    case undefined:
      return { lines: plainLines([line(span(' Asking the cluster …', 'muted'))]) };
    case 'problem':
      return { lines: plainLines(sentence(content.sentence, width, 'danger')) };
    case 'describe':
      return { lines: descriptionLines(painting, reader, content, width) };
    case 'diagnosis':
      return { lines: diagnosisLines(painting, content.findings, width) };
    case 'object':
      return reader.difference
        ? { lines: differenceLines(painting, reader.versions, width) }
        : objectLines(reader, content.document, width);
    case 'events':
      return { ...eventsLines(painting, reader, content, width), filtered: true };
  }
}

function diagnosisLines({ marks, reading }: Painting, findings: readonly Finding[], width: number): ReaderLine[] {
  // Its sentences hold ages.
  reading.expires(reading.now + 1000);
  if (findings.length === 0) return plainLines([line(span(' Nothing is found wrong with the pod.', 'ok'))]);
  return findings.flatMap((finding, i) => [
    ...(i === 0 ? [] : plainLines([line()])),
    ...findingBlock(finding, width - 2, marks).map(each => ({
      section: finding.id,
      line: line(span(' '), ...each.spans),
      item: findingKey(finding, i),
    })),
  ]);
}

const sentence = (text: string, width: number, role: Span['role']): Line[] =>
  wrap(clean(text), width - 2).map(part => line(span(` ${part}`, role)));
