import type { Effect } from '../app/effects.ts';
import type { Kept } from '../app/kept.ts';
import type { Settings } from '../app/settings.ts';
import type { Replay } from '../history/recording/replay.ts';
import type { Cluster, PodScope } from '../kube/cluster.ts';
import type { FrameStats } from '../ui/scheduler.ts';
import type { Terminal } from '../ui/terminal.ts';
import type { DemoControl } from './demo-control.ts';
import type { ForwardList } from './forward-list.ts';
import type { Host } from './host.ts';
import type { ScopeWatch } from './scope-watch.ts';

/** Contexts by name; `open` connects to one. @throws ProblemError */
export interface ContextChoice {
  readonly names: readonly string[];
  readonly open: (name: string) => Cluster;
}

/** Which pods of a cluster are watched, apart from the selectors of the command line, which always hold. */
export interface WatchedScope {
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** Labels that the filter gives the server to select by. */
  readonly typed?: string | undefined;
}

/** The full screen, as those see it who do what a person asked for. */
export interface Stage {
  readonly host: Host;
  readonly settings: Settings;
  /** What is on the screen. */
  readonly current: ScopeWatch;
  readonly terminal: Terminal | undefined;
  /** The scope of the start. */
  readonly scope: PodScope;
  readonly contexts: ContextChoice | undefined;
  readonly clusters: Iterable<Cluster>;
  readonly replay: Replay | undefined;
  readonly demo: DemoControl | undefined;
  /** The time that is shown, ms. */
  now(): number;
  readonly forwards: ForwardList;
  kept(cluster: Cluster): Kept | undefined;
  /** Puts another scope on the screen; the one before rests until it is wanted again. */
  show(cluster: Cluster, scope: WatchedScope): void;
  /** A sentence at the bottom of the screen, for a while. */
  say(text: string): void;
  /** The same about something that went wrong. */
  warn(text: string): void;
  /** Something changed that the screen may show. */
  changed(): void;
  end(status: number): void;
  frameStats(): FrameStats;
}

/** One function for each effect of a theme. What it rejects with becomes one sentence on the screen. */
export type Performers<E extends Effect> = { readonly [T in E as T['type']]: (effect: T) => void | Promise<void> };

/** Performs the effects of one theme, and may hold what goes on between them. */
export interface Troupe<E extends Effect> {
  readonly performers: Performers<E>;
  /** Called as often as the screen is painted, before it is. */
  look?(): void;
  /** The screen is closed for good. */
  close?(): void;
}
