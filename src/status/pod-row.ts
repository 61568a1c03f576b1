import { int32, list, object, text } from '../kube/foreign.ts';
import type { ContainerState, ContainerStatus, Pod, PodSpec, PodStatus } from '../kube/pod.ts';
import { parseTime } from '../kube/time.ts';
import type { Generation } from './generation.ts';
import type { Proof } from './proof.ts';
import type { PodRow } from './row.ts';
import { NEVER, type Place, Walk } from './walk.ts';

const INIT = 'status.initContainerStatuses';
const MAIN = 'status.containerStatuses';

const NO_METADATA: Pod['metadata'] = { name: '', uid: '' };
const NO_SPEC: PodSpec = {};
const NO_STATUS: PodStatus = {};

/**
 * The row that an API server of `generation` prints for the pod. Total: whatever is missing or of a wrong type counts as
 * absent. With a `proof`, every field that was looked at is noted there.
 *
 * Follows `printPod` of kube-apiserver (pkg/printers/internalversion), rule by rule and in its order.
 */
export function podRow(pod: Pod, generation: Generation, proof?: Proof): PodRow {
  const metadata = object(object(pod)?.metadata) ?? NO_METADATA;
  const spec = object(object(pod)?.spec) ?? NO_SPEC;
  const status = object(object(pod)?.status) ?? NO_STATUS;
  const walk = new Walk(proof);

  readPod(walk, status);
  countContainers(walk, spec, generation);
  const initializing = readInitContainers(walk, spec, status, generation);
  if (!initializing || (generation.initializedConditionCounts && isInitialized(walk, status))) {
    readContainers(walk, status, generation);
    if (walk.word === 'Completed') readCompleted(walk, status, generation);
  }
  readDeletion(walk, metadata.deletionTimestamp, status, generation);
  if (walk.restarts === 0 && walk.lastRestart !== NEVER && !generation.agoWithoutRestarts) walk.forgetLastRestart();

  return {
    uid: text(metadata.uid),
    namespace: text(metadata.namespace),
    name: text(metadata.name),
    ready: { count: walk.ready, total: walk.total },
    status: walk.word,
    phase: text(status.phase),
    restarts: { count: walk.restarts, lastAt: walk.lastRestart === NEVER ? undefined : walk.lastRestart },
    createdAt: parseTime(metadata.creationTimestamp),
    ip: text(status.podIP) || text(object(list(status.podIPs)[0])?.ip) || undefined,
    node: text(spec.nodeName) || undefined,
    nominatedNode: text(status.nominatedNodeName) || undefined,
    readinessGates: readinessGates(spec, status),
  };
}

/** The pod's own word: its phase, or its reason, or its scheduling gate. */
function readPod(walk: Walk, status: PodStatus): void {
  const phase = text(status.phase);
  walk.say(phase, 'phase', 'status', -1, 'phase', phase);
  const reason = text(status.reason);
  if (reason === '') walk.pass('pod-reason', 'status', -1, 'reason', status.reason);
  else walk.say(reason, 'pod-reason', 'status', -1, 'reason', reason);

  const conditions = list(status.conditions);
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i];
    if (condition?.type !== 'PodScheduled') continue;
    if (condition.reason !== 'SchedulingGated')
      walk.pass('scheduling-gate', 'status.conditions', i, 'reason', condition.reason);
    else walk.say('SchedulingGated', 'scheduling-gate', 'status.conditions', i, 'reason', condition.reason);
  }
}

function countContainers(walk: Walk, spec: PodSpec, generation: Generation): void {
  const containers = list(spec.containers);
  walk.addTotal('total', 'spec.containers', -1, 'length', containers.length, containers.length);
  if (!generation.sidecars) return;
  const initContainers = list(spec.initContainers);
  for (let i = 0; i < initContainers.length; i++) {
    const policy = initContainers[i]?.restartPolicy;
    if (policy === 'Always') walk.addTotal('total', 'spec.initContainers', i, 'restartPolicy', policy, 1);
  }
}

