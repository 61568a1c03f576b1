import type { Severity } from '../status/row.ts';

/** The characters that are drawn; each set has the same fields. */
export interface Marks {
  /** Beside each STATUS, so that colour is never the only carrier. One cell each. */
  readonly severity: Readonly<Record<Severity, string>>;
  readonly gone: string;
  /** Before a pod that is marked. */
  readonly mark: string;
  readonly arrow: string;
  readonly rule: string;
  readonly up: string;
  readonly down: string;
  readonly separator: string;
  /** Before what can be opened, and what is open. */
  readonly closed: string;
  readonly open: string;
  readonly live: string;
  readonly stale: string;
}

export const UNICODE_MARKS: Marks = {
  severity: { ok: '●', done: '✓', progressing: '◌', unknown: '?', warning: '▲', error: '✗' },
  gone: '†',
  mark: '▪',
  arrow: '→',
  rule: '─',
  up: '▴',
  down: '▾',
  separator: '·',
  closed: '▸',
  open: '▾',
  live: '●',
  stale: '○',
};

export const ASCII_MARKS: Marks = {
  severity: { ok: '*', done: '+', progressing: '~', unknown: '?', warning: '!', error: 'x' },
  gone: '%',
  mark: '#',
  arrow: '->',
  rule: '-',
  up: '^',
  down: 'v',
  separator: '-',
  closed: '>',
  open: 'v',
  live: '*',
  stale: 'o',
};
