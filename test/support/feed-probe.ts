import type { ClusterConfig } from '../../src/cluster/config/config.ts';
import { EVENTS, type Kind, PODS } from '../../src/cluster/feed/kind.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Clock } from '../../src/kube/clock.ts';
import type { Cluster, EventScope, PodScope } from '../../src/kube/cluster.ts';
import type { ClusterEvent } from '../../src/kube/cluster-event.ts';
import type { ConnectionState, Feed, FeedEvent } from '../../src/kube/feed.ts';
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
export interface FeedProbe<T> {
  readonly cluster: Cluster;
  readonly events: FeedEvent<T>[];
  /** What a listener knows after all events: the objects by uid. */
  readonly objects: ReadonlyMap<string, T>;
  readonly connection: ConnectionState | undefined;
  /** One word an event, in order; connections are left out. */
  readonly story: string[];
  until(wanted: () => boolean): Promise<void>;
  stop(): void;
}

export interface Probe extends FeedProbe<Pod> {
  readonly pods: ReadonlyMap<string, Pod>;
}

const opened = (config: ClusterConfig, clock: Clock): Cluster =>
  openCluster(config, { clock, random: () => 0, env: {}, version: '0.0.0' });

export function probe(config: ClusterConfig, clock: Clock, scope: PodScope = ALL, start = true): Probe {
  const cluster = opened(config, clock);
  const found = probeOf(PODS, cluster, cluster.podFeed(scope), start);
  return Object.assign(found, { pods: found.objects });
}

export function eventProbe(config: ClusterConfig, clock: Clock, scope: EventScope = ALL): FeedProbe<ClusterEvent> {
  const cluster = opened(config, clock);
  return probeOf(EVENTS, cluster, cluster.eventFeed(scope), true);
}

function probeOf<T>(kind: Kind<T>, cluster: Cluster, feed: Feed<T>, start: boolean): FeedProbe<T> {
  const uidOf = (object: T): string => kind.identity(object).uid;
  const word = (event: FeedEvent<T>): string => wordOf(event, object => kind.identity(object).name);
  const events: FeedEvent<T>[] = [];
  const objects = new Map<string, T>();
  const waiting = new Set<() => void>();
  let connection: ConnectionState | undefined;
  feed.subscribe(event => {
    events.push(event);
    if (event.type === 'Connection') connection = event.connection;
    if (event.type === 'Added' || event.type === 'Updated') objects.set(uidOf(event.after), event.after);
    if (event.type === 'Deleted') objects.delete(uidOf(event.last));
    for (const check of [...waiting]) check();
  });
  if (start) feed.start();
  return {
    cluster,
    events,
    objects,
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

function wordOf<T>(event: FeedEvent<T>, name: (object: T) => string): string {
  switch (event.type) {
    case 'Added':
      return `+${name(event.after)}/${event.via}`;
    case 'Updated':
      return `~${name(event.after)}/${event.via}`;
    case 'Deleted':
      return `-${name(event.last)}/${event.via}`;
    case 'Synced':
      return `synced:${event.count}`;
    case 'Gap':
      return 'gap';
    case 'Reset':
      return 'reset';
    case 'Asked':
      return 'asked';
    case 'Notice':
      return `notice:${event.problem.code}`;
    case 'Connection':
      return `(${event.connection.state})`;
  }
}
