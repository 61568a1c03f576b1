import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCopy } from '../../src/app/streams/copy-spec.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { copyFrom, copyTo, localTarget, remoteTarget, reportText } from '../../src/tasks/copy-files.ts';
import { plainConfig } from '../support/feed-probe.ts';
import { type StreamScene, StreamServer } from '../support/stream-server.ts';

let server: StreamServer;
let cluster: Cluster;
/** Here, and in the container. */
let here: string;
let there: string;
const container = { namespace: 'shop', pod: 'web-0', container: 'app' };

beforeEach(async () => {
  server = await new StreamServer().start();
  cluster = openCluster(plainConfig(server.url), { clock: systemClock, random: () => 0, env: {}, version: '9' });
  here = await mkdtemp(join(tmpdir(), 'podscope-here-'));
  there = await mkdtemp(join(tmpdir(), 'podscope-there-'));
});
afterEach(async () => {
  cluster.close();
  await server.stop();
  for (const folder of [here, there]) await rm(folder, { recursive: true });
});

/** The container is this machine: its programs run for real. */
const program: StreamScene = {
  protocols: ['v5.channel.k8s.io'],
  play(line) {
    const [file = '', ...args] = line.url.searchParams.getAll('command');
    const child = spawn(file, args);
    child.stdout.on('data', (bytes: Buffer) => line.send(1, bytes));
    child.stderr.on('data', (bytes: Buffer) => line.send(2, bytes));
    child.stdin.on('error', () => {});
    line.socket.on('message', (message: Buffer) => {
      if (message[0] === 0) child.stdin.write(message.subarray(1));
      if (message[0] === 255) child.stdin.end();
    });
    child.on('close', code => line.send(3, status(code ?? 1)));
  },
};
const status = (code: number): string =>
  JSON.stringify(
    code === 0
      ? { status: 'Success' }
      : {
          status: 'Failure',
          reason: 'NonZeroExitCode',
          details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
        },
  );
/** A container whose tar is made by somebody who means harm. */
const evil = (
  ...entries: readonly (readonly [name: string, type: 'file' | 'symlink', text: string])[]
): StreamScene => ({
  protocols: ['v5.channel.k8s.io'],
  async play(line) {
    const tar = pack();
    for (const [name, type, text] of entries) {
      if (type === 'symlink') tar.entry({ name, type, linkname: text });
      else tar.entry({ name }, text);
    }
    tar.finalize();
    for await (const bytes of tar) line.send(1, bytes);
    line.send(3, status(0));
  },
});
const copying = (remote: string, local: string) => ({ cluster, container, remote, local });

describe('from a container', () => {
  test('a file into a folder, and under a name of its own', async () => {
    await writeFile(join(there, 'heap'), 'x'.repeat(200_000));
    server.scenes = [program, program];
    const into = copying(join(there, 'heap'), here);
    const target = await localTarget(into);
    expect(target).toEqual({ path: join(here, 'heap'), exists: false });
    expect(await copyFrom(into, target.path)).toEqual({ files: 1, bytes: 200_000, skipped: [] });
    expect((await readFile(join(here, 'heap'))).length).toBe(200_000);
    const named = copying(join(there, 'heap'), join(here, 'other'));
    expect(await copyFrom(named, (await localTarget(named)).path)).toMatchObject({ files: 1 });
    expect(await localTarget(named)).toEqual({ path: join(here, 'other'), exists: true });
    expect((await readdir(here)).sort()).toEqual(['heap', 'other']);
  });

  test('a folder with what is in it; links stay behind', async () => {
    await mkdir(join(there, 'conf', 'deep'), { recursive: true });
    await writeFile(join(there, 'conf', 'deep', 'a'), 'one', { mode: 0o600 });
    await writeFile(join(there, 'conf', 'b'), 'two');
    await symlink('/etc/passwd', join(there, 'conf', 'link'));
    server.scenes = [program];
    const report = await copyFrom(copying(`${there}/conf/`, here), join(here, 'conf'));
    expect(report).toEqual({ files: 2, bytes: 6, skipped: ['conf/link'] });
    expect(reportText(report)).toBe('copied 2 files, 6 B; left out 1 that is no file or leads elsewhere: conf/link');
    expect(await readFile(join(here, 'conf', 'deep', 'a'), 'utf8')).toBe('one');
    expect((await stat(join(here, 'conf', 'deep', 'a'))).mode & 0o777).toBe(0o600);
  });

  test('what is not there is the sentence of tar', async () => {
    server.scenes = [program];
    await expect(copyFrom(copying(join(there, 'nothing'), here), join(here, 'nothing'))).rejects.toThrow(
      /nothing|exit/i,
    );
    expect(await readdir(here)).toEqual([]);
  });

  test('names that lead elsewhere are left out, whatever the tar says', async () => {
    await mkdir(join(here, 'box'));
    await symlink(there, join(here, 'box', 'out'));
    server.scenes = [
      evil(
        ['box/../../escaped', 'file', 'a'],
        ['/tmp/absolute', 'file', 'b'],
        ['other/name', 'file', 'c'],
        ['box/link', 'symlink', there],
        ['box/out/through', 'file', 'd'],
        ['box/good', 'file', 'e'],
      ),
    ];
    const report = await copyFrom(copying('/data/box', here), join(here, 'box'));
    expect(report.files).toBe(1);
    expect(report.skipped).toEqual(['box/../../escaped', '/tmp/absolute', 'other/name', 'box/link', 'box/out/through']);
    expect(await readdir(there)).toEqual([]);
    expect((await readdir(join(here, 'box'))).sort()).toEqual(['good', 'out']);
  });

  test('a connection that is lost half way leaves no half of a file', async () => {
    server.scenes = [
      {
        protocols: ['v5.channel.k8s.io'],
        play(line) {
          const tar = pack();
          tar.entry({ name: 'heap', size: 10_000 }).write(Buffer.alloc(2_000));
          tar.once('data', (bytes: Buffer) => {
            line.send(1, bytes);
            setImmediate(() => line.socket.terminate());
          });
        },
      },
    ];
    await expect(copyFrom(copying('/heap', here), join(here, 'heap'))).rejects.toThrow(/closed the connection/);
    expect(await readdir(here)).toEqual([]);
  });
});

