import type { Effect } from '../app/effects.ts';
import { joinSelectors, takeSelectors } from '../app/filter/selectors.ts';
import type { Kept } from '../app/kept.ts';
import type { LayoutChoice } from '../app/layout.ts';
import type { Names } from '../app/names.ts';
import type { Settings } from '../app/settings.ts';
import { Views } from '../app/views.ts';
import { PastStore, pastFolder } from '../files/past-store.ts';
import { type StateFile, stateKey } from '../files/state-file.ts';
import type { Replay } from '../history/recording/replay.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster, PodScope } from '../kube/cluster.ts';
import type { Asked } from '../kube/feed.ts';
import { namespaceNames } from '../tasks/cluster-calls.ts';
import type { Ending } from '../ui/life-cycle.ts';
import { loadTheme, themeFolders } from '../ui/load-theme.ts';
import { FrameScheduler } from '../ui/scheduler.ts';
import type { Terminal } from '../ui/terminal.ts';
import { THEME_NAMES } from '../ui/themes.ts';
import { Frames } from '../view/frame-of.ts';
import type { DemoControl } from './demo-control.ts';
import { ForwardList } from './forward-list.ts';
import type { Host } from './host.ts';
import { actTroupe } from './perform-acts.ts';
import { comparingTroupe } from './perform-comparing.ts';
import { eventTroupe } from './perform-events.ts';
import { programTroupe } from './perform-program.ts';
import { readingTroupe } from './perform-reading.ts';
import { scopeTroupe } from './perform-scope.ts';
import { storyTroupe } from './perform-story.ts';
import { streamTroupe } from './perform-streams.ts';
import { ScopeWatch } from './scope-watch.ts';
import type { ContextChoice, Performers, Stage, Troupe, WatchedScope } from './stage.ts';
import { frameRows, writeStats } from './stats-rows.ts';

export interface ScreenSetup {
  readonly host: Host;
  readonly settings: Settings;
  /** What is wrong with the configuration, a sentence each. */
  readonly problems: readonly string[];
  /** The filter to begin with; it has been understood. */
  readonly filter?: string | undefined;
  /** Whether transitions are remembered for the next run; the demo and recordings tell a story of their own, nobody's history. */
  readonly history: boolean;
  /** Whether figures of the work are told on standard error at the end. */
  readonly stats?: boolean | undefined;
  readonly cluster: Cluster;
  readonly scope: PodScope;
  /** Absent where there is but one cluster. */
  readonly contexts?: ContextChoice | undefined;
  /** Present while a recording is played instead of a cluster. */
  readonly replay?: Replay | undefined;
  /** Told of what is asked of the cluster, for a recording. */
  readonly onAsked?: ((event: Asked) => void) | undefined;
  /** Absent where nothing is kept for the next time. */
  readonly state?: StateFile | undefined;
  /** Present on the embedded demo cluster; the header says so all the time. */
  readonly demo?: DemoControl | undefined;
  /** How many times faster than ours the clock of the demo runs. */
  readonly pace?: number | undefined;
}

/**
 * The full screen, beginning with the pods of one scope. Answers the exit status once the person leaves or a signal ends the
 * program; the terminal has been given back by then.
 */
export async function runScreen(setup: ScreenSetup): Promise<number> {
  const screen = new Screen(setup);
  try {
    await screen.open();
    return await screen.ended;
  } finally {
    screen.close();
    const problem = await setup.state?.save();
    if (problem !== undefined) setup.host.stderr.write(`podscope: ${problem}\n`);
  }
}

/** Label selectors of the filter whose pods and history are held while others are on the screen. */
const SELECTIONS_HELD = 4;

/** Where what is watched, the terminal and the wishes of the person meet. */
class Screen {
  readonly ended: Promise<number>;
  private readonly setup: ScreenSetup;
  private readonly scheduler: FrameScheduler;
  private readonly frames: Frames;
  /** Scopes that were looked at, by context and namespaces: each keeps its history and its place while another is on the screen. */
  private readonly watches = new Map<string, ScopeWatch>();
  private readonly clusters = new Set<Cluster>();
  private readonly views = new Views();
  private readonly forwards = new ForwardList();
  private namespaces: readonly string[] = [];
  private current: ScopeWatch;
  private terminal: Terminal | undefined;
  private end: (status: number) => void = () => {};
  private isFiltering = false;
  /** Since the last frame, otherwise than by time. */
  private hasChanged = true;
  /** Between these moments (ms) time changes only live texts of the last frame. */
  private fixed = { from: 0, until: 0 };
  /** The time that is shown: of a recording, where one is played. */
  private readonly clock: Clock;
  /** They do what a person asks for: a troupe for each theme of effects. */
  private readonly troupes: readonly Troupe<never>[];
  private readonly performers: Performers<Effect>;

