/**
 * The objects that the demo serves, as they stand on the wire. Fuller than `kube/pod.ts`, which names only what podscope
 * reads. Objects in the log are never changed in place: a change is a new object.
 */
import type { ContainerState, ObjectMeta, PodCondition, OwnerReference as Reference } from '../../kube/pod.ts';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: unknown;
  readonly status?: unknown;
}

export interface OwnerReference extends Reference {
  readonly blockOwnerDeletion?: boolean | undefined;
}

export interface Metadata extends ObjectMeta {
  readonly ownerReferences?: readonly OwnerReference[] | undefined;
  readonly generation?: number | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly managedFields?: readonly ManagedFieldsEntry[] | undefined;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: unknown;
  readonly subresource?: string | undefined;
}

/** What a manifest gives before the API server has filled in uid, resourceVersion and times. */
export interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<Metadata>;
  readonly spec?: unknown;
  readonly status?: unknown;
}

export interface DemoPod extends KubeObject {
  readonly spec: DemoPodSpec;
  readonly status: DemoPodStatus;
}

export interface DemoPodSpec {
  readonly containers: readonly DemoContainer[];
  readonly initContainers?: readonly DemoContainer[] | undefined;
  readonly ephemeralContainers?: readonly DemoContainer[] | undefined;
  readonly nodeName?: string | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly restartPolicy?: string | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
  readonly priority?: number | undefined;
  readonly priorityClassName?: string | undefined;
  readonly readinessGates?: readonly { readonly conditionType: string }[] | undefined;
  readonly schedulingGates?: readonly { readonly name: string }[] | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
  readonly activeDeadlineSeconds?: number | undefined;
  readonly hostname?: string | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[] | undefined;
}

export interface Toleration {
  readonly key?: string | undefined;
  readonly operator?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
  readonly tolerationSeconds?: number | undefined;
}

export interface DemoContainer {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly imagePullPolicy?: string | undefined;
  readonly restartPolicy?: string | undefined;
  readonly ports?: readonly { readonly containerPort: number; readonly [field: string]: unknown }[] | undefined;
  readonly env?:
    | readonly { readonly name: string; readonly value?: string; readonly valueFrom?: ValueFrom }[]
    | undefined;
  readonly stdin?: boolean | undefined;
  readonly tty?: boolean | undefined;
  readonly resources?: Resources | undefined;
  readonly startupProbe?: Probe | undefined;
  readonly readinessProbe?: Probe | undefined;
  readonly livenessProbe?: Probe | undefined;
  readonly lifecycle?: { readonly postStart?: unknown; readonly preStop?: unknown } | undefined;
  readonly volumeMounts?: readonly VolumeMount[] | undefined;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean | undefined;
}

export interface ValueFrom {
  readonly configMapKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean } | undefined;
  readonly secretKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean } | undefined;
}

/** Quantities as Kubernetes writes them: `100m`, `64Mi`. */
export interface Resources {
  readonly requests?: Readonly<Record<string, string>> | undefined;
  readonly limits?: Readonly<Record<string, string>> | undefined;
}

/** Seconds, with the defaults of the API server when absent: delay 0, period 10, timeout 1, success 1, failure 3. */
export interface Probe {
  readonly initialDelaySeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly successThreshold?: number | undefined;
  readonly failureThreshold?: number | undefined;
  readonly httpGet?: { readonly path?: string; readonly port: number | string } | undefined;
  readonly exec?: { readonly command: readonly string[] } | undefined;
  readonly tcpSocket?: { readonly port: number | string } | undefined;
}

export interface DemoPodStatus {
  readonly phase: string;
  readonly observedGeneration?: number | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly nominatedNodeName?: string | undefined;
  readonly hostIP?: string | undefined;
  readonly hostIPs?: readonly { readonly ip: string }[] | undefined;
  readonly podIP?: string | undefined;
  readonly podIPs?: readonly { readonly ip: string }[] | undefined;
  readonly startTime?: string | undefined;
  readonly qosClass?: string | undefined;
  readonly conditions?: readonly DemoPodCondition[] | undefined;
  readonly initContainerStatuses?: readonly DemoContainerStatus[] | undefined;
  readonly containerStatuses?: readonly DemoContainerStatus[] | undefined;
  readonly ephemeralContainerStatuses?: readonly DemoContainerStatus[] | undefined;
}

export interface DemoPodCondition extends PodCondition {
  readonly observedGeneration?: number | undefined;
}

export interface DemoContainerStatus {
  readonly name: string;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image: string;
  readonly imageID: string;
  readonly containerID?: string | undefined;
  readonly started?: boolean | undefined;
  readonly resources?: Resources | undefined;
  readonly allocatedResources?: Readonly<Record<string, string>> | undefined;
  readonly volumeMounts?: readonly VolumeMount[] | undefined;
}

export function isPod(object: KubeObject): object is DemoPod {
  return object.kind === 'Pod';
}

/** `2026-11-23T13:04:24Z`: metav1.Time has whole seconds. */
export function wireTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-23T13:04:24.123000Z`: metav1.MicroTime. */
export function wireMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}
