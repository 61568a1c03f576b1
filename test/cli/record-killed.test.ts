import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { readRecording } from '../../src/files/recording-file.ts';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import type { RecordedThing } from '../../src/history/recording/recording.ts';
import { systemClock } from '../../src/shell/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-killed-'));
let demo: DemoCluster;
let recorder: ChildProcess;
beforeAll(async () => {
  demo = await startDemo({ clock: systemClock, seed: 1, speed: 20, scenarios: [] });
});
afterAll(async () => {
  recorder?.kill('SIGKILL');
  await demo.stop();
  rmSync(folder, { recursive: true });
});

/** What the file says now, and what a person would be told of it. */
async function read(path: string) {
  const { lines, warnings } = await readRecording(path, Readable.from([]));
  const decoder = new RecordDecoder();
  const things = lines.map(line => decoder.decode(line));
  return {
    warnings,
    things: things.flatMap(one => (one.ok ? [one.thing] : [])),
    damaged: things.filter(one => !one.ok),
  };
}

describe('podscope record, killed with -9', () => {
  test.for([
    ['.jsonl', 'kubia'],
    ['.jsonl.gz', 'busybox'],
  ] as const)('a %s file holds the pods and the Events that came before', async ([ending, name]) => {
    const path = join(folder, `run${ending}`);
    recorder = spawn(process.execPath, ['bin/podscope', 'record', path, '--server', demo.url, '-A'], {
      env: { ...process.env, KUBECONFIG: '/dev/null' },
    });
    const holds = (wanted: (thing: RecordedThing) => boolean): Promise<boolean> =>
      vi.waitUntil(
        async () => {
          if (!existsSync(path) || statSync(path).size === 0) return false;
          return (await read(path).catch(() => undefined))?.things.some(wanted);
        },
        { timeout: 20_000, interval: 50 },
      );
    await holds(thing => thing.type === 'Synced');
    demo.play(name);
    // Of this scenario: the one before may still be going on.
    await holds(thing => thing.type === 'Updated' && thing.after.metadata.name === name);
    await holds(thing => thing.type === 'Event' && 'after' in thing.news && thing.news.after.regarding.name === name);
    recorder.kill('SIGKILL');
    await once(recorder, 'exit');
    const { things, damaged, warnings } = await read(path);
    expect(damaged).toEqual([]);
    expect(warnings.length).toBeLessThanOrEqual(1);
    expect(things.flatMap(one => ('after' in one && one.type === 'Added' ? [one.after.metadata.name] : []))).toContain(
      name,
    );
    expect(
      things.flatMap(one => (one.type === 'Event' && 'after' in one.news ? [one.news.after.regarding.name] : [])),
    ).toContain(name);
    expect(things.filter(one => one.type === 'Synced').length).toBe(1);
  });
});
