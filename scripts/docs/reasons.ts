import { preciseDuration } from '../../src/kube/duration.ts';
import { BUDGETS } from '../../src/status/catalogue/budgets.ts';
import { CONDITION_REASONS, CONDITIONS } from '../../src/status/catalogue/conditions.ts';
import { END_REASONS } from '../../src/status/catalogue/end-reasons.ts';
import { EVENT_REASONS } from '../../src/status/catalogue/event-reasons.ts';
import { EXIT_CODES, SIGNALS } from '../../src/status/catalogue/exit-codes.ts';
import { IMAGE_REASONS } from '../../src/status/catalogue/image-reasons.ts';
import { POD_REASONS } from '../../src/status/catalogue/pod-reasons.ts';
import type { ReasonRow } from '../../src/status/catalogue/reason-row.ts';
import { START_REASONS } from '../../src/status/catalogue/start-reasons.ts';
import { generated, table } from './markdown.ts';

export function renderReasons(): string {
  return `${generated('src/status/catalogue')}
# Reasons

Every word that STATUS can show, who writes it, how bad it is, what it means and what to do. Words that are not here are
judged by their shape (\`…BackOff\`, \`…Error\`, \`…ing\`) and shown as unknown. In commands, POD, NAMESPACE, CONTAINER, NODE and
IMAGE stand for the names at hand.

## Phases and ends

${reasons(END_REASONS)}

\`Init:\` before a word: an init container says it. \`Init:1/3\`: one of three init containers is done. \`ExitCode:N\` and \`Signal:N\`:
a container ended and gave no reason.

## Images

${reasons(IMAGE_REASONS)}

## Starting containers

${reasons(START_REASONS)}

## Pods held, refused or ended as a whole

${reasons(POD_REASONS)}

## Exit codes

${table(
  ['code', 'meaning'],
  EXIT_CODES.map(row => [`${row.code}`, row.meaning]),
)}

Any other code above 128 is 128 plus the number of a signal.

## Signals

${table(
  ['number', 'name', 'meaning'],
  SIGNALS.map(row => [`${row.signal}`, row.name, row.meaning]),
)}

## Conditions

A readiness gate is a condition of any other type; it should be True.

${table(
  ['condition', 'should be', 'else', 'meaning', 'next step'],
  CONDITIONS.map(row => [row.type, row.good, row.otherwise, row.meaning, row.next]),
)}

${table(
  ['reason', 'of', 'severity', 'meaning'],
  CONDITION_REASONS.map(row => [row.reason, row.types.join(', '), row.severity, row.meaning]),
)}

## Events

${table(
  ['reason', 'severity', 'from', 'meaning'],
  EVENT_REASONS.map(row => [row.reason, row.severity, row.origin, row.meaning]),
)}

## Budgets

How long a state may last before its severity changes.

${table(
  ['budget', 'time', 'meaning'],
  Object.entries(BUDGETS).map(([name, row]) => [name, row.ms === 0 ? '0s' : preciseDuration(row.ms), row.meaning]),
)}
`;
}

function reasons(rows: readonly ReasonRow[]): string {
  return table(
    ['reason', 'severity', 'from', 'meaning', 'likely causes', 'next step'],
    rows.map(row => [
      row.reason,
      row.severity,
      row.origin,
      row.meaning,
      row.causes.join('; '),
      row.next.command === undefined ? row.next.step : `${row.next.step} \`${row.next.command}\``,
    ]),
  );
}
