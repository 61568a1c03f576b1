import type { EventFeed, PodFeed, Problem } from './feed.ts';
import type { Pod } from './pod.ts';
import type { PortConnection, PortRequest, ProcessRequest, RemoteProcess } from './streams.ts';

/**
 * What the rest of the program may ask of a cluster. `src/cluster` implements it over HTTP.
 * Every call rejects with an error that `Cluster.problem` turns into a sentence.
 */
export interface Cluster {
  readonly identity: ClusterIdentity;
  /**
   * Gets the credentials that a person may have to be asked for, while the terminal is still the shell's. Never rejects: whoever
   * asks the server next meets the failure and tells it. Absent where nobody logs in.
   */
  login?(): Promise<void>;
  /** A list and a watch of one scope, not yet started. */
  podFeed(scope: PodScope): PodFeed;
  /** The same for Events, from core/v1 or, where that may not be read, events.k8s.io/v1. */
  eventFeed(scope: EventScope): EventFeed;
  version(signal?: AbortSignal): Promise<ServerVersion>;
  /** One list without a watch, in pages as they come; no pod comes twice. Rejects when the list cannot be finished. */
  listPods(scope: PodScope, signal?: AbortSignal): AsyncIterable<readonly Pod[]>;
  /** The whole object as the server keeps it, with every field. */
  getPod(namespace: string, name: string, signal?: AbortSignal): Promise<unknown>;
  /** Any call by path, for example a Table. Rejects when the answer is not 2xx or not JSON. */
  request(request: ClusterRequest): Promise<unknown>;
  /**
   * The lines of an answer as they come, for logs and watches: a silence of any length is no failure. Resolves when the
   * server has ended it; rejects when the request is refused, the connection breaks or the signal is aborted.
   */
  lines(request: ClusterRequest, onLine: (line: string) => void): Promise<void>;
  /** Begins a process in a container, or joins the one that runs there; resolves when the server has accepted it. */
  runProcess(request: ProcessRequest): Promise<RemoteProcess>;
  /** Connects to a port inside a pod; that nothing listens there is told by its end. */
  connectPort(request: PortRequest): Promise<PortConnection>;
  /** The failure of any of these calls as a person is told it. */
  problem(error: unknown): Problem;
  /** Milliseconds to add to our clock for the server's; undefined until its first answer. Good to a second. */
  clockSkew(): number | undefined;
  stats(): ClusterStats;
  /** Ends every running request and gives the connections back. */
  close(): void;
}

/** Names for the header and for questions before a destructive action. */
export interface ClusterIdentity {
  readonly context: string | undefined;
  readonly cluster: string;
  readonly user: string | undefined;
  readonly server: string;
  /** The namespace of the context, or `default`. */
  readonly namespace: string;
}

/** Which pods. No namespace means all of them; the selectors are the server's own syntax. */
export interface PodScope {
  readonly namespaces: readonly string[];
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** Which Events. No namespace means all of them; the selector is that of core/v1, as `involvedObject.uid=…`. */
export interface EventScope {
  readonly namespaces: readonly string[];
  readonly fieldSelector?: string | undefined;
}

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  /** As the server writes it, for example `v1.37.2`. */
  readonly gitVersion: string;
}

export interface ClusterRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  /** From the server's root, without query: `/api/v1/namespaces/default/pods/web-0`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>> | undefined;
  readonly accept?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Counters since the start, for `--stats`: what everything cost, and what came of pods. */
export interface ClusterStats {
  /** All that were sent, for whatever. */
  readonly requests: number;
  /** Bytes of their answers as they came over the wire, compressed or not. */
  readonly bytes: number;
  /** Pods that came by a list. */
  readonly listed: number;
  /** Watch events, bookmarks among them. */
  readonly events: number;
  /** Begun, the first one of a scope and others. */
  readonly lists: number;
  /** Of those, the ones of a scope that had been listed whole before. */
  readonly relists: number;
  readonly watches: number;
  /** Time spent decoding all answers and handing on, ms. */
  readonly decodeMs: number;
  readonly format: 'json' | 'protobuf' | undefined;
}

/** Before anything was asked. */
export const NO_STATS: ClusterStats = {
  requests: 0,
  bytes: 0,
  listed: 0,
  events: 0,
  lists: 0,
  relists: 0,
  watches: 0,
  decodeMs: 0,
  format: undefined,
};
