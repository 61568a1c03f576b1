import type { LiveText } from './live-text.ts';

/**
 * What a frame looks like, without a terminal: the view makes it, the ui paints it, tests read it.
 * Roles, not colours: a theme says what a role looks like.
 */
export const ROLES = [
  // the severity of a status, shared by grid, detail, log and strip
  'ok',
  'progressing',
  'warning',
  'error',
  'done',
  'unknown',
  // the furniture
  'text',
  'muted',
  'title',
  'border',
  'borderFocused',
  'columnHeader',
  'key',
  'accent',
  'notice',
  'demo',
  'danger',
  // marks on top of what is there
  'match',
  'changed',
  'tombstone',
] as const;
export type Role = (typeof ROLES)[number];

/** `text` is clean (see text.ts) and on one line. */
export interface Span {
  readonly text: string;
  readonly role: Role;
  readonly bold?: boolean | undefined;
  /** Of a text that nothing but time changes, in the lines of a pane: what it says later. */
  readonly live?: LiveText | undefined;
}
export interface Line {
  readonly spans: readonly Span[];
  /** The whole width of the line is painted so, over the roles of its spans. */
  readonly highlight?: 'selected' | 'selectedUnfocused' | 'marked' | undefined;
}

/** All in cells, from the upper left corner of the screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Curves, drawn as fine as the terminal can. */
export interface Chart {
  /** Under the points, one for each; '' where there is none. */
  readonly labels: readonly string[];
  /** Only each n-th point has a label. */
  readonly labelEvery: number;
  /** Under the last point. */
  readonly end: string;
  /** At least one; what matters most comes first, and covers what comes later. All have as many points. */
  readonly series: readonly ChartSeries[];
}
export interface ChartSeries {
  readonly name: string;
  /** One cell, at the end of the curve: colour is not the only carrier. */
  readonly mark: string;
  readonly role: Role;
  /** Zero or more each. */
  readonly points: readonly number[];
}

export interface PaneFrame {
  readonly id: string;
  readonly rect: Rect;
  /** A bordered pane spends one cell on each side; its lines are painted inside. */
  readonly border: boolean;
  readonly focused: boolean;
  readonly title: readonly Span[];
  /** In the lower border, at the right: position, counts, what was dropped. */
  readonly footer?: readonly Span[] | undefined;
  /** The visible lines only, first line at the top. Longer lines are cut, missing ones are blank. */
  readonly lines: readonly Line[];
  /** Takes what the lines leave of the pane. */
  readonly chart?: Chart | undefined;
  /** Draws a scroll bar in the right border. */
  readonly scroll?: { readonly offset: number; readonly total: number } | undefined;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Painted in order: a later pane covers an earlier one (help, prompts, pickers). */
  readonly panes: readonly PaneFrame[];
  /** Until when the texts stay true if nothing happens, ms since the epoch; Infinity or absent: for ever. The next repaint is due then. */
  readonly validUntil?: number | undefined;
  /** The same but for the live texts of its lines: until then these alone need to be brought up to date. */
  readonly fixedUntil?: number | undefined;
  /** Where the terminal's cursor stands; absent = hidden. */
  readonly cursor?: { readonly x: number; readonly y: number } | undefined;
}
