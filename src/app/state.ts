import type { Answers } from './acts/answers.ts';
import type { Confirmation } from './controls/confirmation.ts';
import type { EditedLine } from './controls/line-editor.ts';
import type { Picker } from './controls/picker.ts';
import type { Prompt } from './controls/prompt.ts';
import type { Viewport } from './controls/viewport.ts';
import type { LayoutChoice } from './layout.ts';
import type { LifeView } from './life/life-view.ts';
import type { Lives } from './life/lives.ts';
import type { Comparison, Moment } from './life/moment.ts';
import type { LogReader } from './reading/log-reader.ts';
import type { Reader } from './reading/reader.ts';
import type { ForwardsView } from './streams/forwards-view.ts';

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
  /** `behind` is there again when nothing was chosen. */
  | { readonly kind: 'picker'; readonly picker: Picker; readonly behind?: Overlay | undefined }
  /** Names and what there is to say about each, asked anew for each frame. */
  | { readonly kind: 'stats'; readonly rows: () => readonly (readonly [name: string, text: string])[] }
  /** `readerSearch` while its search is typed. */
  | { readonly kind: 'reader' | 'readerSearch'; readonly reader: Reader }
  /** `logsFilter` while their filter is typed, `logsFind` while what is looked for is. */
  | { readonly kind: 'logs' | 'logsFilter' | 'logsFind'; readonly logs: LogReader }
  | { readonly kind: 'lives'; readonly lives: Lives }
  | { readonly kind: 'forwards'; readonly view: ForwardsView }
  | { readonly kind: 'moment'; readonly moment: Moment }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'confirm'; readonly confirmation: Confirmation }
  /** What the cluster answered to what was asked of it last. */
  | { readonly kind: 'answers'; readonly answers: Answers; top: number };

/** Where in the line of counts a status stands, in cells from the left: for the mouse. */
export interface StripSpot {
  readonly from: number;
  readonly to: number;
  readonly status: string;
}

/** What the detail pane tells of its pod. */
export const DETAIL_PAGES = ['summary', 'life', 'why', 'all'] as const;
export type DetailPage = (typeof DETAIL_PAGES)[number];

/** What a person sees and does, apart from the panes' own lists. */
export interface State {
  width: number;
  height: number;
  layout: LayoutChoice;
  detail: Viewport & { page: DetailPage };
  /** Everything about the pod under the cursor, while that page of the detail is shown; the shell fills it. */
  whole: Reader | undefined;
  /** What is drawn of the life of the pod under the cursor. */
  life: LifeView;
  prompt: Prompt | undefined;
  overlay: Overlay | undefined;
  notice: Notice | undefined;
  /** What the cluster answered to what was asked of it last. */
  answers: Answers | undefined;
  /** Known where it is drawn. */
  stripSpots: readonly StripSpot[];
  /** Where the items of a list to choose from stand on the screen, likewise; in cells. */
  listSpot:
    | { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
    | undefined;
}
