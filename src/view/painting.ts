import type { ClockReading } from '../app/clock-reading.ts';
import type { Session } from '../app/session.ts';
import type { Marks } from './marks.ts';

/** What every pane is drawn from. */
export interface Painting {
  readonly session: Session;
  /** Collects until when what is drawn stays true. */
  readonly reading: ClockReading;
  readonly marks: Marks;
  readonly ascii: boolean;
  /** How long what changed is marked, ms of the world; 0: not at all. */
  readonly markMs: number;
  /** The time of day of a moment (ms), `13:04:05` or with milliseconds when `fine`; with its date unless it is of today. */
  clock(ms: number, fine?: boolean): string;
}