describe('into a container', () => {
  test('a folder, into one that is there', async () => {
    await mkdir(join(here, 'conf', 'deep'), { recursive: true });
    await writeFile(join(here, 'conf', 'deep', 'a'), 'one');
    await writeFile(join(here, 'conf', 'empty'), '');
    await symlink('/etc/passwd', join(here, 'conf', 'link'));
    server.scenes = [program, program, program];
    const into = copying(there, join(here, 'conf'));
    const target = await remoteTarget(into);
    expect(target).toEqual({ path: join(there, 'conf'), exists: false });
    expect(await copyTo(into, target.path)).toEqual({ files: 2, bytes: 3, skipped: [join(here, 'conf', 'link')] });
    expect(await readFile(join(there, 'conf', 'deep', 'a'), 'utf8')).toBe('one');
    expect((await readdir(join(there, 'conf'))).sort()).toEqual(['deep', 'empty']);
  });

  test('says what is there already, and what cannot be', async () => {
    await writeFile(join(there, 'app.conf'), 'old');
    await writeFile(join(here, 'app.conf'), 'new');
    server.scenes = [program, program, program, program];
    const into = copying(join(there, 'app.conf'), join(here, 'app.conf'));
    expect(await remoteTarget(into)).toEqual({ path: join(there, 'app.conf'), exists: true });
    await copyTo(into, join(there, 'app.conf'));
    expect(await readFile(join(there, 'app.conf'), 'utf8')).toBe('new');
    await expect(copyTo(copying('/x', join(here, 'nothing')), '/x')).rejects.toThrow(/nothing does not exist$/);
    await expect(copyTo(into, join(there, 'no', 'folder', 'app.conf'))).rejects.toThrow(/tar|folder|exit/i);
  });

  test('a container without tar says so', async () => {
    await writeFile(join(here, 'a'), 'a');
    const message = 'exec: "tar": executable file not found in $PATH';
    server.scenes = [
      {
        protocols: ['v5.channel.k8s.io'],
        play: line => line.send(3, JSON.stringify({ status: 'Failure', reason: 'InternalError', message })),
      },
    ];
    await expect(copyTo(copying('/a', join(here, 'a')), '/a')).rejects.toThrow(
      'the container app has no tar, which this needs',
    );
  });
});

test.for([
  ['web-0:/tmp/heap', '.', { direction: 'from', namespace: undefined, pod: 'web-0', remote: '/tmp/heap', local: '.' }],
  ['a b', 'shop/web-0:etc', { direction: 'to', namespace: 'shop', pod: 'web-0', remote: 'etc', local: 'a b' }],
  [':/tmp', './x:y', { direction: 'from', namespace: undefined, pod: '', remote: '/tmp', local: './x:y' }],
  ['a', 'b', 'One of the two must be a path in a pod: web-0:/tmp/heap.'],
  ['a:/x', 'b:/y', 'One of the two must be a path of this machine.'],
] as const)('%s %s', ([from, to, wanted]) => {
  expect(readCopy(from, to)).toEqual(wanted);
});
