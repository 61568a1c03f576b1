import { list, object } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { formatTime } from '../../kube/time.ts';
import { exitCodeMeaning } from '../../status/catalogue/exit-codes.ts';
import { podCells } from '../../status/cells.ts';
import type { Explanation } from '../../status/explain.ts';
import { podHealth } from '../../status/health.ts';
import { nextCommand } from '../../status/next-step.ts';
import type { Step } from '../../status/proof.ts';
import { reasonFor } from '../../status/reasons.ts';
import { RULES } from '../../status/rules.ts';
import { findSpeaker } from '../../status/why.ts';
import { clean, wrap } from '../../view/text.ts';
import { aligned } from './print-pods.ts';

const WIDTH = 100;
type Cell = 'status' | 'ready' | 'restarts';

/** Why a pod has its STATUS, as lines for a person. Foreign text is cleaned. */
export function explanationLines(pod: Pod, explanation: Explanation, now: number): string[] {
  const { row, version, difference } = explanation;
  const info = reasonFor(row.status);
  const health = podHealth(pod, row, now);
  const cells = podCells(row, now);
  const command = nextCommand(info, pod, row);
  return [
    `${row.namespace === '' ? '' : `${row.namespace}/`}${row.name}`,
    ...aligned([
      ['  STATUS', cells.status, health.severity],
      ['  READY', cells.ready, ''],
      ['  RESTARTS', cells.restarts, ''],
      ['  AGE', cells.age, ''],
      ['  phase', row.phase || 'not set', ''],
    ]).map(line => line.trimEnd()),
    '',
    ...(health.why === '' ? [] : paragraph(`Why: ${health.why}`)),
    ...(difference === undefined ? [] : paragraph(difference)),
    ...exitLines(pod, row.status),
    '',
    ...paragraph(`${row.status || 'No STATUS'}${info.known ? ` (${info.origin})` : ''}: ${info.meaning}`),
    ...(info.causes.length === 0 ? [] : ['Likely causes:', ...info.causes.map(cause => `  - ${cause}`)]),
    ...paragraph(`Next: ${info.next.step}`),
    ...(command === undefined ? [] : [`  ${command}`]),
    ...proofLines(pod, explanation, 'status', `How STATUS comes about, by the rules of Kubernetes ${version}:`),
    ...proofLines(pod, explanation, 'ready', 'How READY comes about:'),
    ...proofLines(pod, explanation, 'restarts', 'How RESTARTS comes about:'),
  ].map(clean);
}

/** The same for a program. */
export function explanationRecord(pod: Pod, explanation: Explanation, now: number): Record<string, unknown> {
  const { row, version, steps, decisive, difference } = explanation;
  const info = reasonFor(row.status);
  const { severity, why } = podHealth(pod, row, now);
  return {
    namespace: row.namespace,
    name: row.name,
    uid: row.uid,
    serverVersion: version,
    cells: podCells(row, now),
    phase: row.phase,
    severity,
    why,
    difference: difference ?? null,
    reason: { ...info, next: { ...info.next, command: nextCommand(info, pod, row) } },
    decisive: { ...decisive, text: RULES[decisive.rule].text },
    steps,
  };
}

/** Which cell a step is about; what decided nothing belongs to the cell that its field could have changed. */
export function cellOf({ path, effect }: Step): Cell {
  if (effect.type === 'word') return 'status';
  if (effect.type === 'total' || effect.type === 'ready') return 'ready';
  if (effect.type !== 'none' || path.endsWith('.finishedAt')) return 'restarts';
  return path.endsWith('.ready') ? 'ready' : 'status';
}

function proofLines(pod: Pod, { steps }: Explanation, cell: Cell, title: string): string[] {
  const rows = steps
    .filter(step => cellOf(step) === cell)
    .map(step => [`  ${step.path}${nameAt(pod, step.path)}`, valueText(step), effectText(step)]);
  return rows.length === 0 ? [] : ['', title, ...aligned(rows.map(row => row.map(clean))).map(line => line.trimEnd())];
}

function valueText({ value }: Step): string {
  if (value === null || value === '') return 'not set';
  return typeof value === 'object' ? 'set' : String(value);
}

function effectText({ effect }: Step): string {
  switch (effect.type) {
    case 'word':
      return effect.from === '' ? `STATUS is ${effect.to || 'empty'}` : `STATUS ${effect.from} -> ${effect.to}`;
    case 'total':
      return `+${effect.add} to be ready`;
    case 'ready':
      return '+1 ready';
    case 'restarts':
      return effect.add === 0 ? '' : `+${effect.add}`;
    case 'lastRestart':
      return `last restart is ${formatTime(effect.at)}`;
    case 'forgetLastRestart':
      return 'last restart is not printed';
    case 'recount':
      return `count anew from ${effect.restarts}`;
    case 'none':
      return '';
  }
}

/** ` (app)` for the status of a container, ` (Ready)` for a condition. */
function nameAt(pod: Pod, path: string): string {
  const match = /^status\.(conditions|initContainerStatuses|containerStatuses)\[(\d+)\]/.exec(path);
  if (match === null) return '';
  const field = match[1] as 'conditions' | 'initContainerStatuses' | 'containerStatuses';
  const item = list<{ name?: unknown; type?: unknown }>(object(pod.status)?.[field] as never)[Number(match[2])];
  const name = field === 'conditions' ? item?.type : item?.name;
  return typeof name === 'string' ? ` (${name})` : '';
}

/** What the exit code of the container that speaks means, where it means something. */
function exitLines(pod: Pod, word: string): string[] {
  const speaker = findSpeaker(pod, word);
  const ended = object(object(speaker?.state)?.terminated) ?? object(object(speaker?.lastState)?.terminated);
  const code = ended?.exitCode;
  const meaning = typeof code === 'number' ? exitCodeMeaning(code) : undefined;
  return meaning === undefined ? [] : paragraph(`Exit code ${code} means ${meaning}.`);
}

function paragraph(text: string): string[] {
  return wrap(clean(text), WIDTH);
}
