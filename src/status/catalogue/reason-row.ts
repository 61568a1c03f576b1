import type { Severity } from '../row.ts';

/** Who writes the word. `printer`: it is in no object, the API server makes it while it prints. */
export type Origin =
  | 'kubelet'
  | 'container runtime'
  | 'scheduler'
  | 'controller manager'
  | 'API server'
  | 'printer'
  | 'phase'
  | 'older versions';

/** What is known of one reason. */
export interface ReasonRow {
  readonly reason: string;
  readonly origin: Origin;
  readonly severity: Severity;
  /** One sentence. */
  readonly meaning: string;
  /** Likely causes, likeliest first. */
  readonly causes: readonly string[];
  /** What to do next, and the command for it. POD, NAMESPACE, CONTAINER, NODE and IMAGE stand for the names at hand. */
  readonly next: { readonly step: string; readonly command?: string };
}

/** Commands that many reasons share. */
export const DESCRIBE = 'kubectl describe pod POD -n NAMESPACE';
export const EVENTS = 'kubectl events --for pod/POD -n NAMESPACE';
export const LOGS = 'kubectl logs POD -n NAMESPACE -c CONTAINER';
export const PREVIOUS_LOGS = 'kubectl logs POD -n NAMESPACE -c CONTAINER --previous';
export const NODE = 'kubectl describe node NODE';
