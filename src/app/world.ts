import type { Facts } from '../diagnosis/finding.ts';
import type { PodEntry } from '../history/entry.ts';
import type { Transition } from '../history/transition.ts';
import type { ConnectionState } from '../kube/feed.ts';

/** What the program knows, as the session and the view read it. The objects behind it change; whoever changes them tells the session. */
export interface World {
  /** By uid, tombstones included; the ledger's own map. */
  readonly pods: ReadonlyMap<string, PodEntry>;
  readonly log: TransitionSource;
  readonly connection: ConnectionState;
  readonly target: Target;
  /** What was asked of the cluster about single pods, beyond what the watch tells; by uid. */
  readonly inquiries?: ReadonlyMap<string, Inquiry>;
}

/** An inquiry about one pod. `version` is the resourceVersion the pod had when it was made. */
export type Inquiry =
  | { readonly state: 'asking'; readonly version: string; readonly before: Facts | undefined }
  | { readonly state: 'known'; readonly version: string; readonly facts: Facts }
  /** `problem` is a sentence. */
  | { readonly state: 'failed'; readonly version: string; readonly problem: string };

/** A pod to ask about. */
export interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
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
  /** Empty: all namespaces. */
  readonly namespaces: readonly string[];
  /** As the server tells it, `v1.37.2`; undefined until it is known. */
  readonly serverVersion: string | undefined;
  readonly demo: boolean;
  readonly readOnly: boolean;
}
