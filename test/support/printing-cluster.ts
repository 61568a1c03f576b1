import type { Cluster, ClusterRequest } from '../../src/kube/cluster.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { ProblemError } from '../../src/kube/problem.ts';
import { podCells } from '../../src/status/cells.ts';
import { type Generation, NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { PodCells } from '../../src/status/row.ts';

const COLUMNS: readonly [string, keyof PodCells][] = [
  ['Name', 'name'],
  ['Ready', 'ready'],
  ['Status', 'status'],
  ['Restarts', 'restarts'],
  ['Age', 'age'],
  ['IP', 'ip'],
  ['Node', 'node'],
  ['Nominated Node', 'nominatedNode'],
  ['Readiness Gates', 'readinessGates'],
];

/** A cluster that prints its pods as an API server does, two a page. Other calls fail. */
export class PrintingCluster {
  pods: Pod[];
  readonly requests: ClusterRequest[] = [];
  /** The server's clock, ms. */
  now = 0;
  generation: Generation = NEWEST;

  constructor(pods: readonly Pod[]) {
    this.pods = [...pods];
  }

  asCluster(): Cluster {
    const fake: Pick<Cluster, 'identity' | 'request' | 'problem' | 'clockSkew' | 'close'> = {
      identity: { context: 'c', cluster: 'c', user: 'u', server: 'https://c', namespace: 'default' },
      request: async request => this.#answer(request),
      problem: error => (error as ProblemError).problem,
      clockSkew: () => undefined,
      close: () => {},
    };
    return fake as Cluster;
  }

  #answer(request: ClusterRequest): unknown {
    this.requests.push(request);
    const [, namespace, name] = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/pods(?:\/([^/]+))?$/.exec(request.path) ?? [];
    const pods = this.pods.filter(
      ({ metadata }) =>
        (namespace === undefined || metadata.namespace === namespace) && (name === undefined || metadata.name === name),
    );
    if (name !== undefined && pods.length === 0) throw new ProblemError({ code: 'not-found', message: 'gone' });
    const start = Number(request.query?.['continue'] ?? 0);
    const page = pods.slice(start, start + 2);
    return {
      kind: 'Table',
      metadata: start + 2 < pods.length ? { continue: `${start + 2}` } : {},
      columnDefinitions: COLUMNS.map(([name]) => ({ name })),
      rows: page.map(pod => {
        const cells = podCells(podRow(pod, this.generation), this.now);
        const whole = request.query?.['includeObject'] === 'Object';
        return { cells: COLUMNS.map(([, cell]) => cells[cell]), object: whole ? pod : { metadata: pod.metadata } };
      }),
    };
  }
}
