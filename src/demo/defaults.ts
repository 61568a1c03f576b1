/** What the API server fills in when a pod is created, so that a short manifest becomes a whole object. */
import type { DemoContainer, DemoPod, Draft, Probe } from './objects.ts';
import { qosClass } from './pod-status.ts';

/** What is stored of a manifest for this resource. */
export function completeDraft(resource: string, draft: Draft, newUid: () => string): Draft {
  if (resource === 'pods') return newPod(draft);
  return resource === 'jobs' ? newJob(draft, draft.metadata.uid ?? newUid()) : draft;
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
