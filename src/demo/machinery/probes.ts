/** The probes of one running container: when the next is due, and what it finds. */

import type { Probe } from '../store/objects.ts';
import type { ContainerRun } from './container-run.ts';
import type { ProbeKind, RunScript } from './images.ts';

export interface ProbeState {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  /** ms */
  dueAt: number;
  successes: number;
  failures: number;
}

export type ProbeVerdict = 'passed' | 'failed' | 'undecided';

export function probesOf(run: ContainerRun, startedAt: number): ProbeState[] {
  const { startupProbe, readinessProbe, livenessProbe } = run.spec;
  const table: readonly (readonly [ProbeKind, Probe | undefined])[] = [
    ['startup', startupProbe],
    ['readiness', readinessProbe],
    ['liveness', livenessProbe],
  ];
  return table.flatMap(([kind, probe]) =>
    probe === undefined
      ? []
      : [
          {
            kind,
            probe,
            dueAt: startedAt + Math.max(100, seconds(probe.initialDelaySeconds, 0)),
            successes: 0,
            failures: 0,
          },
        ],
  );
}

const seconds = (value: number | undefined, normally: number): number => (value ?? normally) * 1000;

/** Runs the probe that is due and books the next one. `failed` and `passed` mean that a threshold was reached. */
export function runProbe(
  state: ProbeState,
  run: ContainerRun,
  now: number,
  startedAt: number,
): { ok: boolean; verdict: ProbeVerdict } {
  const { probe, kind } = state;
  state.dueAt = now + seconds(probe.periodSeconds, 10);
  const ok = run.forced.get(kind) ?? passesAt(run.script, kind, (now - startedAt) / 1000);
  if (ok) {
    state.failures = 0;
    state.successes += 1;
    return { ok, verdict: state.successes >= (probe.successThreshold ?? 1) ? 'passed' : 'undecided' };
  }
  state.successes = 0;
  state.failures += 1;
  return { ok, verdict: state.failures >= (probe.failureThreshold ?? 3) ? 'failed' : 'undecided' };
}

function passesAt(script: RunScript | undefined, kind: ProbeKind, age: number): boolean {
  const stretches = script?.passes?.[kind];
  return stretches === undefined || stretches.some(([from, to]) => age >= from && (to === undefined || age < to));
}

/** The words of the kubelet's `Unhealthy` event. */
export function failureMessage({ kind, probe }: ProbeState, podIP: string): string {
  const title = `${kind[0]!.toUpperCase()}${kind.slice(1)} probe failed: `;
  if (probe.httpGet) return `${title}HTTP probe failed with statuscode: 503`;
  if (probe.tcpSocket) return `${title}dial tcp ${podIP}:${probe.tcpSocket.port}: connect: connection refused`;
  return `${title}command exited with code 1`;
}

/** When a probe may run at all: nothing but the startup probe before it has passed. */
export function isActive(state: ProbeState, run: ContainerRun): boolean {
  return state.kind === 'startup' ? run.started !== true : run.started === true;
}
