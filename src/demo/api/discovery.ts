import { apiVersionOf, GROUPS, RESOURCES, REVIEWS, type ResourceType } from '../store/resources.ts';
import { METRICS_GROUP, METRICS_RESOURCES } from './metrics-handler.ts';

export const AGGREGATED_DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

export const VERSION = {
  major: '1',
  minor: '37',
  emulationMajor: '1',
  emulationMinor: '37',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '36',
  gitVersion: 'v1.37.2',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-10-14T12:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/**
 * The answer to a discovery path, or undefined when the path is none. `aggregated`: the client accepts the one-request form.
 * `metrics`: there is a metrics server, too.
 */
export function discovery(path: string, aggregated: boolean, metrics = false): object | undefined {
  const groups = metrics ? [...GROUPS, METRICS_GROUP] : GROUPS;
  const steps = path.split('/').filter(step => step !== '');
  if (path === '/version') return VERSION;
  if (path === '/api') return aggregated ? groupDiscovery(['']) : { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return aggregated ? groupDiscovery(groups.map(group => group.name)) : groupList(groups);
  if (path === '/api/v1') return resourceList('', 'v1');
  const group = steps[0] === 'apis' ? groups.find(row => row.name === steps[1]) : undefined;
  if (group && steps.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) };
  if (group && steps.length === 3 && steps[2] === group.version) return resourceList(group.name, group.version);
  return undefined;
}

interface Group {
  readonly name: string;
  readonly version: string;
}

function groupEntry({ name, version }: Group): object {
  const entry = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [entry], preferredVersion: entry };
}

const groupList = (groups: readonly Group[]): object => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groups.map(groupEntry),
});
const served = (group: string): ResourceType[] => RESOURCES.filter(row => row.group === group);

const METRICS_LIST = METRICS_RESOURCES.map(({ resource, ...row }) => ({
  name: resource,
  singularName: '',
  ...row,
  verbs: ['get', 'list'],
}));

function resourceList(group: string, version: string): object {
  const resources = served(group).flatMap(row => [
    {
      name: row.resource,
      singularName: row.singular,
      namespaced: row.namespaced,
      kind: row.kind,
      verbs: row.verbs,
      ...(row.shortNames.length > 0 ? { shortNames: row.shortNames } : {}),
      ...(row.categories.length > 0 ? { categories: row.categories } : {}),
    },
    ...row.subresources.map(({ name, ...sub }) => ({
      name: `${row.resource}/${name}`,
      singularName: '',
      namespaced: row.namespaced,
      ...sub,
    })),
  ]);
  const reviews = REVIEWS.filter(row => row.group === group).map(row => ({
    name: row.resource,
    singularName: row.kind.toLowerCase(),
    namespaced: false,
    kind: row.kind,
    verbs: ['create'],
  }));
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: [...resources, ...reviews, ...(group === METRICS_GROUP.name ? METRICS_LIST : [])],
  };
}

function groupDiscovery(groups: readonly string[]): object {
  const kindOf = (row: ResourceType, kind: string, group?: string, version?: string): object => ({
    group: group ?? row.group,
    version: version ?? row.version,
    kind,
  });
  const items = groups.map(group => ({
    metadata: group === '' ? {} : { name: group },
    versions: [
      {
        version: group === METRICS_GROUP.name ? METRICS_GROUP.version : 'v1',
        freshness: 'Current',
        resources: [
          ...served(group).map(row => ({
            resource: row.resource,
            responseKind: kindOf(row, row.kind),
            scope: row.namespaced ? 'Namespaced' : 'Cluster',
            singularResource: row.singular,
            verbs: row.verbs,
            shortNames: row.shortNames,
            categories: row.categories,
            subresources: row.subresources.map(sub => ({
              subresource: sub.name,
              responseKind: kindOf(row, sub.kind, sub.group, sub.version),
              verbs: sub.verbs,
            })),
          })),
          ...REVIEWS.filter(row => row.group === group).map(row => ({
            resource: row.resource,
            responseKind: { group, version: 'v1', kind: row.kind },
            scope: 'Cluster',
            singularResource: row.kind.toLowerCase(),
            verbs: ['create'],
          })),
          ...(group === METRICS_GROUP.name ? METRICS_RESOURCES : []).map(({ resource, kind, namespaced }) => ({
            resource,
            responseKind: { group, version: METRICS_GROUP.version, kind },
            scope: namespaced ? 'Namespaced' : 'Cluster',
            singularResource: '',
            verbs: ['get', 'list'],
          })),
        ],
      },
    ],
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}
