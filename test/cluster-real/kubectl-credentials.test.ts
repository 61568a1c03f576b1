import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtPath } from '../../scripts/cluster/programs.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { parseCommandLine } from '../../src/cli/options/parse.ts';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { ProblemError, problemText } from '../../src/kube/problem.ts';
import { systemClock } from '../../src/shell/host.ts';

/** The same files, environment and flags are given to kubectl and to us; a TLS server tells who it was asked by. */
interface Case {
  readonly name: string;
  /** By their paths below the home folder. URL is the server's address, HOST it without a scheme. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Where we differ on purpose: what comes of ours. */
  readonly ours?: RegExp;
}

const tls = (name: string): string => join(import.meta.dirname, '../fixtures/tls', name);
const base64 = (name: string): string => readFileSync(tls(name)).toString('base64');

/** A kubeconfig of two contexts, with this user in the first. */
const config = (user: string, change: (text: string) => string = text => text): string =>
  change(`apiVersion: v1
kind: Config
current-context: first
contexts: [{ name: first, context: { cluster: c, user: u } }, { name: second, context: { cluster: c2, user: u2, namespace: shop } }]
clusters: [{ name: c, cluster: { server: URL, certificate-authority: ${tls('ca.crt')}, tls-server-name: api.internal } }, { name: c2, cluster: { server: URL, insecure-skip-tls-verify: true } }]
users: [{ name: u, user: ${user} }, { name: u2, user: { token: second } }]
`);
const replaced =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const one = (name: string, text: string, flags: readonly string[] = [], ours?: RegExp): Case => ({
  name,
  files: { '.kube/config': text },
  flags,
  ...(ours && { ours }),
});
const exec = (more = '', status = '', version = 'v1'): string =>
  `{ ${more} exec: { apiVersion: client.authentication.k8s.io/${version}, interactiveMode: Never, command: sh, args: [-c, 'echo "{\\"kind\\":\\"ExecCredential\\",\\"apiVersion\\":\\"client.authentication.k8s.io/${version}\\",\\"status\\":{\\"token\\":\\"x\\"${status}}}"'] } }`;
