import type { Act, PodRef } from './acts/act.ts';
import type { Draft } from './acts/draft.ts';
import type { WorkloadWish } from './acts/workloads.ts';
import type { Confirmation } from './controls/confirmation.ts';
import type { PodExport } from './grid/export-pods.ts';
import type { PodItem } from './grid/pod-item.ts';
import type { ComparedPod, Comparison } from './life/moment.ts';
import type { LogReader } from './reading/log-reader.ts';
import type { Reader } from './reading/reader.ts';
import type { ContainerPlace } from './streams/containers.ts';
import type { CopySpec } from './streams/copy-spec.ts';
import type { PortPair } from './streams/port-spec.ts';
import type { View } from './views.ts';

/**
 * What the shell is asked to do, as data: a session never does I/O itself. A union for each theme; each has one file in the
 * shell that performs it.
 */
export type Effect =
  | ProgramEffect
  | ScopeEffect
  | ReadingEffect
  | ComparingEffect
  | StreamEffect
  | ActEffect
  | ReplayEffect
  | DemoEffect;

/** About the program and its terminal. */
export type ProgramEffect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  /** Paint everything again, as after another program wrote to the terminal. */
  | { readonly type: 'redraw' }
  /** To the clipboard. `what` is for the notice that follows: `name of web-0`. */
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'setTheme'; readonly name: string }
  | { readonly type: 'saveFile'; readonly path: string; readonly text: string }
  | { readonly type: 'savePods'; readonly path: string; readonly pods: PodExport }
  /** Open the overlay of what was asked of the server and what it cost. */
  | { readonly type: 'stats' };

/** About what is watched. */
export type ScopeEffect =
  /** Empty: all namespaces. */
  | { readonly type: 'switchNamespaces'; readonly namespaces: readonly string[] }
  | { readonly type: 'switchContext'; readonly context: string }
  /** Let the server select the pods by these labels instead of those before. `filter` goes on to be the filter of the grid. */
  | { readonly type: 'select'; readonly labels: string | undefined; readonly filter: string }
  /** Another context, other namespaces or labels, and the grid as it was there. */
  | { readonly type: 'showView'; readonly view: View }
  /** Compare our cells with those that the server prints. */
  | { readonly type: 'verify' };

/** Asks the cluster for more about some pods. */
export type ReadingEffect =
  /** Fill the reader with what it wants, again whenever the pod changes, until it is closed. */
  | { readonly type: 'read'; readonly reader: Reader }
  /** Fill the buffer with the logs until it is closed. */
  | { readonly type: 'readLogs'; readonly logs: LogReader };

interface PodPlace {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Connects to what runs in a container. */
export type StreamEffect =
  /** On the whole terminal. */
  | { readonly type: 'openShell' | 'attach'; readonly place: ContainerPlace }
  /** Adds a container of this image to the pod and attaches to it; `target`: sees the processes of that container. */
  | { readonly type: 'debug'; readonly pod: PodPlace; readonly image: string; readonly target: string | undefined }
  /** Runs the command of the reader and fills it with the output until it is closed. */
  | { readonly type: 'runCommand'; readonly place: ContainerPlace; readonly logs: LogReader }
  /** Asks which ports, beginning with those that the containers say they have. */
  | { readonly type: 'askPorts'; readonly pod: PodPlace }
  | { readonly type: 'forward'; readonly pod: PodPlace; readonly pairs: readonly PortPair[] }
  | { readonly type: 'stopForward'; readonly id: number }
  /** Asks first where something would be overwritten, unless it may. */
  | {
      readonly type: 'copyFiles';
      readonly place: ContainerPlace;
      readonly files: CopySpec;
      readonly overwrite: boolean;
    };

/** Gets both pods whole and puts them into the comparison; of one that is gone, what podscope keeps. */
export interface ComparingEffect {
  readonly type: 'compare';
  readonly comparison: Comparison;
  /** The older one first. */
  readonly pods: readonly [ComparedPod, ComparedPod];
}

/** Changes something in the cluster; the person was asked before. */
export type ActEffect =
  /** All of the same kind. */
  | { readonly type: 'act'; readonly acts: readonly Act[] }
  /** In the editor of the person; again, when `draft` was not taken. */
  | { readonly type: 'editPod'; readonly pod: PodRef; readonly draft?: Draft | undefined }
  /** Ask the cluster what owns the pods, and fill the question with that. */
  | {
      readonly type: 'findOwners';
      readonly wish: WorkloadWish;
      readonly items: readonly PodItem[];
      readonly confirmation: Confirmation;
      readonly replicas: number | undefined;
    };

export type ReplayEffect =
  | { readonly type: 'replay'; readonly action: ReplayAction }
  /** Go to a time of the recording, ms. */
  | { readonly type: 'seekReplay'; readonly to: number };

export type ReplayAction = 'pause' | 'step' | 'slower' | 'faster' | 'back' | 'forward' | 'nextProblem';

export type DemoEffect =
  | { readonly type: 'playScenario'; readonly name: string }
  | { readonly type: 'meddle'; readonly deed: Deed };

export type ProbeName = 'startup' | 'readiness' | 'liveness';

interface DemoPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** What a person does to the demo behind the back of its API server. */
export type Deed =
  | ({ readonly type: 'kill'; readonly exitCode: number } & DemoPlace)
  | ({ readonly type: 'probe'; readonly probe: ProbeName; readonly passes: boolean } & DemoPlace)
  | { readonly type: 'loseNode' | 'findNode'; readonly node: string }
  | { readonly type: 'cut' | 'pause' }
  | { readonly type: 'answer'; readonly code: number; readonly times: number }
  | { readonly type: 'step'; readonly seconds: number };
