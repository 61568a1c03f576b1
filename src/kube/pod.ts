/**
 * The wire shape of a v1 Pod, narrowed to the fields that podscope reads.
 *
 * This is the only pod shape inside the program: JSON from a list, a watch, a file, and protobuf all become it, with
 * timestamps as the RFC 3339 strings of the wire. Nothing is guaranteed to be there: readers treat every field as foreign.
 */
export interface Pod {
  readonly metadata: ObjectMeta;
  readonly spec?: PodSpec | undefined;
  readonly status?: PodStatus | undefined;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
  readonly generateName?: string | undefined;
  readonly creationTimestamp?: string | null | undefined;
  readonly deletionTimestamp?: string | null | undefined;
  readonly deletionGracePeriodSeconds?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Only the one that names the usual container: the others hold whole documents. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly ownerReferences?: readonly OwnerReference[] | undefined;
  readonly finalizers?: readonly string[] | undefined;
}

export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean | undefined;
}

export interface PodSpec {
  readonly nodeName?: string | undefined;
  readonly restartPolicy?: string | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly priorityClassName?: string | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
  readonly containers?: readonly Container[] | undefined;
  readonly initContainers?: readonly Container[] | undefined;
  readonly ephemeralContainers?: readonly Container[] | undefined;
  readonly readinessGates?: readonly { readonly conditionType: string }[] | undefined;
  readonly schedulingGates?: readonly { readonly name: string }[] | undefined;
}

export interface Container {
  readonly name: string;
  readonly image?: string | undefined;
  /** `Always` on an init container makes it a sidecar. */
  readonly restartPolicy?: string | undefined;
  readonly resources?: Resources | undefined;
  /** Only whether there is a preStop hook: what is done first to end it. */
  readonly lifecycle?: { readonly preStop: object } | undefined;
}

/** Of all that have a hook, which podscope does not look into. */
export const PRE_STOP: Container['lifecycle'] = { preStop: {} };

/** Quantities as they are written: `250m`, `1Gi`. */
export interface Resources {
  readonly requests?: CpuAndMemory | undefined;
  readonly limits?: CpuAndMemory | undefined;
}
export interface CpuAndMemory {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

export interface PodStatus {
  readonly phase?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly hostIP?: string | undefined;
  readonly podIP?: string | undefined;
  readonly podIPs?: readonly { readonly ip: string }[] | undefined;
  readonly startTime?: string | null | undefined;
  readonly qosClass?: string | undefined;
  readonly nominatedNodeName?: string | undefined;
  readonly conditions?: readonly PodCondition[] | undefined;
  readonly initContainerStatuses?: readonly ContainerStatus[] | undefined;
  readonly containerStatuses?: readonly ContainerStatus[] | undefined;
  readonly ephemeralContainerStatuses?: readonly ContainerStatus[] | undefined;
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastProbeTime?: string | null | undefined;
  readonly lastTransitionTime?: string | null | undefined;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean | undefined;
  readonly started?: boolean | undefined;
  readonly restartCount?: number | undefined;
  readonly image?: string | undefined;
  readonly imageID?: string | undefined;
  readonly containerID?: string | undefined;
  readonly state?: ContainerState | undefined;
  readonly lastState?: ContainerState | undefined;
}

/** Exactly one of the three is set, or none (a container that the kubelet has not looked at yet). */
export interface ContainerState {
  readonly waiting?: { readonly reason?: string | undefined; readonly message?: string | undefined } | undefined;
  readonly running?: { readonly startedAt?: string | null | undefined } | undefined;
  readonly terminated?: ContainerStateTerminated | undefined;
}

export interface ContainerStateTerminated {
  readonly exitCode?: number | undefined;
  readonly signal?: number | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly startedAt?: string | null | undefined;
  readonly finishedAt?: string | null | undefined;
}