  /** Starts the feed: its first page is on its way while the terminal is opened. */
  constructor(setup: ScreenSetup) {
    this.setup = setup;
    this.clock = setup.replay?.clock ?? setup.host.clock;
    this.ended = new Promise(resolve => {
      this.end = resolve;
    });
    this.scheduler = new FrameScheduler(setup.host.clock, () => this.paint());
    const { ascii, animation } = setup.settings;
    this.frames = new Frames({ ascii, animation });
    this.current = this.watch(setup.cluster, {
      namespaces: setup.scope.namespaces,
      typed: takeSelectors(setup.filter ?? '').selector,
    });
    const stage = this.stage();
    const program = programTroupe(stage);
    const scope = scopeTroupe(stage);
    const reading = readingTroupe(stage);
    const streams = streamTroupe(stage);
    const comparing = comparingTroupe(stage);
    const acts = actTroupe(stage);
    const story = storyTroupe(stage);
    this.troupes = [program, scope, reading, streams, comparing, acts, story, eventTroupe(stage)];
    this.performers = {
      ...program.performers,
      ...scope.performers,
      ...reading.performers,
      ...streams.performers,
      ...comparing.performers,
      ...acts.performers,
      ...story.performers,
    };
    this.current.start();
  }

  async open(): Promise<void> {
    const { host, settings, problems } = this.setup;
    const terminal = await host.openTerminal({
      theme: settings.theme ? await loadTheme(settings.theme, themeFolders(host.env)) : undefined,
      mouse: settings.mouse !== false,
      ascii: settings.ascii === true,
      onEnd: ending => this.fall(ending),
    });
    this.terminal = terminal;
    this.fit();
    const lost = this.setup.state?.problem;
    const wrong = [...problems, ...this.current.session.clashes, ...(lost === undefined ? [] : [lost])];
    const more = wrong.length === 1 ? '' : ` And ${wrong.length - 1} more: podscope config.`;
    if (wrong[0]) this.current.session.notify(`${wrong[0]}${more}`, this.clock.now(), 'danger');
    terminal.onInput(input => {
      const now = this.clock.now();
      this.current.catchUp(now);
      for (const effect of this.current.session.handle(input, now)) void this.perform(effect);
      this.current.session.noteView(now);
      this.changed(true);
    });
    this.changed(true);
    this.askNamespaces();
  }

  close(): void {
    this.scheduler.stop();
    for (const troupe of this.troupes) troupe.close?.();
    for (const watch of this.watches.values()) watch.close();
    // First of all: what is said at the end belongs on the person's own screen.
    this.terminal?.close();
    for (const cluster of this.clusters) cluster.close();
    if (this.setup.stats) writeStats(this.setup.host.stderr, frameRows(this.scheduler.stats()));
  }

  private watch(cluster: Cluster, { namespaces, typed }: WatchedScope): ScopeWatch {
    const { filter, demo, replay, pace = 1, scope: start } = this.setup;
    const key = JSON.stringify([cluster.identity.context, cluster.identity.server, namespaces, typed]);
    let watch = this.watches.get(key);
    if (!watch) {
      const scope = { ...start, namespaces, labelSelector: joinSelectors(start.labelSelector, typed) };
      watch = new ScopeWatch({
        clock: this.clock,
        replay: replay && (() => replay.position),
        // A notice is read at the pace of a person.
        pace: () => replay?.position.speed ?? pace,
        cluster,
        scope,
        typedSelector: typed,
        demo: demo !== undefined,
        names: this.names,
        views: this.views,
        layout: this.layout(),
        filter: filter === undefined || typed ? filter : takeSelectors(filter).rest,
        forwards: this.forwards,
        settings: this.setup.settings,
        kept: this.kept(cluster),
        past: this.past(cluster, scope),
        onAsked: this.setup.onAsked,
        ...(this.terminal?.size ?? { width: 80, height: 24 }),
        onChange: () => this.changed(),
        onAlarm: () => {
          if (this.setup.settings.bell) this.terminal?.bell();
        },
      });
      this.watches.set(key, watch);
      this.clusters.add(cluster);
    }
    return watch;
  }

  /** How the panes stand on the screen, without what is enlarged. */
  private layout(): LayoutChoice | undefined {
    const current = this.current as ScopeWatch | undefined;
    return current && { ...current.session.state.layout, focus: 'grid', zoomed: false };
  }

  private kept({ identity }: Cluster): Kept | undefined {
    return this.setup.state?.of(stateKey(identity));
  }

  private past({ identity }: Cluster, scope: PodScope): PastStore | undefined {
    const { host, history } = this.setup;
    const folder = history ? pastFolder(host.env, identity) : undefined;
    if (folder === undefined) return undefined;
    const onProblem = (message: string): void => {
      this.current.session.notify(message, this.clock.now(), 'danger');
      this.changed();
    };
    return new PastStore({ folder, scope, clock: host.clock, onProblem });
  }

