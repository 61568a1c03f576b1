import { UsageBook } from '../app/grid/usage-book.ts';
import { keepGrid } from '../app/kept.ts';
import { Session, type SessionOptions } from '../app/session.ts';
import { contextSettings } from '../app/settings.ts';
import type { World } from '../app/world.ts';
import type { PastStore } from '../files/past-store.ts';
import { Ledger } from '../history/ledger/ledger.ts';
import { statusReader } from '../history/ledger/reader.ts';
import type { PodEntry } from '../history/transitions/entry.ts';
import type { Transition } from '../history/transitions/transition.ts';
import { VERSION_BYTES } from '../history/versions/version-store.ts';
import { type Clock, noticeableSkew } from '../kube/clock.ts';
import type { Cluster, PodScope } from '../kube/cluster.ts';
import type { Asked, FeedEvent, PodFeed } from '../kube/feed.ts';
import { problemText } from '../kube/problem.ts';
import { type Generation, generationOfServer, NEWEST } from '../status/generation.ts';
import { type CheckReport, selfCheck } from '../tasks/self-check.ts';
import { MetricsWatch } from './metrics-watch.ts';
import { RightsCache } from './rights-cache.ts';

export interface ScopeWatchOptions
  extends Pick<
    SessionOptions,
    'names' | 'forwards' | 'views' | 'layout' | 'settings' | 'filter' | 'kept' | 'width' | 'height'
  > {
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly scope: PodScope;
  /** The labels of the scope that come from the filter. */
  readonly typedSelector?: string | undefined;
  readonly demo: boolean;
  readonly replay?: World['replay'];
  readonly pace?: World['pace'];
  /** Where the changes of earlier runs are, and those of this one go. */
  readonly past?: PastStore | undefined;
  /** Something came that the screen may show. */
  readonly onChange: () => void;
  /** Something was asked of the cluster, for a recording. */
  readonly onAsked?: ((event: Asked) => void) | undefined;
  /** Pods that were seen to get a STATUS that is an error; once for all that came since the last frame. */
  readonly onAlarm: () => void;
}

/** One scope of one cluster: its feed, what is known of its pods, and what a person sees and does there. */
export class ScopeWatch {
  readonly cluster: Cluster;
  readonly session: Session;
  private readonly options: ScopeWatchOptions;
  private readonly feed: PodFeed;
  /** Whose rules the rows follow. */
  generation: Generation = NEWEST;
  private readonly ledger: Ledger;
  private readonly world: { -readonly [K in keyof World]: World[K] };
  private readonly pending = new PendingChanges();
  /** What came while the past was still being read: it belongs behind it. */
  private early: FeedEvent[] | undefined;
  private readonly alarms = new Alarms();
  private readonly metrics: MetricsWatch | undefined;
  /** Of the person in this cluster; absent where no cluster can be asked, or nothing may be changed anyway. */
  readonly rights: RightsCache | undefined;

  constructor(options: ScopeWatchOptions) {
    const { clock, cluster, scope, demo, replay, settings = {} } = options;
    const { identity } = cluster;
    const ofContext = contextSettings(settings, identity.context ?? identity.cluster);
    this.options = options;
    this.cluster = cluster;
    this.feed = cluster.podFeed(scope);
    this.ledger = new Ledger(statusReader(NEWEST, this.skew), { versionBytes: VERSION_BYTES });
    this.world = {
      pods: this.ledger.pods,
      log: this.ledger.log,
      versions: this.ledger.versions,
      replay,
      pace: options.pace,
      connection: { state: 'connecting', since: clock.now() },
      skew: this.skew,
      target: {
        context: identity.context ?? identity.cluster,
        cluster: identity.cluster,
        namespaces: scope.namespaces,
        selecting: replay
          ? undefined
          : { labels: scope.labelSelector, typed: options.typedSelector, fields: scope.fieldSelector },
        serverVersion: undefined,
        demo,
        user: identity.user,
        readOnly: settings.readonly === true || ofContext.readonly === true,
        readOnlyWhy:
          settings.readonly === true
            ? 'podscope was told to change nothing (--readonly, or readonly in the configuration)'
            : `the configuration has context ${identity.context ?? identity.cluster} read-only`,
        danger: ofContext.danger === true,
      },
    };
    if (!replay) this.metrics = this.measure();
    if (!replay && !this.world.target.readOnly)
      this.rights = new RightsCache({ cluster, clock, onChange: options.onChange });
    this.world.rights = this.rights;
    this.session = new Session({ ...options, world: this.world });
    this.ledger.subscribe(change => this.pending.add(change.uids, change.transitions));
    this.feed.subscribe(event => (this.early ? void this.early.push(event) : this.receive(event)));
    if (options.past) void this.recall(options.past);
  }

  private readonly skew = (): number => noticeableSkew(this.cluster.clockSkew());

  /** All pods, those that are gone for a while included. */
  get pods(): ReadonlyMap<string, PodEntry> {
    return this.ledger.pods;
  }

  /** Tells of every change of pods; answers how to hear no more. */
  subscribe(listener: (uids: Iterable<string>) => void): () => void {
    return this.ledger.subscribe(({ uids }) => listener(uids));
  }

  /** Its pods are selected by labels that a person typed. */
  get isSelection(): boolean {
    return this.options.typedSelector !== undefined;
  }

