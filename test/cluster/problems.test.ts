import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { ClusterConfig } from '../../src/cluster/config/config.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { makeServerCertificate } from '../../src/demo/api/certificate.ts';
import { problemText } from '../../src/kube/problem.ts';
import { systemClock } from '../../src/shell/host.ts';
import { plainConfig } from '../support/feed-probe.ts';

/** What can be wrong between us and a server, as a person meets it: each a sentence that names the cause and the next step. */
interface Trouble {
  readonly name: string;
  /** Answers the address of the server. */
  readonly server: () => string | Promise<string>;
  readonly config?: Partial<ClusterConfig>;
  readonly says: RegExp;
}

const certificate = makeServerCertificate();
const other = makeServerCertificate();
const running: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of running.splice(0)) server.close();
});

async function listening(server: Server, scheme: 'http' | 'https'): Promise<string> {
  running.push(server);
  server.on('connection', socket => sockets.add(socket));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const plain = (answer: Answer): Promise<string> => listening(createServer(answer), 'http');
const secure = (answer: Answer, more: ServerOptions = {}): Promise<string> =>
  listening(createTlsServer({ cert: certificate.cert, key: certificate.key, ...more }, answer), 'https');
const status =
  (code: number, body: string | { readonly message: string; readonly reason: string }): Answer =>
  (_, response) => {
    const isText = typeof body === 'string';
    response.writeHead(code, { 'content-type': isText ? 'text/plain' : 'application/json' });
    response.end(
      isText ? body : JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...body }),
    );
  };
const raw = (say: (socket: Socket) => void): Promise<string> => listening(createTcpServer(say), 'http');

const tls = (more: Partial<ClusterConfig['tls']>): Partial<ClusterConfig> => ({
  tls: { insecure: false, serverName: undefined, ca: { pem: certificate.ca }, ...more },
});
const otherScheme = (url: string): string =>
  url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:');

