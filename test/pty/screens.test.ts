import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '../../src/kube/pod.ts';
import { recordingText } from '../support/recording.ts';
import { START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { pod, running } from '../support/some-pods.ts';
import { type CellLook, launchPodscope, type TestTerminal } from '../support/terminal.ts';

/** The program as it is packed, on a recording: there, the clock stands still. */
const folder = mkdtempSync(join(tmpdir(), 'podscope-screens-'));
const SMALL = join(folder, 'small.jsonl');
const FOREIGN = join(folder, 'foreign.jsonl');

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

function write(path: string, context: string, pods: readonly Pod[]): void {
  const list = pods.map(after => ({ type: 'Added', after, via: 'list', receivedAt: START }) as const);
  const synced = (ms: number) => ({ type: 'Synced', count: pods.length, receivedAt: START + ms }) as const;
  const live = { type: 'Connection', connection: { state: 'live', since: START }, receivedAt: START } as const;
  writeFileSync(path, recordingText(context, [...list, synced(0), live, synced(60_000)]));
}

beforeAll(() => {
  write(SMALL, 'kind-dev', smallCluster());
  write(FOREIGN, '生産-集群', FOREIGN_PODS);
});
afterAll(() => rmSync(folder, { recursive: true }));

const SCREENS: readonly {
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}[] = [
  { name: 'foreign-100x30', file: FOREIGN, width: 100, height: 30 },
  { name: 'monochrome-80x24', file: SMALL, width: 80, height: 24, args: ['--ascii'], env: { NO_COLOR: '1' } },
];

test.for(SCREENS)('$name', async ({ name, file, width, height, args = [], env = {} }) => {
  await using terminal = launchPodscope(['replay', file, ...args], {
    width,
    height,
    env: { TZ: 'UTC', COLORTERM: 'truecolor', PODSCOPE_THEME: env['NO_COLOR'] ? undefined : 'dark', ...env },
  });
  await terminal.until('REPLAY');
  terminal.keys('u');
  await terminal.until('paused');
  // To the very beginning: how far it came until then is a matter of the machine.
  terminal.keys(',');
  await terminal.until(
    screen =>
      /12:00:00 of 12:01:00 paused.* live[\s\S]*\d+ pods/.test(screen) && /^ enter /.test(terminal.screen[height - 1]!),
  );
  await expect(picture(terminal)).toMatchFileSnapshot(`screens/${name}.screen`);
});

/** The text, and below it for each cell the letter of its look. */
function picture(terminal: TestTerminal): string {
  const letters = new Map<string, string>();
  const letter = (look: CellLook): string => {
    const name = lookName(look);
    if (name === '' || (look.text.trim() === '' && !look.inverse && look.bg === 'default')) return ' ';
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
