import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeHeader, encodeRecord } from '../../src/history/recording/recording.ts';
import { runCommand } from '../../src/main.ts';
import { CRASH_LOOP, DELETION } from '../history/stories.ts';
import { at } from '../history/support.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-timeline-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recordingOf = (events: typeof CRASH_LOOP): string => {
  const path = join(folder, 'recording.jsonl');
  const lines = events.map(event => encodeRecord(event));
  writeFileSync(path, [encodeHeader({ at: at(-1), redacted: true }), ...lines].join('\n'));
  return path;
};
async function timeline(...argv: string[]): Promise<string> {
  const host = testHost();
  const status = await runCommand(['timeline', ...argv], host);
  expect({ status, err: host.err() }).toEqual({ status: 0, err: '' });
  return host.out();
}

describe('podscope timeline', () => {
  test.for([
    ['crash-loop', 'text', CRASH_LOOP],
    ['deletion', 'markdown', DELETION],
  ] as const)('prints the life of a %s as %s', async ([name, output, events]) => {
    const out = await timeline('--recording', recordingOf(events), '-o', output, 'web-0');
    await expect(out).toMatchFileSnapshot(`timeline/${name}.${output === 'text' ? 'txt' : 'md'}`);
  });

  test('prints what a single object tells', async () => {
    const path = join(folder, 'pod.json');
    const last = CRASH_LOOP.at(-1)!;
    writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...('after' in last ? last.after : {}) }));
    const out = await timeline('-f', path, '--now', '2026-03-01T12:02:30Z', '--ascii');
    await expect(out).toMatchFileSnapshot('timeline/one-object.txt');
  });

  test('a report tells the changes, who is stuck and the lives in trouble', async () => {
    const host = testHost();
    const path = recordingOf(CRASH_LOOP);
    expect(await runCommand(['report', '--recording', path], host)).toBe(0);
    await expect(host.out().replace(path, 'run.jsonl')).toMatchFileSnapshot('timeline/report.md');
  });

  test.for([
    ['timeline pod/web-0', 0, /^shop\/web-0\n/, ''],
    ['timeline web-0 nope pod/neither', 1, /^shop\/web-0\n/, 'podscope: no pod is named nope or neither\n'],
    ['timeline nope', 1, /^$/, 'podscope: no pod is named nope\n'],
    [
      'timeline deploy/web',
      2,
      /^$/,
      'podscope: "deploy/web" names no pod; write NAME or pod/NAME, or -l for all of an owner\n',
    ],
    ['report pod/web-0', 0, /: \d\d+ changes of 1 pod,/, ''],
    ['report web-0 nope', 1, /: \d\d+ changes of 1 pod,/, 'podscope: no pod is named nope\n'],
  ] as const)('%s', async ([line, status, out, err]) => {
    const host = testHost();
    const argv = [...line.split(' '), '--recording', recordingOf(CRASH_LOOP)];
    expect({ status: await runCommand(argv, host), err: host.err() }).toEqual({ status, err });
    expect(host.out()).toMatch(out);
  });

  test('json has lanes, steps, ends and transitions', async () => {
    const life = JSON.parse(await timeline('--recording', recordingOf(CRASH_LOOP), '-o', 'json'));
    expect(life).toMatchObject({
      name: 'web-0',
      startup: { seconds: 9, complete: true },
      restarts: [{ container: 'app', restarts: 2, nextTryEstimated: { what: 'restart', backOffSeconds: 20 } }],
    });
    expect(life.transitions.length).toBeGreaterThan(10);
  });

  test('a name that nobody has is one sentence', async () => {
    const host = testHost();
    expect(await runCommand(['timeline', '--recording', recordingOf(CRASH_LOOP), 'nobody'], host)).toBe(1);
    expect(host.err()).toBe('podscope: no pod is named nobody\n');
  });

  test('pods of manifests, which have neither uid nor times, are told one by one', async () => {
    const path = join(folder, 'manifests.yaml');
    const manifest = (name: string): string => `kind: Pod\nmetadata: {name: ${name}}\nstatus: {phase: Running}\n`;
    writeFileSync(path, ['one', 'two'].map(manifest).join('---\n'));
    const out = await timeline('-f', path, '--now', '2026-03-01T12:00:00Z');
    expect(out.split('\n').filter(line => /^\w/.test(line))).toEqual([
      'one',
      '2026-03-01T12:00:00.000Z to 2026-03-01T12:00:00.000Z, still there',
      'Timeline',
      'two',
      '2026-03-01T12:00:00.000Z to 2026-03-01T12:00:00.000Z, still there',
      'Timeline',
    ]);
    expect(out.match(/^ +STATUS +Running/gm)?.length).toBe(2);
    const [first] = (await timeline('-f', path, '-o', 'json')).split('\n');
    expect(JSON.parse(first!)).not.toHaveProperty('uid');
  });

  test('of a recording the lives of a part', async () => {
    const path = recordingOf(CRASH_LOOP);
    expect(await timeline('--recording', path, '-n', 'shop')).toContain('shop/web-0');
    const host = testHost();
    expect(await runCommand(['timeline', '--recording', path, '-n', 'bank'], host)).toBe(1);
    expect(host.err()).toBe('podscope: there is no pod\n');
  });

  test('a report about nobody says so', async () => {
    const host = testHost();
    expect(await runCommand(['report', '--recording', recordingOf(CRASH_LOOP), 'nobody'], host)).toBe(1);
    expect(host.out()).toContain('0 changes of 0 pods');
    expect(host.err()).toBe('podscope: no pod is named nobody\n');
    const none = testHost();
    expect(await runCommand(['report', '--recording', recordingOf([])], none)).toBe(0);
    expect(none.err()).toBe('podscope: there is no pod\n');
  });
});
