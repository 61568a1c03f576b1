import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { readRecording } from '../../src/files/recording-file.ts';
import { processUsage } from './process-usage.ts';
import { openDemo } from './target.ts';
import { WatchedTerminal } from './watched-terminal.ts';

const PODS = 10_000;
const RATE = 1_000;
const SECONDS = 60;
const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'podscope');

/**
 * Ten thousand pods at a thousand changes a second for a minute, on the screen and recorded: the versions in the recording are
 * counted against a watch that shares no line with the program; memory, and the time from a key to its paint, meanwhile.
 */
export async function run(_options: unknown, print: (line: string) => void): Promise<void> {
  const target = await openDemo(PODS, RATE);
  const folder = mkdtempSync(join(tmpdir(), 'podscope-soak-'));
  const path = join(folder, 'run.jsonl');
  try {
    const server = JSON.parse(readFileSync(target.args.at(-1)!, 'utf8')).clusters[0].cluster.server as string;
    const keys: number[] = [];
    let watched: Watched | undefined;
    {
      await using terminal = new WatchedTerminal(
        process.execPath,
        [PROGRAM, ...target.args, '--record', path],
        target.env,
      );
      await terminal.until(screen => / live\b/.test(screen));
      watched = await watchVersions(server);
      const before = processUsage(terminal.pid);
      const until = Date.now() + SECONDS * 1000;
      while (Date.now() < until) {
        await wait(80 + ((keys.length * 37) % 71));
        keys.push(await terminal.keyToPaint(keys.length % 20 < 15 ? 'j' : 'k').catch(() => Number.POSITIVE_INFINITY));
      }
      watched.stop();
      // What the watch has seen last is on its way to the program, too.
      await wait(1000);
      const after = processUsage(terminal.pid);
      const cpu = ((after.cpu - before.cpu) / SECONDS) * 100;
      print(
        `  ${PODS} pods, ${SECONDS} s: ${cpu.toFixed(0)} % of a core, ${before.rss.toFixed(0)} MB at first, ${after.rss.toFixed(0)} MB in the end, ${after.peakRss.toFixed(0)} MB at most`,
      );
    }
    const { lines } = await readRecording(path, Readable.from([]));
    const recorded = new Set(lines.flatMap(line => versionIn(line) ?? []));
    const missing = [...watched.versions].filter(version => !recorded.has(version));
    const rate = watched.versions.size / SECONDS;
    print(
      `  ${watched.versions.size} changes (${rate.toFixed(0)} a second) seen by another watch, of which the recording lacks ${missing.length}`,
    );
    const sorted = keys.toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);
    print(`  ${keys.length} keys, to their paint: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, at most ${at(1)} ms`);
  } finally {
    await target.close();
    rmSync(folder, { recursive: true });
  }
}

/** The version of the pod in a record or a watch event: of the server's one counter, so that no two changes share it. */
function versionIn(line: string): string | undefined {
  return line.includes('"type":"EVENT"') ? undefined : /"resourceVersion":"(\d+)"/.exec(line)?.[1];
}

interface Watched {
  readonly versions: ReadonlySet<string>;
  stop(): void;
}

/** Every change from now on, by a bare watch. */
async function watchVersions(server: string): Promise<Watched> {
  const list = (await (await fetch(`${server}/api/v1/pods?limit=1`)).json()) as {
    metadata: { resourceVersion: string };
  };
  const versions = new Set<string>();
  const url = `${server}/api/v1/pods?watch=true&resourceVersion=${list.metadata.resourceVersion}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).once('error', reject));
  createInterface({ input: response }).on('line', line => {
    const version = versionIn(line);
    if (version !== undefined) versions.add(version);
  });
  return { versions, stop: () => response.destroy() };
}
