import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNamespace, createNodes, eventually } from '../../scripts/cluster/objects.ts';
import { TestTerminal } from '../support/terminal.ts';

/**
 * Streams through a real API server to kwok, which serves them with the packages of the kubelet (k8s.io/cri-streaming and
 * k8s.io/cri-client): v5 is translated on the way, ports are passed on, and every frame is one of theirs.
 */
const PODSCOPE = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
const SPACE = 'streams';
const PODS = `/api/v1/namespaces/${SPACE}/pods`;

const folder = mkdtempSync(join(tmpdir(), 'podscope-streams-'));
const logFile = join(folder, 'app.log');
const attachFile = join(folder, 'attach.log');
const logLine = (text: string, at = new Date()): string => `${at.toISOString()} stdout F ${text}\n`;
const page = createServer((request, response) => response.end(`you asked for ${request.url}`));

let plane: ControlPlane;
beforeAll(async () => {
  writeFileSync(logFile, ['one', 'two', 'three'].map(text => logLine(text)).join(''));
  writeFileSync(attachFile, '');
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  const { port } = page.address() as AddressInfo;
  plane = await startControlPlane({
    with: ['kwok'],
    containers: [
      { kind: 'ClusterExec', spec: { execs: [{ local: {} }] } },
      { kind: 'ClusterAttach', spec: { attaches: [{ logsFile: attachFile }] } },
      {
        kind: 'ClusterLogs',
        spec: { logs: [{ containers: ['app'], logsFile: logFile, previousLogsFile: join(folder, 'none.log') }] },
      },
      {
        kind: 'ClusterPortForward',
        spec: {
          forwards: [
            { ports: [8080, 8443], target: { address: '127.0.0.1', port } },
            { ports: [9901], target: { address: '127.0.0.1', port: 1 } },
          ],
        },
      },
    ],
  });
  await createNodes(plane.api, 1);
  await createNamespace(plane.api, SPACE);
  for (const [name, more] of [
    ['web', { nodeName: 'node-0' }],
    ['gated', { schedulingGates: [{ name: 'example.com/wait' }] }],
  ] as const) {
    await plane.api.call('POST', PODS, {
      metadata: { name },
      spec: { ...more, containers: [{ name: 'app', image: 'registry.example/app:v1' }] },
    });
  }
  const phase = async () => (await plane.api.call<{ status: { phase: string } }>('GET', `${PODS}/web`)).status.phase;
  await eventually(phase, each => each === 'Running', { what: 'a running pod' });
});
afterAll(async () => {
  await plane?.stop();
  page.close();
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
}

function start([command = '', ...line]: readonly string[]): Running {
  const where = ['-n', SPACE, '--kubeconfig', plane.kubeconfig];
  const child = spawn(process.execPath, [PODSCOPE, command, ...where, ...line], { stdio: 'pipe' });
  const heard = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', text => {
    heard.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    heard.err += text;
  });
  return { child, out: () => heard.out, err: () => heard.err, ended: once(child, 'close').then(([code]) => code) };
}

