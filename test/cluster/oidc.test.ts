import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { makeServerCertificate } from '../../src/demo/api/certificate.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { problemText } from '../../src/kube/problem.ts';
import { FakeClock } from '../support/fake-clock.ts';

const certificate = makeServerCertificate();
const clock = new FakeClock(1_700_000_000_000);
/** A token that ends in so many seconds, by its claim. */
const jwt = (name: string, seconds: number): string =>
  `${name}.${Buffer.from(JSON.stringify({ sub: name, exp: clock.now() / 1000 + seconds })).toString('base64url')}.signature`;
const nameOf = (token: string | undefined): string => token?.replace(/^Bearer /, '').split('.')[0] ?? 'nobody';

interface Asked {
  readonly authorization: string | undefined;
  readonly form: Record<string, string>;
}

let running: Server[] = [];
let folder: string;
let cluster: Cluster | undefined;
/** Who the API server was asked by, and what the issuer was asked. */
let callers: string[];
let asked: Asked[];
let refused: ReadonlySet<string>;
/** What the token endpoint answers. */
let answer: (asked: Asked, nth: number) => { readonly status?: number; readonly body: unknown };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podscope-oidc-'));
  callers = [];
  asked = [];
  refused = new Set();
  answer = (_, nth) => ({ body: { id_token: jwt(`new-${nth}`, 3600) } });
});
afterEach(() => {
  cluster?.close();
  for (const server of running) server.close();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server, scheme = 'http'): Promise<string> {
  running.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return Object.fromEntries(new URLSearchParams(body));
}

const api: RequestListener = ({ headers }, response) => {
  callers.push(nameOf(headers.authorization));
  response.writeHead(refused.has(callers.at(-1)!) ? 401 : 200, { 'Content-Type': 'application/json' });
  response.end('{"major":"1","minor":"37","gitVersion":"v1.37.2"}');
};

const issuer: RequestListener = async (request, response) => {
  if (request.url === '/realm/.well-known/openid-configuration') {
    const scheme = 'encrypted' in request.socket ? 'https' : 'http';
    response.end(JSON.stringify({ token_endpoint: `${scheme}://${request.headers.host}/token` }));
    return;
  }
  asked.push({ authorization: request.headers.authorization, form: await formOf(request) });
  const { status = 200, body } = answer(asked.at(-1)!, asked.length);
  response.writeHead(request.url === '/token' ? status : 404, { 'Content-Type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** A cluster whose user has these settings of the auth-provider; ISSUER is the address of the issuer. */
async function open(settings: Record<string, string>, address?: string, provider = 'oidc'): Promise<Cluster> {
  const at = address ?? `${await listening(createServer(issuer))}/realm`;
  const config = Object.entries({ 'idp-issuer-url': at, 'client-id': 'podscope', ...settings }).filter(
    ([, v]) => v !== '',
  );
  const file = join(folder, 'config');
  const user = { 'auth-provider': { name: provider, config: Object.fromEntries(config) } };
  writeFileSync(
    file,
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'jane' } }],
      clusters: [{ name: 'c', cluster: { server: await listening(createServer(api)) } }],
      users: [{ name: 'jane', user }],
    }),
  );
  const loaded = loadClusterConfig({ kubeconfig: file }, { env: {}, home: folder });
  cluster = openCluster(loaded, { clock, random: () => 0, env: {}, version: '0' });
  return cluster;
}

const told = async (opened: Cluster): Promise<string> =>
  opened.version().then(
    () => 'nothing',
    error => problemText(opened.problem(error)),
  );

test('the token of the kubeconfig is used while it is valid, and the issuer is not asked', async () => {
  const opened = await open({ 'id-token': jwt('old', 60) });
  await opened.version();
  await opened.version();
  expect(callers).toEqual(['old', 'old']);
  expect(asked).toEqual([]);
});

test('one that has ended is made anew once for all, kept in memory, and made anew before its end', async () => {
  answer = (_, nth) => ({ body: { id_token: jwt(`new-${nth}`, 600), refresh_token: `r-${nth}` } });
  const opened = await open({ 'id-token': jwt('old', 5), 'refresh-token': 'r-0' });
  const written = readFileSync(join(folder, 'config'), 'utf8');
  await Promise.all([1, 2, 3].map(() => opened.version()));
  expect(callers).toEqual(['new-1', 'new-1', 'new-1']);
  clock.advance(595_000);
  await opened.version();
  expect(callers.at(-1)).toBe('new-2');
  expect(asked).toEqual([
    { authorization: undefined, form: { grant_type: 'refresh_token', refresh_token: 'r-0', client_id: 'podscope' } },
    { authorization: undefined, form: { grant_type: 'refresh_token', refresh_token: 'r-1', client_id: 'podscope' } },
  ]);
  expect(readFileSync(join(folder, 'config'), 'utf8')).toBe(written);
});

test('a secret goes into the header, and into the form where the issuer wants it there', async () => {
  const secret = { 'refresh-token': 'r', 'client-secret': 's:%' };
  await (await open(secret)).version();
  const basic = `Basic ${Buffer.from('podscope:s%3A%25').toString('base64')}`;
  expect(asked).toEqual([{ authorization: basic, form: { grant_type: 'refresh_token', refresh_token: 'r' } }]);
  cluster?.close();
  asked = [];
  answer = ({ authorization }) =>
    authorization ? { status: 401, body: { error: 'invalid_client' } } : { body: { id_token: jwt('new', 600) } };
  await (await open(secret)).version();
  expect(asked.at(-1)!.form).toMatchObject({ client_id: 'podscope', client_secret: 's:%' });
  expect(callers.at(-1)).toBe('new');
});