const jwt = (exp: number): string => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`;
const TOKEN = jwt(4_102_444_800);
const OIDC = `{ auth-provider: { name: oidc, config: { idp-issuer-url: "https://127.0.0.1:1", client-id: c, id-token: ${TOKEN} } } }`;
const BASIC = '{ username: a, password: b }';
const CERTIFICATE = `client-certificate: ${tls('client.crt')}, client-key: ${tls('client.key')}`;
const IMPERSONATION =
  '{ token: t, as: root, as-uid: "3", as-groups: [q, r], as-user-extra: { "example.org/K(x) %": [v, w] } }';
const INSECURE = replaced(/certificate-authority: [^,]+/, 'insecure-skip-tls-verify: true');

const CASES: readonly Case[] = [
  one('a token', config('{ token: t }')),
  one('a token with a line end', config('{ token: "t\\n" }')),
  one('a token and a token file', config('{ token: t, tokenFile: ./tok }')),
  one('a token file beside the kubeconfig', config('{ tokenFile: tok }')),
  one('a token file that is not there', config('{ tokenFile: nope }')),
  // kubectl takes the file's token though another was given.
  one('--token and a token file', config('{ tokenFile: tok }'), ['--token', 'flag'], /^ok authorization=Bearer flag/),
  one('--token and a plugin', config(exec()), ['--token', 'flag']),
  one('--token and a certificate', config(`{ ${CERTIFICATE} }`), ['--token', 'flag']),
  one('name and password', config(BASIC)),
  one('a name alone', config('{ username: a }')),
  one('a plugin', config(exec())),
  one('a plugin and a token', config(exec('token: t,'))),
  one('a plugin and a password', config(exec('username: a, password: b,'))),
  one('a plugin and a certificate', config(exec(`${CERTIFICATE},`))),
  one('a plugin of v1beta1 without a mode', config(exec('', '', 'v1beta1').replace('interactiveMode: Never,', ''))),
  // kubectl wants to be told; we ask where there is a terminal.
  one('a plugin of v1 without a mode', config(exec().replace('interactiveMode: Never,', '')), [], /^ok .*Bearer x/),
  one('a plugin of v1alpha1', config(exec('', '', 'v1alpha1'))),
  one('a plugin with a mode that is none', config(exec().replace('Never', 'Sometimes'))),
  one('a credential that has ended', config(exec('', ',\\"expirationTimestamp\\":\\"2020-01-01T00:00:00Z\\"'))),
  one('a certificate of a plugin without key', config(exec('', ',\\"clientCertificateData\\":\\"x\\"'))),
  one('auth-provider gcp', config('{ auth-provider: { name: gcp } }')),
  one('auth-provider oidc without anything', config('{ auth-provider: { name: oidc, config: {} } }')),
  one('auth-provider oidc with a token that is valid', config(OIDC)),
  one('the same and a token', config(OIDC.replace('{', '{ token: t,'))),
  one('the same and a certificate', config(OIDC.replace('{', `{ ${CERTIFICATE},`))),
  one('the same and a plugin', config(exec(`${OIDC.slice(1, -1)},`))),
  one('auth-provider oidc with a token that has ended', config(OIDC.replace(TOKEN, jwt(1)))),
  one('auth-provider oidc with a token that is none', config(OIDC.replace(TOKEN, 'abc'))),
  one('auth-provider that nobody knows', config('{ auth-provider: { name: x } }')),
  one('a certificate', config(`{ ${CERTIFICATE} }`)),
  one(
    'a certificate in the kubeconfig',
    config(`{ client-certificate-data: ${base64('client.crt')}, client-key-data: ${base64('client.key')} }`),
  ),
  one('a certificate beside the kubeconfig', config('{ client-certificate: pki/c.crt, client-key: pki/c.key }')),
  one('the key of another', config(`{ client-certificate: ${tls('client.crt')}, client-key: ${tls('server.key')} }`)),
  one('a certificate without key', config('{ client-certificate: pki/c.crt }')),
  one('a certificate that is none', config('{ client-certificate: tok, client-key: tok }')),
  one('an authority that is none', config('{ token: t }', replaced(tls('ca.crt'), 'tok'))),
  one('an authority that is not there', config('{ token: t }', replaced(tls('ca.crt'), 'nope'))),
  one('an authority and no check', config('{ token: t }', replaced('URL,', 'URL, insecure-skip-tls-verify: true,'))),
  one('--insecure-skip-tls-verify and an authority', config('{ token: t }'), ['--insecure-skip-tls-verify']),
  one('--certificate-authority and no check', config('{ token: t }', INSECURE), [
    '--certificate-authority',
    tls('ca.crt'),
  ]),
  one('--server puts tls-server-name aside', config('{ token: t }', INSECURE), ['--server', 'URL']),
  one('--server with --tls-server-name', config('{ token: t }'), [
    ...['--server', 'URL', '--tls-server-name', 'api.internal'],
  ]),
  one('a server with path and query', config('{ token: t }', replaced('URL', '"URL/k8s/x/?a=b#c"'))),
  one('--context', config('{ token: t }'), ['--context', 'second']),
  one('--context of nothing', config('{ token: t }'), ['--context', '']),
  one('--context that there is not', config('{ token: t }'), ['--context', 'x']),
  one('--cluster', config('{ token: t }'), ['--cluster', 'c2']),
  one('--cluster that there is not', config('{ token: t }'), ['--cluster', 'x']),
  one('--user', config('{ token: t }'), ['--user', 'u2']),
  one('--user that there is not', config('{ token: t }'), ['--user', 'x']),
  one('--as', config('{ token: t }'), ['--as', '用户']),
  one('all flags of impersonation', config('{ token: t }'), [
    ...['--as', 'x', '--as-group', 'a', '--as-group', 'b', '--as-uid', '7'],
    ...['--as-user-extra', 'k=v', '--as-user-extra', 'k=w'],
  ]),
  one('--as-group of nobody', config('{ token: t }'), ['--as-group', 'g']),
  one('impersonation in the kubeconfig', config(IMPERSONATION)),
  one('--as over it', config(IMPERSONATION), ['--as', 'x']),
  one('--as-group over it', config(IMPERSONATION), ['--as-group', 'z']),
  one('groups without a user in the kubeconfig', config('{ token: t, as-groups: [q] }')),
  one('a current-context that there is not', config('{ token: t }', replaced('context: first', 'context: zz'))),
  one('the same, and --context', config('{ token: t }', replaced('context: first', 'context: zz')), [
    ...['--context', 'first'],
  ]),
  one('no current-context', config('{ token: t }', replaced('current-context: first', ''))),
  one('a current-context of null', config('{ token: t }', replaced('context: first', 'context: ~'))),
  one('no current-context, but a cluster and a user', config('{ token: t }', replaced('current-context: first', '')), [
    ...['--cluster', 'c', '--user', 'u'],
  ]),
  one('a context without cluster', config('{ token: t }', replaced('cluster: c, ', ''))),
  one('a context of an unknown cluster', config('{ token: t }', replaced('cluster: c,', 'cluster: zz,'))),
  one('the same, and --server', config('{ token: t }', replaced('cluster: c,', 'cluster: zz,')), [
    ...['--server', 'URL', '--certificate-authority', tls('ca.crt'), '--tls-server-name', 'api.internal'],
  ]),
  one('a context of an unknown user', config('{ token: t }', replaced('user: u }', 'user: zz }'))),
  // kubectl would ask for a name and a password.
  one('a context without user', config('{ token: t }', replaced(', user: u }', ' }')), [], /^ok cn=none/),
  one('two users of one name', config('{ token: t }', replaced('name: u2', 'name: u'))),
  one('two values of one field', config('{ token: t, token: t2 }')),
  one('a field that nobody knows', config('{ token: t, wat: 3 }')),
  one('a number for a token', config('{ token: 12 }')),
  one('a boolean of YAML 1.1', config('{ token: t }', replaced('verify: true', 'verify: yes')), [
    '--context',
    'second',
  ]),
  one('two documents', `${config('{ token: t }')}---\n${config('{ token: t3 }')}`),
  one('broken YAML', 'a: b\nclusters: [\n'),
  one('a list', '- a'),
  one('JSON with a byte order mark and CRLF', `\uFEFF${config('{ token: t }').replaceAll('\n', '\r\n')}`),
  {
    name: 'several files, of which some are not there: the first to name a thing wins, with its own paths',
    files: {
      a: 'current-context: first\n',
      'x/b': config('{ tokenFile: tok }', replaced('context: first', 'context: second')),
      'x/tok': 'of-b',
      c: config('{ token: c }'),
    },
    env: { KUBECONFIG: 'HOME/missing::HOME/a:HOME/x/b:HOME/c:HOME/c' },
  },
  {
    name: 'a user of the first file wins whole',
    files: { a: `users: [{ name: u, user: ${BASIC} }]`, b: config('{ token: b }') },
    env: { KUBECONFIG: 'HOME/a:HOME/b' },
  },
  {
    name: 'several files, of which one is broken',
    files: { a: config('{ token: a }'), b: 'a: [' },
    env: { KUBECONFIG: 'HOME/a:HOME/b' },
  },
  {
    name: '--kubeconfig before KUBECONFIG',
    files: { a: config('{ token: a }'), b: config('{ token: b }') },
    env: { KUBECONFIG: 'HOME/a' },
    flags: ['--kubeconfig', 'HOME/b'],
  },
  {
    name: 'an empty KUBECONFIG',
    files: { '.kube/config': config('{ token: a }') },
    env: { KUBECONFIG: '' },
  },
];

let server: Server;
let url: string;
let seen: string | undefined;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'podscope-kubectl-'));
  const [key, cert, ca] = ['server.key', 'server.crt', 'ca.crt'].map(name => readFileSync(tls(name)));
  server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const socket = request.socket as TLSSocket;
    const headers: string[] = [];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      const name = request.rawHeaders[i]!.toLowerCase();
      if (/^(?:authorization|impersonate-)/.test(name)) headers.push(`${name}=${request.rawHeaders[i + 1]}`);
    }
    const names = [`cn=${socket.getPeerCertificate().subject?.CN ?? 'none'}`, `sni=${socket.servername}`];
    seen = ['ok', ...headers.sort(), ...names, request.url].join(' ');
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true, force: true });
});

const filled = (text: string): string => text.replaceAll('URL', url).replaceAll('HOME', home);

async function askOfKubectl(flags: readonly string[], env: Record<string, string>): Promise<string> {
  const run = promisify(execFile)(builtPath('kubectl'), ['get', '--raw', '/api/v1/pods', ...flags], {
    env: { PATH: process.env['PATH'], HOME: home, KUBERC: 'off', ...env },
    timeout: 20_000,
  });
  // It would wait for a name and a password.
  run.child.stdin!.end();
  return run.then(
    () => seen ?? 'nothing was asked',
    () => 'refused',
  );
}

async function askOfUs(flags: readonly string[], env: Record<string, string>): Promise<string> {
  try {
    const { options } = parseCommandLine(['get', ...flags], COMMANDS);
    const cluster = openCluster(loadClusterConfig(options, { env, home, serviceAccount: '/nonexistent' }), {
      ...{ clock: systemClock, random: () => 0, env, version: 'test' },
    });
    const asked = await cluster.request({ path: '/api/v1/pods' }).then(
      () => seen ?? 'nothing was asked',
      error => `refused ${problemText(cluster.problem(error))}`,
    );
    cluster.close();
    return asked;
  } catch (error) {
    if (error instanceof ProblemError) return `refused ${problemText(error.problem)}`;
    throw error;
  }
}

test.for(CASES)('$name', async ({ files, env = {}, flags = [], ours }) => {
  rmSync(home, { recursive: true, force: true });
  const pki = {
    '.kube/pki/c.crt': readFileSync(tls('client.crt'), 'utf8'),
    '.kube/pki/c.key': readFileSync(tls('client.key'), 'utf8'),
  };
  for (const [path, text] of Object.entries({ '.kube/tok': 'of-the-file\n', ...pki, ...files })) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), filled(text));
  }
  const surroundings = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
  const line = flags.map(filled);
  seen = undefined;
  const kubectl = await askOfKubectl(line, surroundings);
  seen = undefined;
  const here = await askOfUs(line, surroundings);
  if (ours !== undefined) {
    expect(here).toMatch(ours);
    expect(here, 'is no longer different').not.toBe(kubectl);
  } else if (kubectl === 'refused') {
    expect(here, 'with the next step').toMatch(/^refused .*; /);
    expect(seen, 'before anything was asked').toBeUndefined();
  } else expect(here).toBe(kubectl);
});
