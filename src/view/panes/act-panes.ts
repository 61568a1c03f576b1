import { answerLines } from '../../app/acts/answers.ts';
import type { Confirmation } from '../../app/controls/confirmation.ts';
import type { Overlay } from '../../app/state.ts';
import type { Line, PaneFrame, Role, Span } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { centred } from '../rects.ts';
import { cutSpans, foreign, line, span } from '../spans.ts';
import { clean, wrap } from '../text.ts';

/** A question: what shall be done to what and where, what follows, and the number that goes with it. */
export function confirmFrame(confirmation: Confirmation, width: number, height: number): PaneFrame {
  const { asked, danger, warning, refusal } = confirmation;
  const inner = Math.min(width - 6, 70);
  const paragraph = (text: string, role: Role): Line[] =>
    wrap(clean(text), inner - 2).map(each => line(span(`  ${each}`, role)));
  const body = [
    line(),
    ...asked.question.flatMap(each => paragraph(each, 'text')),
    ...(asked.number ? [line(), line(...cutSpans(numberSpans(asked.number), inner))] : []),
    ...(warning ? [line(), ...paragraph(warning, 'danger')] : []),
    ...(refusal ? [line(), ...paragraph(refusal, 'warning')] : []),
    line(),
  ];
  const yes = refusal ? [] : [span('  y', 'key'), span(' yes ', 'muted')];
  const keys = line(...yes, span('  n', 'key'), span(' no', 'muted'));
  const rect = centred(Math.min(width - 2, inner + 4), body.length + 3, width, height);
  return {
    id: 'confirm',
    rect,
    border: true,
    focused: true,
    title: [foreign(asked.title ?? 'Sure?', danger ? 'danger' : 'title')],
    // Where it is tight the question gives way, not the answers.
    lines: [...body.slice(0, rect.height - 3), keys],
  };
}

function numberSpans(number: NonNullable<Confirmation['asked']['number']>): Span[] {
  const { value, unit, normally, label } = number;
  const shown = value === undefined ? normally : `${value}${unit && ` ${unit}`}`;
  return [
    span(`  ${label}: `),
    foreign(`${shown}`, 'accent'),
    span('_', 'accent'),
    span('   digits, or ', 'muted'),
    span('left', 'key'),
    span(' ', 'muted'),
    span('right', 'key'),
  ];
}

/** What the cluster answered, object by object, refusals first. */
export function answersFrame(
  { clock }: Painting,
  overlay: Extract<Overlay, { kind: 'answers' }>,
  width: number,
  height: number,
): PaneFrame {
  const rect = centred(Math.min(width - 2, 110), height - 4, width, height);
  const inner = rect.width - 4;
  const all = answerLines(overlay.answers).flatMap(([title, text, accepted]) => [
    line(foreign(` ${title}`, 'title')),
    ...wrap(clean(text), inner - 2).map(each => line(span(`   ${each}`, accepted ? 'muted' : 'warning'))),
  ]);
  const rows = rect.height - 2;
  overlay.top = Math.max(0, Math.min(overlay.top, all.length - rows));
  const { asked, at, answers } = overlay.answers;
  return {
    id: 'answers',
    rect,
    border: true,
    focused: true,
    title: [span('Answers', 'title'), span(`  to what was asked at ${clock(at)}`, 'muted')],
    footer: [span(answers.length < asked ? `${answers.length} of ${asked}` : `${asked}`, 'muted')],
    lines: all.slice(overlay.top, overlay.top + rows),
    scroll: { offset: overlay.top, total: all.length },
  };
}
