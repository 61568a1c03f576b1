/**
 * What the API server fills in where a manifest is silent. Whoever writes the manifest owns these fields as well.
 * Total: what is no manifest at all stays as it is, for the checks to refuse.
 */
import { isRecord } from './merge-patch.ts';
import type { Draft } from './objects.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The object with every default of its resource. An object that has them already comes back with its fields in their order. */
export function withDefaults<T extends Draft>(resource: string, object: T): T {
  const complete = SPECS[resource];
  const whole = complete && isRecord(object.spec) ? { ...object, spec: complete(object.spec) } : object;
  if (resource === 'namespaces') return labelled(whole, { 'kubernetes.io/metadata.name': object.metadata.name ?? '' });
  if (resource === 'daemonsets') return annotated(whole, { 'deprecated.daemonset.template.generation': '1' });
  return whole;
}

const labelled = <T extends Draft>(object: T, labels: Record<string, string>): T => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...labels, ...object.metadata.labels } },
});

const annotated = <T extends Draft>(object: T, annotations: Record<string, string>): T => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...annotations, ...object.metadata.annotations } },
});

const ROLLING_DEPLOYMENT = { maxUnavailable: '25%', maxSurge: '25%' };
const ROLLING_STATEFUL_SET = { partition: 0, maxUnavailable: 1 };
const ROLLING_DAEMON_SET = { maxUnavailable: 1, maxSurge: 0 };

const SPECS: Readonly<Record<string, (spec: Fields) => Fields>> = {
  pods: spec => filled(podSpec(limitsAsRequests(spec)), { enableServiceLinks: true }),
  deployments: spec =>
    filled(withTemplate(spec), {
      replicas: 1,
      strategy: strategy(spec['strategy'], ROLLING_DEPLOYMENT),
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    }),
  replicasets: spec => filled(withTemplate(spec), { replicas: 1 }),
  statefulsets: spec =>
    filled(withTemplate(spec), {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: strategy(spec['updateStrategy'], ROLLING_STATEFUL_SET),
      revisionHistoryLimit: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    }),
  daemonsets: spec =>
    filled(withTemplate(spec), {
      updateStrategy: strategy(spec['updateStrategy'], ROLLING_DAEMON_SET),
      revisionHistoryLimit: 10,
    }),
  jobs: spec =>
    filled(withTemplate(spec), {
      parallelism: 1,
      // With only a parallelism it is a work queue, where one success says that all is done.
      ...(spec['parallelism'] === undefined ? { completions: 1 } : {}),
      backoffLimit: 6,
      manualSelector: false,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
    }),
  cronjobs: spec => {
    const template = isRecord(spec['jobTemplate']) ? spec['jobTemplate'] : {};
    const jobSpec = isRecord(template['spec']) ? template['spec'] : {};
    return {
      ...filled(spec, {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      }),
      jobTemplate: { metadata: {}, ...template, spec: withTemplate(jobSpec) },
    };
  },
  services: spec =>
    filled(
      { ...spec, ...(spec['ports'] === undefined ? {} : { ports: each(spec['ports'], servicePort) }) },
      { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' },
    ),
};

/** What is given, then what is missing. */
function filled(given: Fields, defaults: Fields): Fields {
  const missing = Object.entries(defaults).filter(([name]) => given[name] === undefined);
  return missing.length === 0 ? given : { ...given, ...Object.fromEntries(missing) };
}

const each = (list: unknown, change: (item: Fields) => Fields): unknown =>
  Array.isArray(list) ? list.map(item => (isRecord(item) ? change(item) : item)) : list;

/** Changes those of the fields that are there. */
function changed(given: Fields, changes: Readonly<Record<string, (value: unknown) => unknown>>): Fields {
  const found = Object.entries(changes).filter(([name]) => given[name] != null);
  return { ...given, ...Object.fromEntries(found.map(([name, change]) => [name, change(given[name])])) };
}

function strategy(given: unknown, rolling: Fields): Fields {
  const known = isRecord(given) ? given : {};
  const type = known['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...known, type };
  return { type, rollingUpdate: filled(isRecord(known['rollingUpdate']) ? known['rollingUpdate'] : {}, rolling) };
}

function withTemplate(spec: Fields): Fields {
  const template = spec['template'];
  if (!isRecord(template) || !isRecord(template['spec'])) return spec;
  return { ...spec, template: { metadata: {}, ...template, spec: podSpec(template['spec']) } };
}

/** Of pods and of their templates. */
function podSpec(spec: Fields): Fields {
  const whole = changed(spec, {
    containers: list => each(list, container),
    initContainers: list => each(list, container),
    ephemeralContainers: list => each(list, container),
    volumes: list => each(list, volume),
  });
  return filled(whole, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
}

function container(given: Fields): Fields {
  const whole = changed(given, {
    ports: list => each(list, port => filled(port, { protocol: 'TCP' })),
    env: list => each(list, variable),
    startupProbe: probe,
    readinessProbe: probe,
    livenessProbe: probe,
    lifecycle: hooks => (isRecord(hooks) ? changed(hooks, { postStart: handler, preStop: handler }) : hooks),
  });
  const { image } = given;
  const latest = typeof image === 'string' && (!/:[^/]*$/.test(image) || image.endsWith(':latest'));
  return filled(whole, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: latest ? 'Always' : 'IfNotPresent',
  });
}

function variable(given: Fields): Fields {
  const from = given['valueFrom'];
  if (!isRecord(from) || !isRecord(from['fieldRef'])) return given;
  return { ...given, valueFrom: { ...from, fieldRef: filled(from['fieldRef'], { apiVersion: 'v1' }) } };
}

function probe(given: unknown): unknown {
  if (!isRecord(given)) return given;
  const defaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return filled(handler(given) as Fields, defaults);
}

const handler = (given: unknown): unknown =>
  isRecord(given)
    ? changed(given, { httpGet: http => (isRecord(http) ? filled(http, { path: '/', scheme: 'HTTP' }) : http) })
    : given;

const FILE_MODE = { defaultMode: 0o644 };
const VOLUMES: Readonly<Record<string, Fields>> = {
  configMap: FILE_MODE,
  secret: FILE_MODE,
  downwardAPI: FILE_MODE,
  projected: FILE_MODE,
  hostPath: { type: '' },
};

const volume = (given: Fields): Fields =>
  changed(
    given,
    Object.fromEntries(
      Object.entries(VOLUMES).map(([kind, defaults]) => [
        kind,
        (source: unknown) => (isRecord(source) ? filled(source, defaults) : source),
      ]),
    ),
  );

const servicePort = (given: Fields): Fields => {
  const port = filled(given, { protocol: 'TCP' });
  return given['targetPort'] ? port : { ...port, targetPort: given['port'] };
};

/** Of a pod: who limits a resource and does not say how much of it he wants, wants all of it. */
function limitsAsRequests(spec: Fields): Fields {
  const wanted = (list: unknown): unknown =>
    each(list, given => {
      const { resources } = given;
      if (!isRecord(resources) || !isRecord(resources['limits'])) return given;
      const requests = isRecord(resources['requests']) ? resources['requests'] : {};
      return { ...given, resources: { ...resources, requests: filled(requests, resources['limits']) } };
    });
  return changed(spec, { containers: wanted, initContainers: wanted });
}
