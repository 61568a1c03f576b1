import type { Refusal } from './refusals.ts';
import type { Session } from './session.ts';

/** Where a key means something. `life` and `whole` are pages of the detail, `pane` any of the three panes, `any` everywhere but in a typed line. */
export type Context =
  | 'grid'
  | 'detail'
  | 'life'
  | 'whole'
  | 'log'
  | 'pane'
  | 'help'
  | 'trend'
  | 'prompt'
  | 'picker'
  | 'confirm'
  | 'answers'
  | 'reader'
  | 'readerSearch'
  | 'logs'
  | 'logsFilter'
  | 'logsFind'
  | 'stats'
  | 'lives'
  | 'forwards'
  | 'moment'
  | 'comparison'
  | 'any';

export const GROUPS = [
  'Move',
  'Filter',
  'Sort',
  'Panes',
  'Pod',
  'Reading',
  'Ports',
  'Log',
  'Replay',
  'Demo',
  'Program',
  'Help',
  'Typed line',
] as const;

/** A thing a person can do: its key, its sentence and its refusal are one record. Dispatch, footer, help and docs/keys.md read it. */
export interface Command {
  /** `noun.verb`, as named in the configuration. */
  readonly id: string;
  readonly group: (typeof GROUPS)[number];
  /** For the footer: one or two words. */
  readonly title: string;
  readonly help: string;
  /** Commands that follow each other with the same sentence here take one row of the help, by it. */
  readonly together?: string;
  readonly keys: readonly string[];
  readonly contexts: readonly Context[];
  /** Stands in the footer of its contexts, the lowest number first. */
  readonly hint?: number;
  /** Why it cannot be done now; pressing the key says so. */
  disabled?(session: Session): Refusal | undefined;
  run(session: Session, now: number): void;
}
