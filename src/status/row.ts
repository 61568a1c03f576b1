/**
 * What the engine says of one pod: values, not texts. Texts that depend on the time of day are made at the edge
 * (see cells.ts), so a row stays true until its pod changes.
 */
export interface PodRow {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly ready: { readonly count: number; readonly total: number };
  /** The STATUS word that the API server of the chosen generation prints. */
  readonly status: string;
  readonly phase: string;
  /** `lastAt`: ms since the epoch of the last end that counts for RESTARTS, when the printer would say `(… ago)`. */
  readonly restarts: { readonly count: number; readonly lastAt: number | undefined };
  /** ms since the epoch; undefined prints `<unknown>`. */
  readonly createdAt: number | undefined;
  readonly ip: string | undefined;
  readonly node: string | undefined;
  readonly nominatedNode: string | undefined;
  readonly readinessGates: { readonly met: number; readonly total: number } | undefined;
}

/** The cells exactly as `kubectl get pods -o wide` prints them. */
export interface PodCells {
  readonly name: string;
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
  readonly age: string;
  readonly ip: string;
  readonly node: string;
  readonly nominatedNode: string;
  readonly readinessGates: string;
}

/** From calm to alarming; the names are theme roles too. */
export type Severity = 'ok' | 'done' | 'progressing' | 'unknown' | 'warning' | 'error';

/** How a pod is at a moment. */
export interface Health {
  readonly severity: Severity;
  /** One clause that a person can act on: `waits 2m40s after 7 crashes (exit 137)`. Empty when there is nothing to say. */
  readonly why: string;
  /** ms since the epoch when time alone will change the severity (a budget runs out); undefined when only the pod can change it. */
  readonly changesAt: number | undefined;
}
