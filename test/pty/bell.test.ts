import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiServer } from '../support/api-server.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';

/** Bells, not the ends of the commands that end with the same byte. */
const bells = ({ raw }: TestTerminal): number => raw.replace(/\x1b\][^\x07\x1b]*\x07/g, '').split('\x07').length - 1;

test.for([
  ['rings once when asked to', 'bell: true\n', 1],
  ['is silent otherwise', '', 0],
] as const)('the bell %s', async ([, config, expected]) => {
  const home = await mkdtemp(join(tmpdir(), 'podscope-bell-'));
  const server = new ApiServer();
  await server.start();
  try {
    await mkdir(join(home, 'podscope'));
    await writeFile(join(home, 'podscope', 'config.yaml'), config);
    const [crashing, fine] = ['CrashLoopBackOff', 'db-0'].map(
      wanted => smallCluster().find(pod => JSON.stringify(pod).includes(wanted))!,
    );
    const put = ({ metadata, ...fields }: typeof fine & object): void => server.put('db-0', fields, metadata.namespace);
    put({ ...fine!, metadata: fine!.metadata });
    await using terminal = launchPodscope(['--server', server.url, '-A'], {
      width: 100,
      height: 30,
      env: { XDG_CONFIG_HOME: home },
    });
    await terminal.until('live');
    expect(bells(terminal)).toBe(0);
    put({ ...crashing!, metadata: fine!.metadata });
    await terminal.until(/db-0 .*CrashLoopBackOff/);
    await terminal.until(() => bells(terminal) === expected);
  } finally {
    await server.stop();
    await rm(home, { recursive: true });
  }
});
