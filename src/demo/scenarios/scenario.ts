import type { ImageScripts, ProbeKind } from '../machinery/images.ts';
import type { ContainerPast } from '../machinery/settled-pod.ts';
import type { DemoPodSpec, Draft, Metadata } from '../store/objects.ts';

/** A story that the demo can play. All times in seconds from its beginning. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** One sentence: what to look at. */
  readonly look: string;
  /** How the containers of its images behave. */
  readonly images?: ImageScripts;
  /** Pods that are there already when the story begins. */
  readonly before?: readonly SettledPod[];
  readonly steps: readonly Step[];
  /** How long it takes to tell; its golden log goes so far. */
  readonly seconds: number;
  /** Told again from the beginning after `seconds`, once all that it made is deleted. */
  readonly again?: true;
}

export interface SettledPod {
  readonly pod: Draft;
  readonly age: number;
  readonly containers?: Readonly<Record<string, ContainerPast>>;
}

export type Step = { readonly at: number } & Deed;

export type Deed =
  | { readonly do: 'create'; readonly resource: string; readonly object: Draft }
  | { readonly do: 'delete'; readonly resource: string; readonly name: string; readonly graceSeconds?: number }
  /** Merges into an object as a JSON merge patch does. */
  | { readonly do: 'patch'; readonly resource: string; readonly name: string; readonly patch: object }
  | {
      readonly do: 'kill';
      readonly pod: string;
      readonly container: string;
      readonly exitCode: number;
      readonly reason?: string;
    }
  | {
      readonly do: 'probe';
      readonly pod: string;
      readonly container: string;
      readonly probe: ProbeKind;
      readonly passes: boolean;
    }
  /** Writes a condition, as a controller of one's own would. */
  | { readonly do: 'condition'; readonly pod: string; readonly type: string; readonly status: 'True' | 'False' }
  | { readonly do: 'evict'; readonly pod: string; readonly message: string }
  | { readonly do: 'lose-node' | 'find-node'; readonly node: string };

/** A manifest of a pod in the namespace `default`. */
export function pod(name: string, spec: DemoPodSpec, metadata: Partial<Metadata> = {}): Draft {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', ...metadata }, spec };
}
