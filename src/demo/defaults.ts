/** What the API server fills in when a pod is created, so that a short manifest becomes a whole object. */
import type { DemoContainer, DemoPod, Draft, Probe } from './objects.ts';
import { qosClass } from './pod-status.ts';

/** What is stored of a manifest for this resource. */
export function completeDraft(resource: string, draft: Draft, newUid: () => string): Draft {
  if (resource === 'pods') return newPod(draft);
  if (resource === 'jobs') return newJob(draft, draft.metadata.uid ?? newUid());
  if (resource === 'services') return newService(draft);
  if (resource === 'secrets') return newSecret(draft);
  if (['deployments', 'replicasets', 'statefulsets', 'daemonsets'].includes(resource)) return newWorkload(draft);
  return draft;
}

/** What changes by `spec` is counted from here on. */
function newWorkload(draft: Draft): Draft {
  return { ...draft, metadata: { ...draft.metadata, generation: 1 }, status: draft.status ?? {} };
}

/** An address that stays the same for a name. */
function newService(draft: Draft): Draft {
  const given = draft.spec as Record<string, unknown> & { ports?: readonly object[] };
  let sum = 0;
  for (const letter of `${draft.metadata.namespace}/${draft.metadata.name}`)
    sum = (sum * 31 + letter.charCodeAt(0)) % 64_000;
  const address = given['clusterIP'] ?? `10.96.${(sum >> 8) + 1}.${sum & 255}`;
  const ports = (given.ports ?? []).map(port => {
    const { targetPort, port: own } = port as { targetPort?: unknown; port?: number };
    return { protocol: 'TCP', ...port, targetPort: targetPort || own };
  });
  const spec = {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...given,
    clusterIP: address,
    clusterIPs: [address],
    ports,
  };
  return { ...draft, spec, status: { loadBalancer: {} } };
}

/** What was given as text is stored as bytes. */
function newSecret(draft: Draft): Draft {
  const {
    stringData = {},
    data,
    type = 'Opaque',
    ...rest
  } = draft as Draft & {
    stringData?: Record<string, string>;
    data?: Record<string, string>;
    type?: string;
  };
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')] as const);
  return { ...rest, ...{ data: { ...data, ...Object.fromEntries(encoded) }, type } };
}

/** A Job knows its pods by its own uid, which therefore stands in the labels of the template. */
function newJob(draft: Draft, uid: string): Draft {
  const given = draft.spec as Record<string, unknown> & { template: DemoJobTemplate };
  const { name = '' } = draft.metadata;
  const labels = {
    ...given.template.metadata?.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const queue = given['completions'] === undefined && given['parallelism'] !== undefined;
  return {
    ...draft,
    metadata: { ...draft.metadata, uid, generation: 1 },
    spec: {
      parallelism: 1,
      ...(queue ? {} : { completions: 1 }),
      backoffLimit: 6,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      ...given,
      template: { ...given.template, metadata: { ...given.template.metadata, labels } },
    },
    status: {},
  };
}

interface DemoJobTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: DemoPod['spec'];
}

/** A pod as it is stored before anybody has looked at it: Pending, without conditions. */
export function newPod(draft: Draft): Draft {
  const given = draft.spec as DemoPod['spec'];
  const spec = {
    ...given,
    containers: (given.containers ?? []).map(withDefaults),
    ...(given.initContainers ? { initContainers: given.initContainers.map(withDefaults) } : {}),
    restartPolicy: given.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: given.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: given.serviceAccountName ?? 'default',
    serviceAccount: given.serviceAccountName ?? 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [...(given.tolerations ?? []), ...NODE_TOLERATIONS],
    priority: given.priority ?? 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
  return {
    ...draft,
    metadata: { ...draft.metadata, namespace: draft.metadata.namespace ?? 'default', generation: 1 },
    spec,
    status: { phase: 'Pending', qosClass: qosClass({ spec } as unknown as DemoPod) },
  };
}

function withDefaults(container: DemoContainer): object {
  const tagged = /:[^/]*$/.test(container.image);
  return {
    ...container,
    ...probesWithDefaults(container),
    resources: container.resources ?? {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy:
      container.imagePullPolicy ?? (!tagged || container.image.endsWith(':latest') ? 'Always' : 'IfNotPresent'),
  };
}

function probesWithDefaults(container: DemoContainer): object {
  return Object.fromEntries(
    (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap(name => {
      const probe = container[name];
      return probe === undefined ? [] : [[name, probeWithDefaults(probe)]];
    }),
  );
}

function probeWithDefaults(probe: Probe): Probe {
  const http = probe.httpGet && { httpGet: { path: '/', scheme: 'HTTP', ...probe.httpGet } };
  return { ...PROBE_DEFAULTS, ...probe, ...http };
}

const PROBE_DEFAULTS = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

/** A pod stays five minutes on a node that is lost, unless its manifest says otherwise. */
const NODE_TOLERATIONS = ['not-ready', 'unreachable'].map(name => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));