const TROUBLES: readonly Trouble[] = [
  {
    name: 'nobody listens',
    server: async () => {
      const url = await raw(() => {});
      await new Promise(resolve => running.pop()!.close(resolve));
      return url;
    },
    says: /^nothing answers at http:\S+: connection refused; is the cluster running\?$/,
  },
  {
    name: 'a host that nobody knows',
    server: () => 'https://no-such-host.invalid:6443',
    says: /^the host name no-such-host\.invalid:6443 of cluster "test" is not known; is the VPN up, and is the server in \S+config spelt right\?$/,
  },
  {
    name: 'a server that speaks only TLS, as net/http says it',
    server: () => plain(status(400, 'Client sent an HTTP request to an HTTPS server.\n')),
    says: /^http:\S+ speaks TLS only; write https:\/\/ before the server in \S+config$/,
  },
  {
    name: 'a server that closes on who does not speak TLS',
    server: async () => otherScheme(await secure(status(200, '{}'))),
    says: /^127\.0\.0\.1:\d+ closed the connection/,
  },
  {
    name: 'a server that does not speak TLS',
    server: async () => otherScheme(await plain(status(200, '{}'))),
    says: /^127\.0\.0\.1:\d+ does not speak TLS; should the server begin with http:\/\/ \?$/,
  },
  {
    name: 'an authority that we do not know',
    server: () => secure(status(200, '{}')),
    says: /is not signed by an authority that we trust .*; name the authority of cluster "test" with certificate-authority in \S+config or --certificate-authority$/,
  },
  {
    name: 'a certificate for another name',
    server: () => secure(status(200, '{}')),
    config: tls({ serverName: 'other.example' }),
    says: /is for another name: it has localhost, 127\.0\.0\.1, and not other\.example; set tls-server-name in the kubeconfig, or --tls-server-name$/,
  },
  {
    name: 'credentials that are not accepted',
    server: () => plain(status(401, { message: 'Unauthorized', reason: 'Unauthorized' })),
    says: /^http:\S+ does not accept the credentials of user "tester"; log in again, or choose another user or context of \S+config$/,
  },
  {
    name: 'a right that is missing',
    server: () =>
      plain(
        status(403, {
          message: 'pods is forbidden: User "tester" cannot list resource "pods" in API group "" at the cluster scope',
          reason: 'Forbidden',
        }),
      ),
    says: /^pods is forbidden: User "tester" cannot list .*; ask for the right, or choose a namespace that you may read with --namespace$/,
  },
  {
    name: 'a selector that the server does not understand',
    server: () => plain(status(400, { message: 'unable to parse requirement: found "!!"', reason: 'BadRequest' })),
    says: /^http:\S+ refused the request: unable to parse requirement: found "!!"; check the selectors$/,
  },
  {
    name: 'another bad request has nothing to do with selectors',
    server: () => plain(status(400, { message: 'limit must be positive', reason: 'BadRequest' })),
    says: /^http:\S+ refused the request: limit must be positive$/,
  },
  {
    name: 'a web server that is no API server',
    server: () => plain(status(404, '<html>404 not found</html>')),
    says: /check the address of the server: it may not be a Kubernetes API server$/,
  },
  {
    name: 'a page instead of an answer',
    server: () => plain(status(200, '<!doctype html><title>Sign in</title>')),
    says: /^http:\S+ sent what is not Kubernetes: /,
  },
  {
    name: 'a server that hangs up',
    server: () => raw(socket => socket.destroy()),
    says: /^127\.0\.0\.1:\d+ closed the connection; is it starting, or should the server begin with https:\/\/ \?$/,
  },
  {
    name: 'a server in trouble',
    server: () => plain(status(503, { message: 'etcd leader changed', reason: 'ServiceUnavailable' })),
    says: /^http:\S+ answered 503: etcd leader changed; look at the API server and at what stands before it, or wait$/,
  },
  {
    name: 'a page of another server',
    server: () =>
      plain((_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>\n')),
    says: /^http:\S+ sent what is not Kubernetes: a web page; is it the address of an API server, .*login page in between\?$/,
  },
  {
    name: 'an answer that is said to be packed and is not',
    server: () => plain((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}')),
    says: /^http:\S+ sent what is not Kubernetes: an answer that cannot be unpacked \(incorrect header check\); .*proxy or a login page in between\?$/,
  },
  {
    name: 'a packed answer that was cut',
    server: () =>
      plain((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"items":[]}').subarray(0, 20)),
      ),
    says: /^127\.0\.0\.1:\d+ closed the connection; is it starting/,
  },
  {
    name: 'a login page elsewhere',
    server: () => plain((_, response) => response.writeHead(302, { location: 'https://login.example/?a' }).end()),
    says: /^http:\S+ answered 302: it points to https:\/\/login\.example\/\?a; is the server in \S+config right\?/,
  },
  {
    name: 'no HTTP at all',
    server: () => raw(socket => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
    says: /^127\.0\.0\.1:\d+ does not answer in HTTP: .*; is the server in \S+config the address of an API server\?$/,
  },
  {
    name: 'a TLS handshake that is refused',
    server: async () => otherScheme(await raw(socket => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 40])))),
    says: /refused the TLS handshake: .*alert handshake failure; it may speak another version of TLS, or ask for a client certificate$/,
  },
  {
    name: 'a server that asks for a client certificate',
    server: () =>
      secure(status(200, '{}'), {
        requestCert: true,
        rejectUnauthorized: true,
        ca: certificate.ca,
        minVersion: 'TLSv1.3',
      }),
    config: tls({}),
    says: /does not accept the client certificate of user "tester": certificate required; log in again, or check client-certificate in \S+config$/,
  },
  {
    name: 'a client certificate with the key of another',
    server: () => secure(status(200, '{}')),
    config: { ...tls({}), auth: { clientCertificate: { pem: certificate.cert }, clientKey: { pem: other.key } } },
    says: /^the client certificate and the client key of user "tester" do not belong together; check both in \S+config$/,
  },
  {
    name: 'a client key that is none',
    server: () => secure(status(200, '{}')),
    config: {
      ...tls({}),
      auth: { clientCertificate: { pem: certificate.cert }, clientKey: { pem: '-----BEGIN PRIVATE KEY-----\nabc\n' } },
    },
    says: /^the client certificate or key of user "tester" cannot be read: .*; check both in \S+config; a key must be without a passphrase$/,
  },
  {
    name: 'an authority file without a certificate',
    server: () => secure(status(200, '{}')),
    config: tls({ ca: { file: 'package.json' } }),
    says: /^the certificate authority package\.json is no PEM: it has no line -----BEGIN; \S+config names it$/,
  },
  {
    name: 'a token that was copied with the end of its line',
    server: () => plain(status(200, '{}')),
    config: { auth: { token: 'secret\n' } },
    says: /^the token of user "tester" has blanks, line ends .*; copy it again into \S+config$/,
  },
  {
    name: 'a proxy that nobody runs',
    server: () => 'https://api.example:6443',
    config: { proxyUrl: 'http://127.0.0.1:1' },
    says: /^the proxy 127\.0\.0\.1:1 on the way to api\.example:6443 cannot be reached: .*ECONNREFUSED.*; check proxy-url in \S+config, or HTTPS_PROXY and NO_PROXY$/,
  },
  {
    name: 'a SOCKS proxy that nobody runs',
    server: () => 'https://api.example:6443',
    config: { proxyUrl: 'socks5://127.0.0.1:1' },
    says: /^the proxy 127\.0\.0\.1:1 on the way to api\.example:6443 cannot be reached: .*ECONNREFUSED.*; check proxy-url/,
  },
  {
    name: 'an address that is no proxy',
    server: () => 'https://api.example:6443',
    config: { proxyUrl: 'ftp://proxy' },
    says: /^proxy-url of the kubeconfig "ftp:\/\/proxy" is no http, https or socks5 address; write http:\/\/proxy:3128$/,
  },
];

test('a proxy that refuses is told as the one who does', async () => {
  const proxy = createServer().on('connect', (_, socket: Socket) =>
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
  );
  const address = await listening(proxy, 'http');
  const cluster = openCluster(plainConfig('https://api.example:6443', { proxyUrl: address }), {
    ...{ clock: systemClock, random: () => 0, env: {}, version: '0.0.0' },
  });
  const error = await cluster.request({ path: '/api/v1/pods' }).catch((cause: unknown) => cause);
  expect(problemText(cluster.problem(error))).toMatch(
    /^the proxy 127\.0\.0\.1:\d+ refused to connect to api\.example:6443: 407 Proxy Authentication Required; write name and password into its address/,
  );
  cluster.close();
});

test('what a server says cannot move the cursor', () => {
  expect(problemText({ code: 'server', message: 'a\x1b[2J\nb', hint: 'c\x9bd' })).toBe('a [2J b; c d');
});

test.for(TROUBLES)('$name', async ({ server, config, says }) => {
  const url = await server();
  const cluster = openCluster(plainConfig(url, config), {
    clock: systemClock,
    random: () => 0,
    env: {},
    version: '0.0.0',
  });
  const error = await cluster.request({ path: '/api/v1/pods' }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const text = problemText(cluster.problem(error));
  expect(text).toMatch(says);
  expect(text, 'is one line').not.toMatch(/\n/);
  cluster.close();
});
