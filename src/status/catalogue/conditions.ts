import type { Severity } from '../row.ts';

/** A type of condition: what True says, and which status is a cause for concern. */
export interface ConditionRow {
  readonly type: string;
  readonly meaning: string;
  /** The status of a pod that is well; undefined for conditions that only say what goes on. */
  readonly good: 'True' | 'False';
  /** How bad the other status is while the pod should be running. */
  readonly otherwise: Severity;
  readonly next: string;
}

/** In the order of a pod's life. */
export const CONDITIONS: readonly ConditionRow[] = [
  {
    type: 'PodScheduled',
    meaning: 'The pod has a node.',
    good: 'True',
    otherwise: 'warning',
    next: "Read the scheduler's message: it counts the nodes and what each lacks.",
  },
  {
    type: 'PodReadyToStartContainers',
    meaning: 'Sandbox and network of the pod stand; containers can be started.',
    good: 'True',
    otherwise: 'progressing',
    next: 'If it stays False, read the events for FailedMount and FailedCreatePodSandBox.',
  },
  {
    type: 'Initialized',
    meaning: 'All init containers are done, and the sidecars have started.',
    good: 'True',
    otherwise: 'progressing',
    next: 'Read the log of the init container that is not done.',
  },
  {
    type: 'ContainersReady',
    meaning: 'All containers are ready: they run, and their readiness probes pass.',
    good: 'True',
    otherwise: 'warning',
    next: 'Read the events for Unhealthy; try the readiness probe by hand.',
  },
  {
    type: 'Ready',
    meaning: 'The pod takes traffic: its containers are ready and its readiness gates are met.',
    good: 'True',
    otherwise: 'warning',
    next: 'Look at ContainersReady, then at the readiness gates.',
  },
  {
    type: 'DisruptionTarget',
    meaning: 'The pod is about to be ended from outside: preemption, eviction, a taint, a node shutdown.',
    good: 'False',
    otherwise: 'warning',
    next: 'The reason says who ends it; the owner makes a new pod.',
  },
  {
    type: 'PodResizePending',
    meaning: 'A change of resources is asked for, and the node has not granted it.',
    good: 'False',
    otherwise: 'warning',
    next: 'Deferred waits for room on the node; Infeasible never fits: ask for less or use another node.',
  },
  {
    type: 'PodResizeInProgress',
    meaning: 'A granted change of resources is being carried out.',
    good: 'False',
    otherwise: 'progressing',
    next: 'With reason Error, read the message.',
  },
  {
    type: 'AllContainersRestarting',
    meaning: 'All containers of the pod are being started anew.',
    good: 'False',
    otherwise: 'warning',
    next: 'Read the log of the container whose end asked for it.',
  },
];

/** Why a condition has its status. */
export interface ConditionReasonRow {
  readonly reason: string;
  readonly types: readonly string[];
  readonly severity: Severity;
  readonly meaning: string;
}

export const CONDITION_REASONS: readonly ConditionReasonRow[] = [
  {
    reason: 'Unschedulable',
    types: ['PodScheduled'],
    severity: 'warning',
    meaning: 'No node fits now: resources, taints, affinity or volumes; the message counts them.',
  },
  {
    reason: 'SchedulingGated',
    types: ['PodScheduled'],
    severity: 'progressing',
    meaning: 'A scheduling gate holds the pod back.',
  },
  {
    reason: 'SchedulerError',
    types: ['PodScheduled'],
    severity: 'error',
    meaning: 'The scheduler failed at this pod; the message tells.',
  },
  {
    reason: 'ContainersNotInitialized',
    types: ['Initialized'],
    severity: 'progressing',
    meaning: 'Init containers are not done; the message names them.',
  },
  {
    reason: 'ContainersNotReady',
    types: ['Ready', 'ContainersReady'],
    severity: 'warning',
    meaning: 'Containers are not ready; the message names them.',
  },
  {
    reason: 'ReadinessGatesNotReady',
    types: ['Ready'],
    severity: 'warning',
    meaning: 'The containers are ready, a readiness gate is not met.',
  },
  {
    reason: 'UnknownContainerStatuses',
    types: ['Ready', 'ContainersReady', 'Initialized'],
    severity: 'unknown',
    meaning: 'The kubelet does not know its containers yet.',
  },
  {
    reason: 'PodCompleted',
    types: ['Ready', 'ContainersReady', 'Initialized'],
    severity: 'done',
    meaning: 'The pod has done its work.',
  },
  {
    reason: 'PodFailed',
    types: ['Ready', 'ContainersReady', 'Initialized'],
    severity: 'error',
    meaning: 'The pod failed.',
  },
  {
    reason: 'PodSandboxNotReady',
    types: ['PodReadyToStartContainers'],
    severity: 'progressing',
    meaning: 'The sandbox of the pod does not stand yet, or no longer.',
  },
  {
    reason: 'PreemptionByScheduler',
    types: ['DisruptionTarget'],
    severity: 'warning',
    meaning: 'The scheduler makes room for a pod of higher priority.',
  },
  {
    reason: 'DeletionByTaintManager',
    types: ['DisruptionTarget'],
    severity: 'warning',
    meaning: 'Its node has a NoExecute taint that the pod does not tolerate.',
  },
  {
    reason: 'DeletionByDeviceTaintManager',
    types: ['DisruptionTarget'],
    severity: 'warning',
    meaning: 'A device that the pod uses has a NoExecute taint.',
  },
  {
    reason: 'EvictionByEvictionAPI',
    types: ['DisruptionTarget'],
    severity: 'warning',
    meaning: 'Somebody asked for the eviction, for instance by draining the node.',
  },
  {
    reason: 'DeletionByPodGC',
    types: ['DisruptionTarget'],
    severity: 'warning',
    meaning: 'The node of the pod is gone, so the pod is collected.',
  },
  {
    reason: 'TerminationByKubelet',
    types: ['DisruptionTarget'],
    severity: 'warning',
    meaning: 'The kubelet ends it: pressure on the node, its shutdown, or a critical pod.',
  },
  {
    reason: 'Deferred',
    types: ['PodResizePending'],
    severity: 'progressing',
    meaning: 'The resize fits the node, but not now; the kubelet tries again.',
  },
  {
    reason: 'Infeasible',
    types: ['PodResizePending'],
    severity: 'warning',
    meaning: 'The resize can never fit this node.',
  },
  {
    reason: 'Error',
    types: ['PodResizeInProgress'],
    severity: 'error',
    meaning: 'The resize failed while it was carried out; the message tells.',
  },
  {
    reason: 'RestartAllContainersStarted',
    types: ['AllContainersRestarting'],
    severity: 'warning',
    meaning: 'The end of a container asked for all of them to start anew.',
  },
];

const BY_TYPE = new Map(CONDITIONS.map(row => [row.type, row]));
const BY_REASON = new Map(CONDITION_REASONS.map(row => [row.reason, row]));

/** undefined for a readiness gate, or any other type that is not Kubernetes' own. */
export function conditionFor(type: string): ConditionRow | undefined {
  return BY_TYPE.get(type);
}

export function conditionReasonFor(reason: string): ConditionReasonRow | undefined {
  return BY_REASON.get(reason);
}

/** How a condition should be shown: `ok` when it has its good status, a gate like Ready. */
export function conditionSeverity(type: string, status: string, reason = ''): Severity {
  const row = BY_TYPE.get(type);
  if (status === (row?.good ?? 'True')) return 'ok';
  if (status !== 'True' && status !== 'False') return 'unknown';
  return BY_REASON.get(reason)?.severity ?? row?.otherwise ?? 'warning';
}
