import { X509Certificate } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterConfig, ExecConfig } from '../../src/cluster/config/config.ts';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import type { ConnectionState } from '../../src/kube/feed.ts';
import type { ProcessRequest } from '../../src/kube/streams.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { plainConfig } from '../support/feed-probe.ts';

const tls = (name: string): string => join(import.meta.dirname, '../fixtures/tls', name);

/** A TLS server for the name api.internal that asks for a client certificate and counts its connections. */
let server: Server;
let requests: IncomingMessage[] = [];
let connections = 0;
let refuse: (request: IncomingMessage) => boolean = () => false;

beforeAll(async () => {
  server = createServer(
    {
      key: readFileSync(tls('server.key')),
      cert: readFileSync(tls('server.crt')),
      ca: readFileSync(tls('ca.crt')),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      requests.push(request);
      response.writeHead(refuse(request) ? 401 : 200, {
        'Content-Type': 'application/json',
        Date: new Date(clock.now() + 90_000).toUTCString(),
      });
      response.end(JSON.stringify({ major: '1', minor: '37', gitVersion: 'v1.37.2' }));
    },
  );
  server.on('secureConnection', () => connections++);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let clock: FakeClock;
let folder: string;
let cluster: Cluster | undefined;
beforeEach(() => {
  clock = new FakeClock(1_700_000_000_000);
  folder = mkdtempSync(join(tmpdir(), 'podscope-credentials-'));
  requests = [];
  connections = 0;
  refuse = () => false;
});
afterEach(() => {
  cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

const trusted: Partial<ClusterConfig> = {
  tls: { insecure: false, serverName: 'api.internal', ca: { file: tls('ca.crt') } },
};
function open(more: Partial<ClusterConfig>, env: Record<string, string> = {}): Cluster {
  const { port } = server.address() as AddressInfo;
  cluster = openCluster(plainConfig(`https://127.0.0.1:${port}`, { ...trusted, ...more }), {
    clock,
    random: () => 0,
    env,
    version: '0',
  });
  return cluster;
}
const problem = async (opened: Cluster): Promise<unknown> =>
  opened.version().then(
    () => 'no problem',
    error => opened.problem(error),
  );

describe('TLS', () => {
  test('CA file and server name; one handshake for many calls', async () => {
    const opened = open({});
    for (let i = 0; i < 5; i++) await opened.version();
    expect([requests.length, connections]).toEqual([5, 1]);
  });

  test('CA data', async () => {
    expect(
      await open({
        tls: { insecure: false, serverName: 'api.internal', ca: { pem: readFileSync(tls('ca.crt'), 'utf8') } },
      }).version(),
    ).toMatchObject({ minor: 37 });
  });

  test('insecure-skip-tls-verify', async () => {
    expect(await open({ tls: { insecure: true, serverName: undefined, ca: undefined } }).version()).toMatchObject({
      minor: 37,
    });
  });

  test.for([
    {
      name: 'an unknown authority',
      tls: { insecure: false, serverName: 'api.internal', ca: undefined },
      want: { code: 'tls', message: expect.stringContaining('not signed by an authority that we trust') },
    },
    {
      name: 'another name',
      tls: { insecure: false, serverName: undefined, ca: { file: tls('ca.crt') } },
      want: { code: 'tls', hint: expect.stringContaining('tls-server-name') },
    },
    {
      name: 'a CA file that is not there',
      tls: { insecure: false, serverName: undefined, ca: { file: '/no/ca.crt' } },
      want: { code: 'config', message: 'the certificate authority /no/ca.crt does not exist' },
    },
  ])('$name is said', async ({ tls: config, want }) => {
    expect(await problem(open({ tls: config }))).toMatchObject(want);
  });

  test('a client certificate', async () => {
    await open({
      auth: {
        clientCertificate: { file: tls('client.crt') },
        clientKey: { pem: readFileSync(tls('client.key'), 'utf8') },
      },
    }).version();
    expect((requests[0]!.socket as TLSSocket).authorized).toBe(true);
    expect((requests[0]!.socket as TLSSocket).getPeerCertificate().subject.CN).toBe('client');
  });
});

test('a client certificate that has ended is told as the reason why it is refused', async () => {
  const end = Date.parse(new X509Certificate(readFileSync(tls('client.crt'))).validTo);
  refuse = () => true;
  const auth = { clientCertificate: { file: tls('client.crt') }, clientKey: { file: tls('client.key') } };
  for (const [now, says] of [
    [end - 86_400_000, /does not accept the credentials of user "tester"/],
    [end + 1000, /^the client certificate of user "tester" ended at \d{4}-\d\d-\d\dT\d\d:\d\dZ$/],
  ] as const) {
    clock = new FakeClock(now);
    const opened = open({ auth });
    expect(await problem(opened)).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(says) });
    opened.close();
  }
});

test('client certificate files that were rotated are read again for the next connection', async () => {
  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  copyFileSync(tls('client.crt'), cert);
  copyFileSync(tls('client.key'), key);
  const clients: string[] = [];
  refuse = ({ socket }) => {
    clients.push((socket as TLSSocket).getPeerCertificate().subject.CN as string);
    return false;
  };
  const opened = open({ auth: { clientCertificate: { file: cert }, clientKey: { file: key } } });
  await opened.version();
  copyFileSync(tls('server.crt'), cert);
  copyFileSync(tls('server.key'), key);
  await opened.version();
  await opened.version();
  expect(clients).toEqual(['client', 'server', 'server']);
  expect(connections).toBe(2);
});

test('the service account of a pod: its CA, namespace and token, which is read again when it was rotated', async () => {
  copyFileSync(tls('ca.crt'), join(folder, 'ca.crt'));
  writeFileSync(join(folder, 'token'), 'first');
  writeFileSync(join(folder, 'namespace'), 'team-a\n');
  const { port } = server.address() as AddressInfo;
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port) };
  const config = loadClusterConfig(
    { 'tls-server-name': 'api.internal' },
    { env, home: folder, serviceAccount: folder },
  );
  cluster = openCluster(config, { clock, random: () => 0, env, version: '0' });
  expect(cluster.identity).toMatchObject({ namespace: 'team-a', cluster: 'in-cluster' });
  await cluster.version();
  writeFileSync(join(folder, 'token'), 'second');
  clock.advance(61_000);
  await cluster.version();
  writeFileSync(join(folder, 'token'), 'third');
  refuse = request => request.headers.authorization === 'Bearer second';
  await cluster.version();
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer first',
    'Bearer second',
    'Bearer second',
    'Bearer third',
  ]);
});

