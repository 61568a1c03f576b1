import { type ContainerCase, containersOf } from '../../diagnosis/case.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { humanDuration } from '../../kube/duration.ts';
import { at, entriesAt, isObject, itemsAt, type Json, numberAt, textAt, textsAt, timeAt } from '../../kube/json.ts';
import { selectorText } from '../../kube/label-selector.ts';
import type { Usage } from '../../kube/pod-metrics.ts';
import { conditionSeverity } from '../../status/catalogue/conditions.ts';
import { containerSection, objectRows } from './describe-container.ts';
import { fieldRows, given, many, type Row, restRows, row, type Section, timeText } from './describe-rows.ts';

/** What a description is made of besides the pod. */
export interface Description {
  /** The whole object as the server gave it. */
  readonly pod: unknown;
  readonly now: number;
  /** STATUS as kubectl prints it, and why; made by the status engine. */
  readonly status: { readonly word: string; readonly why: string };
  /** Newest last. Undefined: not known; a sentence: why not. */
  readonly events?: readonly ClusterEvent[] | string | undefined;
  readonly envValues?: boolean | undefined;
  readonly usage?: Readonly<Record<string, Usage>> | undefined;
}

/** Everything about a pod, as sections: what `kubectl describe pod` tells, and what it leaves out. Total. */
export function describePod(description: Description): readonly Section[] {
  const { pod, now, envValues = false, usage = {} } = description;
  return [
    podSection(description),
    conditionSection(pod, now),
    ...containersOf(pod).map((container: ContainerCase) =>
      containerSection(container, { now, envValues, usage: usage[container.name] }),
    ),
    volumeSection(pod),
    placementSection(pod),
    lifeSection(pod, now),
    labelSection(pod),
    ...eventSections(description),
  ].filter(section => section.rows.length > 0);
}

function podSection({ pod, now, status }: Description): Section {
  const deleted = timeAt(pod, 'metadata', 'deletionTimestamp');
  const host = textAt(pod, 'status', 'hostIP');
  const node = textAt(pod, 'spec', 'nodeName');
  return {
    id: 'pod',
    title: 'Pod',
    rows: [
      row('Name', textAt(pod, 'metadata', 'name')),
      row('Namespace', textAt(pod, 'metadata', 'namespace') || 'default'),
      ...given('Status', [status.word, status.why].filter(Boolean).join(': ')),
      row('Phase', textAt(pod, 'status', 'phase') || '<none>'),
      ...given('Reason', textAt(pod, 'status', 'reason')),
      ...given('Message', textAt(pod, 'status', 'message')),
      ...(deleted === undefined
        ? []
        : [
            row(
              'Terminating',
              deleted > now
                ? `until ${timeText(at(pod, 'metadata', 'deletionTimestamp'), now)}`
                : `(lasts ${humanDuration(now - deleted)} beyond its grace period)`,
            ),
            row('Termination Grace Period', `${textAt(pod, 'metadata', 'deletionGracePeriodSeconds') || '0'}s`),
          ]),
      ...many('Finalizers', textsAt(pod, 'metadata', 'finalizers')).filter(({ value }) => value !== '<none>'),
      ...given('Node', node === '' ? '<none>' : `${node}${host === '' ? '' : `/${host}`}`),
      ...given('Nominated Node Name', textAt(pod, 'status', 'nominatedNodeName')),
      ...given('IP', textAt(pod, 'status', 'podIP')),
      ...given(
        'IPs',
        itemsAt(pod, 'status', 'podIPs')
          .map(each => textAt(each, 'ip'))
          .join(', '),
      ),
      ...given(
        'Host IPs',
        itemsAt(pod, 'status', 'hostIPs')
          .map(each => textAt(each, 'ip'))
          .join(', '),
      ),
      ...ownerRows(pod),
      ...given('Created', timeText(at(pod, 'metadata', 'creationTimestamp'), now)),
      ...given('Start Time', timeText(at(pod, 'status', 'startTime'), now)),
      ...given('QoS Class', textAt(pod, 'status', 'qosClass')),
      ...given('Priority', textAt(pod, 'spec', 'priority')),
      ...given('Priority Class Name', textAt(pod, 'spec', 'priorityClassName')),
      ...given('Preemption Policy', textAt(pod, 'spec', 'preemptionPolicy')),
      ...given('Service Account', textAt(pod, 'spec', 'serviceAccountName')),
      ...given('Runtime Class Name', textAt(pod, 'spec', 'runtimeClassName')),
      ...seccompRows(pod),
    ],
  };
}

