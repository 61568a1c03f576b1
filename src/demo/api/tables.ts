/** The columns of Table answers. Those of pods come from the status engine; the others are what kubectl shows of them. */
import { humanDuration } from '../../kube/duration.ts';
import { text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import { podCells } from '../../status/cells.ts';
import { NEWEST } from '../../status/generation.ts';
import { podRow } from '../../status/pod-row.ts';
import type { KubeObject } from '../store/objects.ts';

interface Column {
  readonly name: string;
  readonly type?: 'string' | 'integer';
  /** 1: only with `-o wide`. */
  readonly priority?: number;
  readonly cell: (object: Loose, now: number) => string | number;
}

/** A foreign object, read with care. */
interface Loose {
  readonly [field: string]: Loose & (string & number & readonly Loose[]);
}

const age = (object: Loose, now: number): string => since(object['metadata']?.['creationTimestamp'], now);
function since(time: unknown, now: number): string {
  const at = parseTime(time);
  return at === undefined ? '<unknown>' : humanDuration(now - at);
}

const NAME: Column = { name: 'Name', cell: o => String(o['metadata']?.['name']) };
const AGE: Column = { name: 'Age', cell: age };
const containers = (o: Loose): readonly Loose[] => o['spec']?.['template']?.['spec']?.['containers'] ?? [];
const CONTAINERS: Column = {
  name: 'Containers',
  priority: 1,
  cell: o =>
    containers(o)
      .map(c => c['name'])
      .join(','),
};
const IMAGES: Column = {
  name: 'Images',
  priority: 1,
  cell: o =>
    containers(o)
      .map(c => c['image'])
      .join(','),
};
const pairs = (labels: unknown): string =>
  Object.entries((labels ?? {}) as Record<string, string>)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || '<none>';
const SELECTOR: Column = { name: 'Selector', priority: 1, cell: o => pairs(o['spec']?.['selector']?.['matchLabels']) };
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

function nodeStatus(o: Loose): string {
  const conditions = o['status']?.['conditions'] as readonly Loose[] | undefined;
  const ready = conditions?.find(row => String(row['type']) === 'Ready');
  const word = ready === undefined ? 'Unknown' : String(ready['status']) === 'True' ? 'Ready' : 'NotReady';
  return o['spec']?.['unschedulable'] ? `${word},SchedulingDisabled` : word;
}

function jobDuration(o: Loose, now: number): string {
  const start = parseTime(o['status']?.['startTime']);
  if (start === undefined) return '';
  return humanDuration((parseTime(o['status']?.['completionTime']) ?? now) - start);
}

function jobWord(o: Loose): string {
  const conditions = (o['status']?.['conditions'] ?? []) as readonly Loose[];
  const has = (type: string): boolean =>
    conditions.some(c => String(c['type']) === type && String(c['status']) === 'True');
  return has('Complete') ? 'Complete' : has('Failed') ? 'Failed' : 'Running';
}

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  events: [
    {
      name: 'Last Seen',
      cell: (o, now) => since(o['series']?.['lastObservedTime'] ?? o['lastTimestamp'] ?? o['eventTime'], now),
    },
    { name: 'Type', cell: o => text(o['type']) },
    { name: 'Reason', cell: o => text(o['reason']) },
    {
      name: 'Object',
      cell: o => `${String(o['involvedObject']?.['kind']).toLowerCase()}/${o['involvedObject']?.['name']}`,
    },
    { name: 'Subobject', priority: 1, cell: o => (o['involvedObject']?.['fieldPath'] as string | undefined) ?? '' },
    {
      name: 'Source',
      priority: 1,
      cell: o => {
        const component = (o['source']?.['component'] ?? o['reportingComponent'] ?? '') as string;
        const host = o['source']?.['host'] as string | undefined;
        return host ? `${component}, ${host}` : component;
      },
    },
    { name: 'Message', cell: o => String(o['message'] ?? '').trim() },
    { name: 'First Seen', priority: 1, cell: (o, now) => since(o['firstTimestamp'] ?? o['eventTime'], now) },
    { name: 'Count', priority: 1, cell: o => count(o['count']) || 1 },
    { ...NAME, priority: 1 },
  ],
  namespaces: [NAME, { name: 'Status', cell: o => text(o['status']?.['phase']) }, AGE],
  nodes: [
    NAME,
    { name: 'Status', cell: nodeStatus },
    { name: 'Roles', cell: () => '<none>' },
    AGE,
    { name: 'Version', cell: o => text(o['status']?.['nodeInfo']?.['kubeletVersion']) },
    {
      name: 'Internal-IP',
      priority: 1,
      cell: o => (o['status']?.['addresses'] as readonly Loose[] | undefined)?.[0]?.['address'] ?? '<none>',
    },
    { name: 'OS-Image', priority: 1, cell: o => text(o['status']?.['nodeInfo']?.['osImage']) },
    { name: 'Kernel-Version', priority: 1, cell: o => text(o['status']?.['nodeInfo']?.['kernelVersion']) },
    {
      name: 'Container-Runtime',
      priority: 1,
      cell: o => text(o['status']?.['nodeInfo']?.['containerRuntimeVersion']),
    },
  ],
  services: [
    NAME,
    { name: 'Type', cell: o => o['spec']?.['type'] ?? 'ClusterIP' },
    { name: 'Cluster-IP', cell: o => o['spec']?.['clusterIP'] ?? '<none>' },
    { name: 'External-IP', cell: () => '<none>' },
    {
      name: 'Port(s)',
      cell: o =>
        ((o['spec']?.['ports'] ?? []) as readonly Loose[]).map(p => `${p['port']}/${p['protocol'] ?? 'TCP'}`).join(','),
    },
    AGE,
  ],
  deployments: [
    NAME,
    { name: 'Ready', cell: o => `${count(o['status']?.['readyReplicas'])}/${count(o['spec']?.['replicas'])}` },
    { name: 'Up-to-date', type: 'integer', cell: o => count(o['status']?.['updatedReplicas']) },
    { name: 'Available', type: 'integer', cell: o => count(o['status']?.['availableReplicas']) },
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  replicasets: [
    NAME,
    { name: 'Desired', type: 'integer', cell: o => count(o['spec']?.['replicas']) },
    { name: 'Current', type: 'integer', cell: o => count(o['status']?.['replicas']) },
    { name: 'Ready', type: 'integer', cell: o => count(o['status']?.['readyReplicas']) },
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  statefulsets: [
    NAME,
    { name: 'Ready', cell: o => `${count(o['status']?.['readyReplicas'])}/${count(o['spec']?.['replicas'])}` },
    AGE,
    CONTAINERS,
    IMAGES,
  ],
  jobs: [
    NAME,
    { name: 'Status', cell: jobWord },
    {
      name: 'Completions',
      cell: o => `${count(o['status']?.['succeeded'])}/${count(o['spec']?.['completions']) || 1}`,
    },
    { name: 'Duration', cell: jobDuration },
    AGE,
    CONTAINERS,
    IMAGES,
  ],
  daemonsets: [
    NAME,
    { name: 'Desired', type: 'integer', cell: o => count(o['status']?.['desiredNumberScheduled']) },
    { name: 'Current', type: 'integer', cell: o => count(o['status']?.['currentNumberScheduled']) },
    { name: 'Ready', type: 'integer', cell: o => count(o['status']?.['numberReady']) },
    { name: 'Up-to-date', type: 'integer', cell: o => count(o['status']?.['updatedNumberScheduled']) },
    { name: 'Available', type: 'integer', cell: o => count(o['status']?.['numberAvailable']) },
    { name: 'Node Selector', cell: o => pairs(o['spec']?.['template']?.['spec']?.['nodeSelector']) },
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  poddisruptionbudgets: [
    NAME,
    { name: 'Min Available', cell: o => o['spec']?.['minAvailable'] ?? 'N/A' },
    { name: 'Max Unavailable', cell: o => o['spec']?.['maxUnavailable'] ?? 'N/A' },
    { name: 'Allowed Disruptions', type: 'integer', cell: o => count(o['status']?.['disruptionsAllowed']) },
    AGE,
  ],
  persistentvolumeclaims: [
    NAME,
    { name: 'Status', cell: o => text(o['status']?.['phase']) },
    { name: 'Volume', cell: o => text(o['spec']?.['volumeName']) },
    { name: 'Capacity', cell: o => text(o['status']?.['capacity']?.['storage']) },
    { name: 'Access Modes', cell: o => ((o['spec']?.['accessModes'] ?? []) as readonly string[]).join(',') },
    { name: 'StorageClass', cell: o => text(o['spec']?.['storageClassName']) },
    AGE,
  ],
  priorityclasses: [
    NAME,
    { name: 'Value', type: 'integer', cell: o => count(o['value']) },
    { name: 'Global-Default', cell: o => String(o['globalDefault'] ?? false) },
    AGE,
  ],
  configmaps: [NAME, { name: 'Data', cell: o => Object.keys(o['data'] ?? {}).length }, AGE],
  secrets: [
    NAME,
    { name: 'Type', cell: o => text(o['type']) },
    { name: 'Data', cell: o => Object.keys(o['data'] ?? {}).length },
    AGE,
  ],
};

const definition = (name: string, type = 'string', priority = 0): object => ({
  name,
  type,
  format: name === 'Name' ? 'name' : '',
  description: '',
  priority,
});

const POD_COLUMNS: readonly object[] = [
  definition('Name'),
  definition('Ready'),
  definition('Status'),
  definition('Restarts'),
  definition('Age'),
  definition('IP', 'string', 1),
  definition('Node', 'string', 1),
  definition('Nominated Node', 'string', 1),
  definition('Readiness Gates', 'string', 1),
];

export function columnDefinitions(resource: string): readonly object[] {
  if (resource === 'pods') return POD_COLUMNS;
  return columnsOf(resource).map(column => definition(column.name, column.type, column.priority));
}

/** `now`: the server's clock, ms. */
export function cellsOf(resource: string, object: KubeObject, now: number): readonly unknown[] {
  if (resource === 'pods') {
    const { name, ready, status, restarts, age, ip, node, nominatedNode, readinessGates } = podCells(
      podRow(object as Pod, NEWEST),
      now,
    );
    return [name, ready, status, restarts, age, ip, node, nominatedNode, readinessGates];
  }
  return columnsOf(resource).map(column => column.cell(object as unknown as Loose, now));
}

const columnsOf = (resource: string): readonly Column[] => COLUMNS[resource] ?? [NAME, AGE];
