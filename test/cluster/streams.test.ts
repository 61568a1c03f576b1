import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../../src/cluster/config/config.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Clock } from '../../src/kube/clock.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import type { ProcessRequest } from '../../src/kube/streams.ts';
import { systemClock } from '../../src/shell/host.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { plainConfig } from '../support/feed-probe.ts';
import { refusal, type ServerLine, StreamServer } from '../support/stream-server.ts';

let server: StreamServer;
let cluster: Cluster;

beforeEach(async () => {
  server = await new StreamServer().start();
  cluster = open();
});
afterEach(async () => {
  cluster.close();
  await server.stop();
});

function open(more: Partial<ClusterConfig> = {}, clock: Clock = systemClock): Cluster {
  return openCluster(plainConfig(server.url, more), { clock, random: () => 0, env: {}, version: '9' });
}

const V5 = 'v5.channel.k8s.io';
const V4 = 'v4.channel.k8s.io';
const place = { namespace: 'shop', pod: 'web-0', container: 'app' };

/** Output as it came, by stream. */
function listening(more: Partial<ProcessRequest> = {}) {
  const heard = { stdout: '', stderr: '' };
  const request: ProcessRequest = {
    ...place,
    command: ['sh', '-c', 'echo "two words"'],
    stdin: true,
    tty: false,
    onOutput(from, bytes) {
      heard[from] += Buffer.from(bytes).toString();
    },
    ...more,
  };
  return { heard, request };
}

const failure = (code: number): string =>
  JSON.stringify({
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: error executing command [sh], exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  });
const SUCCESS = JSON.stringify({ metadata: {}, status: 'Success' });