test('an issuer with an authority of its own', async () => {
  const tls = createTlsServer({ cert: certificate.cert, key: certificate.key }, issuer);
  const at = `${await listening(tls, 'https')}/realm`;
  const ca = Buffer.from(certificate.ca).toString('base64');
  await (await open({ 'refresh-token': 'r', 'idp-certificate-authority-data': ca }, at)).version();
  expect(callers).toEqual(['new-1']);
  cluster?.close();
  expect(await told(await open({ 'refresh-token': 'r' }, at))).toMatch(/cannot get a token from https:.*certificate/i);
});

test('a token that the server refuses is made anew once, and not over and over', async () => {
  refused = new Set(['old', 'new-1', 'new-2']);
  const opened = await open({ 'id-token': jwt('old', 600), 'refresh-token': 'r' });
  for (let i = 0; i < 3; i++) expect(await told(opened)).toContain('does not accept the credentials of user "jane"');
  expect(callers).toEqual(['old', 'new-1', 'new-1', 'new-1']);
  clock.advance(61_000);
  await told(opened);
  expect(callers.slice(4)).toEqual(['new-1', 'new-2']);
});

test('with a clock that is wrong the issuer is not asked before every request', async () => {
  answer = (_, nth) => ({ body: { id_token: jwt(`new-${nth}`, -3600) } });
  const opened = await open({ 'refresh-token': 'r' });
  for (let i = 0; i < 3; i++) await opened.version();
  expect(callers).toEqual(['new-1', 'new-1', 'new-1']);
});

test.for<{
  name: string;
  settings: Record<string, string>;
  answer?: ReturnType<typeof answer>;
  says: RegExp;
  provider?: string;
  issuer?: string;
}>([
  {
    name: 'no issuer',
    settings: { 'idp-issuer-url': '' },
    says: /^user "jane" has no valid idp-issuer-url; write it into .*config$/,
  },
  { name: 'no client', settings: { 'client-id': '' }, says: /^user "jane" has no valid client-id; write it into / },
  {
    name: 'a token that is none',
    settings: { 'id-token': 'abc' },
    says: /has an id-token that is no JSON web token with an end; log in again/,
  },
  {
    name: 'nothing to make a new one with',
    settings: { 'id-token': jwt('old', -1) },
    says: /has an id-token that has ended, and no refresh-token; log in again with what wrote it into .*config/,
  },
  {
    name: 'a refresh-token that has ended',
    settings: { 'refresh-token': 'r' },
    answer: { status: 400, body: { error: 'invalid_grant', error_description: 'Session not active' } },
    says: /was given no new token by http:.*\/realm: Session not active; log in again/,
  },
  {
    name: 'an answer without a token',
    settings: { 'refresh-token': 'r' },
    answer: { body: { access_token: 'x' } },
    says: /: it sent no id_token; log in again/,
  },
  {
    name: 'a page',
    settings: { 'refresh-token': 'r' },
    answer: { body: '<html>' },
    says: /cannot get a token from http:.*\/token: it answers no JSON; is the network or the VPN up\?$/,
  },
  {
    name: 'an issuer that names no endpoint',
    settings: { 'refresh-token': 'r', 'idp-issuer-url': 'API' },
    says: /has an issuer that names no token_endpoint: http:.*; check idp-issuer-url$/,
  },
  {
    name: 'an issuer that nobody runs',
    settings: { 'refresh-token': 'r' },
    issuer: 'http://127.0.0.1:1',
    says: /cannot get a token from http:\/\/127\.0\.0\.1:1\/\.well-known\S+: connect ECONNREFUSED .*; is the network or the VPN up\?$/,
  },
  {
    name: 'an issuer that is no address',
    settings: { 'refresh-token': 'r' },
    issuer: 'login.example.org',
    says: /has no valid idp-issuer-url/,
  },
  {
    name: 'gcp',
    settings: {},
    provider: 'gcp',
    says: /uses the auth-provider "gcp", which kubectl dropped in 1\.26; install gke-gcloud-auth-plugin and run /,
  },
  {
    name: 'azure',
    settings: {},
    provider: 'azure',
    says: /uses the auth-provider "azure", which kubectl dropped in 1\.26; install kubelogin and run "kubelogin convert-kubeconfig"/,
  },
  {
    name: 'another one',
    settings: {},
    provider: 'openstack',
    says: /uses the auth-provider "openstack", which kubectl does not know; replace it with an exec plugin$/,
  },
])('$name: the cause and the next step', async ({ settings, answer: given, says, provider, issuer: at }) => {
  if (given) answer = () => given;
  const where = settings['idp-issuer-url'] === 'API' ? await listening(createServer(api)) : at;
  const { 'idp-issuer-url': url, ...rest } = settings;
  const opened = await open(url === '' ? settings : rest, where, provider);
  expect(await told(opened)).toMatch(says);
  if (where === undefined) expect(callers).toEqual([]);
});