  /** Begins, or goes on from where `stop` left it. */
  start(): void {
    this.feed.start();
    this.metrics?.start();
    if (this.world.target.serverVersion === undefined) this.askVersion();
  }

  /** Asks the server for nothing more; what is known stays. */
  stop(): void {
    this.feed.stop();
    this.metrics?.stop();
    this.rights?.close();
    const { grid, kept, world } = this.session;
    keepGrid(grid, kept, this.options.settings ?? {}, world.target.context);
  }

  /** Lets nothing more be kept. */
  close(): void {
    this.stop();
    this.options.past?.close();
  }

  /** Compares what we know with what the server prints at this moment. */
  check(): Promise<CheckReport> {
    const { cluster, scope, clock } = this.options;
    const known = [...this.ledger.pods.values()].filter(entry => entry.goneAt === undefined);
    return selfCheck({ cluster, scope, clock, generation: this.generation, pods: known.map(entry => entry.pod) });
  }

  /** Lets the session learn of everything that came since the last time, in one go, and of the time. */
  catchUp(now: number): void {
    this.ledger.advance(now);
    this.learn(now);
    this.session.tick(now);
  }

  private learn(now: number): void {
    this.pending.flush(change => {
      this.session.ledgerChanged(change, now);
      if (this.alarms.take(change.transitions)) this.options.onAlarm();
    });
  }

  /** When time alone will have changed something (a pod outlives a budget, a notice was read long enough), ms. */
  get dueAt(): number {
    return Math.min(this.ledger.dueAt ?? Number.POSITIVE_INFINITY, this.session.dueAt ?? Number.POSITIVE_INFINITY);
  }

  /** What the pods use is asked for apart from them: most clusters tell, none must. */
  private measure(): MetricsWatch {
    const { cluster, scope, clock, onChange } = this.options;
    const book = new UsageBook();
    this.world.usage = book;
    return new MetricsWatch({
      cluster,
      namespaces: scope.namespaces,
      clock,
      book,
      onChange: () => {
        this.session.grid.pods.measure();
        onChange();
      },
    });
  }

  /** What was asked of this cluster, or refused by it: a line of the log, among what is seen. */
  note(event: Asked): void {
    this.options.onAsked?.(event);
    if (this.early) this.early.push(event);
    else this.receive(event);
  }

  /** A sentence at the bottom of the screen, while this is on it. */
  tell(text: string, role: 'notice' | 'danger' = 'notice'): void {
    this.session.notify(text, this.options.clock.now(), role);
    this.options.onChange();
  }

  private async recall(past: PastStore): Promise<void> {
    this.early = [];
    const { clock, onChange } = this.options;
    const since = clock.now();
    const { problems, ...remembered } = await past.load();
    past.append(this.ledger.recall(remembered, since));
    // What is past is shown, and rings no bell.
    this.pending.flush(change => this.session.ledgerChanged(change, since));
    this.ledger.subscribe(({ transitions }) => past.append(transitions));
    if (problems[0] !== undefined) this.session.notify(problems[0], clock.now(), 'danger');
    const { early } = this;
    this.early = undefined;
    for (const event of early) this.receive(event);
    onChange();
  }

  private receive(event: FeedEvent): void {
    if (event.type === 'Connection') this.world.connection = event.connection;
    else if (event.type === 'Notice')
      this.session.notify(problemText(event.problem), this.options.clock.now(), 'danger');
    this.ledger.apply(event);
    // While a list comes, it is part of the feed's slice of work: left for the next frame it would be what a key waits for.
    if (this.pending.size >= MOST_PENDING) this.learn(this.options.clock.now());
    this.options.onChange();
  }

  private askVersion(): void {
    this.cluster.version().then(
      version => {
        this.generation = generationOfServer(version);
        this.ledger.setReader(statusReader(this.generation, this.skew));
        this.world.target = { ...this.world.target, serverVersion: version.gitVersion };
        this.options.onChange();
      },
      // The feed meets the same fault and says it; until the version is known, rows are those of the newest server.
      () => {},
    );
  }
}

/** Which pods have a STATUS that is an error: from one such word to the next is no new alarm. */
class Alarms {
  private readonly uids = new Set<string>();

  /** Answers whether a pod was seen to become one of them. */
  take(transitions: readonly Transition[]): boolean {
    let alarm = false;
    for (const { subject, uid, severity, to, certainty } of transitions) {
      if (subject !== 'status') continue;
      if (severity !== 'error' || to === undefined) this.uids.delete(uid);
      else if (!this.uids.has(uid)) {
        this.uids.add(uid);
        alarm ||= certainty === 'seen';
      }
    }
    return alarm;
  }
}

/** So many changed pods are sorted in at once, for less is dearer each: some 2 ms of work. */
const MOST_PENDING = 100;

interface Change {
  readonly uids: ReadonlySet<string>;
  readonly transitions: readonly Transition[];
}

/** Changes between two frames: the session sorts them in at once, however many there are. */
class PendingChanges {
  private uids = new Set<string>();
  private transitions: Transition[] = [];

  get size(): number {
    return this.uids.size;
  }

  add(uids: Iterable<string>, transitions: readonly Transition[]): void {
    for (const uid of uids) this.uids.add(uid);
    this.transitions.push(...transitions);
  }

  flush(take: (change: Change) => void): void {
    if (this.uids.size === 0 && this.transitions.length === 0) return;
    const { uids, transitions } = this;
    this.uids = new Set();
    this.transitions = [];
    take({ uids, transitions });
  }
}
