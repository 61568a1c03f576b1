import type { PodItem } from '../app/pod-item.ts';
import { DETAIL_PAGES, type DetailPage } from '../app/state.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Facts } from '../diagnosis/finding.ts';
import { knownLife } from '../history/life-story.ts';
import { explainStatus } from '../status/explain.ts';
import { generationFor, parseServerMinor } from '../status/generation.ts';
import { nextCommand } from '../status/next-step.ts';
import type { Step } from '../status/proof.ts';
import { reasonFor } from '../status/reasons.ts';
import { RULES } from '../status/rules.ts';
import { describePod } from './describe.ts';
import { describeLines } from './describe-lines.ts';
import { detailLines, heading, statusLines } from './detail-pane.ts';
import { findingLines } from './finding-lines.ts';
import type { Line, Span } from './frame.ts';
import { lifeSections } from './life-text.ts';
import type { Painting } from './painting.ts';
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
  describe: { title: 'description', lines: describePage },
};

export function pageLines(painting: Painting, item: PodItem, width: number, height: number): Line[] {
  return PAGES[painting.session.state.detail.page].lines(painting, item, width, height);
}

/** The name of the pod, and the pages there are when the pane has the focus. */
export function pageTitle({ session, marks }: Painting, item: PodItem | undefined, width: number): Span[] {
  if (!item) return [span('Detail', 'muted')];
  const { detail, layout } = session.state;
  const name = foreign(item.entry.row.name, 'title');
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

function lifePage(painting: Painting, item: PodItem, width: number): Line[] {
  const { session, reading, marks, ascii } = painting;
  const story = knownLife(session.world, item.entry.uid, [], reading.now);
  if (!story) return [line(span(' Nothing is known of this pod any more.', 'muted'))];
  if (!story.life.isOver) reading.expires(reading.now + 1_000);
  const inner = width - 2;
  const lines = lifeSections(story, inner, ascii).flatMap(({ title, lines: section }, i) => [
    ...(i === 0 ? [] : [line()]),
    heading(title, inner, marks.rule),
    ...section,
  ]);
  return indented([...statusLines(painting, item, inner), line(), ...lines], width);
}

function whyPage(painting: Painting, item: PodItem, width: number): Line[] {
  const { session, reading, marks } = painting;
  const { pod, row } = item.entry;
  const inner = width - 2;
  const generation = generationFor(parseServerMinor(session.world.target.serverVersion));
  const explanation = explainStatus(pod, generation);
  const info = reasonFor(row.status);
  const command = nextCommand(info, pod, row);
  const facts = factsOf(painting, item);
  const findings = diagnose(facts ?? { pod, now: reading.now });
  const steps = explanation.steps.filter(step => step.effect.type === 'word');
  return indented(
    [
      ...statusLines(painting, item, inner),
      ...paragraph(explanation.difference ?? '', inner, 'muted'),
      ...inquiryLines(painting, item, inner),
      ...(findings.length === 0 ? [] : [line(), heading('Diagnosis', inner, marks.rule)]),
      ...findingLines(findings, inner, marks),
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

function describePage(painting: Painting, item: PodItem, width: number): Line[] {
  const { reading, marks, ascii } = painting;
  const facts = factsOf(painting, item);
  const { pod, row } = item.entry;
  const sections = describePod({
    pod: facts?.pod ?? pod,
    now: reading.now,
    status: { word: row.status, why: item.health.why },
    events: facts?.events,
  });
  reading.expires(reading.now + 1_000);
  const folds = ascii ? { open: '-', folded: '+' } : { open: '▾', folded: '▸' };
  const lines = describeLines(sections, width - 2, new Set(), { ...folds, rule: marks.rule });
  return indented([...inquiryLines(painting, item, width - 2), ...lines.map(each => each.line)], width);
}

/** What the cluster answered about the pod, if it has been asked. */
function factsOf({ session }: Painting, item: PodItem): Facts | undefined {
  const inquiry = session.world.inquiries?.get(item.entry.uid);
  if (inquiry?.state === 'known') return inquiry.facts;
  return inquiry?.state === 'asking' ? inquiry.before : undefined;
}

/** What is not known, and why. */
function inquiryLines({ session }: Painting, item: PodItem, width: number): Line[] {
  const inquiry = session.world.inquiries?.get(item.entry.uid);
  if (inquiry?.state === 'asking' && !inquiry.before)
    return paragraph('Asking the cluster for the rest …', width, 'muted');
  if (inquiry?.state === 'failed') return paragraph(inquiry.problem, width, 'warning');
  if (inquiry?.state === 'known')
    return (inquiry.facts.unknown ?? []).flatMap(each => paragraph(each, width, 'warning'));
  return [];
}
