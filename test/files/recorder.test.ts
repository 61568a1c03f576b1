import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { constants, createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { partPath, Recorder } from '../../src/files/recorder.ts';
import { readRecording } from '../../src/files/recording-file.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import { encodeHeader, encodeRecord } from '../../src/history/recording/recording.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { systemClock } from '../../src/shell/host.ts';
import { added, container, pod, reader, running, synced, told, updated, waiting } from '../history/support.ts';
import { FakeClock } from '../support/fake-clock.ts';

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

/** What a ledger logs of these records. */
function logOf(lines: readonly string[]): string[] {
  const decoder = new RecordDecoder();
  const ledger = new Ledger(reader);
  for (const line of lines) {
    const decoded = decoder.decode(line);
    if (decoded.ok && decoded.thing.type !== 'Event') ledger.apply(decoded.thing);
  }
  return [...ledger.log].map(told);
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

  test.for([
    ['.jsonl.gz', 10, 'the compressed data ends early, after line 0: the recording was cut off'],
    ['.jsonl', 0, undefined],
  ] as const)('of a %s file of %i bytes it is said that nothing is left', async ([ending, bytes, why]) => {
    const path = newPath(ending);
    await write(path);
    truncateSync(path, bytes);
    await expect(readRecording(path, nothing)).rejects.toThrow(
      why === undefined ? `${path} is empty` : `${path}: ${why}`,
    );
  });

  test('a damaged line in the middle is skipped, said, and costs nothing else', async () => {
    const path = newPath('.jsonl');
    await write(path);
    const [header, first, ...rest] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [header, first!.slice(0, 40), ...rest].join('\n'));
    const { lines, warnings } = await readRecording(path, nothing);
    expect(lines.length).toBe(2);
    expect(warnings).toEqual([`${path}: line 2 is damaged and was skipped`]);
  });

  test('many damaged lines are one sentence', async () => {
    const path = newPath('.jsonl');
    await write(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('\n', '\nx\ny\n{"at":1\n'));
    const { lines, warnings } = await readRecording(path, nothing);
    expect(lines.length).toBe(3);
    expect(warnings).toEqual([`${path}: 3 lines are damaged and were skipped, the first is line 2`]);
  });

  test('compressed data that ends between two lines is said to be cut off', async () => {
    const path = newPath('.jsonl.gz');
    const deflate = createGzip();
    const chunks: Buffer[] = [];
    deflate.on('data', chunk => chunks.push(chunk));
    deflate.write([encodeHeader({ at: 0, redacted: true }), ...story.map(one => encodeRecord(one)), ''].join('\n'));
    await new Promise<void>(resolve => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    writeFileSync(path, Buffer.concat(chunks));
    const { lines, warnings } = await readRecording(path, nothing);
    expect(lines.length).toBe(3);
    expect(warnings).toEqual([`${path}: the compressed data ends early, after line 4: the recording was cut off`]);
  });

  test.for([1, 100, 700])(
    'compressed data that is damaged costs nothing before the damage, in pieces of %i',
    async size => {
      const path = newPath('.jsonl.gz');
      await write(
        path,
        Array.from({ length: 3_000 }, (_, i) => updated(up, up, i)),
      );
      const whole = gunzipSync(readFileSync(path)).toString().split('\n').length;
      const bytes = readFileSync(path);
      const half = Math.floor(bytes.length / 2);
      bytes.fill(0xff, half, half + 8);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const { lines, warnings } = await readRecording('-', Readable.from(pieces));
      expect(lines.length).toBeGreaterThan(whole / 4);
      expect(warnings.at(-1)).toMatch(/compressed data is damaged after line \d+; what comes later is lost/);
    },
  );

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

  test('how far the clock of the server is ahead is told again when it has changed, in every part', async () => {
    const path = newPath('.jsonl');
    let skew: number | undefined;
    const recorder = new Recorder({
      path,
      header: {},
      skew: () => skew,
      redact: true,
      maxBytes: 1,
      clock: systemClock,
      onProblem: expect.fail,
    });
    const changes = [undefined, 300, 5_000, 5_900, 4_100, -60_000];
    for (const [i, changed] of changes.entries()) {
      skew = changed;
      recorder.record(synced(i));
    }
    await recorder.close();
    const parts = [path, ...changes.map((_, i) => partPath(path, i + 2))];
    const text = parts.map(part => readFileSync(part, 'utf8')).join('');
    const skewOf = (line: string) => JSON.parse(line).skew;
    const headers = text.split('\n').filter(line => line.startsWith('{"podscope"'));
    expect(headers.map(skewOf)).toEqual([undefined, undefined, undefined, 5_000, 5_000, 5_000, -60_000]);
    const whole = newPath('.jsonl');
    writeFileSync(whole, text);
    const { lines } = await readRecording(whole, nothing);
    expect(lines.map(skewOf).filter(one => one !== undefined)).toEqual([5_000, -60_000]);
    const decoder = new RecordDecoder();
    const seen = lines.map(line => {
      decoder.decode(line);
      return decoder.skew;
    });
    expect([...new Set(seen)]).toEqual([undefined, 5_000, -60_000]);
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

  test.for(['.jsonl', '.jsonl.gz'])('a disk that is full at the end of a %s file is told', async ending => {
    let room = 400;
    const problems: string[] = [];
    const recorder = new Recorder({
      path: newPath(ending),
      header: {},
      redact: true,
      clock: new FakeClock(),
      onProblem: message => problems.push(message),
      write: (fd, bytes, offset) => {
        room -= bytes.length - offset;
        if (room < 0) throw new Error('ENOSPC: no space left on device, write');
        return writeSync(fd, bytes, offset);
      },
    });
    for (let i = 0; i < 500; i++) recorder.record(updated(up, pod({ version: `${(i * 7919) % 10_007}` }), i));
    await recorder.close();
    expect(problems).toEqual([expect.stringMatching(/^recording to .* ended: ENOSPC/)]);
  });

  test.for([
    ['plain', (part: Buffer) => part],
    ['compressed', (part: Buffer) => gzipSync(part)],
  ] as const)('%s parts that stand one behind the other are read as one recording', async ([, stored]) => {
    const path = newPath('.jsonl');
    const names = Array.from({ length: 60 }, (_, i) => ({ uid: `u${i}`, name: `web-${i}` }));
    const listed = names.map(each => pod({ ...each, version: '1' }));
    const changed = names.map(each => pod({ ...each, version: '2', phase: 'Running' }));
    const events = [
      ...listed.map(one => added(one, 0, 'list')),
      synced(0, 60),
      ...changed.map((one, i) => updated(listed[i]!, one, i + 1)),
    ];
    await write(path, events, 4_000);
    const parts = [path, ...Array.from({ length: 20 }, (_, i) => partPath(path, i + 2))].filter(existsSync);
    expect(parts.length).toBeGreaterThan(3);
    const all = Buffer.concat(parts.map(part => stored(readFileSync(part))));
    const { lines, warnings } = await readRecording('-', Readable.from([all]));
    expect(warnings).toEqual([]);
    expect(logOf(lines)).toEqual(logOf(events.map(event => encodeRecord(event))));
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
