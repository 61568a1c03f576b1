import { int32, object, text } from '../../kube/foreign.ts';
import { parseTime } from '../../kube/time.ts';
import type { Severity } from '../../status/row.ts';
import type { ClockReading } from '../clock-reading.ts';
import { containerSeverities } from './container-severity.ts';
import { images, ipValue, labelsText, lastExit, ownerText } from './pod-fields.ts';
import { type PodItem, SEVERITY_RANK } from './pod-item.ts';
import { USAGE_COLUMNS } from './usage-columns.ts';

/** How a cell is painted: a severity, or furniture. Each is a role of the themes. */
export type Tone = Severity | 'text' | 'muted';

/** One column of the grid. The table makes the grid, the sort commands, the filter's text search and docs/columns.md. */
export interface Column {
  /** As typed in `:sort` and `:cols` and written in the configuration. */
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly align: 'left' | 'right';
  /** Cells. The column is as wide as its widest text, within these. */
  readonly min: number;
  readonly max: number;
  /** When the screen is too narrow, the highest number goes first. */
  readonly priority: number;
  /** `default`: shown when there is room. `wide`: shown by `w`. `extra`: only when named. */
  readonly set: 'default' | 'wide' | 'extra';
  /** Only where usage is measured. */
  readonly measured?: boolean;
  /** A part of the wish is of no use: it gets all its width or the least. */
  readonly whole?: boolean;
  /** Takes what is left of the width. */
  readonly grows?: boolean;
  /** Long texts lose their middle, not their end. */
  readonly cut?: 'middle';
  /** The text, not yet cleaned; `width` cells are there for it, in case a shorter text says enough. */
  text(item: PodItem, reading: ClockReading, width: number): string;
  tone?(item: PodItem): Tone;
  /** Marks behind the text where there is room for them. */
  dots?(item: PodItem): readonly Severity[];
  /** What the column is sorted by. */
  value(item: PodItem): number | string;
  /** Which way round is useful first. */
  readonly descendingFirst?: boolean;
}

/** Containers of one pod that get a mark each. */
export const MOST_DOTS = 8;

