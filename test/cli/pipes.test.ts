import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { ApiServer, json } from '../support/api-server.ts';
import { pod } from '../support/pods.ts';

const PODSCOPE = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
/** Runs at once, changes all the time, and writes a log. */
const POD = 'my-nginx-6-5f55fd588f-pzn5m';

let demo: DemoCluster;
beforeAll(async () => {
  demo = await startDemo({ clock: systemClock, seed: 1, speed: 50, scenarios: ['new-nginx', 'oom-killed'] });
  const path = `${demo.url}/api/v1/namespaces/default/pods/${POD}`;
  while (!(await (await fetch(path)).text()).includes('"phase":"Running"'))
    await new Promise(resolve => setTimeout(resolve, 50));
});
afterAll(() => demo.stop());

function start(
  [command = '', ...line]: readonly string[],
  server: string,
  out: number | 'pipe' = 'pipe',
): ChildProcess {
  const where = ['-n', 'default', '--server', server, '--kubeconfig', '/dev/null'];
  return spawn(process.execPath, [PODSCOPE, command, ...where, ...line], { stdio: ['ignore', out, 'pipe'] });
}

const named = (lines: readonly (readonly string[])[]) => lines.map(line => ({ name: line.join(' '), line }));

/** That the clock of the demo runs fast. */
const CLOCK = /^podscope: the server's clock is \d+ s ahead of this one; ages are those of the server\n/;

/** What a command says of its reader's leaving, and how it ends. */
async function ending(child: ChildProcess, leave: (child: ChildProcess) => unknown) {
  let said = '';
  child.stderr!.on('data', chunk => {
    said += chunk;
  });
  const [[code, signal]] = await Promise.all([once(child, 'exit'), leave(child)]);
  return { code, signal, said: said.replace(CLOCK, '') };
}
const WELL = { code: 0, signal: null, said: '' };
const atOnce = ({ stdout }: ChildProcess): unknown => stdout!.destroy();
const afterTheFirstWord = async (child: ChildProcess): Promise<void> => {
  await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  atOnce(child);
};

/** Command lines that go on for ever. */
const ENDLESS: readonly (readonly string[])[] = [
  ['events', '-w'],
  ['events', '-w', '-o', 'json'],
  ['logs', POD, '-f'],
  ['logs', '-l', 'app=my-nginx-6', '-f', '-o', 'json'],
  ['watch'],
  ['watch', '-o', 'jsonl'],
  ['attach', POD],
];
const FINITE: readonly (readonly string[])[] = [
  ['get'],
  ['get', '-o', 'json'],
  ['explain', POD],
  ['explain', POD, '-o', 'json'],
  ['diagnose', POD],
  ['describe', POD],
  ['describe', POD, '-o', 'json'],
  ['events'],
  ['logs', POD],
  ['exec', POD, '--', 'ls'],
  ['port-forward', POD, ':80'],
  ['timeline', POD],
  ['report'],
  ['verify'],
  ['wait', POD, '--for', 'Ready'],
];
/** They print nothing, or what the reader of a pipe never sees. */
const SILENT = ['', 'demo', 'cp', 'debug', 'record', 'replay', 'config', 'help'];

describe('when who reads has enough', () => {
  test.for(named([...ENDLESS, ...FINITE]))('before the first word, podscope $name ends well', async ({ line }) => {
    expect(await ending(start(line, demo.url), atOnce)).toEqual(WELL);
  });

  test.for(named(ENDLESS))('after the first word, podscope $name ends well', async ({ line }) => {
    expect(await ending(start(line, demo.url), afterTheFirstWord)).toEqual(WELL);
  });

  test('every command that prints is among these', () => {
    const tried = [...ENDLESS, ...FINITE].map(([command]) => command);
    expect([...new Set([...tried, ...SILENT])].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  test('nor does it matter that nobody hears the complaints', async () => {
    const child = start(['debug', POD, '--', 'sh', '-c', 'echo done'], demo.url);
    child.stderr!.destroy();
    let out = '';
    child.stdout!.on('data', chunk => {
      out += chunk;
    });
    const [code] = await once(child, 'exit');
    expect([code, out]).toEqual([0, 'done\n']);
  });
});

/** A disk that is always full; Linux has one. */
const FULL = '/dev/full';
describe.runIf(existsSync(FULL))('when the disk that the answer goes to is full', () => {
  const said = 'podscope: cannot write to standard output: ENOSPC: no space left on device, write\n';
  test.for(named([...ENDLESS, ...FINITE]))('podscope $name says so and has failed', async ({ line }) => {
    const disk = openSync(FULL, 'w');
    const child = start(line, demo.url, disk);
    closeSync(disk);
    expect(await ending(child, () => {})).toEqual({ code: 1, signal: null, said });
  });
});

describe('an answer that is more than a pipe holds', () => {
  const LINES = 2_500;
  const LONG = 'x'.repeat(50);
  const notes = Object.fromEntries(Array.from({ length: LINES }, (_, i) => [`note-${i}`, LONG]));
  const { metadata, ...rest } = pod({ name: 'web-0' });
  const event = (i: number) => ({
    metadata: { name: `e${i}`, namespace: 'default', uid: `e${i}`, resourceVersion: `${i + 1}` },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web-0' },
    reason: 'Pulled',
    message: LONG,
    type: 'Normal',
    lastTimestamp: '2026-01-01T00:00:00Z',
  });
  const server = new ApiServer();
  beforeAll(async () => {
    await server.start();
    server.always = (_request, response, url) => {
      if (url.pathname.endsWith('/events'))
        json(response, {
          metadata: { resourceVersion: '1' },
          items: Array.from({ length: LINES }, (_, i) => event(i)),
        });
      else if (url.pathname.endsWith('/pods/web-0'))
        json(response, { kind: 'Pod', apiVersion: 'v1', metadata: { ...metadata, annotations: notes }, ...rest });
      else return false;
      return true;
    };
  });
  afterAll(() => server.stop());

  test.for(named([['describe', 'web-0'], ['describe', 'web-0', '-o', 'json'], ['events']]))(
    'podscope $name',
    async ({ line }) => {
      expect(await ending(start(line, server.url), afterTheFirstWord)).toEqual(WELL);
    },
  );
});

describe('ctrl-c', () => {
  const ENDING = [...ENDLESS, ['port-forward', POD, ':80'], ['port-forward', POD, ':80', '-o', 'json']];
  test.for(named(ENDING))('ends podscope $name, with the status of its signal', async ({ line }) => {
    const child = start(line, demo.url);
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });

  const ASKING = ['describe', 'explain', 'diagnose', 'logs', 'attach', 'exec', 'port-forward', 'debug', 'events', 'cp'];
  const REST: Readonly<Record<string, readonly string[]>> = {
    exec: ['web-0', '--', 'ls'],
    'port-forward': ['web-0', '80'],
    cp: ['web-0:/tmp/a', '/tmp/nowhere/'],
    events: [],
  };
  test.for(ASKING)('ends podscope %s while a server is silent', async command => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const asked = once(server, 'request');
    const child = start(
      [command, ...(REST[command] ?? ['web-0'])],
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    await asked;
    child.kill('SIGINT');
    const [code, signal] = await once(child, 'exit');
    expect(signal ?? code).toBe(signal === null ? 130 : 'SIGINT');
    server.closeAllConnections();
    server.close();
  });
});
