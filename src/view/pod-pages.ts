import type { PodItem } from '../app/grid/pod-item.ts';
import { DETAIL_PAGES, type DetailPage } from '../app/state.ts';
import { knownLife } from '../history/life/life-story.ts';
import { failedAt } from '../history/transitions/lineage.ts';
import { preciseDuration } from '../kube/duration.ts';
import { explainStatus } from '../status/explain.ts';
import { generationFor, parseServerMinor } from '../status/generation.ts';
import { nextCommand } from '../status/next-step.ts';
import type { Step } from '../status/proof.ts';
import { reasonFor } from '../status/reasons.ts';
import { RULES } from '../status/rules.ts';
import type { Line, Span } from './frame.ts';
import { type LifeSection, lifeSections } from './life/life-text.ts';
import { timelineCells } from './life/timeline.ts';
import type { Painting } from './painting.ts';
import { detailLines, heading, statusLines } from './panes/detail-pane.ts';
import { ownerStarts } from './panes/owner-starts.ts';
import { cutSpans, foreign, line, span } from './spans.ts';
import { clean, wrap } from './text.ts';

/** A page of the detail pane. All lines; the pane shows a window of them. */
interface Page {
  readonly title: string;
  lines(painting: Painting, item: PodItem, width: number, height: number): Line[];
}

const PAGES: Readonly<Record<DetailPage, Page>> = {
  summary: { title: 'summary', lines: detailLines },
  life: { title: 'life', lines: lifePage },
  why: { title: 'why', lines: whyPage },
  all: { title: 'all', lines: wholePage },
};

export function pageLines(painting: Painting, item: PodItem, width: number, height: number): Line[] {
  return PAGES[painting.session.state.detail.page].lines(painting, item, width, height);
}

/** The name of the pod, and the pages there are when the pane has the focus. */
export function pageTitle({ session, marks }: Painting, item: PodItem | undefined, width: number): Span[] {
  if (!item) return [span('Detail', 'muted')];
  const { detail, layout } = session.state;
  const isFollowed = session.follow?.current.uid === item.entry.uid;
  const name = foreign(`${item.entry.row.name}${isFollowed ? ' (followed)' : ''}`, 'title');
  if (layout.focus !== 'detail' && detail.page === 'summary') return [name];
  const tabs = DETAIL_PAGES.flatMap((page, i): Span[] => [
    span(i === 0 ? '   ' : ` ${marks.separator} `, 'muted'),
    page === detail.page ? span(PAGES[page].title, 'accent', true) : span(PAGES[page].title, 'muted'),
  ]);
  return cutSpans([name, ...tabs], Math.max(0, width - 6));
}

const indented = (lines: readonly Line[], width: number): Line[] =>
  lines.map(({ spans }) => line(span(' '), ...cutSpans(spans, width - 1)));

const paragraph = (text: string, width: number, role: Span['role'] = 'text'): Line[] =>
  text === '' ? [] : wrap(clean(text), width).map(part => line(span(part, role)));

/** Until the whole object is known, which the pane then reads. */
function wholePage(painting: Painting, item: PodItem, width: number): Line[] {
  const { whole } = painting.session.state;
  const content = whole?.target.uid === item.entry.uid ? whole.content : undefined;
  const inner = width - 2;
  const sentence = content?.kind === 'problem' ? paragraph(content.sentence, inner, 'danger') : [];
  const asking = content ? sentence : paragraph('Asking the cluster …', inner, 'muted');
  return indented([...statusLines(painting, item, inner), line(), ...asking], width);
}