function ownerRows(pod: unknown): readonly Row[] {
  return itemsAt(pod, 'metadata', 'ownerReferences').flatMap(owner => [
    row(
      at(owner, 'controller') === true ? 'Controlled By' : 'Owned By',
      `${textAt(owner, 'kind')}/${textAt(owner, 'name')}`,
    ),
    ...given(
      '',
      ['apiVersion', 'uid']
        .map(field => textAt(owner, field))
        .filter(Boolean)
        .join(', uid '),
      0,
      'muted',
    ),
  ]);
}

function seccompRows(pod: unknown): readonly Row[] {
  const profile = at(pod, 'spec', 'securityContext', 'seccompProfile');
  if (!isObject(profile)) return [];
  return [
    row('SeccompProfile', [textAt(profile, 'type'), textAt(profile, 'localhostProfile')].filter(Boolean).join(' ')),
  ];
}

/** In the order of a start; readiness gates and other types come after. */
const CONDITION_ORDER = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'];

function conditionSection(pod: unknown, now: number): Section {
  const order = (condition: Json): number => (CONDITION_ORDER.indexOf(textAt(condition, 'type')) + 99) % 99;
  const conditions = [...itemsAt(pod, 'status', 'conditions')].sort((a, b) => order(a) - order(b));
  const gates = itemsAt(pod, 'spec', 'readinessGates').map(gate => textAt(gate, 'conditionType'));
  const schedulingGates = itemsAt(pod, 'spec', 'schedulingGates').map(gate => textAt(gate, 'name'));
  const statusOf = (type: string): string =>
    textAt(
      conditions.find(each => textAt(each, 'type') === type),
      'status',
    ) || '<none>';
  return {
    id: 'conditions',
    title: 'Conditions',
    summary: conditions
      .filter(each => textAt(each, 'status') !== 'True')
      .map(each => `${textAt(each, 'type')} ${textAt(each, 'status')}`)
      .join(', '),
    rows: [
      ...conditions.flatMap(condition => conditionRows(condition, now)),
      ...gates.map(gate =>
        row('Readiness Gate', `${gate} ${statusOf(gate)}`, 0, statusOf(gate) === 'True' ? 'ok' : 'warning'),
      ),
      ...schedulingGates.map(gate => row('Scheduling Gate', gate, 0, 'progressing')),
    ],
  };
}

function conditionRows(condition: Json, now: number): readonly Row[] {
  const type = textAt(condition, 'type');
  const status = textAt(condition, 'status');
  const since = timeAt(condition, 'lastTransitionTime');
  const reason = textAt(condition, 'reason');
  const observed = textAt(condition, 'observedGeneration');
  return [
    row(
      type,
      [status, ...(since === undefined ? [] : [`for ${humanDuration(now - since)}`]), reason]
        .filter(Boolean)
        .join('  '),
      0,
      conditionSeverity(type, status, reason),
    ),
    ...given('Message', textAt(condition, 'message'), 1),
    ...given('Changed', timeText(at(condition, 'lastTransitionTime'), now), 1, 'muted'),
    ...given('Probed', timeText(at(condition, 'lastProbeTime'), now), 1, 'muted'),
    ...given('Generation', observed, 1, 'muted'),
  ];
}

function volumeSection(pod: unknown): Section {
  const volumes = itemsAt(pod, 'spec', 'volumes');
  return {
    id: 'volumes',
    title: 'Volumes',
    summary: `${volumes.length}`,
    rows: volumes.flatMap(volume => {
      const kind = Object.keys(volume).find(key => key !== 'name') ?? 'emptyDir';
      const source = volume[kind];
      const silent = SILENT[kind];
      return [
        row(textAt(volume, 'name'), kindName(kind)),
        ...volumeRows(kind, source),
        ...(silent === undefined || at(source, silent) !== undefined ? [] : [row(silent, 'false', 1)]),
      ];
    }),
  };
}

/** What is false unless it is said, and which kubectl says all the same. */
const SILENT: Readonly<Record<string, string>> = {
  persistentVolumeClaim: 'readOnly',
  nfs: 'readOnly',
  iscsi: 'readOnly',
  csi: 'readOnly',
  cephfs: 'readOnly',
  glusterfs: 'readOnly',
  rbd: 'readOnly',
  fc: 'readOnly',
  azureFile: 'readOnly',
  configMap: 'optional',
  secret: 'optional',
};

