import { humanDuration } from '../kube/duration.ts';
import { at, isObject, numberAt, textAt, timeAt } from '../kube/json.ts';
import { type Case, type ContainerCase, eventEvidence, eventOf, fieldEvidence, logStep } from './case.ts';
import type { Finding } from './finding.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';
export const PROBE_KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];

/** A probe as it is written in the container, with the defaults of the API filled in; times in seconds. */
export interface Probe {
  readonly kind: ProbeKind;
  readonly delay: number;
  readonly timeout: number;
  readonly period: number;
  readonly successes: number;
  readonly failures: number;
  /** As kubectl writes it: `http-get http://:8080/healthz`, `tcp-socket :5432`, `exec [pg_isready]`, `grpc <pod>:9090`. */
  readonly what: string;
}

export function probeOf(container: unknown, kind: ProbeKind): Probe | undefined {
  const probe = at(container, `${kind}Probe`);
  if (!isObject(probe)) return undefined;
  return {
    kind,
    delay: numberAt(probe, 'initialDelaySeconds') ?? 0,
    timeout: numberAt(probe, 'timeoutSeconds') ?? 1,
    period: numberAt(probe, 'periodSeconds') ?? 10,
    successes: numberAt(probe, 'successThreshold') ?? 1,
    failures: numberAt(probe, 'failureThreshold') ?? 3,
    what: actionText(probe),
  };
}

/** What follows from the figures: `killed after 3 × 10 s without success`. */
export function probeArithmetic(probe: Probe): string {
  const budget = `${probe.failures} × ${probe.period} s`;
  const delay = probe.delay === 0 ? '' : `${probe.delay} s + `;
  switch (probe.kind) {
    case 'startup':
      return `killed when not started after ${delay}${budget}`;
    case 'liveness':
      return `killed after ${budget} of failures${probe.delay === 0 ? '' : `, the first ${probe.delay} s free`}`;
    case 'readiness':
      return `unready after ${budget} of failures, ready again after ${probe.successes} × ${probe.period} s`;
  }
}

/** The last failures of probes, what they mean, and how long the container has. */
export function probeFindings(found: Case): Finding[] {
  return found.containers.flatMap(container =>
    PROBE_KINDS.flatMap(kind => {
      const finding = probeFinding(found, container, kind);
      return finding === undefined ? [] : [finding];
    }),
  );
}

function probeFinding(found: Case, container: ContainerCase, kind: ProbeKind): Finding | undefined {
  const probe = probeOf(container.spec, kind);
  if (probe === undefined) return undefined;
  const event = eventOf(found, ['Unhealthy', 'ProbeWarning'], container, new RegExp(`^${kind} probe`, 'i'));
  const running = isObject(at(container.status, 'state', 'running'));
  const since = event?.lastAt === undefined ? Number.POSITIVE_INFINITY : found.now - event.lastAt;
  const isWarned = kind === 'liveness' && running && !wasRestarted(container) && since <= nextTry(probe);
  if (!isWarned && !isOpen(container, kind, running)) return undefined;
  if (event === undefined) return running ? silentFinding(found, container, probe) : undefined;

  const ago = event.lastAt === undefined ? '' : `, last ${humanDuration(found.now - event.lastAt)} ago`;
  const times = event.count > 1 ? `${event.count} times` : 'once';
  const message = event.message.replace(/^\w+ probe (?:failed|errored[^:]*):?\s*/i, '').trim();
  return {
    id: `probe-${kind}`,
    title: `${kind[0]!.toUpperCase()}${kind.slice(1)} probe fails`,
    sentence: `${container.name}: ${probe.what} failed ${times}${ago}: ${meaning(message, probe)} By its figures it is ${probeArithmetic(probe)}.`,
    certainty: 'fact',
    severity: kind === 'readiness' || isWarned ? 'warning' : 'error',
    evidence: eventEvidence(event),
    next: logStep(
      found,
      container,
      kind === 'readiness' || isWarned ? 'See why it does not answer.' : 'See what it did before it was killed.',
      kind !== 'readiness' && !running,
    ),
  };
}

