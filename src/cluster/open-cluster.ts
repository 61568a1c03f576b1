import type { Clock } from '../kube/clock.ts';
import type { Cluster, ServerVersion } from '../kube/cluster.ts';
import type { ClusterEvent } from '../kube/cluster-event.ts';
import type { Feed, Problem } from '../kube/feed.ts';
import { object, text } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';
import type { ClusterConfig } from './config/config.ts';
import { countedLists } from './feed/counted-lists.ts';
import { eventSource } from './feed/event-source.ts';
import { type HttpSourceOptions, httpSource, type Selectors } from './feed/http-source.ts';
import { joinedFeed } from './feed/joined-feed.ts';
import { EVENTS, type Kind, PODS } from './feed/kind.ts';
import { listPages } from './feed/list-pages.ts';
import { narrowingFeed } from './feed/narrowing-feed.ts';
import { readableNamespaces } from './feed/readable-namespaces.ts';
import type { Source } from './feed/reflector.ts';
import { refusableFeed } from './feed/refusable-feed.ts';
import { streamedList } from './feed/streamed-list.ts';
import { readBody } from './transport/body.ts';
import { newCounters } from './transport/counters.ts';
import { problemOf } from './transport/problem-of.ts';
import { proxyFor } from './transport/proxy.ts';
import { Transport } from './transport/transport.ts';
import { eventFormats, podFormats } from './wire/formats.ts';
import { lineDecoder } from './wire/line-decoder.ts';

/** Node's timers end here: 24 days, ms. */
const MOST_SILENCE = 2 ** 31 - 1;

export interface OpenOptions {
  readonly clock: Clock;
  /** 0 ≤ n < 1, for jitter. */
  readonly random: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this program. */
  readonly version: string;
  /** Told of a listener that threw: a bug of ours that must not end the feed. */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
}

/** A client of one cluster. Nothing is sent before the first call. */
export function openCluster(config: ClusterConfig, options: OpenOptions): Cluster {
  const { clock, random, env, version, onListenerError = () => {} } = options;
  const counters = newCounters();
  const transport = new Transport({ config, clock, counters, env, userAgent: `podscope/${version}` });
  const podsAs = podFormats();
  const eventsAs = eventFormats();
  const { context, cluster, user, server, namespace, origin } = config;

  function problem(error: unknown): Problem {
    return problemOf(error, { server, cluster, user, origin, proxy: proxyHost(config, env) });
  }

  const podsAt = (namespace: string | undefined, selectors: Selectors): HttpSourceOptions<Pod> => ({
    ...{ transport, clock, counters, random, problem, selectors },
    formats: podsAs,
    path: pathOf('/api/v1', PODS, namespace),
  });
  const podsFrom =
    (source: typeof httpSource<Pod>): SourceOf<Pod> =>
    (namespace, selectors) =>
      countedLists(source(podsAt(namespace, selectors)), counters);
  const podSource = podsFrom(httpSource);
  const watchedPods = config.streamedLists ? podsFrom(streamedList) : podSource;

  /** Not among the counters: the objects that are counted are pods. */
  const eventCounters = newCounters();
  const eventsOf: SourceOf<ClusterEvent> = (namespace, selectors) => {
    const common = { transport, clock, counters: eventCounters, random, problem, formats: eventsAs };
    const fieldSelector = selectors.fieldSelector?.replaceAll('involvedObject.', 'regarding.');
    return eventSource(
      httpSource({ ...common, selectors, path: pathOf('/api/v1', EVENTS, namespace) }),
      httpSource({
        ...common,
        selectors: { fieldSelector },
        path: pathOf('/apis/events.k8s.io/v1', EVENTS, namespace),
      }),
    );
  };

  /** One feed of these namespaces, or of all; where all are forbidden, of those that the user may read. */
  function feedOf<T extends object>(
    kind: Kind<T>,
    { namespaces, ...selectors }: Selectors & { readonly namespaces: readonly string[] },
    sourceOf: SourceOf<T>,
    noticeAtFirstSync?: () => Problem | undefined,
  ): Feed<T> {
    const joined = (places: readonly (string | undefined)[]): Feed<T> =>
      joinedFeed(
        kind,
        places.map(place => ({ namespace: place, source: sourceOf(place, selectors), clock, random })),
        onListenerError,
        noticeAtFirstSync,
      );
    if (namespaces.length > 0) return joined([...new Set(namespaces)]);
    return narrowingFeed({
      ...{ kind, clock, onListenerError },
      wide: joined([undefined]),
      narrow: joined,
      readable: (signal, known) => readableNamespaces(transport, kind.resource, { own: namespace, known, signal }),
    });
  }

  return {
    login: () => transport.login().catch(() => {}),
    identity: { context, cluster, user, server, namespace },
    podFeed: scope => feedOf(PODS, scope, watchedPods, () => skewProblem(transport.clockSkew)),
    eventFeed: scope => refusableFeed(EVENTS, feedOf(EVENTS, scope, eventsOf), onListenerError),
    async version(signal) {
      return versionOf(await transport.json({ path: '/version', signal }));
    },
    async *listPods({ namespaces, ...selectors }, signal = new AbortController().signal) {
      const places = namespaces.length === 0 ? [undefined] : new Set(namespaces);
      for (const place of places) yield* listPages(PODS, podSource(place, selectors), signal);
    },
    getPod: (ns, name, signal) => transport.json({ path: podPath(ns, name), signal }),
    request: request => transport.json(request),
    async lines(request, onLine) {
      const response = await transport.open(request);
      const { signal } = request;
      await readBody(response, lineDecoder(onLine), { clock, counters, signal, idleMs: MOST_SILENCE });
    },
    async runProcess(request) {
      const { runProcess } = await import('./streams/remote-process.ts');
      return runProcess(request, { transport, clock, problem });
    },
    async connectPort(request) {
      const { connectPort } = await import('./streams/port-connection.ts');
      return connectPort(request, { transport, clock, problem });
    },
    problem,
    clockSkew: () => transport.clockSkew,
    stats: () => ({ ...counters }),
    close: () => transport.close(),
  };
}

function proxyHost({ server, proxyUrl }: ClusterConfig, env: OpenOptions['env']): string | undefined {
  try {
    return proxyFor(server, proxyUrl, env)?.host;
  } catch {
    // Told by the request that needed it.
    return undefined;
  }
}

/** Ages count from the server's clock; a person who compares them with another clock should know. */
function skewProblem(skew: number | undefined): Problem | undefined {
  if (skew === undefined || Math.abs(skew) < NOTABLE_SKEW) return undefined;
  const by = `${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead of' : 'behind'}`;
  return { code: 'server', message: `the server's clock is ${by} this one; ages are those of the server` };
}
const NOTABLE_SKEW = 5000;

/** The objects of one namespace, or of all. */
type SourceOf<T> = (namespace: string | undefined, selectors: Selectors) => Source<T>;

function pathOf(group: string, { resource }: Pick<Kind<unknown>, 'resource'>, namespace: string | undefined): string {
  return namespace === undefined
    ? `${group}/${resource}`
    : `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

function podPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}

function versionOf(value: unknown): ServerVersion {
  const answer = object(value as Record<string, unknown>);
  // Some clouds write "28+" for the minor version.
  return {
    major: Number.parseInt(text(answer?.['major']), 10) || 0,
    minor: Number.parseInt(text(answer?.['minor']), 10) || 0,
    gitVersion: text(answer?.['gitVersion']),
  };
}