function lifePage(painting: Painting, item: PodItem, width: number): Line[] {
  const { session, reading, marks, ascii, clock } = painting;
  const story = knownLife(session.world, item.entry.uid, session.events.about(item.entry.uid), reading.now);
  if (!story) return [line(span(' Nothing is known of this pod any more.', 'muted'))];
  if (!story.life.isOver) reading.expires(reading.now + 1_000);
  const inner = width - 2;
  const view = session.state.life;
  const { lanes, marks: happened } = story.life;
  const moments = [...lanes.flatMap(({ segments }) => segments), ...happened].map(one =>
    'at' in one ? one.at : one.from,
  );
  view.drawn(story.life, timelineCells(inner), moments);
  const look = { window: view.window, cursor: view.cursor, clock };
  const isFollowed = session.follow?.current.uid === item.entry.uid;
  const isFree = isFollowed && item.entry.goneAt !== undefined;
  const [timeline, ...rest] = lifeSections(story, inner, ascii, look);
  const sections = [timeline!, ...(isFollowed ? livesBefore(painting) : []), ...rest];
  const lines = sections.flatMap(({ title, lines: section }, i) => [
    ...(i === 0 ? [] : [line()]),
    heading(title, inner, marks.rule),
    ...section,
  ]);
  return indented(
    [
      ...statusLines(painting, item, inner),
      ...(isFree ? [line(span('  nobody has taken its place yet', 'notice'))] : []),
      line(),
      ...lines,
      ...ownerStarts(painting, item.entry, inner),
    ],
    width,
  );
}

/** The pods whose place the followed pod took: each a finished life on a line. */
function livesBefore({ session, marks, clock, reading }: Painting): LifeSection[] {
  const before = session.follow?.before ?? [];
  const lines = before.map(entry => {
    const { row, first, goneAt } = entry;
    const from = row.createdAt ?? first?.at;
    const failed = goneAt === undefined ? failedAt(entry) : undefined;
    const ended = goneAt === undefined ? failed : goneAt + reading.skew;
    const how = failed === undefined ? 'still there' : `ended ${clock(failed)}`;
    const end = goneAt === undefined ? how : `gone ${clock(goneAt)}`;
    const lived =
      ended === undefined || from === undefined ? '' : `, lived ${preciseDuration(Math.max(0, ended - from))}`;
    return line(
      foreign(`${marks.gone} ${row.name}  `),
      span(`created ${from === undefined ? '?' : clock(from)}, ${end}${lived}  `, 'muted'),
      foreign(row.status, 'done'),
    );
  });
  return lines.length === 0 ? [] : [{ title: 'Lives before this one', lines }];
}

function whyPage(painting: Painting, item: PodItem, width: number): Line[] {
  const { session, marks } = painting;
  const { pod, row } = item.entry;
  const inner = width - 2;
  const generation = generationFor(parseServerMinor(session.world.target.serverVersion));
  const explanation = explainStatus(pod, generation);
  const info = reasonFor(row.status);
  const command = nextCommand(info, pod, row);
  const steps = explanation.steps.filter(step => step.effect.type === 'word');
  return indented(
    [
      ...statusLines(painting, item, inner),
      ...paragraph(explanation.difference ?? '', inner, 'muted'),
      line(),
      heading(`What ${clean(row.status)} means`, inner, marks.rule),
      ...paragraph(info.meaning, inner),
      ...info.causes.flatMap(cause => paragraph(`${marks.separator} ${cause}`, inner, 'muted')),
      ...paragraph(`Next: ${info.next.step}`, inner, 'accent'),
      ...(command === undefined ? [] : paragraph(`$ ${command}`, inner, 'key')),
      line(),
      heading(`How the word comes about, by the rules of Kubernetes ${explanation.version}`, inner, marks.rule),
      ...steps.flatMap(step => stepLines(step, step === explanation.decisive, inner, marks.arrow)),
    ],
    width,
  );
}

function stepLines(step: Step, decisive: boolean, width: number, arrow: string): Line[] {
  const value = step.value === null ? 'absent' : JSON.stringify(step.value);
  const word = step.effect.type === 'word' ? step.effect.to : '';
  return [
    line(foreign(`${arrow} ${word}`, decisive ? 'accent' : 'text'), span(decisive ? '  decides' : '', 'muted')),
    ...wrap(clean(RULES[step.rule].text), width - 2).map(part => line(span(`  ${part}`, 'muted'))),
    ...wrap(clean(`${step.path} = ${value}`), width - 2).map(part => line(span(`  ${part}`, 'text'))),
  ];
}