describe('a process', () => {
  test('says what it runs and where, as kubectl does', async () => {
    server.scenes = [{ protocols: [V5, V4], play: line => line.send(3, SUCCESS) }];
    const { request } = listening({ tty: true });
    const process = await cluster.runProcess(request);
    expect(await process.ended).toEqual({ kind: 'exited', code: 0 });
    const [{ url, headers }] = server.upgrades as [(typeof server.upgrades)[0]];
    expect(`${url.pathname}${url.search}`).toBe(
      '/api/v1/namespaces/shop/pods/web-0/exec?container=app&command=sh&command=-c&command=echo+%22two+words%22&stdin=true&stdout=true&stderr=false&tty=true',
    );
    expect(headers['sec-websocket-protocol']).toBe('v5.channel.k8s.io,v4.channel.k8s.io');
    expect(headers['user-agent']).toBe('podscope/9');
  });

  test('joins what runs when it is given no command', async () => {
    server.scenes = [{ protocols: [V4], play: line => line.send(3, SUCCESS) }];
    await (await cluster.runProcess(listening({ command: undefined }).request)).ended;
    expect(server.upgrades[0]!.url.pathname).toMatch(/\/web-0\/attach$/);
  });

  test('carries credentials, impersonation and several groups', async () => {
    server.scenes = [{ protocols: [V5], play: line => line.send(3, SUCCESS) }];
    const other = open({ auth: { token: 't' }, impersonate: { user: 'ann', groups: ['a', 'b'], extra: {} } });
    await (await other.runProcess(listening().request)).ended;
    expect(server.upgrades[0]!.headers).toMatchObject({
      authorization: 'Bearer t',
      'impersonate-user': 'ann',
      'impersonate-group': 'a, b',
    });
    other.close();
  });

  test.for([
    [SUCCESS, { kind: 'exited', code: 0 }],
    [failure(3), { kind: 'exited', code: 3 }],
    [failure(137), { kind: 'exited', code: 137 }],
    [
      JSON.stringify({ status: 'Failure', message: 'exec: "bash": not found', reason: 'InternalError', code: 500 }),
      { kind: 'refused', message: 'exec: "bash": not found' },
    ],
    ['command terminated oddly', { kind: 'refused', message: 'command terminated oddly' }],
  ] as const)('ends as its status says: %s', async ([status, end]) => {
    server.scenes = [{ protocols: [V4], play: line => line.send(3, status) }];
    expect(await (await cluster.runProcess(listening().request)).ended).toEqual(end);
  });

  test('gives input, size and the end of the input, and tells output apart', async () => {
    let line: ServerLine | undefined;
    server.scenes = [
      {
        protocols: [V5],
        play: async opened => {
          line = opened;
          // A kubelet opens every channel with an empty frame.
          for (const channel of [1, 2, 3]) line.send(channel, '');
          line.send(1, 'out ');
          line.send(2, 'err');
          line.send(1, 'more');
          await line.until(({ channel }) => channel === 255);
          line.send(3, failure(2));
        },
      },
    ];
    const { heard, request } = listening();
    const process = await cluster.runProcess(request);
    await process.write(Buffer.from('ls\n'));
    process.resize({ columns: 120, rows: 40 });
    expect(process.endInput()).toBe(true);
    expect(await process.ended).toEqual({ kind: 'exited', code: 2 });
    expect(heard).toEqual({ stdout: 'out more', stderr: 'err' });
    expect(
      line!.received.map(({ channel, bytes }) => [channel, channel === 255 ? [...bytes] : bytes.toString()]),
    ).toEqual([
      [0, 'ls\n'],
      [4, '{"Width":120,"Height":40}'],
      [255, [0]],
    ]);
  });

  test('knows that v4 cannot end the input', async () => {
    server.scenes = [{ protocols: [V4], play: () => {} }];
    const process = await cluster.runProcess(listening().request);
    expect(process.endInput()).toBe(false);
    process.close();
    expect(await process.ended).toEqual({ kind: 'closed' });
  });

  test('waits for who takes its output: the server stops sending', async () => {
    let line: ServerLine | undefined;
    server.scenes = [
      {
        protocols: [V5],
        play: opened => {
          line = opened;
        },
      },
    ];
    let free = (): void => {};
    const taken: number[] = [];
    const { request } = listening({
      onOutput: (_, bytes) => {
        taken.push(bytes.length);
        return new Promise<void>(resolve => {
          free = resolve;
        });
      },
    });
    const process = await cluster.runProcess(request);
    const piece = Buffer.alloc(1 << 20, 'x');
    for (let i = 0; i < 40; i++) line!.send(1, piece);
    line!.send(3, SUCCESS);
    await until(() => taken.length === 1);
    // The kernel's buffers hold a few; the rest waits on the server's side, where a kubelet would block.
    await until(() => line!.socket.bufferedAmount > 0);
    expect(taken.length).toBe(1);
    const ended = process.ended;
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    while (!isOver) {
      free();
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(40 << 20);
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
  });
});

describe('what goes wrong', () => {
  test.for([
    [403, 'Forbidden', 'pods "web-0" is forbidden: User "ann" cannot create resource "pods/exec"', 'forbidden'],
    [404, 'NotFound', 'pods "web-0" not found', 'not-found'],
    [400, 'BadRequest', 'container nope is not valid for pod web-0', 'invalid'],
    [500, 'InternalError', 'unable to upgrade connection: container not found ("app")', 'server'],
  ] as const)('a refusal with %i is the sentence of the server', async ([code, reason, message, kind]) => {
    server.scenes = [{ refuse: refusal(code, reason, message) }];
    const error = await cluster.runProcess(listening().request).catch((thrown: unknown) => thrown);
    expect(cluster.problem(error)).toEqual({ code: kind, message });
  });

  test('a proxy without websockets is told as what it answered', async () => {
    server.scenes = [{ refuse: 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 15\r\n\r\n<html>no</html>' }];
    const error = await cluster.runProcess(listening().request).catch((thrown: unknown) => thrown);
    expect(cluster.problem(error).message).toMatch(/answered 502: no reason given$/);
  });

  test('a token that has expired is asked for anew, once', async () => {
    server.scenes = [
      { refuse: refusal(401, 'Unauthorized', 'Unauthorized') },
      { protocols: [V5], play: line => line.send(3, SUCCESS) },
    ];
    const folder = mkdtempSync(join(tmpdir(), 'podscope-token-'));
    writeFileSync(join(folder, 'token'), 'fresh\n');
    const other = open({ auth: { tokenFile: join(folder, 'token') } });
    expect(await (await other.runProcess(listening().request)).ended).toEqual({ kind: 'exited', code: 0 });
    expect(server.upgrades.map(({ headers }) => headers.authorization)).toEqual(['Bearer fresh', 'Bearer fresh']);
    other.close();
    rmSync(folder, { recursive: true });
  });

  test('a connection that is cut is lost, not ended', async () => {
    server.scenes = [
      {
        protocols: [V5],
        play: line => {
          line.send(1, 'half a l');
          setImmediate(() => line.socket.terminate());
        },
      },
    ];
    const { heard, request } = listening();
    const process = await cluster.runProcess(request);
    expect(await process.ended).toEqual({
      kind: 'lost',
      problem: {
        code: 'network',
        message: `${new URL(server.url).host} closed the connection`,
        hint: expect.any(String),
      },
    });
    expect(heard.stdout).toBe('half a l');
    await process.write(Buffer.from('to nobody'));
  });

  test.for([
    [1000, '', /closed the connection/],
    [1011, 'the kubelet is going down', /the kubelet is going down/],
  ] as const)('an end with %i but without a status is no success', async ([code, reason, said]) => {
    server.scenes = [{ protocols: [V5], play: line => line.socket.close(code, reason) }];
    const end = await (await cluster.runProcess(listening().request)).ended;
    expect(end).toMatchObject({ kind: 'lost', problem: { message: expect.stringMatching(said) } });
  });

  test('a line that answers no ping is given up', async () => {
    const clock = new FakeClock();
    const other = open({}, clock);
    let pings = 0;
    server.scenes = [
      {
        protocols: [V5],
        play: line => {
          line.socket.on('ping', () => pings++);
          (line.socket as unknown as { _autoPong: boolean })._autoPong = false;
        },
      },
    ];
    const process = await other.runProcess(listening().request);
    for (let i = 1; i <= 2; i++) {
      clock.advance(15_000);
      await until(() => pings === i);
    }
    clock.advance(15_000);
    expect(await process.ended).toMatchObject({
      kind: 'lost',
      problem: { message: expect.stringMatching(/does not answer: nothing came for 45 s/) },
    });
    other.close();
  });

  test('a clock that jumps makes no line dead that answers', async () => {
    const clock = new FakeClock();
    let ahead = 0;
    const jumping = { now: () => clock.now() + ahead, after: clock.after.bind(clock) };
    const other = open({}, jumping);
    let pings = 0;
    let line: ServerLine | undefined;
    server.scenes = [
      {
        protocols: [V5],
        play: each => {
          line = each;
          each.socket.on('ping', () => pings++);
        },
      },
    ];
    const { request, heard } = listening();
    const process = await other.runProcess(request);
    for (let i = 1; i <= 4; i++) {
      ahead += 600_000;
      clock.advance(15_000);
      await until(() => pings === i);
      // What is sent after the answer comes after it.
      line!.socket.send(Buffer.from([1, 0x2e]));
      await until(() => heard.stdout.length === i);
    }
    line!.socket.close(1000);
    expect(await process.ended).toMatchObject({
      kind: 'lost',
      problem: { message: expect.not.stringMatching('answer') },
    });
    other.close();
  });

  test('a server that never answers the upgrade is given up', async () => {
    const clock = new FakeClock();
    const other = open({}, clock);
    server.scenes = [{ mute: true }];
    const opening = other.runProcess(listening().request).catch((thrown: unknown) => thrown);
    await until(() => server.upgrades.length === 1);
    clock.advance(30_000);
    expect(other.problem(await opening).message).toMatch(/no answer within 30 s/);
    other.close();
  });

  test('who gives up while it is opened is told so', async () => {
    const stop = new AbortController();
    server.scenes = [{ mute: true }];
    const opening = cluster.runProcess(listening({ signal: stop.signal }).request).catch((thrown: unknown) => thrown);
    await until(() => server.upgrades.length === 1);
    stop.abort();
    expect(await opening).toMatchObject({ code: 'ABORTED' });
  });
});

/** As the kubelet frames it: two bytes of the port on both channels, then bytes, then the end of the websocket. */
describe('a port', () => {
  const port = (line: ServerLine): void => {
    for (const channel of [0, 1]) line.send(channel, Buffer.of(9901 & 255, 9901 >> 8));
  };
  const connect = async () => {
    const heard: string[] = [];
    const connection = await cluster.connectPort({
      namespace: 'shop',
      pod: 'web-0',
      port: 9901,
      onData: bytes => void heard.push(Buffer.from(bytes).toString()),
    });
    return { heard, connection };
  };

  test('carries bytes both ways and ends when the pod does', async () => {
    server.scenes = [
      {
        protocols: [V4],
        play: async line => {
          port(line);
          await line.until(({ bytes }) => bytes.toString() === 'ping');
          line.send(0, 'pong');
          line.socket.close(1000);
        },
      },
    ];
    const { heard, connection } = await connect();
    await connection.write(Buffer.from('ping'));
    expect(await connection.ended).toEqual({ kind: 'ended' });
    expect(heard).toEqual(['pong']);
    const [{ url, headers }] = server.upgrades as [(typeof server.upgrades)[0]];
    expect(`${url.pathname}${url.search}`).toBe('/api/v1/namespaces/shop/pods/web-0/portforward?ports=9901');
    expect(headers['sec-websocket-protocol']).toBe('v4.channel.k8s.io');
  });

  test('finds the port in front of the data wherever the frames are cut', async () => {
    server.scenes = [
      {
        protocols: [V4],
        play: line => {
          line.send(0, Buffer.of(9901 & 255));
          line.send(0, Buffer.concat([Buffer.of(9901 >> 8), Buffer.from('first')]));
          line.socket.close(1000);
        },
      },
    ];
    const { heard, connection } = await connect();
    await connection.ended;
    expect(heard).toEqual(['first']);
  });

  test('where nothing listens says so in the words of the kubelet', async () => {
    const words = 'error forwarding port 9901 to pod web-0, uid 1: failed to connect: connection refused';
    server.scenes = [
      {
        protocols: [V4],
        play: line => {
          port(line);
          line.send(1, words);
        },
      },
    ];
    const { connection } = await connect();
    expect(await connection.ended).toEqual({ kind: 'refused', message: words });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
}
