/** From a manifest to the object that is stored: the defaults, which are its writer's, and what the API server adds, which is nobody's. */
import { withDefaults } from '../store/defaults.ts';
import { isRecord } from '../store/merge-patch.ts';
import { type DemoPod, type Draft, wireTime } from '../store/objects.ts';
import { qosClass } from './pod-status.ts';

export interface NewObject {
  /** What is stored. */
  readonly draft: Draft;
  /** The part of it that the writer owns. */
  readonly given: Draft;
}

/** What the API server asks while it makes an object. */
export interface Making {
  /** ms */
  now(): number;
  newUid(): string;
}

export function newObject(resource: string, manifest: Draft, making: Making): NewObject {
  const given = withDefaults(resource, resource === 'secrets' ? encoded(manifest) : manifest);
  return { given, draft: ADDITIONS[resource]?.(given, making) ?? given };
}

/** A pod as it is stored before anybody has looked at it: Pending, without conditions. */
export const newPod = (manifest: Draft, making: Making): NewObject => newObject('pods', manifest, making);

const ADDITIONS: Readonly<Record<string, (given: Draft, making: Making) => Draft>> = {
  pods: (given, making) => storedPod(given, making.now()),
  deployments: given => counted(given, {}),
  replicasets: given => counted(given, { replicas: 0 }),
  statefulsets: given => counted(given, { replicas: 0, availableReplicas: 0 }),
  daemonsets: given =>
    counted(given, { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }),
  cronjobs: given => counted(given, {}),
  poddisruptionbudgets: given =>
    counted(given, { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
  jobs: (given, making) => storedJob(given, given.metadata.uid ?? making.newUid()),
  // Who only names a node has a node all the same.
  nodes: given => ({ ...given, spec: given.spec ?? {}, status: given.status ?? {} }),
  services: storedService,
  namespaces: given => ({ ...given, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
};

/** Changes by `spec` are counted from here on. */
function counted(given: Draft, status: object): Draft {
  return { ...given, metadata: { ...given.metadata, generation: 1 }, status: given.status ?? status };
}

function storedPod(given: Draft, now: number): Draft {
  const manifest = given.spec as DemoPod['spec'];
  const spec = {
    ...manifest,
    serviceAccountName: manifest.serviceAccountName ?? 'default',
    serviceAccount: manifest.serviceAccountName ?? 'default',
    tolerations: [...(manifest.tolerations ?? []), ...NODE_TOLERATIONS],
    priority: manifest.priority ?? 0,
    preemptionPolicy: 'PreemptLowerPriority',
  };
  const gated = (manifest.schedulingGates ?? []).length > 0;
  return {
    ...given,
    metadata: { ...given.metadata, namespace: given.metadata.namespace ?? 'default', generation: 1 },
    spec,
    status: {
      phase: 'Pending',
      ...(gated ? { conditions: [{ ...GATED, lastTransitionTime: wireTime(now) }] } : {}),
      qosClass: qosClass({ spec } as unknown as DemoPod),
    },
  };
}

const GATED = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};

/** A pod stays five minutes on a node that is lost, unless its manifest says otherwise. */
const NODE_TOLERATIONS = ['not-ready', 'unreachable'].map(name => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/** A Job knows its pods by its own uid, which therefore stands in the labels of the template. */
function storedJob(given: Draft, uid: string): Draft {
  const spec = given.spec as {
    readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
  const { name = '' } = given.metadata;
  const labels = {
    ...spec.template.metadata?.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  return {
    ...given,
    metadata: { ...given.metadata, uid, generation: 1, labels: given.metadata.labels ?? labels },
    spec: {
      ...spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
    status: {},
  };
}

/** An address that stays the same for a name. */
function storedService(given: Draft): Draft {
  const spec = (isRecord(given.spec) ? given.spec : {}) as Readonly<Record<string, unknown>>;
  let sum = 0;
  for (const letter of `${given.metadata.namespace}/${given.metadata.name}`)
    sum = (sum * 31 + letter.charCodeAt(0)) % 64_000;
  const clusterIP = spec['clusterIP'] ?? `10.96.${(sum >> 8) + 1}.${sum & 255}`;
  const families = { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
  const addressed = spec['type'] === 'ExternalName' ? {} : { clusterIP, clusterIPs: [clusterIP], ...families };
  return { ...given, spec: { ...spec, ...addressed }, status: { loadBalancer: {} } };
}

/** What was given as text is stored as bytes. */
function encoded(manifest: Draft): Draft {
  const {
    stringData = {},
    data,
    type = 'Opaque',
    ...rest
  } = manifest as Draft & {
    stringData?: Record<string, string>;
    data?: Record<string, string>;
    type?: string;
  };
  const bytes = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')] as const);
  return { ...rest, ...{ data: { ...data, ...Object.fromEntries(bytes) }, type } };
}
