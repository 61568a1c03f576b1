import { Session } from '../../src/app/session.ts';
import type { World } from '../../src/app/world.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podHealth } from '../../src/status/health.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { Painter } from '../../src/ui/painter.ts';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import { builtInTheme } from '../../src/ui/themes.ts';
import { frameOf } from '../../src/view/frame-of.ts';

const PODS = 100_000;
const WIDTH = 220;
const HEIGHT = 60;
/** Changes that the log holds by default. */
const LOGGED = 200_000;
const ROUNDS = 60;
/** So long nothing is counted: Node compiles what is run often. In frames, or ms of CPU, whichever comes first. */
const WARM_UP = { frames: 300, ms: 400 };
const START = Date.parse('2026-01-05T12:00:00Z');

/** Time and bytes of a frame of 220x60 over 100,000 pods: from the change or the key to the bytes for the terminal. */
export function run(_options: unknown, print: (line: string) => void): void {
  const bench = new FrameBench();
  print(`${PODS} pods, ${WIDTH}x${HEIGHT}; median and worst of ${ROUNDS} frames, ms of CPU; bytes of the median`);
  const measure = (name: string, act: (round: number) => void): void => {
    const times: number[] = [];
    const sizes: number[] = [];
    const begin = cpuNow();
    let counts = false;
    for (let round = 0; times.length < ROUNDS; round++) {
      counts ||= round >= WARM_UP.frames || cpuNow() - begin > WARM_UP.ms;
      const start = cpuNow();
      act(round);
      const size = bench.paint();
      if (!counts) continue;
      sizes.push(size);
      times.push(cpuNow() - start);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const size = sizes.toSorted((a, b) => a - b)[ROUNDS >> 1]!;
    print(
      `  ${name.padEnd(28)}${sorted[ROUNDS >> 1]!.toFixed(2).padStart(8)}${sorted.at(-1)!.toFixed(2).padStart(8)}${String(size).padStart(8)} B`,
    );
  };
  bench.paint();
  measure('nothing changed', () => {});
  bench.press('v');
  measure('one row changed', round => bench.change(round, 'restarts'));
  bench.press('v');
  bench.press('v');
  bench.press('v');
  measure('a row and the counts changed', round => bench.change(round, 'readiness'));
  measure('a row and the log changed', round => bench.change(round, 'restarts'));
  measure('selection one down', () => bench.press('down'));
  measure('one page down', () => bench.press('pagedown'));
  measure('full page after clearing', () => bench.forget());
  measure('re-sort by another column', round => bench.press(round % 2 ? 'N' : 'A'));
  bench.press('/');
  const word = 'web-12345';
  measure('a key of the filter', round => {
    if (round % 10 === 9) for (let i = 0; i < 9; i++) bench.press('backspace');
    else bench.press(word[round % 10]!);
  });
  bench.press('esc');
  bench.fillLog();
  bench.press('shift-tab');
  bench.press('/');
  measure('a key of the filter of a log', round => {
    if (round % 10 === 9) for (let i = 0; i < 9; i++) bench.press('backspace');
    else bench.press(word[round % 10]!);
  });
  measure('a part of that filter', () => bench.filterOn());
  const start = cpuNow();
  const parts = bench.filterThrough();
  print(`  of ${LOGGED} changes in ${parts} parts, all of them ${(cpuNow() - start).toFixed(0)} ms`);
}

/** Whatever else the machine does, ms. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

class FrameBench {
  private readonly ledger = new Ledger({
    row: pod => podRow(pod, NEWEST),
    severity: (pod, row, at) => podHealth(pod, row, at).severity,
  });
  private readonly pods = Array.from({ length: PODS }, (_, index) => pod(index, 0));
  private readonly session: Session;
  private readonly painter: Painter;
  private now = START;

  constructor() {
    for (const after of this.pods) this.ledger.apply({ type: 'Added', after, via: 'list', receivedAt: START });
    this.ledger.apply({ type: 'Synced', count: PODS, receivedAt: START });
    const world: World = {
      pods: this.ledger.pods,
      log: this.ledger.log,
      versions: this.ledger.versions,
      connection: { state: 'live', since: START },
      target: {
        context: 'bench',
        cluster: 'bench',
        namespaces: [],
        serverVersion: undefined,
        demo: false,
        readOnly: false,
      },
    };
    this.session = new Session({
      world,
      width: WIDTH,
      height: HEIGHT,
    });
    this.session.reset(START);
    this.ledger.subscribe(change => this.session.ledgerChanged(change, this.now));
    const sheet = styleSheet(builtInTheme('dark')!, 'truecolor');
    this.painter = new Painter({ width: WIDTH, height: HEIGHT }, { sheet, ascii: false });
  }

  /** A pod in sight: of its restarts the log tells, of its readiness only the row. */
  change(round: number, what: 'readiness' | 'restarts'): void {
    const before = this.session.grid.pods.shown[this.session.grid.top + 5]!.entry.pod;
    const index = Number(before.metadata.uid);
    const after = what === 'restarts' ? pod(index, round + 1) : pod(index, 0, round % 2 === 0);
    this.ledger.apply({ type: 'Updated', before, after, via: 'watch', receivedAt: this.now });
  }

  press(key: string): void {
    this.session.handle({ type: 'key', key, text: key.length === 1 ? key : undefined }, this.now);
  }

  /** So many changes as a log holds. */
  fillLog(): void {
    for (let i = 0; this.ledger.log.length < LOGGED; i++) {
      const before = this.pods[i % PODS]!;
      const after = pod(i % PODS, i + 1);
      this.ledger.apply({ type: 'Updated', before, after, via: 'watch', receivedAt: START + i });
    }
  }

  /** Goes on with the filter of the log, or begins it again. */
  filterOn(): void {
    const { log } = this.session;
    if (log.lines.progress === undefined) log.setFilter(log.filter.text);
    log.proceed();
  }

  /** The whole of it; answers in how many parts. */
  filterThrough(): number {
    const { log } = this.session;
    log.setFilter(log.filter.text);
    let parts = 1;
    for (; log.lines.progress !== undefined; parts++) log.proceed();
    return parts;
  }

  forget(): void {
    this.painter.forget();
  }

  paint(): number {
    return Buffer.byteLength(this.painter.paint(frameOf(this.session, this.now)));
  }
}

function pod(index: number, restarts: number, ready = true): Pod {
  const name = `web-${String(index).padStart(6, '0')}`;
  return {
    metadata: { name, namespace: `team-${index % 40}`, uid: String(index), creationTimestamp: '2026-01-05T11:00:00Z' },
    spec: { nodeName: `node-${index % 500}`, containers: [{ name: 'app', image: 'app:1' }] },
    status: {
      phase: 'Running',
      podIP: `10.0.${(index >> 8) & 255}.${index & 255}`,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        {
          name: 'app',
          ready,
          restartCount: restarts,
          image: 'app:1',
          imageID: '',
          state: { running: { startedAt: '2026-01-05T11:00:02Z' } },
        },
      ],
    },
  };
}
