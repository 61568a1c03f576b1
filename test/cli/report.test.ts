import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { encodeHeader, encodeRecord, type RecordedThing } from '../../src/history/recording/recording.ts';
import { statusCounts } from '../../src/history/transitions/status-counts.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { runCommand } from '../../src/main.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { CRASH_LOOP, DELETION } from '../history/stories.ts';
import { added, at, container, gap, pod, stamp, synced, waiting } from '../history/support.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const evil = '<script>alert(1)</script>"\u001b[31m&';
const backOff: RecordedThing = {
  type: 'Event',
  news: {
    type: 'Added',
    after: readEvent({
      metadata: { name: 'web-0.1', namespace: 'default', uid: 'e1' },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'web-0', uid: 'uid-1' },
      ...{ type: 'Warning', reason: 'BackOff', message: `Back-off ${evil}`, count: 3 },
      firstTimestamp: stamp(88),
      lastTimestamp: stamp(120),
    })!,
    via: 'watch',
    receivedAt: at(120),
  },
};

async function report(
  things: readonly RecordedThing[],
  ...argv: string[]
): Promise<{ out: string; err: string; status: number }> {
  const path = join(folder, 'recording.jsonl');
  const header = encodeHeader({ at: at(-1), redacted: true, context: 'prod', serverVersion: 'v1.37.2' });
  writeFileSync(path, [header, ...things.map(one => encodeRecord(one))].join('\n'));
  const host = testHost();
  const status = await runCommand(['report', '--recording', path, ...argv], host);
  return { status, out: host.out().replaceAll(path, 'recording.jsonl'), err: host.err().replaceAll(folder, '') };
}
const page = async (things: readonly RecordedThing[], ...argv: string[]): Promise<string> =>
  (await report(things, '-o', 'html', ...argv)).out;

/** The names of open elements at each end; empty when every element is closed in its order. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  for (const [, close, name] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)[^>]*>/g)) {
    if (['meta', '!doctype'].includes(name!)) continue;
    if (close === '') open.push(name!);
    else if (open.pop() !== name) return [`</${name}> closes nothing`];
  }
  return open;
}

describe('podscope report as a page', () => {
  test('has the pictures inside, is closed well, and asks nothing of anybody', async () => {
    const html = await page([...CRASH_LOOP, backOff]);
    expect(unbalanced(html)).toEqual([]);
    expect(html).not.toMatch(/<(?:script|link|img|iframe)|src=|href=|https?:|@import/);
    expect(html).toContain(`default-src 'none'`);
    expect(html.match(/<svg viewBox/g)).toHaveLength(3);
    expect(html).toContain('the recording recording.jsonl of prod, v1.37.2');
    for (const word of ['CrashLoopBackOff', 'Warning Events', 'default/web-0', 'prefers-color-scheme: dark'])
      expect(html).toContain(word);
  });

  test('what the cluster wrote is text, whatever it is', async () => {
    const hostile = pod({ name: evil, containers: [container(waiting('CrashLoopBackOff'), { name: evil })] });
    const html = await page([synced(0), added(hostile, 1), backOff]);
    expect(html).not.toMatch(/<script|\u001b/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;');
    expect(unbalanced(html)).toEqual([]);
  });

  test('the drawing of a life', async () => {
    const html = await page(CRASH_LOOP);
    const drawing = /<svg viewBox[^>]*aria-label="The life of[\s\S]*?<\/svg>/.exec(html)![0];
    await expect(drawing.replace(/<(?=g|text|line)/g, '\n<')).toMatchFileSnapshot('timeline/life.svg');
  });

  test('a gap is hatched and told', async () => {
    const html = await page([...CRASH_LOOP, gap(140, 200), synced(200, 1)]);
    expect(html).toMatch(/<rect class="hole"[^>]*><title>nothing was seen for 1m0\.0s/);
    expect(html).toContain('nothing was seen');
  });
});

describe('podscope report', () => {
  test('a stretch of time and the names of pods say what it is about', async () => {
    const { out } = await report(
      [...CRASH_LOOP, backOff],
      '--from',
      '2026-03-01T12:01:30Z',
      '--until',
      '2026-03-01T12:02:00Z',
    );
    expect(out).toContain('From 2026-03-01T12:01:30.000Z to 2026-03-01T12:02:00.000Z (30.0s)');
    expect(out).toContain('Pod default/web-0: BackOff ×3: Back-off <script>');
    expect((await report(CRASH_LOOP, 'other')).out).toContain('0 changes of 0 pods');
  });

  test('the name of the file says the format; -o says it too', async () => {
    const html = join(folder, 'a.html');
    const written = await report(DELETION, '--to', html);
    expect(written).toMatchObject({ status: 0, out: '', err: 'podscope: the report is in /a.html\n' });
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>/);
    const other = join(folder, 'a.txt');
    await report(DELETION, '--to', other, '-o', 'html');
    expect(readFileSync(other, 'utf8')).toMatch(/^<!doctype html>/);
    await report(DELETION, '--to', join(folder, 'a.md'));
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toMatch(/^# Report/);
  });

  test.for([
    [['--to', '/nowhere/a.html'], 1, /cannot write \/nowhere\/a\.html/],
    [['-o', 'pdf'], 2, /there is no output format pdf; use markdown, html/],
    [['--from', 'noon'], 2, /--from noon is no RFC 3339 time/],
    [['--from', '2026-03-02T00:00:00Z', '--until', '2026-03-01T00:00:00Z'], 2, /--from is later than --until/],
  ] as const)('%j is refused', async ([argv, status, sentence]) => {
    const told = await report(DELETION, ...argv);
    expect(told.status).toBe(status);
    expect(told.err).toMatch(sentence);
  });
});

test('of a time in which nothing was seen it says so', async () => {
  const { out } = await report([added(pod(), 1)], '--from', '2031-01-01T00:00:00Z');
  expect(out).toMatch(/: 0 changes of 0 pods, .*\n\n## What changed\n\nNothing\.\n$/);
});

test('pods are counted by their severity from when they were seen until they are gone', () => {
  const ledger = new Ledger(statusReader(NEWEST));
  for (const event of CRASH_LOOP) ledger.apply(event);
  const counts = statusCounts(ledger.pods.values(), uid => ledger.log.ofPod(uid), { from: at(-1), to: at(150) });
  const told = counts.map(({ at: time, pods }) => [
    (time - at(0)) / 1000,
    Object.entries(pods)
      .filter(([, count]) => count !== 0)
      .map(([severity, count]) => `${count} ${severity}`)
      .join(', '),
  ]);
  expect(told).toEqual([
    [-1, ''],
    [0, '1 progressing'],
    [9, '1 ok'],
    [49, '1 warning'],
    [88, '1 error'],
    [99, '1 warning'],
    [137, '1 error'],
  ]);
});
