import { list, object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { podCells } from '../../status/cells.ts';
import { podHealth } from '../../status/health.ts';
import type { PodCells, PodRow } from '../../status/row.ts';
import { clean, widthOf } from '../../view/text.ts';

/** A pod and its row, ready to be printed. */
export interface Printable {
  readonly pod: Pod;
  readonly row: PodRow;
}

interface Column {
  readonly title: string;
  readonly cell: keyof PodCells | 'namespace';
  readonly set: 'namespace' | 'default' | 'wide';
}

/** As `kubectl get pods` has them. */
const COLUMNS: readonly Column[] = [
  { title: 'NAMESPACE', cell: 'namespace', set: 'namespace' },
  { title: 'NAME', cell: 'name', set: 'default' },
  { title: 'READY', cell: 'ready', set: 'default' },
  { title: 'STATUS', cell: 'status', set: 'default' },
  { title: 'RESTARTS', cell: 'restarts', set: 'default' },
  { title: 'AGE', cell: 'age', set: 'default' },
  { title: 'IP', cell: 'ip', set: 'wide' },
  { title: 'NODE', cell: 'node', set: 'wide' },
  { title: 'NOMINATED NODE', cell: 'nominatedNode', set: 'wide' },
  { title: 'READINESS GATES', cell: 'readinessGates', set: 'wide' },
];

export interface TableLayout {
  readonly wide: boolean;
  readonly namespaces: boolean;
  readonly headers: boolean;
}

/** The lines of `kubectl get pods`: columns padded by three blanks, the last one not at all. Foreign text is cleaned. */
export function tableLines(pods: readonly Printable[], now: number, layout: TableLayout): string[] {
  const columns = COLUMNS.filter(({ set }) => set === 'default' || (set === 'wide' ? layout.wide : layout.namespaces));
  const rows = pods.map(({ row }) => {
    const cells = { ...podCells(row, now), namespace: row.namespace };
    return columns.map(({ cell }) => clean(cells[cell]));
  });
  if (layout.headers) rows.unshift(columns.map(({ title }) => title));
  return aligned(rows);
}

/** Rows as lines, every column but the last as wide as its widest cell and three blanks, as kubectl's tab writer does. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column]!) + 3), 6),
  );
  return rows.map(row =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell + ' '.repeat(widths[column]! - widthOf(cell))))
      .join(''),
  );
}

/** `pod/NAME`, as `kubectl get -o name` prints it. */
export function nameLine({ row }: Printable): string {
  return `pod/${clean(row.name)}`;
}

/**
 * What a program is told of a pod: the cells as they are printed, the fields that they leave out, our judgement, and
 * in `view` the pod as a dashboard shows it. `reason` and `message` are the pod's own, or else those of the first container
 * that is not ready and waits.
 */
export function podRecord({ pod, row }: Printable, now: number): Record<string, unknown> {
  const status = object(pod.status);
  const health = podHealth(pod, row, now);
  const view = podView(pod, row);
  const hasOwnReason = text(status?.reason) !== '' || text(status?.message) !== '';
  return {
    ...podCells(row, now),
    namespace: row.namespace,
    uid: row.uid,
    phase: row.phase,
    reason: hasOwnReason ? text(status?.reason) : view.status.reason,
    message: hasOwnReason ? text(status?.message) : view.status.message,
    severity: health.severity,
    why: health.why,
    view,
  };
}

/** `reason` and `message` are those of the first container that is not ready and waits. */
function podView(pod: Pod, row: PodRow) {
  const status = object(pod.status);
  const waiting = list(status?.containerStatuses)
    .filter(each => each?.ready !== true)
    .map(each => object(object(each?.state)?.waiting))
    .find(each => each !== undefined);
  return {
    namespace: row.namespace,
    name: row.name,
    images: list(object(pod.spec)?.containers).map(each => text(each?.image)),
    nodeName: row.node ?? '',
    nodeIp: text(status?.hostIP),
    createTime: text(pod.metadata?.creationTimestamp),
    podIp: text(status?.podIP),
    status: { phase: row.phase, message: text(waiting?.message), reason: text(waiting?.reason) },
    labels: object(pod.metadata?.labels) ?? {},
  };
}