/** `emptyDir` → `EmptyDir`, as kubectl writes them. */
const kindName = (kind: string): string => KIND_NAMES[kind] ?? `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
const KIND_NAMES: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'AWSElasticBlockStore',
  cephfs: 'CephFS',
  csi: 'CSI',
  ephemeral: 'EphemeralVolume',
  fc: 'FC',
  gcePersistentDisk: 'GCEPersistentDisk',
  iscsi: 'ISCSI',
  nfs: 'NFS',
  rbd: 'RBD',
  storageos: 'StorageOS',
  vsphereVolume: 'vSphereVolume',
};

function volumeRows(kind: string, source: unknown): readonly Row[] {
  if (kind !== 'projected') return fieldRows(source, 1);
  return itemsAt(source, 'sources').flatMap(each =>
    Object.keys(each).flatMap(name =>
      [row(kindName(name), ''), ...fieldRows(each[name], 2)].map((one, i) => (i === 0 ? { ...one, depth: 1 } : one)),
    ),
  );
}

function placementSection(pod: unknown): Section {
  return {
    id: 'placement',
    title: 'Placement',
    rows: [
      ...many(
        'Node-Selectors',
        entriesAt(pod, 'spec', 'nodeSelector').map(([key, value]) => `${key}=${value}`),
      ),
      ...many('Tolerations', itemsAt(pod, 'spec', 'tolerations').map(tolerationText)),
      ...itemsAt(pod, 'spec', 'topologySpreadConstraints').flatMap((each, i) => [
        row(i === 0 ? 'Topology Spread Constraints' : '', spreadText(each)),
        ...restRows(each, TOLD_OF_SPREAD, 1),
      ]),
      ...objectRows('Affinity', at(pod, 'spec', 'affinity')),
      ...given('Scheduler', textAt(pod, 'spec', 'schedulerName')),
      ...given('Host Network', textAt(pod, 'spec', 'hostNetwork')),
      ...given(
        'Hostname',
        [textAt(pod, 'spec', 'hostname'), textAt(pod, 'spec', 'subdomain')].filter(Boolean).join('.'),
      ),
      ...objectRows('Pod Resources', at(pod, 'spec', 'resources')),
      ...objectRows('Overhead', at(pod, 'spec', 'overhead')),
    ],
  };
}

function tolerationText(toleration: Json): string {
  const [key, value, effect] = ['key', 'value', 'effect'].map(field => textAt(toleration, field));
  const operator = textAt(toleration, 'operator');
  const seconds = numberAt(toleration, 'tolerationSeconds');
  const name = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' ? ' op=Exists' : operator && operator !== 'Equal' ? ` op=${operator}` : '';
  return `${name}${exists}${seconds === undefined ? '' : ` for ${seconds}s`}`.trim();
}

const TOLD_OF_SPREAD = ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector'];

function spreadText(constraint: Json): string {
  const labels = selectorText(at(constraint, 'labelSelector'));
  const selector = labels === '' ? '' : ` for selector ${labels}`;
  return `${textAt(constraint, 'topologyKey')}:${textAt(constraint, 'whenUnsatisfiable')} when max skew ${textAt(constraint, 'maxSkew')} is exceeded${selector}`;
}

function lifeSection(pod: unknown, now: number): Section {
  return {
    id: 'life',
    title: 'Life',
    rows: [
      ...given('Restart Policy', textAt(pod, 'spec', 'restartPolicy')),
      ...given('Grace Period', seconds(pod, 'terminationGracePeriodSeconds')),
      ...given('Active Deadline', seconds(pod, 'activeDeadlineSeconds')),
      ...given(
        'Image Pull Secrets',
        itemsAt(pod, 'spec', 'imagePullSecrets')
          .map(each => textAt(each, 'name'))
          .join(', '),
      ),
      ...given('DNS Policy', textAt(pod, 'spec', 'dnsPolicy')),
      ...objectRows('DNS Config', at(pod, 'spec', 'dnsConfig')),
      ...objectRows('Security Context', at(pod, 'spec', 'securityContext')),
      ...itemsAt(pod, 'spec', 'hostAliases').map(alias =>
        row('Host Alias', `${textAt(alias, 'ip')} ${textsAt(alias, 'hostnames').join(' ')}`),
      ),
      ...itemsAt(pod, 'spec', 'resourceClaims').map(claim =>
        row(
          'Resource Claim',
          Object.values(claim)
            .map(value => textAt([value], 0))
            .join(' '),
        ),
      ),
      ...given('UID', textAt(pod, 'metadata', 'uid')),
      ...given('Generation', textAt(pod, 'metadata', 'generation')),
      ...given('Resource Version', textAt(pod, 'metadata', 'resourceVersion')),
      ...restRows(at(pod, 'metadata'), TOLD.metadata),
      ...restRows(at(pod, 'spec'), TOLD.spec),
      ...restRows(at(pod, 'status'), TOLD.status),
      ...managerRows(pod, now),
    ],
  };
}

/** What has a row of its own. */
const TOLD = {
  metadata:
    'name namespace uid generation resourceVersion creationTimestamp deletionTimestamp deletionGracePeriodSeconds finalizers ownerReferences labels annotations managedFields'.split(
      ' ',
    ),
  spec: 'nodeName priority priorityClassName preemptionPolicy serviceAccountName serviceAccount runtimeClassName readinessGates schedulingGates volumes containers initContainers ephemeralContainers nodeSelector tolerations topologySpreadConstraints affinity schedulerName hostNetwork hostname subdomain resources overhead restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds imagePullSecrets dnsPolicy dnsConfig securityContext hostAliases resourceClaims'.split(
    ' ',
  ),
  status:
    'phase reason message nominatedNodeName podIP podIPs hostIP hostIPs startTime qosClass conditions containerStatuses initContainerStatuses ephemeralContainerStatuses'.split(
      ' ',
    ),
};

function seconds(pod: unknown, field: string): string {
  const value = numberAt(pod, 'spec', field);
  return value === undefined ? '' : `${value}s`;
}

/** Who wrote to the object, and when last. */
function managerRows(pod: unknown, now: number): readonly Row[] {
  return itemsAt(pod, 'metadata', 'managedFields').map((entry, i) => {
    const part = textAt(entry, 'subresource');
    const what = `${textAt(entry, 'operation').toLowerCase()}${part === '' ? '' : ` of ${part}`}`;
    return row(
      i === 0 ? 'Written By' : '',
      `${textAt(entry, 'manager')}: ${what} ${timeText(entry['time'], now)}`.trim(),
    );
  });
}

function labelSection(pod: unknown): Section {
  return {
    id: 'labels',
    title: 'Labels and annotations',
    rows: [
      ...many(
        'Labels',
        entriesAt(pod, 'metadata', 'labels').map(([key, value]) => `${key}=${value}`),
      ),
      ...annotationRows(pod),
    ],
  };
}

/** Annotations may be whole documents: each of their lines is one. */
function annotationRows(pod: unknown): readonly Row[] {
  const rows = entriesAt(pod, 'metadata', 'annotations').flatMap(([key, value]) => {
    const lines = value.trimEnd().split('\n');
    return lines.length === 1 ? [row(key, lines[0]!, 1)] : [row(key, '', 1), ...lines.map(line => row('', line, 2))];
  });
  return rows.length === 0 ? [row('Annotations', '<none>', 0, 'muted')] : [row('Annotations', ''), ...rows];
}

function eventSections({ events, now }: Description): readonly Section[] {
  if (events === undefined) return [];
  if (typeof events === 'string') return [{ id: 'events', title: 'Events', rows: [row('', events, 0, 'warning')] }];
  const rows =
    events.length === 0
      ? [row('', '<none>', 0, 'muted')]
      : events.map(event =>
          row(
            eventAge(event, now),
            `${event.type}  ${event.reason}  ${event.message}${event.source === '' ? '' : `  (${event.source})`}`,
            0,
            event.type === 'Warning' ? 'warning' : undefined,
          ),
        );
  return [{ id: 'events', title: 'Events', summary: `${events.length}`, rows }];
}

/** `2m30s`, or `2m30s (x5 over 1h)` for a series. */
export function eventAge({ count, firstAt, lastAt }: ClusterEvent, now: number): string {
  const age = lastAt === undefined ? '<unknown>' : humanDuration(now - lastAt);
  return count > 1 && firstAt !== undefined ? `${age} (x${count} over ${humanDuration(now - firstAt)})` : age;
}
