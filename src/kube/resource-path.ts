/** Where the API serves a kind; `namespaced` ones within their namespace. */
interface Served {
  readonly api: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

const of = (api: string, resource: string, namespaced = true): Served => ({ api, resource, namespaced });

/** The kinds that are looked at beside pods. Secrets are none of them: their values are nobody's to see here. */
const SERVED: Readonly<Record<string, Served>> = {
  Pod: of('api/v1', 'pods'),
  Node: of('api/v1', 'nodes', false),
  Namespace: of('api/v1', 'namespaces', false),
  ConfigMap: of('api/v1', 'configmaps'),
  Endpoints: of('api/v1', 'endpoints'),
  LimitRange: of('api/v1', 'limitranges'),
  PersistentVolume: of('api/v1', 'persistentvolumes', false),
  PersistentVolumeClaim: of('api/v1', 'persistentvolumeclaims'),
  ReplicationController: of('api/v1', 'replicationcontrollers'),
  ResourceQuota: of('api/v1', 'resourcequotas'),
  Service: of('api/v1', 'services'),
  ServiceAccount: of('api/v1', 'serviceaccounts'),
  DaemonSet: of('apis/apps/v1', 'daemonsets'),
  Deployment: of('apis/apps/v1', 'deployments'),
  ReplicaSet: of('apis/apps/v1', 'replicasets'),
  StatefulSet: of('apis/apps/v1', 'statefulsets'),
  CronJob: of('apis/batch/v1', 'cronjobs'),
  Job: of('apis/batch/v1', 'jobs'),
  HorizontalPodAutoscaler: of('apis/autoscaling/v2', 'horizontalpodautoscalers'),
  PodDisruptionBudget: of('apis/policy/v1', 'poddisruptionbudgets'),
  StorageClass: of('apis/storage.k8s.io/v1', 'storageclasses', false),
};

/** Short names, as kubectl knows them. */
const SHORT: Readonly<Record<string, string>> = {
  po: 'Pod',
  no: 'Node',
  ns: 'Namespace',
  cm: 'ConfigMap',
  ep: 'Endpoints',
  limits: 'LimitRange',
  pv: 'PersistentVolume',
  quota: 'ResourceQuota',
  svc: 'Service',
  sa: 'ServiceAccount',
  hpa: 'HorizontalPodAutoscaler',
  sc: 'StorageClass',
  ds: 'DaemonSet',
  deploy: 'Deployment',
  rs: 'ReplicaSet',
  sts: 'StatefulSet',
  cj: 'CronJob',
  rc: 'ReplicationController',
  pvc: 'PersistentVolumeClaim',
  pdb: 'PodDisruptionBudget',
};

/** The kind as the API writes it: `deploy`, `deployments`, `Deployment` → `Deployment`; undefined when it is none of these. */
export function kindNamed(word: string): string | undefined {
  const small = word.toLowerCase();
  return (
    SHORT[small] ?? Object.keys(SERVED).find(kind => kind.toLowerCase() === small || SERVED[kind]!.resource === small)
  );
}

/** The path of an object; undefined for a kind that is not known. */
export function resourcePath(kind: string, namespace: string, name: string): string | undefined {
  const served = SERVED[kindNamed(kind) ?? ''];
  if (!served) return undefined;
  const within = served.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `/${served.api}${within}/${served.resource}/${encodeURIComponent(name)}`;
}
