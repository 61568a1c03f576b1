import type { ClusterEvent } from './cluster-event.ts';
import type { Pod } from './pod.ts';

/**
 * What a cluster tells, in the order received. Every watch event is one change; nothing is sampled or merged.
 * `receivedAt` is our clock in ms; the cluster's own times stand in the pod.
 */
export type FeedEvent<T = Pod> = Change<T> | FeedGap | FeedSynced | FeedNotice | FeedReset | ConnectionChanged | Asked;

export type Change<T> = Added<T> | Updated<T> | Deleted<T>;
export type PodChange = Change<Pod>;

/** `list`: found by a list, so it may have happened at any time since the last one. `watch`: seen as it happened. */
export type Via = 'list' | 'watch';

export interface Added<T> {
  readonly type: 'Added';
  readonly after: T;
  readonly via: Via;
  readonly receivedAt: number;
}

/** Same uid before and after: an object that was replaced under its name is a Deleted and an Added. */
export interface Updated<T> {
  readonly type: 'Updated';
  readonly before: T;
  readonly after: T;
  readonly via: Via;
  readonly receivedAt: number;
}

/** `last` is the final object of a DELETED event, or, when a list no longer has the object, the last one we knew. */
export interface Deleted<T> {
  readonly type: 'Deleted';
  readonly before: T;
  readonly last: T;
  readonly via: Via;
  readonly receivedAt: number;
}

/** The watch was interrupted from `from` to `to`: what happened between can only be guessed. Sent before the changes that the relist found. */
export interface FeedGap {
  readonly type: 'Gap';
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  /** Set when the feed follows several namespaces and only this one was interrupted. */
  readonly namespace?: string | undefined;
}

/** The first list, or a relist, is complete: the `count` objects known now are all there are. */
export interface FeedSynced {
  readonly type: 'Synced';
  readonly count: number;
  readonly receivedAt: number;
}

/** Something a person should know that does not stop the feed: narrower rights than asked for, a clock that is off. */
export interface FeedNotice {
  readonly type: 'Notice';
  readonly problem: Problem;
  readonly receivedAt: number;
}

/** All that was told so far is void and is told anew: a replay was rewound. A cluster never says so. */
export interface FeedReset {
  readonly type: 'Reset';
}

export interface ConnectionChanged {
  readonly type: 'Connection';
  readonly connection: ConnectionState;
}

/** What we ourselves asked of the cluster, so that cause and effect stand in one order. No cluster tells it: the program does. */
export interface Asked {
  readonly type: 'Asked';
  /** The pod at which it was asked, also where its owner is meant. */
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** `delete (grace 30 s)` */
  readonly what: string;
  /** Set when this tells how it was refused, as a sentence. */
  readonly refusal?: string | undefined;
  readonly receivedAt: number;
}

export type ConnectionState =
  /** Here and below: what is shown is as of `staleSince`; absent while nothing was ever shown. */
  | {
      readonly state: 'connecting';
      readonly since: number;
      /** What takes its time before the server can be asked at all: `the credential plugin kubelogin`. */
      readonly waitsFor?: string | undefined;
      readonly staleSince?: number | undefined;
    }
  /** `total` is the server's own estimate and absent with selectors. */
  | {
      readonly state: 'listing';
      readonly since: number;
      readonly received: number;
      readonly total?: number | undefined;
      readonly staleSince?: number | undefined;
    }
  | {
      readonly state: 'live';
      readonly since: number;
      /** When it was last heard that it still is: by a bookmark, or by a watch that was opened anew. Absent: at `since`. */
      readonly asOf?: number | undefined;
      /** Namespaces that were asked for and may not be read. */
      readonly without?: readonly string[] | undefined;
      /** All were asked for, and only these may be read. */
      readonly only?: readonly string[] | undefined;
    }
  /** The next try is at `retryAt`. */
  | {
      readonly state: 'reconnecting';
      readonly since: number;
      readonly retryAt: number;
      readonly problem: Problem;
      readonly staleSince?: number | undefined;
    }
  /** Trying again cannot help until a person acts; at `retryAt` we look whether one did. What was known stays. */
  | {
      readonly state: 'failed';
      readonly since: number;
      readonly problem: Problem;
      readonly retryAt?: number | undefined;
      readonly staleSince?: number | undefined;
    };

/** A failure as a person is told it: one sentence that names the cause, and the next step where there is one. */
export interface Problem {
  readonly code:
    | 'unauthorized'
    | 'forbidden'
    | 'not-found'
    | 'conflict'
    | 'gone'
    | 'throttled'
    | 'server'
    | 'network'
    | 'tls'
    | 'invalid'
    | 'config';
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A running list and watch of one scope. */
export interface Feed<T> {
  start(): void;
  stop(): void;
  /** Hands on every event from now on, in order; the answer ends it. A listener that throws does not stop the feed. */
  subscribe(listener: (event: FeedEvent<T>) => void): () => void;
}

export type PodFeed = Feed<Pod>;
/**
 * The Events of a cluster. One that may not be read says so once, by a Notice and a connection that `failed`, and is looked at
 * again from time to time: what waits for its Synced must go on without.
 */
export type EventFeed = Feed<ClusterEvent>;
