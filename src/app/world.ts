import type { ReplayPosition } from '../history/recording/replay.ts';
import type { PodEntry } from '../history/transitions/entry.ts';
import type { Transition } from '../history/transitions/transition.ts';
import type { ChangedVersions, PodVersion } from '../history/versions/version-store.ts';
import type { ConnectionState } from '../kube/feed.ts';
import type { Rights } from './acts/rights.ts';
import type { UsageBook } from './grid/usage-book.ts';

/** What the program knows, as the session and the view read it. The objects behind it change; whoever changes them tells the session. */
export interface World {
  /** By uid, tombstones included; the ledger's own map. */
  readonly pods: ReadonlyMap<string, PodEntry>;
  readonly log: TransitionSource;
  /** The object before and after a change of the log, as far as it is held. */
  readonly versions: {
    ofChange(change: Transition): ChangedVersions;
    /** Oldest first. */
    ofPod(uid: string): readonly PodVersion[];
  };
  readonly connection: ConnectionState;
  readonly target: Target;
  /** How far the cluster's clock is ahead of ours, ms; absent: not known, or not worth speaking of. */
  readonly skew?: (() => number) | undefined;
  /** How many seconds of the world go by in one of the person; absent: one. The demo and recordings may run faster. */
  readonly pace?: (() => number) | undefined;
  /** What the pods use; absent where nobody asks for it. */
  readonly usage?: UsageBook | undefined;
  /** Present while a recording is played: where it stands. */
  readonly replay?: (() => ReplayPosition) | undefined;
  /** Absent where nothing can be asked of a cluster. */
  readonly rights?: Rights | undefined;
}

/** The bounded log of transitions, addressed by their `seq`, which survives the dropping of old ones. */
export interface TransitionSource {
  readonly length: number;
  /** How many were logged and are no longer held; also the seq of the oldest one held. */
  readonly dropped: number;
  readonly nextSeq: number;
  bySeq(seq: number): Transition | undefined;
  /** Of one pod, oldest first. */
  ofPod(uid: string): readonly Transition[];
}

/** What is looked at. */
export interface Target {
  readonly context: string;
  readonly cluster: string;
  /** As the kubeconfig names them. */
  readonly user?: string | undefined;
  /** Empty: all namespaces. */
  readonly namespaces: readonly string[];
  /** What the server selects the pods by; absent where nobody can be asked to select. */
  readonly selecting?: Selecting | undefined;
  /** As the server tells it, `v1.37.2`; undefined until it is known. */
  readonly serverVersion: string | undefined;
  readonly demo: boolean;
  readonly readOnly: boolean;
  /** A clause on who wants it so. */
  readonly readOnlyWhy?: string | undefined;
  /** Production, say: the header warns of it. */
  readonly danger?: boolean;
}

/** Selectors in the server's own syntax. */
export interface Selecting {
  /** All that holds for labels. */
  readonly labels: string | undefined;
  /** The part of it that a person typed into the filter. */
  readonly typed: string | undefined;
  readonly fields: string | undefined;
}