/** Walks the init containers in order up to the first unfinished one, which speaks. True if there is one. */
function readInitContainers(walk: Walk, spec: PodSpec, status: PodStatus, generation: Generation): boolean {
  const statuses = list(status.initContainerStatuses);
  for (let i = 0; i < statuses.length; i++) {
    const container = object(statuses[i]);
    const sidecar = generation.sidecars && isSidecar(spec, container?.name);
    const restarts = int32(container?.restartCount);
    walk.addRestarts('init-container', INIT, i, restarts);
    const ended = readEnd(walk, INIT, i, container);
    if (sidecar) {
      walk.sidecarRestarts += restarts;
      if (ended > walk.sidecarLastRestart) walk.sidecarLastRestart = ended;
    }

    const state = object(container?.state);
    const terminated = object(state?.terminated);
    if (terminated !== undefined && int32(terminated.exitCode) === 0) {
      walk.pass('init-container', INIT, i, 'state.terminated.exitCode', 0);
    } else if (sidecar && container?.started === true) {
      if (container.ready === true) walk.addReady('init-container', INIT, i, 'ready');
      else walk.pass('init-container', INIT, i, 'ready', container.ready);
    } else {
      readUnfinished(walk, i, list(spec.initContainers).length, state);
      return true;
    }
  }
  return false;
}

/** The word of the init container that holds up the start. */
function readUnfinished(walk: Walk, index: number, count: number, state: ContainerState | undefined): void {
  const terminated = object(state?.terminated);
  const waiting = object(state?.waiting);
  const reason = text(waiting?.reason);
  if (terminated !== undefined) {
    readTerminated(walk, 'init-container', INIT, index, terminated, 'Init:');
  } else if (reason !== '' && reason !== 'PodInitializing') {
    walk.say(`Init:${reason}`, 'init-container', INIT, index, 'state.waiting.reason', reason);
  } else if (waiting !== undefined) {
    walk.say(`Init:${index}/${count}`, 'init-container', INIT, index, 'state.waiting.reason', waiting.reason);
  } else {
    walk.say(`Init:${index}/${count}`, 'init-container', INIT, index, 'state', state);
  }
}

function isInitialized(walk: Walk, status: PodStatus): boolean {
  const conditions = list(status.conditions);
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i];
    if (condition?.type !== 'Initialized') continue;
    walk.pass('initialized', 'status.conditions', i, 'status', condition.status);
    return condition.status === 'True';
  }
  walk.pass('initialized', 'status.conditions', -1, '', undefined);
  return false;
}

/** Walks the containers from last to first, so that the first one has the last word. */
function readContainers(walk: Walk, status: PodStatus, generation: Generation): void {
  const statuses = list(status.containerStatuses);
  walk.recount('container', MAIN, -1, 'length', statuses.length, generation.lastRestartOfInitStays);
  for (let i = statuses.length - 1; i >= 0; i--) {
    const container = object(statuses[i]);
    walk.addRestarts('container', MAIN, i, int32(container?.restartCount));
    readEnd(walk, MAIN, i, container);

    const state = object(container?.state);
    const reason = text(object(state?.waiting)?.reason);
    const terminated = object(state?.terminated);
    if (reason !== '') {
      walk.say(reason, 'container', MAIN, i, 'state.waiting.reason', reason);
    } else if (terminated !== undefined) {
      readTerminated(walk, 'container', MAIN, i, terminated, '');
      if (int32(terminated.exitCode) !== 0) {
        walk.failure = walk.word;
        walk.failureIndex = i;
      }
    } else if (container?.ready === true && object(state?.running) !== undefined) {
      walk.hasRunning = true;
      walk.addReady('container', MAIN, i, 'ready');
    } else {
      walk.pass('container', MAIN, i, 'ready', container?.ready);
    }
  }
}