async function run(line: readonly string[], stdin = '') {
  const running = start(line);
  running.child.stdin!.end(stdin);
  const code = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

describe('exec', () => {
  test.for<readonly [line: readonly string[], stdin: string, code: number, out: string, err: string | RegExp]>([
    [['exec', 'web', '--', 'echo', 'two  words'], '', 0, 'two  words\n', ''],
    [['exec', 'web', '--', 'sh', '-c', 'echo out; echo err >&2'], '', 0, 'out\n', 'err\n'],
    // kwok wraps how a command fails, so that no code comes through; nor does it hand on the end of the input.
    [['exec', 'web', '--', 'sh', '-c', 'exit 7'], '', 1, '', /^podscope: .*exit status 7\n$/],
    [['exec', '-i', 'web', '--', 'sh', '-c', 'head -c 300000 | wc -c'], 'x'.repeat(300_000), 0, '300000\n', ''],
    [['exec', 'web', '--', 'sh', '-c', 'head -c 5000000 /dev/zero | tr "\\0" a | tail -c 3'], '', 0, 'aaa', ''],
    [['exec', 'web', '--', 'no-such-program'], '', 1, '', /no-such-program.*not found/],
    [['exec', 'web', '-c', 'nope', '--', 'ls'], '', 1, '', 'podscope: container nope is not valid for pod web\n'],
    [['exec', 'gated', '--', 'ls'], '', 1, '', 'podscope: pod gated does not have a host assigned\n'],
    [['exec', 'nobody', '--', 'ls'], '', 1, '', 'podscope: pods "nobody" not found\n'],
  ])('%j', async ([line, stdin, code, out, err]) => {
    const result = await run(line, stdin);
    expect({ ...result, err: typeof err === 'string' ? result.err : 'any' }).toEqual({
      code,
      out,
      err: typeof err === 'string' ? err : 'any',
    });
    expect(result.err).toMatch(err);
  });

  test('five million bytes come whole', async () => {
    const { code, out } = await run(['exec', 'web', '--', 'sh', '-c', 'head -c 5000000 /dev/zero | tr "\\0" a']);
    expect([code, out.length, /^a*$/.test(out)]).toEqual([0, 5_000_000, true]);
  });
});

test('exec -it is a terminal of the size of ours', async () => {
  const line = ['exec', '-it', '-n', SPACE, '--kubeconfig', plane.kubeconfig, 'web', '--'];
  // A size comes on a channel of its own: kwok sets it some time after the start, or after the word that was typed behind it.
  const sized = (size: string) => `until stty size | grep "${size}"; do sleep 0.05; done`;
  const script = `${sized('30 90')}; read word; echo "<$word>"; ${sized('20 70')}`;
  await using terminal = new TestTerminal(process.execPath, [PODSCOPE, ...line, 'sh', '-c', script], {
    width: 90,
    height: 30,
  });
  await terminal.until(/30 90/);
  terminal.resize(70, 20);
  terminal.keys('hello\r');
  await terminal.until(/<hello>\s+20 70/);
  expect(await terminal.exited).toBe(0);
});

describe('logs', () => {
  test.for<readonly [line: readonly string[], code: number, out: string, err: string | RegExp]>([
    [['logs', 'web'], 0, 'one\ntwo\nthree\n', ''],
    [['logs', 'web', '--tail', '1'], 0, 'three\n', ''],
    [['logs', 'web', '-p'], 1, '', /none\.log/],
    [['logs', 'nobody'], 1, '', 'podscope: pods "nobody" not found\n'],
    [['logs', 'gated'], 0, '', 'podscope: the pod gated is on no node yet, so it has no log\n'],
  ])('%j', async ([line, code, out, err]) => {
    const result = await run(line);
    expect([result.code, result.out]).toEqual([code, out]);
    expect(result.err).toMatch(err);
  });

  test('what is written is told as it comes', async () => {
    const following = start(['logs', 'web', '-f', '--tail', '1']);
    await eventually(following.out, text => text === 'three\n');
    appendFileSync(logFile, logLine('four'));
    await eventually(following.out, text => text === 'three\nfour\n');
    following.child.kill('SIGINT');
    expect([await following.ended, following.err()]).toEqual([130, '']);
  });
});

test('attach tells what the container says until it is left', async () => {
  const attached = start(['attach', 'web']);
  await eventually(
    () => {
      appendFileSync(attachFile, logLine('hello'));
      return attached.out();
    },
    text => text.includes('hello\n'),
  );
  attached.child.kill('SIGINT');
  expect(await attached.ended).toBe(130);
});

test('several ports lead into the pod; where nothing listens the kubelet says so', async () => {
  const forwarding = start(['port-forward', 'web', ':8080', ':8443', ':9901']);
  await eventually(forwarding.out, text => (text.match(/127\.0\.0\.1:\d+ -> \d+/g)?.length ?? 0) === 3);
  const port = (remote: number): string =>
    new RegExp(`127\\.0\\.0\\.1:(\\d+) -> ${remote}`).exec(forwarding.out())![1]!;
  const ask = (remote: number): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: port(remote), path: `/${remote}`, agent: false }, async response => {
        let text = '';
        for await (const piece of response) text += String(piece);
        resolve(text);
      }).on('error', reject);
    });
  expect(await Promise.all([ask(8080), ask(8443), ask(8080)])).toEqual([
    'you asked for /8080',
    'you asked for /8443',
    'you asked for /8080',
  ]);
  await expect(ask(9901)).rejects.toThrow();
  await eventually(forwarding.err, text => text !== '');
  expect(forwarding.err()).toMatch(/^podscope: port 9901: .*connection refused\n$/);
  forwarding.child.kill('SIGINT');
  expect(await forwarding.ended).toBe(130);
});
