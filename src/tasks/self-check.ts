import type { Clock } from '../kube/clock.ts';
import type { Cluster, PodScope } from '../kube/cluster.ts';
import type { Pod } from '../kube/pod.ts';
import { ProblemError } from '../kube/problem.ts';
import type { Generation } from '../status/generation.ts';
import { podRow } from '../status/pod-row.ts';
import { readPod } from '../status/read-pod.ts';
import { type CellDifference, differencesOf, readTable, type ServerRow, TABLE_ACCEPT } from '../status/server-table.ts';

/** What the check found. */
export interface CheckReport {
  readonly compared: number;
  /** Pods that changed, came or went between the two reads, and were read again. */
  readonly reread: number;
  readonly differences: readonly PodDifference[];
}

export interface PodDifference extends CellDifference {
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
}

export interface CheckOptions {
  readonly cluster: Cluster;
  readonly scope: PodScope;
  readonly generation: Generation;
  readonly clock: Clock;
  /** The pods as we have them. */
  readonly pods: Iterable<Pod>;
  readonly signal?: AbortSignal | undefined;
}

const PAGE = 500;
/** The Date header is good to a second; what else goes by until the row is printed, and a little more. */
const SLACK = 2500;

/**
 * Compares our cells of every pod with those that the API server prints. A pod of which the server's row shows another
 * resourceVersion is read again together with its row, in one answer, so that both speak of the same pod.
 */
export async function selfCheck(options: CheckOptions): Promise<CheckReport> {
  const ours = new Map([...options.pods].map(pod => [pod.metadata.uid, pod]));
  const printed = new Set<string>();
  const differences: PodDifference[] = [];
  let compared = 0;
  let reread = 0;
  const compare = (pod: Pod, row: ServerRow, window: Window) => {
    compared++;
    const { namespace, name, resourceVersion } = row;
    const found = differencesOf(podRow(pod, options.generation), row.cells, window);
    differences.push(...found.map(difference => ({ namespace, name, resourceVersion, ...difference })));
  };
  const again = async (namespace: string, name: string) => {
    reread++;
    const fresh = await readAgain(options, namespace, name);
    if (fresh !== undefined) compare(fresh.pod, fresh.row, fresh.window);
  };

  for await (const { rows, window } of tablePages(options)) {
    for (const row of rows) {
      const pod = ours.get(row.uid);
      ours.delete(row.uid);
      printed.add(`${row.namespace}/${row.name}`);
      if (pod !== undefined && pod.metadata.resourceVersion === row.resourceVersion) compare(pod, row, window);
      else await again(row.namespace, row.name);
    }
  }
  for (const { metadata } of ours.values()) {
    const { namespace = '', name } = metadata;
    if (!printed.has(`${namespace}/${name}`)) await again(namespace, name);
  }
  return { compared, reread, differences };
}

/** The stretch of the server's clock in which an answer was printed, ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

async function* tablePages(options: CheckOptions): AsyncGenerator<{ rows: readonly ServerRow[]; window: Window }> {
  const { namespaces, labelSelector, fieldSelector } = options.scope;
  const paths = namespaces.length === 0 ? ['/api/v1/pods'] : namespaces.map(name => `${namespacePath(name)}/pods`);
  for (const path of paths) {
    let next: string | undefined;
    do {
      const query = { limit: PAGE, continue: next, labelSelector, fieldSelector };
      const { table, window } = await askTable(options, path, query);
      yield { rows: table.rows, window };
      next = table.next || undefined;
    } while (next !== undefined);
  }
}

/** The pod and its row in one answer; undefined when it is gone. */
async function readAgain(
  options: CheckOptions,
  namespace: string,
  name: string,
): Promise<{ pod: Pod; row: ServerRow; window: Window } | undefined> {
  const path = `${namespacePath(namespace)}/pods/${encodeURIComponent(name)}`;
  try {
    const { table, window } = await askTable(options, path, { includeObject: 'Object' });
    const row = table.rows[0];
    const reading = readPod(row?.object);
    return row !== undefined && 'pod' in reading ? { pod: reading.pod, row, window } : undefined;
  } catch (error) {
    if (options.cluster.problem(error).code === 'not-found') return undefined;
    throw error;
  }
}

async function askTable(options: CheckOptions, path: string, query: Record<string, string | number | undefined>) {
  const { cluster, clock, signal } = options;
  const sent = clock.now();
  const table = readTable(await cluster.request({ path, query, accept: TABLE_ACCEPT, signal }));
  if (table === undefined) {
    throw new ProblemError({
      code: 'server',
      message: `${cluster.identity.server} does not print pods as a table`,
      hint: 'is it a Kubernetes API server?',
    });
  }
  const skew = cluster.clockSkew() ?? 0;
  return { table, window: { from: sent + skew - SLACK, to: clock.now() + skew + SLACK } };
}

function namespacePath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
}
