/** A forwarded port, as the list of them tells it. */
export interface ForwardRow {
  readonly id: number;
  /** `127.0.0.1:8080` */
  readonly local: string;
  readonly remote: number;
  readonly namespace: string;
  /** The pod that it leads to now. */
  readonly pod: string;
  /** The pods whose place that one took. */
  readonly replaced: number;
  /** The pod is gone and nothing has taken its place yet. */
  readonly waits: boolean;
  /** TCP connections. */
  readonly open: number;
  readonly total: number;
  /** Bytes to the pod and from it. */
  readonly sent: number;
  readonly received: number;
  /** What went wrong last, a sentence. */
  readonly problem: string | undefined;
}

/** The forwarded ports of the whole program, whichever cluster is on the screen. */
export interface Forwards {
  rows(): readonly ForwardRow[];
}

export const NO_FORWARDS: Forwards = { rows: () => [] };
