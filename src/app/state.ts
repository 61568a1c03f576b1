import type { LayoutChoice } from './layout.ts';
import type { EditedLine } from './line-editor.ts';
import type { Viewport } from './viewport.ts';

/** A line typed at the bottom of the screen. */
export interface Prompt {
  readonly kind: 'filterGrid' | 'filterLog';
  line: EditedLine;
  /** What stood there before, for esc. */
  readonly before: string;
}

export interface Notice {
  readonly text: string;
  readonly role: 'notice' | 'danger';
  /** When it goes away, ms. */
  readonly until: number;
}

/** What lies over the panes and takes all keys. */
export type Overlay =
  | { readonly kind: 'help'; top: number; line: EditedLine; typing: boolean }
  | { readonly kind: 'confirm'; readonly question: readonly string[]; readonly danger: boolean; readonly yes: Effect };

/** What a person sees and does, apart from the panes' own lists. */
export interface State {
  width: number;
  height: number;
  layout: LayoutChoice;
  detail: Viewport;
  prompt: Prompt | undefined;
  overlay: Overlay | undefined;
  notice: Notice | undefined;
}

/** What the shell is asked to do, as data: a session never does I/O itself. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  /** Paint everything again, as after another program wrote to the terminal. */
  | { readonly type: 'redraw' }
  /** To the clipboard. `what` is for the notice that follows: `name of web-0`. */
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  /** The full object of the selected pod. */
  | { readonly type: 'fetchPod'; readonly uid: string; readonly namespace: string; readonly name: string }
  /** With the uid as a precondition. */
  | { readonly type: 'deletePod'; readonly uid: string; readonly namespace: string; readonly name: string };
