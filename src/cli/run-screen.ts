import { Session } from '../app/session.ts';
import type { Effect } from '../app/state.ts';
import type { World } from '../app/world.ts';
import { Ledger } from '../history/ledger.ts';
import { statusReader } from '../history/reader.ts';
import type { Transition } from '../history/transition.ts';
import type { Cluster, PodScope } from '../kube/cluster.ts';
import type { FeedEvent, PodFeed } from '../kube/feed.ts';
import { problemText } from '../kube/problem.ts';
import { generationFor, NEWEST } from '../status/generation.ts';
import type { Ending } from '../ui/life-cycle.ts';
import { loadTheme, themeFolders } from '../ui/load-theme.ts';
import { FrameScheduler } from '../ui/scheduler.ts';
import type { Terminal } from '../ui/terminal.ts';
import { frameOf } from '../view/frame-of.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

export interface ScreenSetup {
  readonly host: Host;
  readonly options: Options;
  readonly cluster: Cluster;
  readonly scope: PodScope;
  /** The embedded demo cluster; the header says so all the time. */
  readonly demo: boolean;
}

/**
 * The full screen on the pods of one scope. Answers the exit status once the person leaves or a signal ends the program; the
 * terminal has been given back by then.
 */
export async function runScreen(setup: ScreenSetup): Promise<number> {
  const screen = new Screen(setup);
  try {
    await screen.open();
    return await screen.ended;
  } finally {
    screen.close();
  }
}

/** The only place where feed, ledger, session and terminal meet. */
class Screen {
  readonly ended: Promise<number>;
  private readonly setup: ScreenSetup;
  private readonly feed: PodFeed;
  private readonly ledger = new Ledger(statusReader(NEWEST));
  private readonly world: { -readonly [K in keyof World]: World[K] };
  private readonly pending = new PendingChanges();
  private readonly unsubscribe: () => void;
  private readonly scheduler: FrameScheduler;
  private end: (status: number) => void = () => {};
  private cancelTick = (): void => {};
  private terminal: Terminal | undefined;
  private session: Session | undefined;

  /** Starts the feed: its first page is on its way while the terminal is opened. */
  constructor(setup: ScreenSetup) {
    const { host, options, cluster, scope, demo } = setup;
    const { identity } = cluster;
    this.setup = setup;
    this.feed = cluster.podFeed(scope);
    this.ended = new Promise(resolve => {
      this.end = resolve;
    });
    this.world = {
      pods: this.ledger.pods,
      log: this.ledger.log,
      connection: { state: 'connecting', since: host.clock.now() },
      target: {
        context: identity.context ?? identity.cluster,
        cluster: identity.cluster,
        namespaces: scope.namespaces,
        serverVersion: undefined,
        demo,
        readOnly: options.readonly === true,
      },
    };
    this.scheduler = new FrameScheduler(host.clock, () => this.paint());
    this.ledger.subscribe(change => this.pending.add(change.uids, change.transitions));
    this.unsubscribe = this.feed.subscribe(event => this.receive(event));
    this.feed.start();
  }

  async open(): Promise<void> {
    const { host, options } = this.setup;
    const theme = options.theme ?? host.env['PODSCOPE_THEME'];
    const terminal = await host.openTerminal({
      theme: theme ? await loadTheme(theme, themeFolders(host.env)) : undefined,
      mouse: !options['no-mouse'],
      ascii: options.ascii === true,
      onEnd: ending => this.fall(ending),
    });
    this.terminal = terminal;
    this.session = new Session({
      world: this.world,
      ...terminal.size,
    });
    terminal.onInput(input => {
      const now = host.clock.now();
      this.catchUp(now);
      for (const effect of this.session!.handle(input, now)) this.perform(effect);
      this.scheduler.request(true);
    });
    this.scheduler.request(true);
    this.askVersion();
  }

  close(): void {
    this.cancelTick();
    this.scheduler.stop();
    this.unsubscribe();
    this.feed.stop();
    this.setup.cluster.close();
    this.terminal?.close();
  }

  private receive(event: FeedEvent): void {
    if (event.type === 'Connection') this.world.connection = event.connection;
    else if (event.type === 'Notice') this.say(problemText(event.problem), 'danger');
    else this.ledger.apply(event);
    this.scheduler.request();
  }

  /** The session learns of everything that came since the last time, in one go. */
  private catchUp(now: number): void {
    this.pending.flush(change => this.session!.ledgerChanged(change, now));
    this.session!.tick(now);
  }

  private paint(): void {
    if (!this.session || !this.terminal) return;
    const { clock } = this.setup.host;
    const now = clock.now();
    this.catchUp(now);
    const frame = frameOf(this.session, now, { ascii: this.setup.options.ascii === true });
    this.terminal.paint(frame);
    this.cancelTick();
    const until = frame.validUntil ?? Number.POSITIVE_INFINITY;
    if (Number.isFinite(until)) this.cancelTick = clock.after(Math.max(0, until - now), () => this.scheduler.request());
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'quit':
        this.end(0);
        break;
      case 'suspend':
        this.terminal?.suspend();
        break;
      case 'redraw':
        this.terminal?.redraw();
        break;
      case 'copy':
        this.terminal?.copy(effect.text);
        this.say(`Copied the ${effect.what}.`);
        break;
    }
  }

  private say(text: string, role: 'notice' | 'danger' = 'notice'): void {
    this.session?.notify(text, this.setup.host.clock.now(), role);
    this.scheduler.request();
  }

  private askVersion(): void {
    this.setup.cluster.version().then(
      ({ minor, gitVersion }) => {
        this.ledger.setReader(statusReader(generationFor(minor)));
        this.world.target = { ...this.world.target, serverVersion: gitVersion };
        this.scheduler.request();
      },
      // The feed meets the same fault and says it; until the version is known, rows are those of the newest server.
      () => {},
    );
  }

  private fall(ending: Ending): void {
    if (ending.reason === 'crash') {
      const { error } = ending;
      this.setup.host.stderr.write(`podscope: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    }
    this.end(ending.exitCode);
  }
}

interface Change {
  readonly uids: ReadonlySet<string>;
  readonly transitions: readonly Transition[];
}

/** Changes between two frames: the session sorts them in at once, however many there are. */
class PendingChanges {
  private uids = new Set<string>();
  private transitions: Transition[] = [];

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
