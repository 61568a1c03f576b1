import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { partPath, Recorder } from '../../src/files/recorder.ts';
import { readRecording } from '../../src/files/recording-file.ts';
import { encodeRecord } from '../../src/history/recording.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { systemClock } from '../../src/shell/host.ts';
import { added, container, pod, running, synced, updated, waiting } from '../history/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-recorder-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (ending: string) => join(folder, `${++files}${ending}`);
const nothing = Readable.from([]);

const creating = pod({ containers: [container(waiting('ContainerCreating'))] });
const up = pod({ phase: 'Running', containers: [container(running(5))] });
const story: FeedEvent[] = [added(creating, 0, 'list'), synced(0, 1), updated(creating, up, 6)];

async function write(path: string, events: readonly FeedEvent[] = story, maxBytes?: number, keep?: number) {
  const problems: string[] = [];
  const recorder = new Recorder({
    path,
    header: { context: 'test' },
    redact: true,
    maxBytes,
    keep,
    clock: systemClock,
    onProblem: message => problems.push(message),
  });
  for (const event of events) recorder.record(event);
  await recorder.close();
  return problems;
}

describe('recorder', () => {
  test.for(['.jsonl', '.jsonl.gz'])('what is written to a %s file can be read again', async ending => {
    const path = newPath(ending);
    await write(path);
    const recording = await readRecording(path, nothing);
    expect(recording).toMatchObject({ header: { context: 'test', redacted: true }, warnings: [] });
    expect(recording.lines).toEqual(story.map(event => encodeRecord(event)));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.for(['.jsonl', '.jsonl.gz'])(
    'of a %s file with a torn end the whole lines are read, with a warning',
    async ending => {
      const path = newPath(ending);
      await write(path, Array.from({ length: 300 }, () => story).flat());
      truncateSync(path, Math.floor(statSync(path).size / 2));
      const { lines, warnings } = await readRecording(path, nothing);
      expect(lines.length).toBeGreaterThan(10);
      expect(lines.length).toBeLessThan(900);
      expect(lines.every(line => JSON.parse(line))).toBe(true);
      expect(warnings.length).toBe(1);
    },
  );

  test('a damaged line in the middle is skipped, said, and costs nothing else', async () => {
    const path = newPath('.jsonl');
    await write(path);
    const [header, first, ...rest] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [header, first!.slice(0, 40), ...rest].join('\n'));
    const { lines, warnings } = await readRecording(path, nothing);
    expect(lines.length).toBe(2);
    expect(warnings).toEqual([`${path}: line 2 is damaged and was skipped`]);
  });

  test('a file that exists is never overwritten', async () => {
    const path = newPath('.jsonl');
    await write(path);
    await expect(write(path)).rejects.toThrow(`${path} exists already`);
  });

  test.for([
    ['there is no file', undefined],
    ['is empty', ''],
    ['line 1: this is no recording of podscope', 'kind: Pod\nmetadata: {}\n'],
    ['line 1: this is no recording of podscope', 'PNG'],
    ['line 1: this is no recording of podscope', '{"kind":"PodList"}\n'],
    ['line 1: this is no recording of podscope', 'hello\n'],
    ['line 1: this is no recording of podscope', 'hello'],
  ] as const)('a file that is no recording: %s', async ([sentence, content]) => {
    const path = newPath('.jsonl');
    if (content !== undefined) writeFileSync(path, content);
    await expect(readRecording(path, nothing)).rejects.toThrow(sentence);
  });

  test('a disk that takes not even the first line is told as such', () => {
    const record = () =>
      new Recorder({
        path: newPath('.jsonl'),
        header: {},
        redact: true,
        clock: systemClock,
        onProblem: () => {},
        write: () => {
          throw new Error('ENOSPC: no space left on device, write');
        },
      });
    expect(record).toThrow(/cannot record to .*\.jsonl: ENOSPC: no space left on device, write/);
  });

  test('parts can be read alone, and only the last ones are kept', async () => {
    const path = newPath('.jsonl');
    await write(path, [...story, ...Array.from({ length: 40 }, () => updated(up, up, 7))], 4_000, 2);
    expect(existsSync(path)).toBe(false);
    const parts = Array.from({ length: 40 }, (_, i) => partPath(path, i + 2)).filter(existsSync);
    expect(parts.length).toBe(2);
    const { lines } = await readRecording(parts[1]!, nothing);
    expect(lines[0]).toContain('"type":"ADDED","via":"list"');
    expect(lines[1]).toContain('"type":"SYNCED","count":1');
  });

  test('a part that an earlier run left is not overwritten, and does not end the recording', async () => {
    const path = newPath('.jsonl');
    writeFileSync(partPath(path, 2), 'of an earlier run');
    expect(await write(path, [...story, ...Array.from({ length: 40 }, () => updated(up, up, 7))], 4_000)).toEqual([]);
    expect(readFileSync(partPath(path, 2), 'utf8')).toBe('of an earlier run');
    expect((await readRecording(partPath(path, 3), nothing)).lines[0]).toContain('"type":"ADDED","via":"list"');
  });

  test.for([
    ['/a/run.jsonl.gz', '/a/run.2.jsonl.gz'],
    ['run', 'run.2'],
    ['./x/run.jsonl', './x/run.2.jsonl'],
  ])('the second part of %s is %s', ([path, want]) => {
    expect(partPath(path!, 2)).toBe(want);
  });
});
