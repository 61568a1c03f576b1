import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ProcessUsage, processUsage } from './process-usage.ts';
import { type Churn, openTarget, type Target, type TargetName } from './target.ts';
import { WatchedTerminal } from './watched-terminal.ts';

/** What a person feels of the program; CPU in percent of one core, times in ms unless named. */
interface Measured {
  readonly firstRows: number;
  readonly allRows: number;
  readonly cpuSeconds: number;
  readonly rss: number;
  readonly peakRss: number;
  readonly idleCpu: number;
  readonly idleBytes: number;
  readonly keys: readonly number[];
  /** While the first list comes, of programs of their own. */
  readonly keysWhileListing: readonly number[];
  readonly churn?: Churned;
  /** The same with a storm of changes. */
  readonly storm?: Churned;
}

interface Churned {
  readonly cpu: number;
  readonly rss: number;
  readonly bytes: number;
  readonly keys: readonly number[];
}

export interface ProgramOptions {
  /** Number of pods of each run; a cluster of somebody else's has what it has. */
  readonly pods: readonly number[];
  readonly target: TargetName;
  readonly kubeconfig?: string | undefined;
  /** Seconds of the idle and of the churn phase. */
  readonly seconds: number;
  /** Changes a second of the churn phase. */
  readonly rate: number;
  /** And of the storm. */
  readonly storm: number;
  /** Arguments for Node before the program, for example `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
}

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
const KEYS = 60;
const MOST_STARTS = 12;
const A_ROW = /\s\d+\/\d+\s+[A-Z]\w+/;

/** The whole program in a real terminal against a whole server, both as processes of their own. */
export async function run(options: ProgramOptions, print: (line: string) => void): Promise<void> {
  print(row(COLUMNS.map(([name]) => name)));
  for (const pods of options.target === 'kubeconfig' ? [0] : options.pods) {
    const target = await openTarget(options.target, pods, options.kubeconfig);
    try {
      const measured = await measure(target, options);
      print(row(COLUMNS.map(([, cell]) => cell(measured, target))));
    } finally {
      await target.close();
    }
  }
}

async function measure(target: Target, options: ProgramOptions): Promise<Measured> {
  const { seconds, nodeArgs = [] } = options;
  const keysWhileListing = await pressWhileListing(target);
  await using terminal = new WatchedTerminal(process.execPath, [...nodeArgs, PROGRAM, ...target.args], target.env);
  const [firstRows, allRows] = await Promise.all([
    terminal.until(screen => A_ROW.test(screen)),
    terminal.until(screen => isComplete(screen, target.pods)),
  ]);
  const usage = await calm(terminal.pid);
  const idle = await phase(terminal, seconds);
  const keys = await pressKeys(terminal, KEYS);
  const measured = {
    firstRows: firstRows - terminal.startedAt,
    allRows: allRows - terminal.startedAt,
    cpuSeconds: usage.cpu,
    rss: idle.rss,
    peakRss: usage.peakRss,
    idleCpu: idle.cpu,
    idleBytes: idle.bytes,
    keys,
    keysWhileListing,
  };
  if (target.churn === undefined) return measured;
  const churn = await measureChurn(terminal, target.churn, options.rate, seconds);
  return { ...measured, churn, storm: await measureChurn(terminal, target.churn, options.storm, seconds) };
}

/** So many changes a second: of the cluster that is on the screen, or of another, in a program of its own. */
async function measureChurn(terminal: WatchedTerminal, churn: Churn, rate: number, seconds: number): Promise<Churned> {
  if ('busy' in churn) {
    const busy = await churn.busy(rate);
    try {
      await using other = new WatchedTerminal(process.execPath, [PROGRAM, ...busy.args], busy.env);
      await other.until(screen => isComplete(screen, busy.pods));
      await calm(other.pid);
      return await churned(other, seconds);
    } finally {
      await busy.close();
    }
  }
  const stop = await churn.begin(rate);
  try {
    await wait(1000);
    return await churned(terminal, seconds);
  } finally {
    await stop();
  }
}

async function churned(terminal: WatchedTerminal, seconds: number): Promise<Churned> {
  const { cpu, bytes, rss } = await phase(terminal, seconds);
  return { cpu, bytes, rss, keys: await pressKeys(terminal, KEYS) };
}

/** From the first rows to the last: a person who does not wait, and who begins again where a list is too short for many keys. */
async function pressWhileListing(target: Target): Promise<number[]> {
  const times: number[] = [];
  for (let start = 0; start < MOST_STARTS && times.length < KEYS; start++) {
    await using terminal = new WatchedTerminal(process.execPath, [PROGRAM, ...target.args], target.env);
    await terminal.until(screen => A_ROW.test(screen));
    while (!isComplete(terminal.text, target.pods) && times.length < KEYS) {
      times.push(await terminal.keyToPaint('j'));
      await wait(20 + ((times.length * 37) % 31));
    }
  }
  return times.sort((a, b) => a - b);
}

/** The first list is over and every pod of it counted. */
function isComplete(screen: string, pods: number | undefined): boolean {
  const counted = /^\s*([\d,]+) pods?\b/m.exec(screen)?.[1]?.replaceAll(',', '');
  return / live\b/.test(screen) && (pods === undefined ? Number(counted) > 0 : Number(counted) >= pods);
}

/** Waits until loading is over: below 30 % of a core for two seconds. */
async function calm(pid: number): Promise<ProcessUsage> {
  let last = processUsage(pid);
  const until = Date.now() + 60_000;
  for (let quiet = 0; quiet < 4 && Date.now() < until; ) {
    await wait(500);
    const now = processUsage(pid);
    quiet = now.cpu - last.cpu < 0.15 ? quiet + 1 : 0;
    last = now;
  }
  return last;
}

async function phase(terminal: WatchedTerminal, seconds: number): Promise<{ cpu: number; bytes: number; rss: number }> {
  const before = processUsage(terminal.pid);
  const bytes = terminal.bytes;
  await wait(seconds * 1000);
  const after = processUsage(terminal.pid);
  return {
    cpu: ((after.cpu - before.cpu) / seconds) * 100,
    bytes: (terminal.bytes - bytes) / seconds,
    rss: after.rss,
  };
}

/** Moves the selection at the pace of a person, at uneven times so that no timer of the program is in step with it. */
async function pressKeys(terminal: WatchedTerminal, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    await wait(80 + ((turn * 37) % 71));
    times.push(await terminal.keyToPaint(turn % 20 < 15 ? 'j' : 'k'));
  }
  return times.sort((a, b) => a - b);
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const threeKeys = (keys: readonly number[]): string =>
  [percentile(keys, 0.5), percentile(keys, 0.95), keys.at(-1) ?? Number.NaN].map(ms => ms.toFixed(1)).join(' / ');

const COLUMNS: readonly (readonly [string, (measured: Measured, target: Target) => string])[] = [
  ['target', (_, target) => target.name],
  ['first rows ms', m => m.firstRows.toFixed(0)],
  ['all rows ms', m => m.allRows.toFixed(0)],
  ['CPU until calm s', m => m.cpuSeconds.toFixed(2)],
  ['RSS MB (peak)', m => `${m.rss.toFixed(0)} (${m.peakRss.toFixed(0)})`],
  ['idle CPU %', m => m.idleCpu.toFixed(1)],
  ['idle bytes/s', m => m.idleBytes.toFixed(0)],
  ['key ms p50 / p95 / max', m => threeKeys(m.keys)],
  ['key ms while listing p50 / p95 / max', m => threeKeys(m.keysWhileListing)],
  ['churn CPU %', m => m.churn?.cpu.toFixed(1) ?? '-'],
  ['churn RSS MB', m => m.churn?.rss.toFixed(0) ?? '-'],
  ['churn bytes/s', m => m.churn?.bytes.toFixed(0) ?? '-'],
  ['churn key ms p50 / p95 / max', m => (m.churn ? threeKeys(m.churn.keys) : '-')],
  ['storm CPU %', m => m.storm?.cpu.toFixed(1) ?? '-'],
  ['storm RSS MB', m => m.storm?.rss.toFixed(0) ?? '-'],
  ['storm key ms p50 / p95 / max', m => (m.storm ? threeKeys(m.storm.keys) : '-')],
];

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padEnd(Math.max(COLUMNS[index]![0].length, index === 0 ? 16 : 0))).join('  ');
}
