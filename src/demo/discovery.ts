import { apiVersionOf, GROUPS, RESOURCES, REVIEWS, type ResourceType, VERBS } from './resources.ts';

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

/** The answer to a discovery path, or undefined when the path is none. `aggregated`: the client accepts the one-request form. */
export function discovery(path: string, aggregated: boolean): object | undefined {
  const steps = path.split('/').filter(step => step !== '');
  if (path === '/version') return VERSION;
  if (path === '/api') return aggregated ? groupDiscovery(['']) : { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return aggregated ? groupDiscovery(GROUPS.map(group => group.name)) : groupList();
  if (path === '/api/v1') return resourceList('', 'v1');
  const group = steps[0] === 'apis' ? GROUPS.find(row => row.name === steps[1]) : undefined;
  if (group && steps.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) };
  if (group && steps.length === 3 && steps[2] === group.version) return resourceList(group.name, group.version);
  return undefined;
}

function groupEntry({ name, version }: { readonly name: string; readonly version: string }): object {
  const entry = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [entry], preferredVersion: entry };
}

const groupList = (): object => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: GROUPS.map(groupEntry) });
const served = (group: string): ResourceType[] => RESOURCES.filter(row => row.group === group);

function resourceList(group: string, version: string): object {
  const resources = served(group).flatMap(row => [
    {
      name: row.resource,
      singularName: row.singular,
      namespaced: row.namespaced,
      kind: row.kind,
      verbs: VERBS,
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
    resources: [...resources, ...reviews],
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
        version: 'v1',
        freshness: 'Current',
        resources: [
          ...served(group).map(row => ({
            resource: row.resource,
            responseKind: kindOf(row, row.kind),
            scope: row.namespaced ? 'Namespaced' : 'Cluster',
            singularResource: row.singular,
            verbs: VERBS,
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
        ],
      },
    ],
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}
