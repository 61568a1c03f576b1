import type { Rights } from '../../src/app/acts/rights.ts';
import type { Effect } from '../../src/app/effects.ts';
import { Session, type SessionOptions } from '../../src/app/session.ts';
import type { Target, World } from '../../src/app/world.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { VERSION_BYTES } from '../../src/history/versions/version-store.ts';
import type { ConnectionState } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podHealth } from '../../src/status/health.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { Frame } from '../../src/view/frame.ts';
import { frameOf } from '../../src/view/frame-of.ts';
import { golden, renderFrame } from './render-frame.ts';

export const START = Date.parse('2026-01-05T12:00:00Z');

export interface RobotOptions {
  readonly width?: number;
  readonly height?: number;
  readonly pods?: readonly Pod[];
  readonly target?: Partial<Target>;
  readonly rights?: Rights;
  readonly session?: Partial<SessionOptions>;
  readonly world?: Partial<World>;
}

/** A person at the program, without a terminal: presses keys, sees screens; with a cluster whose pods the test changes. */
export class Robot {
  now = START;
  readonly ledger: Ledger;
  readonly session: Session;
  connection: ConnectionState = { state: 'live', since: START };
  effects: Effect[] = [];
  readonly #known = new Map<string, Pod>();

  constructor(options: RobotOptions = {}) {
    const ledger = new Ledger(
      { row: each => podRow(each, NEWEST), severity: (pod, row, at) => podHealth(pod, row, at).severity },
      { versionBytes: VERSION_BYTES },
    );
    this.ledger = ledger;
    const robot = this;
    const world: World = {
      pods: ledger.pods,
      log: ledger.log,
      versions: ledger.versions,
      get connection() {
        return robot.connection;
      },
      rights: options.rights,
      target: {
        context: 'kind-dev',
        cluster: 'kind-dev',
        namespaces: [],
        serverVersion: 'v1.37.2',
        demo: false,
        readOnly: false,
        ...options.target,
      },
      ...options.world,
    };
    this.session = new Session({
      world,
      width: options.width ?? 120,
      height: options.height ?? 40,
      ...options.session,
    });
    ledger.subscribe(change => this.session.ledgerChanged(change, this.now));
    for (const pod of options.pods ?? []) this.#add(pod, 'list');
    ledger.apply({ type: 'Synced', count: this.#known.size, receivedAt: this.now });
    this.session.tick(this.now);
  }

  /** The watch tells of a new pod, or a change of a known one. */
  sees(...pods: readonly Pod[]): this {
    for (const pod of pods) {
      const before = this.#known.get(pod.metadata.uid);
      if (!before) this.#add(pod, 'watch');
      else {
        this.ledger.apply({ type: 'Updated', before, after: pod, via: 'watch', receivedAt: this.now });
        this.#known.set(pod.metadata.uid, pod);
      }
    }
    return this;
  }
  loses(...names: readonly string[]): this {
    for (const pod of [...this.#known.values()].filter(each => names.includes(each.metadata.name))) {
      this.ledger.apply({ type: 'Deleted', before: pod, last: pod, via: 'watch', receivedAt: this.now });
      this.#known.delete(pod.metadata.uid);
    }
    return this;
  }
  #add(pod: Pod, via: 'list' | 'watch'): void {
    this.#known.set(pod.metadata.uid, pod);
    this.ledger.apply({ type: 'Added', after: pod, via, receivedAt: this.now });
  }

  waits(ms: number): this {
    this.now += ms;
    this.session.tick(this.now);
    return this;
  }
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      const text = key === 'space' ? ' ' : [...key].length === 1 ? key : undefined;
      this.effects.push(...this.session.handle({ type: 'key', key, text }, this.now));
    }
    return this;
  }
  type(text: string): this {
    return this.press(...[...text].map(char => (char === ' ' ? 'space' : char)));
  }
  mouse(action: 'press' | 'release' | 'drag' | 'wheelup' | 'wheeldown', x: number, y: number): void {
    this.effects.push(...this.session.handle({ type: 'mouse', action, button: 'left', x, y }, this.now));
  }
  paste(text: string): this {
    this.session.handle({ type: 'paste', text }, this.now);
    return this;
  }
  resize(width: number, height: number): this {
    this.session.handle({ type: 'resize', width, height }, this.now);
    return this;
  }

  frame(): Frame {
    return frameOf(this.session, this.now);
  }
  /** What a person sees. */
  screen(): string {
    return renderFrame(this.frame()).text;
  }
  golden(): string {
    return golden(this.frame());
  }
  /** The name of the pod under the cursor. */
  get selected(): string | undefined {
    return this.session.grid.selectedItem()?.entry.row.name;
  }
  /** The names shown, in order. */
  get names(): string[] {
    return this.session.grid.pods.shown.map(item => item.entry.row.name);
  }
}
