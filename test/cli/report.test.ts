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
import {
  added,
  at,
  condition,
  container,
  deleted,
  gap,
  pod,
  running,
  stamp,
  synced,
  updated,
  waiting,
} from '../history/support.ts';
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

/** What of Markdown is no code, line by line. */
function outsideFences(markdown: string): string[] {
  let fence = '';
  return markdown.split('\n').filter(line => {
    const [, ticks = '', rest] = /^(`{3,})?(.*)$/.exec(line)!;
    const isFence = ticks !== '' && (fence === '' || (ticks.length >= fence.length && rest === ''));
    const isInside = fence !== '';
    if (isFence) fence = isInside ? '' : ticks;
    return !isFence && !isInside;
  });
}

describe('podscope report as Markdown', () => {
  test('what the cluster wrote is text, whatever it is', async () => {
    const name = '```';
    const hostile = pod({ name, containers: [container(waiting('CrashLoopBackOff', `${evil}*_\n${name}`), { name })] });
    const { out } = await report([synced(0), added(hostile, 1), backOff]);
    const text = outsideFences(out);
    expect(text.filter(line => /(?<!\\)[<*`[|]/.test(line))).toEqual([]);
    expect(text.filter(line => line.startsWith('#'))).toEqual([
      '# Report of what pods went through',
      '## What changed',
      '## Warning Events',
      '## shop/\\`\\`\\`',
      ...['Timeline', 'What happened'].map(title => `### ${title}`),
    ]);
    expect(out).toContain('Back-off \\<script\\>alert(1)\\</script\\>');
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
    expect(out).toContain('Pod default/web-0: BackOff ×3: Back-off ');
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
    [['--from', 'noon'], 2, /--from noon is no time; write it like 2026-11-23T09:11:34Z, 09:11 or =-30m/],
    [['--from', '2026-13-01T00:00:00Z'], 2, /is no time/],
    [['--from', '-5m'], 2, /--from needs a value; one that begins with a dash is written --from=-30m/],
    [['--from', '2026-03-02T00:00:00Z', '--until', '2026-03-01T00:00:00Z'], 2, /--from is later than --until/],
  ] as const)('%j is refused', async ([argv, status, sentence]) => {
    const told = await report(DELETION, ...argv);
    expect(told.status).toBe(status);
    expect(told.err).toMatch(sentence);
  });
});

test('a pod that starts, and goes when it is told to, is in no trouble', async () => {
  const unready = condition('Ready', 'False', 1, 'ContainersNotReady');
  const creating = pod({ conditions: [unready], containers: [container(waiting('ContainerCreating'))] });
  const up = { phase: 'Running', containers: [container(running(5))], conditions: [condition('Ready', 'True', 5)] };
  const asked = pod({ ...up, deletion: { asked: 60, grace: 30 } });
  const ended = pod({ ...up, deletion: { asked: 61, grace: 0 } });
  const { out } = await report([
    synced(0),
    added(pod(), 0),
    updated(pod(), creating, 1),
    updated(creating, pod(up), 5),
    updated(pod(up), asked, 60.2),
    updated(asked, ended, 61.9),
    deleted(ended, ended, 61.9),
  ]);
  expect(out).toContain('of 1 pod, 0 of them with trouble');
});

test('of a time in which nothing was seen it says so', async () => {
  const { out, err } = await report([added(pod(), 1)], '--from', '2031-01-01T00:00:00Z');
  expect(out).toMatch(/: 0 changes of 0 pods, .*\n\n## What changed\n\nNothing\.\n$/);
  expect(err).toBe(
    'podscope: nothing is known of that time; the recording /recording.jsonl of prod, v1.37.2 goes from 2026-03-01T11:59:59.000Z to 2026-03-01T12:00:01.000Z\n',
  );
});

describe('a time', () => {
  const local = (text: string): string => new Date(text).toISOString();
  test.for([
    ['2026-03-01T12:01:30Z', '2026-03-01T12:01:30.000Z'],
    ['2026-03-01T13:01:30.5+01:00', '2026-03-01T12:01:30.500Z'],
    ['-30s', '2026-03-01T12:01:47.000Z'],
    ['start', '2026-03-01T11:59:59.000Z'],
    ['12:01', local(`2026-03-01T12:01:00`)],
  ] as const)('--from=%s is %s', async ([typed, want]) => {
    const { out } = await report(CRASH_LOOP, `--from=${typed}`, '--until=end');
    expect(out).toContain(`From ${want} to 2026-03-01T12:02:17.000Z`);
  });
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
