import { expect, test } from 'vitest';
import { LogReader } from '../../src/app/reading/log-reader.ts';
import { problemOf } from '../../src/cluster/transport/problem-of.ts';
import { systemClock } from '../../src/shell/host.ts';
import { streamTroupe } from '../../src/shell/perform-streams.ts';
import type { Stage } from '../../src/shell/stage.ts';
import { pod } from '../support/pods.ts';

const PLACE = { uid: 'uid-web-0', namespace: 'default', pod: 'web-0', container: 'app-0' };
const FILES = { direction: 'to', namespace: undefined, pod: '', remote: '/tmp', local: import.meta.filename } as const;

/** A stage on whose cluster the pod of the name is now another one; every process that is begun is written down. */
function stageWithAnother() {
  const begun: unknown[] = [];
  const cluster = {
    getPod: async () => pod({ uid: 'another' }),
    runProcess: async (wish: unknown) => {
      begun.push(wish);
      throw new Error('nothing runs here');
    },
    problem: (error: unknown) => problemOf(error, { server: 's', cluster: 'c', user: undefined, origin: 'o' }),
  };
  const stage = {
    host: { clock: systemClock },
    current: { cluster },
    terminal: {},
    settings: {},
    say: () => {},
    changed: () => {},
  } as unknown as Stage;
  return { begun, performers: streamTroupe(stage).performers };
}

test.for([
  ['a shell', 'openShell', {}],
  ['an attach', 'attach', {}],
  ['a copy', 'copyFiles', { files: FILES, overwrite: true }],
] as const)('%s goes to no other pod that took the name', async ([, type, more]) => {
  const { begun, performers } = stageWithAnother();
  const perform = performers[type] as (effect: object) => Promise<void>;
  await expect(perform({ type, place: PLACE, ...more })).rejects.toThrow('another pod has its name now');
  expect(begun).toEqual([]);
});

test('a command goes to no other pod that took the name, and its pane says so', async () => {
  const { begun, performers } = stageWithAnother();
  const logs = new LogReader([{ uid: 'uid-web-0', namespace: 'default', name: 'web-0' }], {
    command: ['rm', '-r', '/x'],
  });
  performers.runCommand({ type: 'runCommand', place: PLACE, logs });
  await expect.poll(() => logs.buffer.shown.length).toBe(1);
  expect(logs.buffer.shown[0]?.text).toContain('another pod has its name now');
  expect(begun).toEqual([]);
});
