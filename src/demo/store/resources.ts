/** The resources that the demo serves: routing, discovery and the words of refusals are made from this table. */
export interface ResourceType {
  /** Plural, unique over all groups; also the name of its shelf in the log. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly verbs: readonly string[];
  /** Shelf in the log when it is not `resource`: events are stored once and served by two groups. */
  readonly storedAs?: string;
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const status = (kind: string): Subresource => ({ name: 'status', kind, verbs: ['get', 'patch', 'update'] });
const scale: Subresource = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
};
const type = (
  group: string,
  version: string,
  resource: string,
  kind: string,
  more: Partial<ResourceType> = {},
): ResourceType => ({
  resource,
  singular: kind.toLowerCase(),
  kind,
  group,
  version,
  namespaced: true,
  shortNames: [],
  categories: [],
  subresources: [],
  verbs: VERBS,
  ...more,
});

export const RESOURCES: readonly ResourceType[] = [
  type('', 'v1', 'pods', 'Pod', {
    shortNames: ['po'],
    categories: ['all'],
    subresources: [
      { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
      { name: 'ephemeralcontainers', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
      { name: 'resize', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
      status('Pod'),
    ],
  }),
  type('', 'v1', 'events', 'Event', { shortNames: ['ev'] }),
  type('', 'v1', 'namespaces', 'Namespace', {
    namespaced: false,
    shortNames: ['ns'],
    subresources: [status('Namespace')],
    verbs: VERBS.filter(verb => verb !== 'deletecollection'),
  }),
  type('', 'v1', 'nodes', 'Node', { namespaced: false, shortNames: ['no'], subresources: [status('Node')] }),
  type('', 'v1', 'services', 'Service', {
    shortNames: ['svc'],
    categories: ['all'],
    subresources: [status('Service')],
  }),
  type('', 'v1', 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  type('', 'v1', 'secrets', 'Secret'),
  type('', 'v1', 'serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  type('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', { shortNames: ['pvc'] }),
  type('', 'v1', 'persistentvolumes', 'PersistentVolume', { shortNames: ['pv'], namespaced: false }),
  type('', 'v1', 'resourcequotas', 'ResourceQuota', { shortNames: ['quota'] }),
  type('', 'v1', 'limitranges', 'LimitRange', { shortNames: ['limits'] }),
  type('apps', 'v1', 'deployments', 'Deployment', {
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: [scale, status('Deployment')],
  }),
  type('apps', 'v1', 'replicasets', 'ReplicaSet', {
    shortNames: ['rs'],
    categories: ['all'],
    subresources: [scale, status('ReplicaSet')],
  }),
  type('apps', 'v1', 'statefulsets', 'StatefulSet', {
    shortNames: ['sts'],
    categories: ['all'],
    subresources: [scale, status('StatefulSet')],
  }),
  type('apps', 'v1', 'daemonsets', 'DaemonSet', {
    shortNames: ['ds'],
    categories: ['all'],
    subresources: [status('DaemonSet')],
  }),
  type('batch', 'v1', 'cronjobs', 'CronJob', {
    shortNames: ['cj'],
    categories: ['all'],
    subresources: [status('CronJob')],
  }),
  type('batch', 'v1', 'jobs', 'Job', { categories: ['all'], subresources: [status('Job')] }),
  type('events.k8s.io', 'v1', 'events', 'Event', { shortNames: ['ev'], storedAs: 'events' }),
  type('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', {
    shortNames: ['pdb'],
    subresources: [status('PodDisruptionBudget')],
  }),
  type('scheduling.k8s.io', 'v1', 'priorityclasses', 'PriorityClass', { shortNames: ['pc'], namespaced: false }),
  type('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
  type('coordination.k8s.io', 'v1', 'leases', 'Lease'),
];

export function resourceType(group: string, version: string, resource: string): ResourceType | undefined {
  return RESOURCES.find(row => row.group === group && row.version === version && row.resource === resource);
}

export const apiVersionOf = (row: { readonly group: string; readonly version: string }): string =>
  row.group === '' ? row.version : `${row.group}/${row.version}`;

/** The groups besides core, in the order of discovery. */
export const GROUPS: readonly { readonly name: string; readonly version: string }[] = [
  { name: 'apps', version: 'v1' },
  { name: 'authentication.k8s.io', version: 'v1' },
  { name: 'authorization.k8s.io', version: 'v1' },
  { name: 'batch', version: 'v1' },
  { name: 'coordination.k8s.io', version: 'v1' },
  { name: 'discovery.k8s.io', version: 'v1' },
  { name: 'events.k8s.io', version: 'v1' },
  { name: 'policy', version: 'v1' },
  { name: 'scheduling.k8s.io', version: 'v1' },
];

/** Resources that one can only post to, to ask the server something. */
export const REVIEWS = [
  { group: 'authentication.k8s.io', resource: 'selfsubjectreviews', kind: 'SelfSubjectReview' },
  { group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview' },
  { group: 'authorization.k8s.io', resource: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview' },
] as const;
