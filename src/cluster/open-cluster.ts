import type { Clock } from '../kube/clock.ts';
import type { Cluster, PodScope, ServerVersion } from '../kube/cluster.ts';
import type { PodFeed, Problem } from '../kube/feed.ts';
import { object, text } from '../kube/foreign.ts';
import { readBody } from './body.ts';
import type { ClusterConfig } from './config.ts';
import { newCounters } from './counters.ts';
import { lineDecoder } from './line-decoder.ts';
import { narrowingFeed } from './narrowing-feed.ts';
import { podFeed } from './pod-feed.ts';
import { podFormats } from './pod-formats.ts';
import { podPages } from './pod-pages.ts';
import { httpPodSource } from './pod-source.ts';
import { problemOf } from './problem-of.ts';
import { readableNamespaces } from './readable-namespaces.ts';
import type { PodSource } from './reflector.ts';
import { Transport } from './transport.ts';

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
  const formats = podFormats();
  const { context, cluster, user, server, namespace, origin } = config;

  function problem(error: unknown): Problem {
    return problemOf(error, { server, cluster, user, origin });
  }

  function sources(scope: PodScope): { readonly namespace: string | undefined; readonly source: PodSource }[] {
    const namespaces = scope.namespaces.length === 0 ? [undefined] : [...new Set(scope.namespaces)];
    return namespaces.map(one => ({
      namespace: one,
      source: httpPodSource({ transport, clock, counters, formats, random, scope, namespace: one, problem }),
    }));
  }

  function feedOf(scope: PodScope): PodFeed {
    return podFeed(
      sources(scope).map(part => ({ ...part, clock, random })),
      onListenerError,
      () => skewProblem(transport.clockSkew),
    );
  }

  return {
    identity: { context, cluster, user, server, namespace },
    podFeed(scope) {
      if (scope.namespaces.length > 0) return feedOf(scope);
      return narrowingFeed({
        clock,
        wide: feedOf(scope),
        narrow: namespaces => feedOf({ ...scope, namespaces }),
        readable: signal => readableNamespaces(transport, namespace, signal),
        onListenerError,
      });
    },
    async version(signal) {
      return versionOf(await transport.json({ path: '/version', signal }));
    },
    async *listPods(scope, signal = new AbortController().signal) {
      for (const { source } of sources(scope)) yield* podPages(source, signal);
    },
    getPod: (ns, name, signal) => transport.json({ path: podPath(ns, name), signal }),
    request: request => transport.json(request),
    async lines(request, onLine) {
      const response = await transport.open(request);
      const { signal } = request;
      await readBody(response, lineDecoder(onLine), { clock, counters, signal, idleMs: MOST_SILENCE });
    },
    problem,
    clockSkew: () => transport.clockSkew,
    stats: () => ({ ...counters }),
    close: () => transport.close(),
  };
}

/** Ages count from the server's clock; a person who compares them with another clock should know. */
function skewProblem(skew: number | undefined): Problem | undefined {
  if (skew === undefined || Math.abs(skew) < NOTABLE_SKEW) return undefined;
  const by = `${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead of' : 'behind'}`;
  return { code: 'server', message: `the server's clock is ${by} this one; ages are those of the server` };
}
const NOTABLE_SKEW = 5000;

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