  /** Puts another scope on the screen; the one before rests until it is wanted again. */
  private show(watch: ScopeWatch): void {
    if (watch === this.current) return;
    this.current.stop();
    this.current = watch;
    this.forgetSelections();
    this.fit();
    watch.start();
    this.changed(true);
    this.askNamespaces();
  }

  /** Selectors are typed as they come to mind: only those of last time are held, for each holds its pods. */
  private forgetSelections(): void {
    const resting = [...this.watches].filter(([, watch]) => watch.isSelection && watch !== this.current);
    for (const [key, watch] of resting.slice(0, -SELECTIONS_HELD)) {
      watch.close();
      this.watches.delete(key);
    }
  }

  private fit(): void {
    if (this.terminal) this.current.session.handle({ type: 'resize', ...this.terminal.size }, this.clock.now());
  }

  /** Something is otherwise than at the last frame. @param urgent a person waits for it */
  private changed(urgent = false): void {
    this.hasChanged = true;
    this.scheduler.request(urgent);
  }

  private paint(): void {
    const { terminal, clock } = this;
    if (!terminal) return;
    const now = clock.now();
    const onlyTime = !this.hasChanged && now < this.current.dueAt;
    this.hasChanged = false;
    const { from, until } = this.fixed;
    const isFixed = onlyTime && now >= from && now < until;
    const live = isFixed ? terminal.advance(now) : undefined;
    const validUntil = live === undefined ? this.paintFrame(terminal, now, onlyTime) : Math.min(live, until);
    const at = Math.min(validUntil, this.current.dueAt);
    if (Number.isFinite(at)) this.scheduler.expireAt(at, clock);
  }

  /** Answers until when the frame is true if nothing happens, ms. */
  private paintFrame(terminal: Terminal, now: number, onlyTime: boolean): number {
    this.current.catchUp(now);
    for (const troupe of this.troupes) troupe.look?.();
    const frame = this.frames.next(this.current.session, now, onlyTime);
    const { validUntil = Number.POSITIVE_INFINITY, fixedUntil = validUntil } = frame;
    terminal.paint(frame);
    this.fixed = { from: now, until: fixedUntil };
    this.filterOn();
    return validUntil;
  }

  /** A filter of a long log goes through it bit by bit, between keys and what the watch tells. */
  private filterOn(): void {
    if (this.isFiltering || this.current.session.log.lines.progress === undefined) return;
    this.isFiltering = true;
    this.setup.host.clock.after(0, () => {
      this.isFiltering = false;
      this.current.session.log.proceed();
      this.changed();
      this.filterOn();
    });
  }

  private readonly names: Names = {
    contexts: () => this.setup.contexts?.names ?? [],
    namespaces: () => this.namespaces,
    themes: () => THEME_NAMES,
    scenarios: () => this.setup.demo?.scenarios ?? [],
  };

  private askNamespaces(): void {
    namespaceNames(this.current.cluster).then(
      names => {
        this.namespaces = names;
      },
      // Who may not list namespaces chooses among those of the pods.
      () => {},
    );
  }

  /** What the session asks for. A failure is one sentence on the screen. */
  private async perform(effect: Effect): Promise<void> {
    const { cluster, session } = this.current;
    try {
      await (this.performers[effect.type] as (effect: Effect) => void | Promise<void>)(effect);
    } catch (error) {
      session.notify(cluster.problem(error).message, this.clock.now(), 'danger');
      this.changed();
    }
  }

  private say(text: string, role: 'notice' | 'danger' = 'notice'): void {
    this.current.session.notify(text, this.clock.now(), role);
    this.changed();
  }

  /** The screen as the troupes see it. */
  private stage(): Stage {
    const screen = this;
    const { host, settings, scope, contexts, replay, demo } = this.setup;
    return {
      host,
      settings,
      scope,
      contexts,
      replay,
      demo,
      forwards: this.forwards,
      clusters: this.clusters,
      get current() {
        return screen.current;
      },
      get terminal() {
        return screen.terminal;
      },
      now: () => this.clock.now(),
      kept: cluster => this.kept(cluster),
      show: (cluster, wanted) => this.show(this.watch(cluster, wanted)),
      say: text => this.say(text),
      warn: text => this.say(text, 'danger'),
      changed: () => this.changed(),
      end: status => this.end(status),
      frameStats: () => this.scheduler.stats(),
    };
  }

  private fall(ending: Ending): void {
    if (ending.reason === 'crash') {
      const { error } = ending;
      this.setup.host.stderr.write(`podscope: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    }
    this.end(ending.exitCode);
  }
}
