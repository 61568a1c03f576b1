import type { Evidence, Finding } from '../../diagnosis/finding.ts';
import type { Line } from '../frame.ts';
import type { Marks } from '../marks.ts';
import { line, span } from '../spans.ts';
import { clean, wrap } from '../text.ts';

/** Findings as lines of at most `width` cells: what it is, why, where it stands, what to do. */
export function findingLines(findings: readonly Finding[], width: number, marks: Pick<Marks, 'severity'>): Line[] {
  return findings.flatMap((finding, i) => [...(i === 0 ? [] : [line()]), ...findingBlock(finding, width, marks)]);
}

/** One of them; its first line is its title. */
export function findingBlock(finding: Finding, width: number, marks: Pick<Marks, 'severity'>): Line[] {
  return [
    line(
      span(`${marks.severity[finding.severity]} `, finding.severity),
      { ...span(clean(finding.title), finding.severity), bold: true },
      ...(finding.certainty === 'guess' ? [span('  (a guess)', 'muted')] : []),
    ),
    ...paragraph(finding.sentence, width, 'text'),
    ...paragraph(evidenceText(finding.evidence), width, 'muted'),
    ...(finding.next ? paragraph(`Next: ${finding.next.step}`, width, 'accent') : []),
    ...(finding.next?.command ? paragraph(`$ ${finding.next.command}`, width, 'key') : []),
  ];
}

/** Where it stands: a field with its value, or an Event. */
export function evidenceText(evidence: Evidence): string {
  if (evidence.type === 'event') {
    const { reason, regarding, count } = evidence.event;
    return `by the Event ${reason} of ${regarding.kind} ${regarding.name}${count > 1 ? `, ${count} times` : ''}`;
  }
  if (evidence.path === '') return '';
  const value = evidence.value.length > 60 || evidence.value === '' ? '' : ` = ${evidence.value}`;
  return `by ${evidence.of === undefined ? '' : `${evidence.of} `}${evidence.path}${value}`;
}

const paragraph = (text: string, width: number, role: 'text' | 'muted' | 'accent' | 'key'): Line[] =>
  text === '' ? [] : wrap(clean(text), Math.max(10, width - 2)).map(part => line(span('  '), span(part, role)));