/** A container that ended speaks with its reason, or else its signal, or else its exit code. */
function readTerminated(
  walk: Walk,
  rule: 'init-container' | 'container',
  place: Place,
  index: number,
  terminated: NonNullable<ContainerState['terminated']>,
  prefix: '' | 'Init:',
): void {
  const reason = text(terminated.reason);
  const signal = int32(terminated.signal);
  const exitCode = int32(terminated.exitCode);
  if (reason !== '') {
    walk.say(prefix + reason, rule, place, index, 'state.terminated.reason', reason);
    return;
  }
  walk.pass(rule, place, index, 'state.terminated.reason', terminated.reason);
  if (signal !== 0) walk.say(`${prefix}Signal:${signal}`, rule, place, index, 'state.terminated.signal', signal);
  else walk.say(`${prefix}ExitCode:${exitCode}`, rule, place, index, 'state.terminated.exitCode', exitCode);
}

/** When the container's run before this one ended, ms, or NEVER. */
function readEnd(walk: Walk, place: Place, index: number, container: ContainerStatus | undefined): number {
  const value = object(object(container?.lastState)?.terminated)?.finishedAt;
  if (value == null) return NEVER;
  const at = parseTime(value) ?? NEVER;
  walk.addEnd(place === INIT ? 'init-container' : 'container', place, index, value, at);
  return at;
}

/** `Completed` is not the last word while another container runs, or when another one failed. */
function readCompleted(walk: Walk, status: PodStatus, generation: Generation): void {
  const conditions = list(status.conditions);
  let lastReady = -1;
  for (let i = 0; walk.hasRunning && i < conditions.length; i++) {
    const condition = conditions[i];
    if (condition?.type !== 'Ready') continue;
    if (condition.status === 'True') {
      walk.say('Running', 'completed', 'status.conditions', i, 'status', 'True');
      return;
    }
    walk.pass('completed', 'status.conditions', i, 'status', condition.status);
    lastReady = i;
  }
  if (generation.failureBeatsCompleted && walk.failure !== '') {
    walk.say(walk.failure, 'completed', MAIN, walk.failureIndex, 'state.terminated', walk.failure);
  } else if (walk.hasRunning) {
    walk.say(
      'NotReady',
      'completed',
      'status.conditions',
      lastReady,
      lastReady < 0 ? '' : 'status',
      conditions[lastReady]?.status,
    );
  }
}

/** Set, even to the zero time, means that the deletion was asked for. */
function readDeletion(walk: Walk, deleted: unknown, status: PodStatus, generation: Generation): void {
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (deleted == null) walk.pass('deletion', 'metadata', -1, 'deletionTimestamp', deleted);
  else if (status.reason === 'NodeLost') walk.say('Unknown', 'deletion', 'status', -1, 'reason', status.reason);
  else if (ended && generation.endedPodsKeepTheirWord) walk.pass('deletion', 'status', -1, 'phase', status.phase);
  else walk.say('Terminating', 'deletion', 'metadata', -1, 'deletionTimestamp', deleted);
}

/** Whether the container of that name restarts while the pod runs. Of two with one name the last counts. */
function isSidecar(spec: PodSpec, name: string | undefined): boolean {
  const initContainers = list(spec.initContainers);
  for (let i = initContainers.length - 1; i >= 0; i--) {
    const container = initContainers[i];
    if (container?.name === name) return container?.restartPolicy === 'Always';
  }
  return false;
}

/** Gates whose first condition of that type is True. */
function readinessGates(spec: PodSpec, status: PodStatus): PodRow['readinessGates'] {
  const gates = list(spec.readinessGates);
  if (gates.length === 0) return undefined;
  const conditions = list(status.conditions);
  let met = 0;
  for (const gate of gates) {
    const condition = conditions.find(each => each?.type === gate?.conditionType);
    if (condition?.status === 'True') met++;
  }
  return { met, total: gates.length };
}
