import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import type { ProcessRequest } from '../../src/kube/streams.ts';
import { systemClock } from '../../src/shell/host.ts';
import recording from '../fixtures/kubelet-streams.json' with { type: 'json' };
import { plainConfig } from '../support/feed-probe.ts';

/**
 * What a real API server and the kubelet's packages said, byte for byte (`scripts/cluster/record-streams.ts`), said again to our
 * client: each of our messages must be the one that was recorded, and comes before what was answered.
 */
interface Piece {
  readonly from: string;
  readonly bytes: string;
}

const open: { server: Server; cluster: Cluster }[] = [];
afterEach(() => {
  for (const { server, cluster } of open.splice(0)) {
    cluster.close();
    server.close();
  }
});

/** A server that plays one conversation, the pieces of the server cut to `cut` bytes; and what we asked and said. */
async function playing(name: string, cut = Number.POSITIVE_INFINITY) {
  const conversation = recording.conversations.find(each => each.name === name)!;
  const heard = { request: '', messages: [] as string[] };
  const server = createServer(socket => void play(socket, conversation.said, cut, heard));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = plainConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const cluster = openCluster(config, { clock: systemClock, random: () => 0, env: {}, version: '9' });
  open.push({ server, cluster });
  const wanted = {
    path: conversation.path,
    messages: conversation.said.filter(({ from }) => from === 'client').map(({ bytes }) => bytes),
  };
  return { cluster, heard, wanted };
}

async function play(
  socket: Socket,
  said: readonly Piece[],
  cut: number,
  heard: { request: string; messages: string[] },
): Promise<void> {
  let came: Buffer = Buffer.alloc(0);
  let wake = (): void => {};
  socket.on('error', () => {});
  socket.on('data', chunk => {
    came = Buffer.concat([came, chunk]);
    wake();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds() && !socket.destroyed) await new Promise<void>(resolve => (wake = resolve));
  };
  await until(() => came.includes('\r\n\r\n'));
  heard.request = came.subarray(0, came.indexOf('\r\n\r\n')).toString();
  came = came.subarray(came.indexOf('\r\n\r\n') + 4);
  for (const { from, bytes } of said) {
    if (from === 'client') {
      await until(() => frameIn(came) !== undefined);
      const { message, rest } = frameIn(came)!;
      heard.messages.push(message);
      came = rest;
      continue;
    }
    const whole = Buffer.from(withAccept(bytes, heard.request), 'latin1');
    for (let at = 0; at < whole.length; at += cut) {
      if (!socket.destroyed) socket.write(whole.subarray(at, at + cut));
      if (cut < whole.length) await new Promise(resolve => setImmediate(resolve));
    }
  }
  socket.end();
}

/** The one line of the answer that depends on the request. */
function withAccept(bytes: string, request: string): string {
  const [, key] = /sec-websocket-key: (\S+)/i.exec(request) ?? [];
  if (!key || !bytes.startsWith('HTTP/1.1 101')) return bytes;
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return bytes.replace('\r\n', `\r\nSec-WebSocket-Accept: ${accept}\r\n`);
}

/** The first whole message of a client, unmasked; all of these are short. */
function frameIn(bytes: Buffer): { message: string; rest: Buffer } | undefined {
  const length = (bytes[1] ?? 0) & 127;
  if (bytes.length < 6 + length) return undefined;
  const mask = bytes.subarray(2, 6);
  const message = Buffer.from(bytes.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]!));
  return { message: message.toString('latin1'), rest: bytes.subarray(6 + length) };
}

const PLACE = { namespace: 'shop', pod: 'web', container: 'app', stdin: false, tty: false };
const SHELL = ['sh', '-c', 'echo out; echo err >&2'];

function asking(more: Partial<ProcessRequest>) {
  const heard = { stdout: '', stderr: '' };
  const request: ProcessRequest = {
    ...PLACE,
    ...more,
    onOutput(from, bytes) {
      heard[from] += Buffer.from(bytes).toString();
    },
  };
  return { heard, request };
}

/** As if it came at once, and in pieces that part every head and every message. */
const CUTS = [Number.POSITIVE_INFINITY, 3, 1];

const NOT_THERE = /^Internal error occurred: .*exec: "no-such-program": executable file not found in \$PATH$/;

