/** The status that the kubelet writes of a pod, computed from its containers: phase, conditions and their times. */

import type { DemoPod, DemoPodCondition, DemoPodStatus } from '../store/objects.ts';
import { type ContainerRun, containerStatus, isDone } from './container-run.ts';
import type { ResizeState } from './pod-resize.ts';

/** What the kubelet knows of a pod besides its object. */
export interface PodKnowledge {
  readonly containers: readonly ContainerRun[];
  readonly sandboxReady: boolean;
  readonly hostIP: string;
  readonly podIP: string | undefined;
  /** The kubelet has ended the pod itself: phase Failed with this reason, whatever the containers say. */
  readonly verdict: { readonly reason: string; readonly message: string } | undefined;
  /** Its containers shall have other resources than they have. */
  readonly resize?: ResizeState | undefined;
  /** All containers of a pod that is being deleted have stopped. */
  readonly stopped: boolean;
}

/** `time`: RFC 3339, for conditions that change now. */
export function podStatus(pod: DemoPod, known: PodKnowledge, time: string): DemoPodStatus {
  const of = (...kinds: ContainerRun['kind'][]): ContainerRun[] =>
    known.containers.filter(run => kinds.includes(run.kind));
  const phase = known.verdict ? 'Failed' : phaseOf(pod, known);
  const inits = of('init', 'sidecar');
  const apps = of('app');
  const debug = of('ephemeral');
  const ips = known.podIP === undefined ? {} : { podIP: known.podIP, podIPs: [{ ip: known.podIP }] };
  return {
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    ...(known.verdict ?? {}),
    conditions: conditionsOf(pod, known, phase, time),
    hostIP: known.hostIP,
    hostIPs: [{ ip: known.hostIP }],
    ...ips,
    startTime: pod.status.startTime ?? time,
    ...(inits.length > 0 ? { initContainerStatuses: inits.map(containerStatus) } : {}),
    containerStatuses: apps.map(containerStatus),
    qosClass: pod.status.qosClass,
    ...(debug.length > 0 ? { ephemeralContainerStatuses: debug.map(containerStatus) } : {}),
  };
}

/** Follows `getPhase` of the kubelet. */
function phaseOf(pod: DemoPod, { containers, stopped }: PodKnowledge): string {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const inits = containers.filter(run => run.kind === 'init');
  if (inits.some(run => !isDone(run) && run.state.terminated && policy === 'Never')) return 'Failed';
  const apps = containers.filter(run => run.kind === 'app');
  const count = (test: (run: ContainerRun) => boolean): number => apps.filter(test).length;
  const running = count(run => run.state.running !== undefined);
  const ended = apps.flatMap(run => run.state.terminated ?? run.lastState.terminated ?? []);
  const waiting =
    apps.length -
    running -
    count(run => !run.state.running && (run.state.terminated ?? run.lastState.terminated) !== undefined);
  if (inits.some(run => !isDone(run)) || waiting > 0) return stopped ? 'Failed' : 'Pending';
  if (running > 0) return 'Running';
  if (stopped || policy !== 'Always') {
    if (ended.every(end => end.exitCode === 0)) return 'Succeeded';
    if (stopped || policy === 'Never') return 'Failed';
  }
  return 'Running';
}

function conditionsOf(pod: DemoPod, known: PodKnowledge, phase: string, time: string): readonly DemoPodCondition[] {
  const { generation } = pod.metadata;
  const before = new Map((pod.status.conditions ?? []).map(condition => [condition.type, condition]));
  const condition = (type: string, met: boolean, reason?: string, message?: string): DemoPodCondition => {
    const status = met ? 'True' : 'False';
    const old = before.get(type);
    return {
      type,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status,
      lastProbeTime: null,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : time,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  };
  const { resize } = known;
  const own = [
    ...(resize ? [condition(resize.type, true, resize.reason, resize.message)] : []),
    condition('PodReadyToStartContainers', known.sandboxReady),
    initialized(known.containers, phase, condition),
    ...ready(pod, known.containers, phase, condition, before),
    condition('PodScheduled', true),
  ];
  // Conditions that others wrote (a readiness gate's controller, who disrupts the pod) stay, and come first.
  const names = new Set([...own.map(row => row.type), 'PodResizePending', 'PodResizeInProgress']);
  return [...[...before.values()].filter(row => !names.has(row.type)), ...own];
}

type Make = (type: string, met: boolean, reason?: string, message?: string) => DemoPodCondition;
const listed = (runs: readonly ContainerRun[]): string => `[${runs.map(run => run.spec.name).join(' ')}]`;

function initialized(containers: readonly ContainerRun[], phase: string, make: Make): DemoPodCondition {
  const type = 'Initialized';
  const open = containers.filter(
    run => (run.kind === 'init' && !isDone(run)) || (run.kind === 'sidecar' && !run.started),
  );
  const started = containers.some(
    run => run.kind === 'app' && (run.state.running ?? run.state.terminated ?? run.lastState.terminated),
  );
  if (phase === 'Succeeded') return make(type, true, 'PodCompleted');
  if (open.length === 0 || started) return make(type, true);
  return make(type, false, 'ContainersNotInitialized', `containers with incomplete status: ${listed(open)}`);
}

function ready(
  pod: DemoPod,
  containers: readonly ContainerRun[],
  phase: string,
  make: Make,
  before: ReadonlyMap<string, DemoPodCondition>,
): readonly DemoPodCondition[] {
  const both = (met: boolean, reason?: string, message?: string): DemoPodCondition[] => [
    make('Ready', met, reason, message),
    make('ContainersReady', met, reason, message),
  ];
  if (phase === 'Succeeded') return both(false, 'PodCompleted');
  if (phase === 'Failed') return both(false, 'PodFailed');
  const unready = containers.filter(run => (run.kind === 'app' || run.kind === 'sidecar') && !run.ready);
  const open = containers.filter(run => run.kind === 'init' && !isDone(run));
  if (open.length > 0 || unready.length > 0) {
    const parts = [
      open.length > 0 ? `containers with incomplete status: ${listed(open)}` : '',
      unready.length > 0 ? `containers with unready status: ${listed(unready)}` : '',
    ];
    return both(false, 'ContainersNotReady', parts.filter(part => part !== '').join(', '));
  }
  const unmet = (pod.spec.readinessGates ?? []).filter(gate => before.get(gate.conditionType)?.status !== 'True');
  if (unmet.length === 0) return both(true);
  const words = unmet.map(({ conditionType }) =>
    before.has(conditionType)
      ? `the status of pod readiness gate "${conditionType}" is not "True", but ${before.get(conditionType)!.status}`
      : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
  );
  return [make('Ready', false, 'ReadinessGatesNotReady', words.join(', ')), make('ContainersReady', true)];
}

/** Guaranteed, Burstable or BestEffort, by requests and limits of all containers. */
export function qosClass(pod: Pick<DemoPod, 'spec'>): string {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map(container => container.resources ?? {});
  const none = all.every(
    ({ requests, limits }) => !requests?.['cpu'] && !requests?.['memory'] && !limits?.['cpu'] && !limits?.['memory'],
  );
  if (none) return 'BestEffort';
  const guaranteed = all.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(
      name => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name],
    ),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
