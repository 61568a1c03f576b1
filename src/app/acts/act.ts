/** One pod's life, by which the cluster is told which pod is meant. */
export interface PodRef {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** What owns pods, as it was when the person was asked about it. */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Signals that process 1 can be told: from inside its container nothing else reaches it. */
export const SIGNALS = ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'USR2'] as const;
export type Signal = (typeof SIGNALS)[number];

/** What a person asks of the cluster, after a yes. `pod` is the one it was asked at, also where its owner is meant. */
export type Act =
  /** Seconds of grace; undefined: those of the pod itself. Zero: at once, by force. */
  | { readonly kind: 'delete' | 'evict'; readonly pod: PodRef; readonly grace: number | undefined }
  /** A signal to process 1 of a container. */
  | { readonly kind: 'kill'; readonly pod: PodRef; readonly container: string; readonly signal: Signal }
  /** `generation`: what it was when the person was asked, so that nobody else's change is overrun. */
  | {
      readonly kind: 'restart';
      readonly pod: PodRef;
      readonly owner: Workload;
      readonly generation: number | undefined;
    }
  | {
      readonly kind: 'scale';
      readonly pod: PodRef;
      readonly owner: Workload;
      readonly from: number;
      readonly to: number;
    };

/** `delete (grace 30 s)`: for the log, as what a person did. */
export function actText(act: Act): string {
  switch (act.kind) {
    case 'delete':
      if (act.grace === 0) return 'delete by force (grace 0)';
      return act.grace === undefined ? 'delete' : `delete (grace ${graceText(act.grace)})`;
    case 'evict':
      return act.grace === undefined ? 'evict' : `evict (grace ${graceText(act.grace)})`;
    case 'kill':
      return `SIG${act.signal} to process 1 of ${act.container}`;
    case 'restart':
      return `restart ${ownerName(act.owner)}`;
    case 'scale':
      return `scale ${ownerName(act.owner)} from ${act.from} to ${act.to}`;
  }
}

export const ownerName = ({ kind, name }: Pick<Workload, 'kind' | 'name'>): string => `${kind} ${name}`;
export const ownerPlace = ({ kind, namespace, name }: Workload): string => `${kind} ${namespace}/${name}`;
export const graceText = (seconds: number): string => `${seconds} s`;

/** How a count of acts that the cluster took is told: `3 deleted`. */
export const DONE: Readonly<Record<Act['kind'], string>> = {
  delete: 'deleted',
  evict: 'evicted',
  kill: 'told to end',
  restart: 'restarted',
  scale: 'scaled',
};