export const COLUMNS: readonly Column[] = [
  {
    id: 'namespace',
    title: 'NAMESPACE',
    help: 'The namespace of the pod.',
    align: 'left',
    min: 9,
    max: 24,
    priority: 3,
    set: 'default',
    cut: 'middle',
    text: item => item.entry.row.namespace,
    tone: () => 'muted',
    value: item => item.entry.row.namespace,
  },
  {
    id: 'name',
    title: 'NAME',
    help: 'The name of the pod.',
    align: 'left',
    min: 12,
    max: 63,
    priority: 2,
    set: 'default',
    cut: 'middle',
    text: item => item.entry.row.name,
    value: item => item.entry.row.name,
  },
  {
    id: 'ready',
    title: 'READY',
    help: 'Containers that are ready, of all that should be, sidecars included; where there are several, a mark for the state of each.',
    align: 'left',
    min: 5,
    max: 5 + 1 + MOST_DOTS,
    whole: true,
    dots: item => {
      const severities = item.entry.row.ready.total > 1 ? containerSeverities(item.entry.pod) : [];
      return severities.length <= MOST_DOTS ? severities : [];
    },
    priority: 1,
    set: 'default',
    text: item => `${item.entry.row.ready.count}/${item.entry.row.ready.total}`,
    tone: item =>
      item.entry.row.ready.count < item.entry.row.ready.total && item.health.severity !== 'done'
        ? item.health.severity
        : 'text',
    value: item => {
      const { count, total } = item.entry.row.ready;
      return total === 0 ? 1 : count / total;
    },
  },
  {
    id: 'status',
    title: 'STATUS',
    help: 'The word that `kubectl get pods` prints. It is in no field of the pod.',
    align: 'left',
    min: 13,
    max: 36,
    priority: 0,
    set: 'default',
    text: item => item.entry.row.status,
    tone: item => item.health.severity,
    value: item => item.entry.row.status,
  },
  {
    id: 'in-status',
    title: 'IN STATUS',
    help: 'How long the pod has had its STATUS; `>=` when that began before we looked.',
    align: 'right',
    min: 9,
    max: 9,
    priority: 5,
    set: 'default',
    descendingFirst: true,
    text: (item, reading) => {
      const { at, exact } = item.entry.statusSince;
      if (item.entry.goneAt !== undefined) return '';
      return `${exact ? '' : '>='}${reading.since(at)}`;
    },
    tone: () => 'muted',
    value: item => -item.entry.statusSince.at,
  },
  {
    id: 'restarts',
    title: 'RESTARTS',
    help: 'How often containers were started again, and when the last of them had ended.',
    align: 'left',
    min: 8,
    max: 18,
    priority: 4,
    set: 'default',
    whole: true,
    descendingFirst: true,
    text: (item, reading, width) => {
      const { count, lastAt } = item.entry.row.restarts;
      if (lastAt === undefined) return `${count}`;
      const full = `${count} (${reading.age(lastAt)} ago)`;
      return full.length <= width ? full : `${count}`;
    },
    tone: item => (item.entry.row.restarts.count === 0 ? 'muted' : 'text'),
    value: item => item.entry.row.restarts.count,
  },
  {
    id: 'age',
    title: 'AGE',
    help: 'Since the pod was created; of a pod that is gone, how long ago it went.',
    align: 'right',
    min: 6,
    max: 9,
    priority: 3,
    set: 'default',
    text: (item, reading) => {
      const at = item.entry.row.createdAt;
      return at === undefined ? '<unknown>' : reading.age(at);
    },
    tone: () => 'muted',
    value: item => -(item.entry.row.createdAt ?? Number.POSITIVE_INFINITY),
  },
  ...USAGE_COLUMNS,
  {
    id: 'last-exit',
    title: 'LAST EXIT',
    help: 'How a container of the pod ended last: reason, exit code and when.',
    align: 'left',
    min: 9,
    max: 28,
    priority: 8,
    set: 'wide',
    text: (item, reading) => {
      const last = lastExit(item.entry.pod);
      if (!last) return '';
      const at = parseTime(last.finishedAt);
      return `${text(last.reason) || 'exit'} ${int32(last.exitCode)}${at === undefined ? '' : ` (${reading.age(at)} ago)`}`;
    },
    tone: item => (lastExit(item.entry.pod)?.exitCode === 0 ? 'muted' : 'text'),
    value: item => -(parseTime(lastExit(item.entry.pod)?.finishedAt) ?? 0),
  },
  {
    id: 'ip',
    title: 'IP',
    help: 'The first address of the pod.',
    align: 'left',
    min: 10,
    max: 39,
    priority: 9,
    set: 'wide',
    text: item => item.entry.row.ip ?? '',
    tone: () => 'muted',
    value: item => ipValue(item.entry.row.ip),
  },
  {
    id: 'node',
    title: 'NODE',
    help: 'The node the pod is bound to.',
    align: 'left',
    min: 8,
    max: 40,
    priority: 7,
    set: 'wide',
    cut: 'middle',
    text: item => item.entry.row.node ?? '',
    tone: () => 'muted',
    value: item => item.entry.row.node ?? '',
  },
  {
    id: 'owner',
    title: 'OWNER',
    help: 'The controller that made the pod.',
    align: 'left',
    min: 10,
    max: 48,
    priority: 10,
    set: 'wide',
    cut: 'middle',
    text: item => ownerText(item.entry.pod),
    tone: () => 'muted',
    value: item => ownerText(item.entry.pod),
  },
  {
    id: 'qos',
    title: 'QOS',
    help: 'The quality of service class: Guaranteed, Burstable or BestEffort.',
    align: 'left',
    min: 10,
    max: 10,
    priority: 13,
    set: 'extra',
    text: item => text(object(item.entry.pod.status)?.qosClass),
    tone: () => 'muted',
    value: item => text(object(item.entry.pod.status)?.qosClass),
  },
  {
    id: 'nominated-node',
    title: 'NOMINATED NODE',
    help: 'Where the scheduler makes room for the pod by preemption.',
    align: 'left',
    min: 14,
    max: 40,
    priority: 12,
    set: 'extra',
    cut: 'middle',
    text: item => item.entry.row.nominatedNode ?? '',
    tone: () => 'muted',
    value: item => item.entry.row.nominatedNode ?? '',
  },
  {
    id: 'readiness-gates',
    title: 'READINESS GATES',
    help: 'Readiness gates that are met, of all the pod has.',
    align: 'left',
    min: 15,
    max: 15,
    priority: 12,
    set: 'extra',
    text: item => {
      const gates = item.entry.row.readinessGates;
      return gates ? `${gates.met}/${gates.total}` : '';
    },
    tone: () => 'muted',
    value: item => {
      const gates = item.entry.row.readinessGates;
      return gates && gates.total > 0 ? gates.met / gates.total : 2;
    },
  },
  {
    id: 'images',
    title: 'IMAGES',
    help: 'The images of the containers.',
    align: 'left',
    min: 12,
    max: 60,
    priority: 14,
    set: 'extra',
    cut: 'middle',
    text: item => images(item.entry.pod).join(','),
    tone: () => 'muted',
    value: item => images(item.entry.pod)[0] ?? '',
  },
  {
    id: 'service-account',
    title: 'SERVICE ACCOUNT',
    help: 'The service account the pod runs as.',
    align: 'left',
    min: 15,
    max: 40,
    priority: 14,
    set: 'extra',
    cut: 'middle',
    text: item => text(object(item.entry.pod.spec)?.serviceAccountName),
    tone: () => 'muted',
    value: item => text(object(item.entry.pod.spec)?.serviceAccountName),
  },
  {
    id: 'labels',
    title: 'LABELS',
    help: 'All labels; `L:key` is a column of one.',
    align: 'left',
    min: 10,
    max: 80,
    priority: 14,
    set: 'extra',
    text: item => labelsText(item.entry.pod),
    tone: () => 'muted',
    value: item => labelsText(item.entry.pod),
  },
  {
    id: 'severity',
    title: 'SEVERITY',
    help: 'How bad it is. Sorted downwards, the worst comes first, and of equals the one that changed last.',
    align: 'left',
    min: 11,
    max: 11,
    priority: 15,
    set: 'extra',
    descendingFirst: true,
    text: item => item.health.severity,
    tone: item => item.health.severity,
    // A rank is worth more than any time in ms, and both together stay below 2^53.
    value: item => SEVERITY_RANK[goneOrSeverity(item)] * 1e15 + item.entry.statusSince.at,
  },
  {
    id: 'why',
    title: 'WHY',
    help: 'One clause on why the pod is as it is.',
    align: 'left',
    min: 16,
    max: 400,
    priority: 11,
    set: 'default',
    grows: true,
    text: item => item.health.why,
    tone: item => (SEVERITY_RANK[item.health.severity] >= SEVERITY_RANK.warning ? 'text' : 'muted'),
    value: item => item.health.why,
  },
];

const byId = new Map(COLUMNS.map(column => [column.id, column]));
const labelColumns = new Map<string, Column>();

/** The column of that name; `L:key` is a column with the value of that label. */
export function columnOf(id: string): Column | undefined {
  if (!id.startsWith('L:') || id.length === 2) return byId.get(id);
  const known = labelColumns.get(id);
  if (known) return known;
  const key = id.slice(2);
  const value = (item: PodItem): string => text(object(item.entry.pod.metadata.labels)?.[key]);
  const column: Column = {
    id,
    title: key.toUpperCase(),
    help: `The value of the label ${key}.`,
    align: 'left',
    min: 6,
    max: 40,
    priority: 11,
    set: 'extra',
    cut: 'middle',
    text: value,
    tone: () => 'muted',
    value,
  };
  labelColumns.set(id, column);
  return column;
}

const goneOrSeverity = (item: PodItem): Severity => (item.entry.goneAt === undefined ? item.health.severity : 'ok');
