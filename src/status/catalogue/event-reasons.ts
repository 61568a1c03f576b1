import type { Severity } from '../row.ts';
import type { Origin } from './reason-row.ts';

/** An Event that says something of a pod's life. */
export interface EventReasonRow {
  readonly reason: string;
  readonly origin: Origin;
  readonly severity: Severity;
  readonly meaning: string;
}

/** What the components tell of pods, their volumes, their nodes and their owners, in the order of a pod's life. */
export const EVENT_REASONS: readonly EventReasonRow[] = [
  // scheduler
  event('Scheduled', 'scheduler', 'ok', 'The pod was given a node.'),
  event(
    'FailedScheduling',
    'scheduler',
    'warning',
    'No node fits now; the message counts the nodes and what each lacks.',
  ),
  event('Preempted', 'scheduler', 'warning', 'The pod has to go for one of higher priority.'),
  event(
    'NotTriggerScaleUp',
    'controller manager',
    'warning',
    'The cluster autoscaler sees no node group that would help.',
  ),
  event('TriggeredScaleUp', 'controller manager', 'progressing', 'The cluster autoscaler adds a node for the pod.'),
  event('WaitForFirstConsumer', 'controller manager', 'progressing', 'A volume is made once the pod has a node.'),
  event('WaitForPodScheduled', 'controller manager', 'progressing', 'A volume waits for the pod to have a node.'),
  // volumes
  event('ProvisioningFailed', 'controller manager', 'error', 'A volume could not be made.'),
  event('ProvisioningSucceeded', 'controller manager', 'ok', 'A volume was made.'),
  event(
    'ExternalProvisioning',
    'controller manager',
    'progressing',
    'A driver outside Kubernetes is to make the volume.',
  ),
  event('FailedBinding', 'controller manager', 'warning', 'A claim has no volume that fits.'),
  event('ClaimLost', 'controller manager', 'error', 'The volume of a claim is gone.'),
  event('ClaimMisbound', 'controller manager', 'error', 'Two claims are bound to one volume.'),
  event('VolumeMismatch', 'controller manager', 'warning', 'The volume that a claim names does not fit it.'),
  event('SuccessfulAttachVolume', 'controller manager', 'ok', 'A volume was attached to the node.'),
  event(
    'FailedAttachVolume',
    'controller manager',
    'error',
    'A volume cannot be attached, often since another node still has it.',
  ),
  event('SuccessfulMountVolume', 'kubelet', 'ok', 'A volume was mounted.'),
  event(
    'FailedMount',
    'kubelet',
    'error',
    'A volume cannot be mounted: a missing Secret or ConfigMap, or the storage.',
  ),
  event('FailedMapVolume', 'kubelet', 'error', 'A block volume cannot be mapped.'),
  event('AlreadyMountedVolume', 'kubelet', 'warning', 'A volume was mounted before.'),
  event('FailedMountOnFilesystemMismatch', 'kubelet', 'error', 'The volume holds another file system than it should.'),
  event('VolumeResizeFailed', 'kubelet', 'warning', 'A volume could not grow.'),
  event('VolumeResizeSuccessful', 'kubelet', 'ok', 'A volume has grown.'),
  event('FileSystemResizeFailed', 'kubelet', 'warning', 'The file system of a volume could not grow.'),
  event('FileSystemResizeSuccessful', 'kubelet', 'ok', 'The file system of a volume has grown.'),
  event(
    'VolumePermissionChangeInProgress',
    'kubelet',
    'progressing',
    'fsGroup changes the owner of many files, which takes time.',
  ),
  event('FailedPrepareDynamicResources', 'kubelet', 'error', 'A device that the pod claims could not be prepared.'),
  event('FailedResourceClaimCreation', 'controller manager', 'error', 'The claim of a device could not be made.'),
  // sandbox and network
  event('FailedCreatePodSandBox', 'kubelet', 'error', 'The sandbox could not be made, mostly by the network plugin.'),
  event('FailedPodSandBoxStatus', 'kubelet', 'error', 'The state of the sandbox could not be had.'),
  event('SandboxChanged', 'kubelet', 'warning', 'The sandbox is gone or changed; the pod is started anew in another.'),
  event('NetworkNotReady', 'kubelet', 'error', 'The network plugin of the node is not ready.'),
  event(
    'DNSConfigForming',
    'kubelet',
    'warning',
    'Some name servers or search domains were left out: there are too many.',
  ),
  event('MissingClusterDNS', 'kubelet', 'warning', 'The kubelet knows no cluster DNS; the pod uses that of the node.'),
  event('FailedCreatePodContainer', 'kubelet', 'error', 'The cgroups of the pod could not be made.'),
  // images
  event('Pulling', 'kubelet', 'progressing', 'The image is being pulled.'),
  event('Pulled', 'kubelet', 'ok', 'The image is there; the message says how long it took.'),
  event(
    'Failed',
    'kubelet',
    'error',
    'Pulling an image, or creating or starting a container, failed; the message tells.',
  ),
  event('InspectFailed', 'kubelet', 'error', 'The image could not be looked at.'),
  event('ErrImageNeverPull', 'kubelet', 'error', 'The image is not there and may not be pulled.'),
  event(
    'FailedToRetrieveImagePullSecret',
    'kubelet',
    'warning',
    'A pull secret is missing; the pull goes on without it.',
  ),
  event('BackOff', 'kubelet', 'error', 'The kubelet waits before it pulls or starts again.'),
  // containers
  event('Created', 'kubelet', 'ok', 'The container was created.'),
  event('Started', 'kubelet', 'ok', 'The container was started.'),
  event('Unhealthy', 'kubelet', 'warning', 'A probe failed; the message says which, and how.'),
  event('ProbeWarning', 'kubelet', 'warning', 'A probe passed with a warning.'),
  event('LifecycleHTTPFallback', 'kubelet', 'warning', 'A hook meant for HTTPS was answered over HTTP.'),
  event('FailedPostStartHook', 'kubelet', 'error', 'The postStart hook failed; the container is killed.'),
  event('FailedPreStopHook', 'kubelet', 'warning', 'The preStop hook failed; the container ends all the same.'),
  event('Killing', 'kubelet', 'progressing', 'The container is being stopped; the message says why.'),
  event('FailedKillPod', 'kubelet', 'error', 'The pod could not be stopped.'),
  event('ExceededGracePeriod', 'kubelet', 'warning', 'The container did not end within its grace period.'),
  event('FailedSync', 'kubelet', 'warning', 'The kubelet could not bring the pod to what it should be.'),
  event('FailedValidation', 'kubelet', 'error', 'The pod is not valid for this kubelet.'),
  event('ResizeStarted', 'kubelet', 'progressing', 'The resources of the pod are being changed.'),
  event('ResizeCompleted', 'kubelet', 'ok', 'The resources of the pod were changed.'),
  event('ResizeDeferred', 'kubelet', 'progressing', 'The resize waits for room on the node.'),
  event('ResizeInfeasible', 'kubelet', 'warning', 'The resize can never fit the node.'),
  event('ResizeError', 'kubelet', 'error', 'The resize failed.'),
  // ends from outside
  event('Evicted', 'kubelet', 'error', 'The node ran short of a resource.'),
  event('Preempting', 'kubelet', 'error', 'The kubelet makes room for a critical pod.'),
  event(
    'TaintManagerEviction',
    'controller manager',
    'warning',
    'A NoExecute taint of the node ends the pod, or no longer does.',
  ),
  event('DeviceTaintManagerEviction', 'controller manager', 'warning', 'A taint of a device ends the pod.'),
  event('NodeNotReady', 'controller manager', 'error', 'The node of the pod does not report.'),
  event('OOMKilling', 'kubelet', 'error', 'The kernel of the node killed a process for want of memory.'),
  event('SystemOOM', 'kubelet', 'error', 'The node as a whole ran out of memory.'),
  event('Rebooted', 'kubelet', 'warning', 'The node was started anew.'),
  event('Shutdown', 'kubelet', 'warning', 'The node shuts down.'),
  event('EvictionThresholdMet', 'kubelet', 'warning', 'The node is short of a resource and starts to reclaim it.'),
  // owners
  event('SuccessfulCreate', 'controller manager', 'ok', 'The owner made a pod.'),
  event(
    'FailedCreate',
    'controller manager',
    'error',
    'The owner could not make a pod: quota, admission, a missing account.',
  ),
  event('SuccessfulDelete', 'controller manager', 'ok', 'The owner deleted a pod.'),
  event('FailedDelete', 'controller manager', 'warning', 'The owner could not delete a pod.'),
  event('ScalingReplicaSet', 'controller manager', 'progressing', 'The Deployment changes the size of a ReplicaSet.'),
  event('Completed', 'controller manager', 'done', 'The Job is done.'),
  event('BackoffLimitExceeded', 'controller manager', 'error', 'The pods of the Job failed too often; it gives up.'),
  event('DeadlineExceeded', 'controller manager', 'error', 'The Job or pod took longer than it may.'),
  event('PodFailurePolicy', 'controller manager', 'error', 'The failure policy of the Job ended it.'),
  event('FailedDaemonPod', 'controller manager', 'error', 'A pod of the DaemonSet failed and is replaced.'),
  event(
    'SucceededDaemonPod',
    'controller manager',
    'warning',
    'A pod of the DaemonSet ended, though it should run for ever.',
  ),
];

const BY_REASON = new Map(EVENT_REASONS.map(row => [row.reason, row]));

/** undefined for an event of another component. */
export function eventReasonFor(reason: string): EventReasonRow | undefined {
  return BY_REASON.get(reason);
}

function event(reason: string, origin: Origin, severity: Severity, meaning: string): EventReasonRow {
  return { reason, origin, severity, meaning };
}
