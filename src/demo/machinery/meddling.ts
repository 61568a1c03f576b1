import type { ProbeKind } from './images.ts';

/** What a person or a test may do to the demo behind the back of its API. */
export interface Meddling {
  /** Begins a scenario beside what is going on. Throws for an unknown name. */
  play(scenario: string): void;
  /** Ends the process of a container. False when it does not run. */
  kill(namespace: string, pod: string, container: string, exitCode: number): boolean;
  /** Lets a probe of a container fail (or pass) from now on. False when there is no such probe. */
  setProbe(namespace: string, pod: string, container: string, kind: ProbeKind, passes: boolean): boolean;
  /** Cuts a node off: its pods are marked not ready after 50 s, and deleted after 5 min more unless they tolerate it. False: no such node. */
  loseNode(node: string): boolean;
  findNode(node: string): boolean;
  /** Cuts all open connections to the API server; it answers new ones. */
  cutConnections(): void;
  /** The next `times` requests for resources are refused with this code. */
  refuse(code: number, times: number): void;
  /** Forgets all past changes: watches that come back get 410 Gone. */
  compact(): void;
  /** Stops the time, or lets it run again. Answers whether it stands still now. */
  pause(): boolean;
  /** Stops the time and lets so many seconds pass at once. */
  step(seconds: number): void;
}
