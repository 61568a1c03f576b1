import { humanDuration } from '../../kube/duration.ts';
import { at, itemsAt, type Json, textAt, timeAt } from '../../kube/json.ts';
import { conditionSeverity } from '../../status/catalogue/conditions.ts';
import { given, type Row, row, type Section, timeText } from './describe-rows.ts';

/** In the order of a start; readiness gates and other types come after. */
const CONDITION_ORDER = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'];

export function conditionSection(pod: unknown, now: number): Section {
  const order = (condition: Json): number => (CONDITION_ORDER.indexOf(textAt(condition, 'type')) + 99) % 99;
  const conditions = [...itemsAt(pod, 'status', 'conditions')].sort((a, b) => order(a) - order(b));
  const gates = itemsAt(pod, 'spec', 'readinessGates').map(gate => textAt(gate, 'conditionType'));
  const schedulingGates = itemsAt(pod, 'spec', 'schedulingGates').map(gate => textAt(gate, 'name'));
  const statusOf = (type: string): string =>
    textAt(
      conditions.find(each => textAt(each, 'type') === type),
      'status',
    ) || '<none>';
  return {
    id: 'conditions',
    title: 'Conditions',
    summary: conditions
      .filter(each => textAt(each, 'status') !== 'True')
      .map(each => `${textAt(each, 'type')} ${textAt(each, 'status')}`)
      .join(', '),
    rows: [
      ...conditions.flatMap(condition => conditionRows(condition, now)),
      ...gates.map(gate =>
        row('Readiness Gate', `${gate} ${statusOf(gate)}`, 0, statusOf(gate) === 'True' ? 'ok' : 'warning'),
      ),
      ...schedulingGates.map(gate => row('Scheduling Gate', gate, 0, 'progressing')),
    ],
  };
}

function conditionRows(condition: Json, now: number): readonly Row[] {
  const type = textAt(condition, 'type');
  const status = textAt(condition, 'status');
  const since = timeAt(condition, 'lastTransitionTime');
  const reason = textAt(condition, 'reason');
  const observed = textAt(condition, 'observedGeneration');
  return [
    row(
      type,
      [status, ...(since === undefined ? [] : [`for ${humanDuration(now - since)}`]), reason]
        .filter(Boolean)
        .join('  '),
      0,
      conditionSeverity(type, status, reason),
    ),
    ...given('Message', textAt(condition, 'message'), 1),
    ...given('Changed', timeText(at(condition, 'lastTransitionTime'), now), 1, 'muted'),
    ...given('Probed', timeText(at(condition, 'lastProbeTime'), now), 1, 'muted'),
    ...given('Generation', observed, 1, 'muted'),
  ];
}