describe('who asks', () => {
  test.for([
    { name: 'a token', more: { auth: { token: 't' } }, want: { authorization: 'Bearer t' } },
    {
      name: 'name and password',
      more: { auth: { basic: { username: 'a', password: 'b' } } },
      want: { authorization: 'Basic YTpi' },
    },
    {
      name: 'impersonation',
      more: { impersonate: { user: 'root', uid: '7', groups: ['a', 'b'], extra: { 'example.org/k': ['v'] } } },
      want: {
        'impersonate-user': 'root',
        'impersonate-uid': '7',
        'impersonate-group': 'a, b',
        'impersonate-extra-example.org%2fk': 'v',
      },
    },
    {
      name: 'impersonation in any script',
      more: { impersonate: { user: '用户', groups: [], extra: { 'K (x) %': ['ü'] } } },
      want: {
        'impersonate-user': Buffer.from('用户').toString('latin1'),
        'impersonate-extra-k%20%28x%29%20%25': Buffer.from('ü').toString('latin1'),
      },
    },
  ])('$name', async ({ more, want }) => {
    await open(more).version();
    expect(requests[0]!.headers).toMatchObject(want);
  });

  test('a token file is read again after a minute, and at once when it is refused', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'one\n');
    const opened = open({ auth: { tokenFile: file, token: 'old' } });
    await opened.version();
    writeFileSync(file, 'two\n');
    await opened.version();
    clock.advance(61_000);
    await opened.version();
    writeFileSync(file, 'three\n');
    refuse = request => request.headers.authorization === 'Bearer two';
    await opened.version();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer one',
      'Bearer one',
      'Bearer two',
      'Bearer two',
      'Bearer three',
    ]);
  });

  test('a token file that is empty while it is written leaves the token that we have', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'one\n');
    const opened = open({ auth: { tokenFile: file } });
    await opened.version();
    writeFileSync(file, '');
    clock.advance(61_000);
    await opened.version();
    writeFileSync(file, 'two\n');
    await opened.version();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
  });

  test('a token file that has never had a token is said', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, '\n');
    expect(await problem(open({ auth: { tokenFile: file } }))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('is empty'),
    });
  });

  test('a refused token is said with the next step', async () => {
    refuse = () => true;
    expect(await problem(open({ auth: { token: 'x' } }))).toMatchObject({
      code: 'unauthorized',
      hint: expect.stringContaining('log in again'),
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a credential plugin', () => {
  /** A plugin that notes each run with its environment and answers what it is told. */
  function plugin(answer: string, more: Partial<ExecConfig> = {}): ExecConfig {
    const command = join(folder, 'login');
    writeFileSync(
      command,
      `#!/bin/sh\nprintf '%s\\n' "$KUBERNETES_EXEC_INFO" >> '${folder}/runs'\nn=$(wc -l < '${folder}/runs' | tr -d ' ')\n${answer}\n`,
    );
    chmodSync(command, 0o755);
    return {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args: ['a b'],
      env: [{ name: 'EXTRA', value: 'x' }],
      installHint: 'Install it.\n',
      provideClusterInfo: true,
      interactiveMode: 'IfAvailable',
      clusterExtension: { audience: 'me' },
      ...more,
    };
  }
  const credential = (status: string): string =>
    `printf '%s' '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{${status}}}' | sed "s/N/$n/"`;
  const runs = (): unknown[] =>
    readFileSync(join(folder, 'runs'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));

  test('runs once for many, with the cluster in its environment, and again after a 401', async () => {
    const opened = open({ auth: { exec: plugin(credential('"token":"token-N"')) } });
    await Promise.all([1, 2, 3, 4, 5].map(() => opened.version()));
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).toMatchObject({
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          'tls-server-name': 'api.internal',
          config: { audience: 'me' },
          'certificate-authority-data': expect.any(String),
        },
      },
    });
    refuse = request => request.headers.authorization === 'Bearer token-1';
    await opened.version();
    expect(requests.at(-1)!.headers.authorization).toBe('Bearer token-2');
  });

  test('is run once when many requests with its old token are refused', async () => {
    const opened = open({ auth: { exec: plugin(credential('"token":"token-N"')) } });
    await opened.version();
    refuse = request => request.headers.authorization === 'Bearer token-1';
    await Promise.all([1, 2, 3, 4, 5].map(() => opened.version()));
    expect(runs()).toHaveLength(2);
  });

  test('is not run over and over when nothing that it gives is accepted', async () => {
    refuse = () => true;
    expect(await problem(open({ auth: { exec: plugin(credential('"token":"token-N"')) } }))).toMatchObject({
      code: 'unauthorized',
    });
    expect(runs()).toHaveLength(2);
  });

  test('whose token ends at once is not part of every request', async () => {
    const opened = open({
      auth: { exec: plugin(credential('"token":"token-N","expirationTimestamp":"2020-01-01T00:00:00Z"')) },
    });
    for (let i = 0; i < 3; i++) await opened.version();
    expect(runs()).toHaveLength(1);
    clock.advance(11_000);
    await opened.version();
    expect(requests.at(-1)!.headers.authorization).toBe('Bearer token-2');
  });

  test('that leaves a child behind and never answers is given up', async () => {
    const result = problem(open({ auth: { exec: plugin('sleep 5 & sleep 5') } }));
    await expect.poll(() => clock.waiting).toEqual([120_000]);
    clock.advance(120_000);
    expect(await result).toMatchObject({ message: expect.stringContaining('did not answer within 2 minutes') });
  });

  test('that takes long is told as what is waited for, until it answers', async () => {
    const exec = plugin(`while [ ! -e '${folder}/go' ]; do sleep 0.02; done; ${credential('"token":"token-N"')}`);
    const feed = open({ auth: { exec } }).podFeed({ namespaces: [] });
    const told: ConnectionState[] = [];
    feed.subscribe(event => event.type === 'Connection' && told.push(event.connection));
    feed.start();
    await expect.poll(() => clock.waiting).toContain(2000);
    clock.advance(2000);
    expect(told.at(-1)).toMatchObject({
      state: 'connecting',
      waitsFor: expect.stringMatching(/^the credential plugin .*login$/),
    });
    writeFileSync(join(folder, 'go'), '');
    await expect.poll(() => requests.length).toBe(1);
    expect(told.slice(0, 4).map(({ state }) => state)).toEqual(['connecting', 'listing', 'connecting', 'listing']);
    feed.stop();
  });

  test('runs again shortly before its token ends', async () => {
    const expirationTimestamp = new Date(clock.now() + 600_000).toISOString();
    const opened = open({
      auth: { exec: plugin(credential(`"token":"token-N","expirationTimestamp":"${expirationTimestamp}"`)) },
    });
    await opened.version();
    clock.advance(500_000);
    await opened.version();
    clock.advance(45_000);
    await opened.version();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('may answer a client certificate', async () => {
    const pem = (name: string): string => readFileSync(tls(name), 'utf8').replaceAll('\n', '\\n');
    writeFileSync(
      join(folder, 'answer'),
      `{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"${pem('client.crt')}","clientKeyData":"${pem('client.key')}"}}`,
    );
    await open({ auth: { exec: plugin(`cat '${join(folder, 'answer')}'`) } }).version();
    expect((requests[0]!.socket as TLSSocket).authorized).toBe(true);
  });

  test.for([
    { name: 'that fails', answer: 'echo "session expired" >&2; exit 3', want: 'failed (exit 3): session expired' },
    { name: 'that says nothing', answer: 'true', want: 'printed no ExecCredential in JSON' },
    {
      name: 'that has a certificate without key',
      answer: credential('"token":"x","clientCertificateData":"x"'),
      want: 'gave a certificate or its key, and not both',
    },
    { name: 'that has no token', answer: credential(''), want: 'gave neither a token nor a certificate with key' },
    {
      name: 'of another version',
      answer: credential('"token":"x"').replace('io/v1"', 'io/v1beta1"'),
      want: 'answered in client.authentication.k8s.io/v1beta1, but client.authentication.k8s.io/v1 is configured',
    },
  ])('$name is said', async ({ answer, want }) => {
    const exec = plugin(answer);
    expect(await problem(open({ auth: { exec } }))).toEqual({
      code: 'unauthorized',
      message: `the credential plugin ${exec.command} of user "tester" ${want}`,
      hint: 'Install it.',
    });
  });

  test('that always asks a person is run without one; when that fails, where it can ask is said', async () => {
    const asks = plugin('read -r answer || { echo "no terminal" >&2; exit 1; }', { interactiveMode: 'Always' });
    expect(await problem(open({ auth: { exec: asks } }))).toMatchObject({
      message: expect.stringContaining('failed (exit 1): no terminal'),
      hint: expect.stringContaining('log in with kubectl first'),
    });
    const remembers = plugin(credential('"token":"t"'), { interactiveMode: 'Always' });
    await open({ auth: { exec: remembers } }).version();
    expect(requests.at(-1)!.headers.authorization).toBe('Bearer t');
  });

  test('that is not installed is said with its own hint', async () => {
    const exec = { ...plugin('true'), command: 'no-such-plugin-anywhere' };
    expect(await problem(open({ auth: { exec } }))).toMatchObject({
      message: expect.stringContaining('is not installed'),
      hint: 'Install it.',
    });
  });
});

/** A websocket takes the way of every other request. */
const SHELL: ProcessRequest = {
  namespace: 'default',
  pod: 'web-0',
  container: 'app',
  command: ['sh'],
  stdin: false,
  tty: false,
  onOutput: () => {},
};

test('an HTTP proxy is asked for a tunnel', async () => {
  const asked: string[] = [];
  const tunnels = new Set<Socket>();
  const proxy = createHttpServer().on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url!);
    const upstream = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) tunnels.add(end.on('error', () => {}));
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const opened = open({ proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
  expect(await opened.version()).toMatchObject({ minor: 37 });
  expect(asked).toEqual([`127.0.0.1:${(server.address() as AddressInfo).port}`]);
  await opened.runProcess(SHELL).catch(() => {});
  expect(requests.at(-1)).toMatchObject({
    url: expect.stringContaining('/web-0/exec?'),
    headers: { upgrade: 'websocket' },
  });
  opened.close();
  for (const end of tunnels) end.destroy();
  proxy.close();
});

test('a SOCKS proxy is asked for a connection by name, and TLS goes through it', async () => {
  const asked: number[] = [];
  const kinds: number[] = [];
  const ends = new Set<Socket>();
  // RFC 1928: a greeting and its answer, then CONNECT with an address or a name and its answer.
  const proxy = createNetServer(socket => {
    ends.add(socket.on('error', () => {}));
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', request => {
        const port = request.readUInt16BE(request.length - 2);
        asked.push(port);
        kinds.push(request[3]!);
        const upstream = connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          upstream.pipe(socket).pipe(upstream);
        });
        ends.add(upstream.on('error', () => {}));
      });
    });
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const opened = open({
    // A name that only the proxy can look up.
    server: `https://api.internal:${(server.address() as AddressInfo).port}`,
    proxyUrl: `socks5://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });
  expect(await opened.version()).toMatchObject({ minor: 37 });
  const DOMAIN_NAME = 3;
  expect(kinds).toEqual([DOMAIN_NAME]);
  expect(asked).toEqual([(server.address() as AddressInfo).port]);
  expect((requests[0]!.socket as TLSSocket).encrypted).toBe(true);
  await opened.runProcess(SHELL).catch(() => {});
  expect(requests.at(-1)).toMatchObject({
    url: expect.stringContaining('/web-0/exec?'),
    headers: { upgrade: 'websocket' },
  });
  opened.close();
  for (const end of ends) end.destroy();
  proxy.close();
});

test('the clock of the server is known to a second', async () => {
  const opened = open({});
  expect(opened.clockSkew()).toBeUndefined();
  await opened.version();
  expect(Math.abs(opened.clockSkew()! - 90_000)).toBeLessThanOrEqual(1000);
});

test.for([
  ['https://podscope-no-such-host.invalid', 'network', 'is not known'],
  ['http://127.0.0.1:1', 'network', 'connection refused'],
] as const)('%s: %s, %s', async ([address, code, words]) => {
  cluster = openCluster(plainConfig(address), { clock, random: () => 0, env: {}, version: '0' });
  expect(await problem(cluster)).toMatchObject({ code, message: expect.stringContaining(words) });
});