describe.each(CUTS)('in pieces of %d bytes', cut => {
  test.for<readonly [name: string, request: Partial<ProcessRequest>, out: object, end: object]>([
    ['exec v5', { command: SHELL }, { stdout: 'out\n', stderr: 'err\n' }, { kind: 'exited', code: 0 }],
    ['exec v4', { command: SHELL }, { stdout: 'out\n', stderr: 'err\n' }, { kind: 'exited', code: 0 }],
    [
      'exec v5 of what is not there',
      { command: ['no-such-program'] },
      { stdout: '', stderr: '' },
      { kind: 'refused', message: expect.stringMatching(NOT_THERE) },
    ],
    [
      'exec v4 of what is not there',
      { command: ['no-such-program'] },
      { stdout: '', stderr: '' },
      { kind: 'refused', message: expect.stringMatching(NOT_THERE) },
    ],
  ])('%s', async ([name, more, out, end]) => {
    const { cluster, heard, wanted } = await playing(name, cut);
    const asked = asking(more);
    const process = await cluster.runProcess(asked.request);
    expect(await process.ended).toEqual(end);
    expect(asked.heard).toEqual(out);
    expect(heard.request.split(' ')[1]).toBe(wanted.path.replaceAll('%20', '+'));
  });

  test('exec with input, which ends', async () => {
    const { cluster, heard, wanted } = await playing('exec v5 with input', cut);
    const asked = asking({ command: ['head', '-n', '1'], stdin: true });
    const process = await cluster.runProcess(asked.request);
    await process.write(Buffer.from('hello\n'));
    expect(process.endInput()).toBe(true);
    expect(await process.ended).toEqual({ kind: 'exited', code: 0 });
    expect(asked.heard.stdout).toBe('hello\n');
    expect(heard.messages).toEqual(wanted.messages);
  });

  test('exec with a terminal and its size', async () => {
    const { cluster, heard, wanted } = await playing('exec v5 with a terminal', cut);
    const asked = asking({ command: ['sh', '-c', 'echo ready; read word; stty size'], stdin: true, tty: true });
    const process = await cluster.runProcess(asked.request);
    process.resize({ columns: 70, rows: 20 });
    await process.write(Buffer.from('go\n'));
    expect(await process.ended).toEqual({ kind: 'exited', code: 0 });
    expect(asked.heard.stdout).toBe('ready\r\ngo\r\n20 70\r\n');
    expect(heard.messages).toEqual(wanted.messages);
  });

  test('a port', async () => {
    const { cluster, heard, wanted } = await playing('a port', cut);
    let came = '';
    const connection = await cluster.connectPort({
      ...PLACE,
      port: 8080,
      onData: bytes => {
        came += Buffer.from(bytes).toString();
      },
    });
    await connection.write(Buffer.from('GET /page HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n'));
    await connection.ended;
    expect(came).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*this is \/page\n$/);
    expect(heard.messages).toEqual(wanted.messages);
  });

  test('a port where nothing listens', async () => {
    const { cluster } = await playing('a port where nothing listens', cut);
    const connection = await cluster.connectPort({ ...PLACE, port: 9901, onData: () => {} });
    expect(await connection.ended).toEqual({
      kind: 'refused',
      message: expect.stringMatching(/^error forwarding port 9901 to pod .*connect: connection refused$/),
    });
  });

  test.for([
    ['a log', ['2026-01-01T00:00:00.123456789Z one', '2026-01-01T00:00:01.123456789Z two']],
    ['a log of a pod without a node', []],
  ] as const)('%s', async ([name, lines]) => {
    const { cluster, wanted } = await playing(name, cut);
    const came: string[] = [];
    await cluster.lines({ path: wanted.path }, line => void came.push(line));
    expect(came).toEqual(lines);
  });
});

test.for([
  ['exec in no such container', { container: 'nope' }, 'invalid', 'container nope is not valid for pod web'],
  ['exec in a pod without a node', { pod: 'gated' }, 'invalid', 'pod gated does not have a host assigned'],
  ['exec in no pod', { pod: 'nobody' }, 'not-found', 'pods "nobody" not found'],
] as const)('%s is refused in the words of the server', async ([name, more, code, message]) => {
  const { cluster } = await playing(name);
  const error = await cluster.runProcess(asking({ command: ['ls'], ...more }).request).catch((cause: unknown) => cause);
  expect(cluster.problem(error)).toEqual({ code, message });
});

test('a log of no such container is refused in the words of the server', async () => {
  const { cluster, wanted } = await playing('a log of no such container');
  await expect(cluster.lines({ path: wanted.path }, () => {})).rejects.toThrow(
    'container nope is not valid for pod web',
  );
});
