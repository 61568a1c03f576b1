import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeedEvent, PodChange } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { THEME_NAMES } from '../../src/ui/themes.ts';
import { rolesOf, TELLTALE } from '../support/in-memory-terminal.ts';
import { recordingText } from '../support/recording.ts';
import { START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { crashed, pod, running } from '../support/some-pods.ts';
import { type CellLook, type LaunchOptions, launchPodscope, type TestTerminal } from '../support/terminal.ts';

/** The program as it is packed, on a recording: there, the clock stands still. */
const folder = mkdtempSync(join(tmpdir(), 'podscope-screens-'));
const SMALL = join(folder, 'small.jsonl');
const FOREIGN = join(folder, 'foreign.jsonl');
const TELLTALE_FILE = join(folder, 'telltale.json');

const HOUR = 3_600_000;
const FOREIGN_PODS: readonly Pod[] = [
  pod('作業-0', { created: START - HOUR, owner: 'StatefulSet/作業', node: '節点-1' }),
  pod('日本語のとても長い名前のポッドで列からはみ出すもの-1', { created: START - 2 * HOUR }),
  pod('한국어-포드', { namespace: '상점', created: START - 3 * HOUR }),
  pod('emoji-👩‍👩‍👧-🚀-🇩🇪', { created: START - 4 * HOUR, containers: [running('🚀', START - HOUR)] }),
  pod('e\u0301galite\u0301', { created: START - 5 * HOUR }),
  pod('bidi-\u202egnp.exe\u202c', { created: START - 6 * HOUR }),
  pod('esc-\u001b[31mred', { created: START - 7 * HOUR }),
];

const seconds = (count: number): number => START + count * 1_000;
const CRASHING = 'web-7c9d8b6f5-9hq4t';
const smallPod = (name: string): Pod => smallCluster().find(({ metadata }) => metadata.name === name)!;

/** Four things happen: a pod becomes ready, one crashes, one goes and another comes. */
const STORY: readonly PodChange[] = [
  {
    type: 'Updated',
    before: smallPod('db-1'),
    after: pod('db-1', { created: START - 20_000, owner: 'StatefulSet/db', node: 'node-2', ip: '10.244.2.31' }),
    via: 'watch',
    receivedAt: seconds(4),
  },
  {
    type: 'Updated',
    before: smallPod(CRASHING),
    after: pod(CRASHING, { created: START - 3 * HOUR, node: 'node-2', containers: [crashed('app', seconds(5), 1)] }),
    via: 'watch',
    receivedAt: seconds(6),
  },
  {
    type: 'Deleted',
    before: smallPod('kube-proxy-8j6mx'),
    last: smallPod('kube-proxy-8j6mx'),
    via: 'watch',
    receivedAt: seconds(8),
  },
  {
    type: 'Added',
    after: pod('kube-proxy-q2w4e', { namespace: 'kube-system', created: seconds(9), owner: 'DaemonSet/kube-proxy' }),
    via: 'watch',
    receivedAt: seconds(9),
  },
];

function write(path: string, context: string, pods: readonly Pod[], story: readonly FeedEvent[] = []): void {
  const list = pods.map(after => ({ type: 'Added', after, via: 'list', receivedAt: START }) as const);
  const synced = (ms: number) => ({ type: 'Synced', count: pods.length, receivedAt: START + ms }) as const;
  const live = { type: 'Connection', connection: { state: 'live', since: START }, receivedAt: START } as const;
  writeFileSync(path, recordingText(context, [...list, synced(0), live, ...story, synced(60_000)]));
}

beforeAll(() => {
  write(SMALL, 'kind-dev', smallCluster(), STORY);
  write(FOREIGN, '生産-集群', FOREIGN_PODS);
  writeFileSync(TELLTALE_FILE, JSON.stringify(TELLTALE));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The program on a recording, at its very beginning: how far it came by itself is a matter of the machine. */
async function paused(file: string, args: readonly string[], options: LaunchOptions): Promise<TestTerminal> {
  const env = { TZ: 'UTC', COLORTERM: 'truecolor', XDG_CONFIG_HOME: folder, ...options.env };
  const terminal = launchPodscope(['replay', file, ...args], { ...options, env });
  await terminal.until('REPLAY');
  terminal.keys('u');
  await terminal.until('paused');
  terminal.keys(',');
  await terminal.until(
    screen => /12:00:00 of 12:01:00 paused.* live[\s\S]*\d+ pods/.test(screen) && hasFooter(terminal),
  );
  return terminal;
}
const hasFooter = (terminal: TestTerminal): boolean => /^ enter /.test(terminal.screen.at(-1)!);

test.for([
  { name: 'foreign-100x30', file: FOREIGN, width: 100, height: 30, args: ['--theme', 'dark'], env: {} },
  { name: 'monochrome-80x24', file: SMALL, width: 80, height: 24, args: ['--ascii'], env: { NO_COLOR: '1' } },
])('$name', async ({ name, file, args, ...options }) => {
  await using terminal = await paused(file, args, options);
  await expect(picture(terminal)).toMatchFileSnapshot(`screens/${name}.screen`);
});

test('every size and every theme', async () => {
  await using terminal = await paused(SMALL, ['--theme', TELLTALE_FILE], { width: 120, height: 40 });
  for (const { receivedAt } of STORY) {
    terminal.keys('.');
    await terminal.until(`12:00:0${(receivedAt - START) / 1_000} of`);
  }
  for (const [width, height] of [
    [80, 24],
    [120, 40],
    [200, 50],
    [40, 12],
  ] as const) {
    terminal.resize(width, height);
    await terminal.until(() => hasFooter(terminal) && spread(terminal) > width - 3);
    const roles = rolesOf(terminal.xterm).join('\n');
    await expect(`${terminal.text}\n\n== roles ==\n${roles}\n`).toMatchFileSnapshot(
      `screens/size-${width}x${height}.screen`,
    );
  }
  terminal.resize(76, 16);
  await terminal.until(() => hasFooter(terminal) && spread(terminal) > 70);
  for (const theme of THEME_NAMES) {
    const painted = wholeFrames(terminal);
    terminal.keys(`:theme ${theme}\r`);
    await terminal.until(() => hasFooter(terminal) && wholeFrames(terminal) > painted);
    await expect(picture(terminal)).toMatchFileSnapshot(`screens/theme-${theme}.screen`);
  }
});

/** How far to the right anything stands. */
const spread = (terminal: TestTerminal): number => Math.max(...terminal.screen.map(line => line.length));
const wholeFrames = (terminal: TestTerminal): number => terminal.raw.split('\x1b[2J').length;

/** The text, and below it for each cell the letter of its look. */
function picture(terminal: TestTerminal): string {
  const letters = new Map<string, string>();
  const ground = terminal.look(0, 0).bg;
  const letter = (look: CellLook): string => {
    const name = lookName(look);
    if (name === '' || (look.text.trim() === '' && !look.inverse && look.bg === ground)) return ' ';
    if (!letters.has(name)) letters.set(name, String.fromCharCode('a'.charCodeAt(0) + letters.size));
    return letters.get(name)!;
  };
  const { cols, rows } = terminal.xterm;
  const looks = Array.from({ length: rows }, (_, y) =>
    Array.from({ length: cols }, (_, x) => letter(terminal.look(x, y)))
      .join('')
      .trimEnd(),
  );
  const legend = [...letters].map(([name, each]) => `${each}  ${name}`);
  return `${terminal.text}\n\n== looks ==\n${looks.join('\n')}\n\n${legend.join('\n')}\n`;
}

const lookName = ({ fg, bg, bold, dim, italic, underline, inverse }: CellLook): string =>
  Object.entries({ [fg]: fg !== 'default', [`on ${bg}`]: bg !== 'default', bold, dim, italic, underline, inverse })
    .flatMap(([name, has]) => (has ? [name] : []))
    .join(' ');
