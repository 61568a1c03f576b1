import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { PodExport } from '../../src/app/grid/export-pods.ts';
import { progressLine } from '../../src/cli/output/progress-line.ts';
import { readRecording } from '../../src/files/recording-file.ts';
import { dropParts, savePods } from '../../src/shell/save-pods.ts';
import type { Stage } from '../../src/shell/stage.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';
import { recordingText } from '../support/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-progress-'));
afterAll(() => rmSync(folder, { recursive: true }));

function stage(): { readonly stage: Stage; readonly said: string[]; readonly clock: FakeClock } {
  const clock = new FakeClock();
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  return { clock, said, stage: { host: testHost({ clock, env: { HOME: folder } }), say, warn: say } as never };
}

describe(':save', () => {
  /** Each piece takes a quarter of a second, and others have their turn between two of them. */
  const slowly = (clock: FakeClock, turns: string[]): PodExport => ({
    pods: 1_000,
    pieces: (function* () {
      for (let i = 0; i < 4; i++) {
        clock.advance(250);
        setImmediate(() => turns.push(`key ${i}`));
        turns.push(`piece ${i}`);
        yield { text: i % 2 ? `text ${i}\n` : '', done: (i + 1) / 4 };
      }
    })(),
  });

  test('says how far it is and lets keys be heard meanwhile', async () => {
    const { stage: on, said, clock } = stage();
    const turns: string[] = [];
    await savePods('~/pods.txt', slowly(clock, turns), on);
    expect(readFileSync(join(folder, 'pods.txt'), 'utf8')).toBe('text 1\ntext 3\n');
    expect(said).toEqual([
      'Saving ~/pods.txt: 250 of 1,000 pods …',
      'Saving ~/pods.txt: 500 of 1,000 pods …',
      'Saving ~/pods.txt: 750 of 1,000 pods …',
      'Saving ~/pods.txt: 1,000 of 1,000 pods …',
      'Saved 1,000 pods to ~/pods.txt.',
    ]);
    expect(turns.indexOf('key 0')).toBeLessThan(turns.indexOf('piece 2'));
  });

  test('leaves what was there when it cannot be finished', async () => {
    const path = join(folder, 'kept.csv');
    writeFileSync(path, 'before');
    const { stage: on, said } = stage();
    const fails = (function* () {
      yield { text: 'half', done: 0.5 };
      throw new Error('no more');
    })();
    await savePods(path, { pods: 2, pieces: fails }, on);
    expect(said).toEqual([`${path} cannot be written: no more.`]);
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder).filter(name => name.startsWith('kept'))).toEqual(['kept.csv']);
  });

  test('leaves no half of a file when the program ends', async () => {
    const path = join(folder, 'ended.csv');
    const parts = new Set<string>();
    const ends = (function* () {
      yield { text: 'half', done: 0.5 };
      dropParts(parts);
      expect(readdirSync(folder).filter(name => name.startsWith('ended'))).toEqual([]);
    })();
    await savePods(path, { pods: 2, pieces: ends }, stage().stage, parts);
  });

  test('names what is wrong with the place', async () => {
    const { stage: on, said } = stage();
    await savePods('/nowhere/pods.csv', { pods: 0, pieces: [] }, on);
    expect(said).toEqual(['/nowhere/pods.csv cannot be written: there is no such folder.']);
  });
});

describe('reading a recording', () => {
  test('tells how much of the file is read', async () => {
    const path = join(folder, 'run.jsonl');
    const synced = { type: 'Synced', count: 0, receivedAt: 1 } as const;
    writeFileSync(
      path,
      recordingText(
        'test',
        Array.from({ length: 3_000 }, () => synced),
      ),
    );
    const shares: number[] = [];
    await readRecording(path, testHost().stdin, share => shares.push(share));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.at(-1)).toBe(1);
  });

  test('on one line of a terminal, when it takes long', () => {
    const clock = new FakeClock();
    const host = testHost({ clock });
    const tell = (isTTY: boolean): void => {
      const progress = progressLine('Reading a.jsonl', { ...host, stderr: Object.assign(host.stderr, { isTTY }) });
      for (const share of [0.1, 0.2, 0.3, 0.4]) {
        progress.tell(share);
        clock.advance(200);
      }
      progress.end();
    };
    tell(false);
    expect(host.err()).toBe('');
    tell(true);
    expect(host.err()).toBe('\rReading a.jsonl … 30 %\rReading a.jsonl … 40 %\r\x1b[K');
  });
});
