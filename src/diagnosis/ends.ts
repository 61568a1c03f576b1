import { humanDuration, parseDuration, preciseDuration } from '../kube/duration.ts';
import { at, isObject, type Json, numberAt, textAt, timeAt } from '../kube/json.ts';
import { parseQuantity, quantityText } from '../kube/quantity.ts';
import { exitCodeText, signalName } from '../status/catalogue/exit-codes.ts';
import { type Case, type ContainerCase, eventOf, fieldEvidence, logStep } from './case.ts';
import type { Finding, NextStep } from './finding.ts';

/** Reasons of ends that say something other than "it ended"; the finders of starts and images speak for them. */
const NOT_ENDED = /^(StartError|ContainerCannotRun)$/;

/** How containers ended: out of memory, by a signal, with an exit code, and how often. */
export function endFindings(found: Case): Finding[] {
  return found.containers.flatMap(container => {
    const end = lastEnd(container);
    if (end === undefined || NOT_ENDED.test(textAt(end.ended, 'reason'))) return [];
    const restarts = numberAt(container.status, 'restartCount') ?? 0;
    const code = numberAt(end.ended, 'exitCode') ?? 0;
    // An init container that is done, a Job that is done: that is what they are for.
    if (code === 0 && !isLooping(found, container, restarts)) return [];
    // Who is asked to go ends by SIGTERM, or by SIGKILL: that is told with the deletion or the eviction.
    if ((code === 143 || code === 137) && isEndedFromOutside(found)) return [];
    return [endFinding(found, container, end, code, restarts)];
  });
}

function isEndedFromOutside({ pod }: Case): boolean {
  return timeAt(pod, 'metadata', 'deletionTimestamp') !== undefined || textAt(pod, 'status', 'reason') !== '';
}

interface End {
  readonly ended: Json;
  readonly path: string;
}

/** The present end, or the one before the present run. */
function lastEnd({ status, path }: ContainerCase): End | undefined {
  for (const place of ['state', 'lastState']) {
    const ended = at(status, place, 'terminated');
    if (isObject(ended)) return { ended, path: `${path}.${place}.terminated` };
  }
  return undefined;
}

/** Ended well, but is started again and again: a program that ends where one is expected that stays. */
function isLooping(found: Case, container: ContainerCase, restarts: number): boolean {
  const stays = container.kind === 'app' || container.kind === 'sidecar';
  return stays && restarts > 0 && textAt(found.pod, 'spec', 'restartPolicy') !== 'OnFailure';
}

function endFinding(found: Case, container: ContainerCase, end: End, code: number, restarts: number): Finding {
  const runs = runText(found, end.ended);
  const again =
    restarts === 0
      ? ''
      : ` It was restarted ${restarts === 1 ? 'once' : `${restarts} times`}${backOffText(found, container)}.`;
  const previous =
    isObject(at(container.status, 'state', 'running')) || isObject(at(container.status, 'state', 'waiting'));
  const shared = {
    severity: isObject(at(container.status, 'state', 'running')) ? 'warning' : 'error',
    next: logStep(found, container, 'Read the last lines that it wrote.', previous && restarts > 0),
  } as const;
  if (textAt(end.ended, 'reason') === 'OOMKilled') return oomFinding(container, end, `${runs}.${again}`, shared);

  const killed = eventOf(found, ['Killing'], container, /failed (?:liveness|startup) probe/);
  const signal = numberAt(end.ended, 'signal') ?? 0;
  if (killed && (code === 137 || code === 143 || signal !== 0)) {
    const probe = /startup/.test(killed.message) ? 'startup' : 'liveness';
    return {
      id: `exit-killed-${probe}`,
      title: `Killed because its ${probe} probe failed`,
      sentence: `${container.name} ended with ${endText(code, signal)} ${runs}: the kubelet killed it, it did not crash.${again}`,
      certainty: 'fact',
      ...shared,
      evidence: { type: 'event', event: killed },
    };
  }
  const message = textAt(end.ended, 'message');
  return {
    id: code === 0 ? 'exit-done' : 'exit-code',
    title:
      code === 0
        ? 'Ends although it should keep running'
        : `Ended with ${signal === 0 ? `exit code ${code}` : signalName(signal)}`,
    sentence:
      code === 0
        ? `${container.name} is done ${runs} and ended without an error, and restartPolicy Always starts it again.${again}`
        : `${container.name} ended with ${endText(code, signal)} ${runs}.${message === '' ? '' : ` It said: ${message.trim().replace(/[.\s]*$/, '')}.`}${again}`,
    certainty: 'fact',
    ...shared,
    evidence: fieldEvidence(`${end.path}.${signal === 0 ? 'exitCode' : 'signal'}`, `${signal || code}`),
  };
}

function oomFinding(
  container: ContainerCase,
  end: End,
  runs: string,
  shared: Pick<Finding, 'severity'> & { readonly next: NextStep },
): Finding {
  const limit = textAt(container.spec, 'resources', 'limits', 'memory');
  const bytes = parseQuantity(limit);
  const request = textAt(container.spec, 'resources', 'requests', 'memory');
  return {
    id: 'exit-oom',
    title: 'Out of memory',
    sentence:
      limit === ''
        ? `${container.name} has no memory limit and was killed by the kernel because its node ran out of memory ${runs}`
        : `${container.name} wanted more than its memory limit of ${limit}${request && request !== limit ? ` (it requests ${request})` : ''} and was killed by the kernel ${runs}`,
    certainty: limit === '' ? 'guess' : 'fact',
    severity: shared.severity,
    evidence: fieldEvidence(`${end.path}.reason`, 'OOMKilled'),
    next: {
      step:
        bytes === undefined
          ? 'Give it a request and a limit of memory that it can live with.'
          : `Find out what it needs; if it is no leak, raise the limit, for example to ${quantityText(bytes * 2, 'memory')}.`,
      command: shared.next.command,
      log: shared.next.log,
    },
  };
}

const endText = (code: number, signal: number): string =>
  signal === 0 ? `exit code ${exitCodeText(code)}` : `signal ${signal} (${signalName(signal)})`;

/** `after it ran 38s, 2m ago` */
function runText(found: Case, ended: Json): string {
  const started = timeAt(ended, 'startedAt');
  const finished = timeAt(ended, 'finishedAt');
  const ran =
    started === undefined || finished === undefined ? '' : `after it ran ${preciseDuration(finished - started)}`;
  const ago = finished === undefined ? '' : `${humanDuration(found.now - finished)} ago`;
  return [ran, ago].filter(Boolean).join(', ') || 'at a time that is not known';
}

/** The back-off in the message of a container that waits for its restart. */
function backOffText(found: Case, container: ContainerCase): string {
  const message = textAt(container.status, 'state', 'waiting', 'message');
  const backOff = /back-off (\S+) restarting/.exec(message)?.[1];
  if (backOff === undefined) return '';
  const finished = timeAt(container.status, 'lastState', 'terminated', 'finishedAt');
  const wait = parseDuration(backOff);
  if (finished === undefined || wait === undefined) return `; it now waits ${backOff} before the next try`;
  const left = finished + wait - found.now;
  return left > 0
    ? `; it waits ${backOff}, so the next try is in about ${humanDuration(left)}`
    : `; its wait of ${backOff} is over, so the next try is due`;
}
