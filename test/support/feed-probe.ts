import type { ClusterConfig } from '../../src/cluster/config.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Clock } from '../../src/kube/clock.ts';
import type { Cluster, PodScope } from '../../src/kube/cluster.ts';
import type { ConnectionState, FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';

export const plainConfig = (server: string, more: Partial<ClusterConfig> = {}): ClusterConfig => ({
  context: 'test',
  cluster: 'test',
  user: 'tester',
  server,
  namespace: 'default',
  tls: { insecure: false, serverName: undefined, ca: undefined },
  proxyUrl: undefined,
  disableCompression: false,
  auth: {},
  impersonate: { groups: [], extra: {} },
  requestTimeoutMs: undefined,
  origin: '/home/me/.kube/config',
  ...more,
});

export const ALL: PodScope = { namespaces: [] };

/** A feed that writes down what it tells, and can be waited for. */
export interface Probe {
  readonly cluster: Cluster;
  readonly events: FeedEvent[];
  /** What a listener knows after all events: the pods by uid. */
  readonly pods: ReadonlyMap<string, Pod>;
  readonly connection: ConnectionState | undefined;
  /** One word an event, in order; connections are left out. */
  readonly story: string[];
  until(wanted: () => boolean): Promise<void>;
  stop(): void;
}

export function probe(config: ClusterConfig, clock: Clock, scope: PodScope = ALL, start = true): Probe {
  const cluster = openCluster(config, { clock, random: () => 0, env: {}, version: '0.0.0' });
  const feed = cluster.podFeed(scope);
  const events: FeedEvent[] = [];
  const pods = new Map<string, Pod>();
  const waiting = new Set<() => void>();
  let connection: ConnectionState | undefined;
  feed.subscribe(event => {
    events.push(event);
    if (event.type === 'Connection') connection = event.connection;
    if (event.type === 'Added' || event.type === 'Updated') pods.set(event.after.metadata.uid, event.after);
    if (event.type === 'Deleted') pods.delete(event.last.metadata.uid);
    for (const check of [...waiting]) check();
  });
  if (start) feed.start();
  return {
    cluster,
    events,
    pods,
    get connection() {
      return connection;
    },
    get story() {
      return events.filter(event => event.type !== 'Connection').map(word);
    },
    until: wanted =>
      new Promise((resolve, reject) => {
        // Conditions on the server change without an event of the feed.
        const look = setInterval(check, 5);
        const patience = setTimeout(() => {
          clearInterval(look);
          waiting.delete(check);
          reject(new Error(`it did not come; ${JSON.stringify(connection)}; ${events.map(word).slice(-20).join(' ')}`));
        }, 8000);
        function check(): void {
          if (!wanted()) return;
          clearTimeout(patience);
          clearInterval(look);
          waiting.delete(check);
          resolve();
        }
        waiting.add(check);
        check();
      }),
    stop() {
      feed.stop();
      cluster.close();
    },
  };
}

function word(event: FeedEvent): string {
  switch (event.type) {
    case 'Added':
      return `+${event.after.metadata.name}/${event.via}`;
    case 'Updated':
      return `~${event.after.metadata.name}/${event.via}`;
    case 'Deleted':
      return `-${event.last.metadata.name}/${event.via}`;
    case 'Synced':
      return `synced:${event.pods}`;
    case 'Gap':
      return 'gap';
    case 'Reset':
      return 'reset';
    case 'Notice':
      return `notice:${event.problem.code}`;
    case 'Connection':
      return `(${event.connection.state})`;
  }
}
