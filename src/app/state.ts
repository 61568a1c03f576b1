import type { LayoutChoice } from './layout.ts';
import type { LifeView } from './life-view.ts';
import type { EditedLine } from './line-editor.ts';
import type { LogReader } from './log-reader.ts';
import type { Picker } from './picker.ts';
import type { Prompt } from './prompt.ts';
import type { Reader } from './reader.ts';
import type { Viewport } from './viewport.ts';

export interface Notice {
  readonly text: string;
  readonly role: 'notice' | 'danger';
  /** When it goes away, ms. */
  readonly until: number;
}

/** What lies over the panes and takes all keys. */
export type Overlay =
  | { readonly kind: 'help'; top: number; line: EditedLine; typing: boolean }
  | { readonly kind: 'trend' }
  | { readonly kind: 'picker'; readonly picker: Picker }
  /** Names and what there is to say about each, asked anew for each frame. */
  | { readonly kind: 'stats'; readonly rows: () => readonly (readonly [name: string, text: string])[] }
  /** `readerSearch` while its search is typed. */
  | { readonly kind: 'reader' | 'readerSearch'; readonly reader: Reader }
  /** `logsFilter` while their filter is typed. */
  | { readonly kind: 'logs' | 'logsFilter'; readonly logs: LogReader }
  | {
      readonly kind: 'confirm';
      readonly question: readonly string[];
      readonly danger: boolean;
      readonly yes: readonly Effect[];
    };

/** Where in the line of counts a status stands, in cells from the left: for the mouse. */
export interface StripSpot {
  readonly from: number;
  readonly to: number;
  readonly status: string;
}

/** What the detail pane tells of its pod. */
export const DETAIL_PAGES = ['summary', 'life', 'why'] as const;
export type DetailPage = (typeof DETAIL_PAGES)[number];

/** What a person sees and does, apart from the panes' own lists. */
export interface State {
  width: number;
  height: number;
  layout: LayoutChoice;
  detail: Viewport & { page: DetailPage };
  /** What is drawn of the life of the pod under the cursor. */
  life: LifeView;
  prompt: Prompt | undefined;
  overlay: Overlay | undefined;
  notice: Notice | undefined;
  /** Known where it is drawn. */
  stripSpots: readonly StripSpot[];
}

export type ReplayAction = 'pause' | 'step' | 'slower' | 'faster' | 'back' | 'forward' | 'nextProblem';

export type ProbeName = 'startup' | 'readiness' | 'liveness';

interface ContainerPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** What a person does to the demo behind the back of its API server. */
export type Deed =
  | ({ readonly type: 'kill'; readonly exitCode: number } & ContainerPlace)
  | ({ readonly type: 'probe'; readonly probe: ProbeName; readonly passes: boolean } & ContainerPlace)
  | { readonly type: 'loseNode' | 'findNode'; readonly node: string }
  | { readonly type: 'cut' | 'pause' }
  | { readonly type: 'answer'; readonly code: number; readonly times: number }
  | { readonly type: 'step'; readonly seconds: number };

/** What the shell is asked to do, as data: a session never does I/O itself. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  /** Paint everything again, as after another program wrote to the terminal. */
  | { readonly type: 'redraw' }
  /** To the clipboard. `what` is for the notice that follows: `name of web-0`. */
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  /** Empty: all namespaces. */
  | { readonly type: 'switchNamespaces'; readonly namespaces: readonly string[] }
  | { readonly type: 'switchContext'; readonly context: string }
  | { readonly type: 'setTheme'; readonly name: string }
  | { readonly type: 'saveFile'; readonly path: string; readonly text: string }
  /** Compare our cells with those that the server prints. */
  | { readonly type: 'verify' }
  /** Open the overlay of what was asked of the server and what it cost. */
  | { readonly type: 'stats' }
  | { readonly type: 'replay'; readonly action: ReplayAction }
  | { readonly type: 'playScenario'; readonly name: string }
  | { readonly type: 'meddle'; readonly deed: Deed }
  /** Fill the reader with what it wants, again whenever the pod changes, until it is closed. */
  | { readonly type: 'read'; readonly reader: Reader }
  /** Fill the buffer with the logs until it is closed. */
  | { readonly type: 'readLogs'; readonly logs: LogReader }
  /** With the uid as a precondition. */
  | { readonly type: 'deletePod'; readonly uid: string; readonly namespace: string; readonly name: string };