/** So long after a failure the next try has failed or passed, and was told, ms. */
const nextTry = ({ period, timeout }: Probe): number => (period + timeout + SLACK) * 1000;
const SLACK = 5;

const wasRestarted = ({ status }: ContainerCase): boolean => (numberAt(status, 'restartCount') ?? 0) > 0;

/** Whether the outcome of this probe is still a matter: it is not ready, not started, or was killed for it. */
function isOpen(container: ContainerCase, kind: ProbeKind, running: boolean): boolean {
  const restarted = wasRestarted(container);
  if (kind === 'readiness')
    return running && at(container.status, 'ready') !== true && at(container.status, 'started') !== false;
  if (kind === 'startup') return running ? at(container.status, 'started') !== true : restarted;
  return restarted;
}

/** The state alone says that the probe has not passed; Events are gone after an hour, or may not be read. */
function silentFinding(found: Case, container: ContainerCase, probe: Probe): Finding | undefined {
  if (probe.kind === 'liveness') return undefined;
  const field = probe.kind === 'startup' ? 'started' : 'ready';
  const started = timeAt(container.status, 'state', 'running', 'startedAt');
  const budget = (probe.delay + probe.failures * probe.period) * 1000;
  const isYoung = started !== undefined && found.now - started <= budget;
  return {
    id: `probe-${probe.kind}`,
    title: probe.kind === 'startup' ? 'Not started yet' : isYoung ? 'Not ready yet' : 'Not ready',
    sentence: `${container.name}: its ${probe.kind} probe (${probe.what}) has not passed; there is no Event that says why. By its figures it is ${probeArithmetic(probe)}.`,
    certainty: 'guess',
    severity: isYoung ? 'progressing' : 'warning',
    evidence: fieldEvidence(`${container.path}.${field}`, textAt(container.status, field) || 'false'),
    next: logStep(found, container, 'See what the container says.'),
  };
}

const MEANINGS: readonly (readonly [RegExp, (match: RegExpExecArray, probe: Probe) => string])[] = [
  [/statuscode: (\d+)/, ([, code]) => `it answered with HTTP ${code}.`],
  [/connection refused/, () => 'nothing listens on that port.'],
  [/connection reset|EOF/, () => 'the connection was broken before an answer came.'],
  [
    /deadline exceeded|Client\.Timeout|i\/o timeout|timed out|timeout/i,
    (_, probe) => `no answer within ${probe.timeout} s (timeoutSeconds).`,
  ],
  [/no route to host|network is unreachable/, () => 'the node cannot reach the pod: its network is not right.'],
  [/server gave HTTP response to HTTPS client/, () => 'the probe speaks HTTPS, the container plain HTTP.'],
  [/malformed HTTP response/, () => 'the probe speaks HTTP, the container something else (perhaps HTTPS).'],
  [/executable file not found|no such file or directory/, () => 'its command is not in the image.'],
];

function meaning(message: string, probe: Probe): string {
  for (const [pattern, says] of MEANINGS) {
    const match = pattern.exec(message);
    if (match) return says(match, probe);
  }
  return message === '' ? 'its command ended with an error and said nothing.' : `${message.replace(/[.\s]*$/, '')}.`;
}

function actionText(probe: unknown): string {
  const http = at(probe, 'httpGet');
  if (isObject(http)) {
    const scheme = textAt(http, 'scheme') === 'HTTPS' ? 'https' : 'http';
    return `http-get ${scheme}://${textAt(http, 'host')}:${textAt(http, 'port')}${textAt(http, 'path') || '/'}`;
  }
  const tcp = at(probe, 'tcpSocket');
  if (isObject(tcp)) return `tcp-socket ${textAt(tcp, 'host')}:${textAt(tcp, 'port')}`;
  const grpc = at(probe, 'grpc');
  if (isObject(grpc))
    return `grpc <pod>:${textAt(grpc, 'port')}${textAt(grpc, 'service') ? ` ${textAt(grpc, 'service')}` : ''}`;
  const exec = at(probe, 'exec', 'command');
  return Array.isArray(exec) ? `exec [${exec.filter(word => typeof word === 'string').join(' ')}]` : 'unknown';
}
