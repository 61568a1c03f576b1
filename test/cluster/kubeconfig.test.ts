import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterConfig, ClusterFlags } from '../../src/cluster/config/config.ts';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { proxyFor } from '../../src/cluster/transport/proxy.ts';
import { ProblemError } from '../../src/kube/problem.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'podscope-kubeconfig-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function load(flags: ClusterFlags = {}, env: Record<string, string> = {}): ClusterConfig {
  return loadClusterConfig(flags, { env, home, serviceAccount: join(home, 'account') });
}

function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.message.replaceAll(home, '~');
    throw error;
  }
  return 'no problem';
}

const simple = (server: string, more = ''): string => `
current-context: main
contexts: [{ name: main, context: { cluster: c, user: u, namespace: shop } }]
clusters: [{ name: c, cluster: { server: '${server}'${more} } }]
users: [{ name: u, user: { token: secret } }]
`;

describe('which files', () => {
  test('~/.kube/config without more', () => {
    file('.kube/config', simple('https://one:6443'));
    expect(load()).toMatchObject({
      context: 'main',
      cluster: 'c',
      user: 'u',
      namespace: 'shop',
      server: 'https://one:6443',
      auth: { token: 'secret' },
    });
  });

  test('KUBECONFIG: missing files are passed over, the first file to name a thing wins whole', () => {
    const a = file('a', `current-context: main\nusers: [{ name: u, user: { username: a } }]\n`);
    const b = file('b', simple('https://b'));
    const c = file('c', simple('https://c').replace('main', 'other'));
    const empty = file('empty', '');
    const KUBECONFIG = [join(home, 'missing'), empty, a, '', b, b, c].join(delimiter);
    const config = load({}, { KUBECONFIG });
    expect(config).toMatchObject({
      context: 'main',
      server: 'https://b',
      auth: { basic: { username: 'a' }, token: undefined },
    });
  });

  test('a context and its cluster may stand in different files, each with its own paths', () => {
    const a = file('x/a', 'current-context: m\ncontexts: [{ name: m, context: { cluster: c, user: u } }]\n');
    const b = file('y/b', 'clusters: [{ name: c, cluster: { server: https://h, certificate-authority: ca.crt } }]\n');
    const c = file(
      'z/c',
      'users: [{ name: u, user: { tokenFile: ./t } }, { name: v, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: ./bin/login } } }]\n',
    );
    const KUBECONFIG = [a, b, c].join(delimiter);
    const config = load({}, { KUBECONFIG });
    expect(config.tls.ca).toEqual({ file: join(home, 'y/ca.crt') });
    expect(config.auth.tokenFile).toBe(join(home, 'z/t'));
    expect(load({ user: 'v' }, { KUBECONFIG }).auth.exec?.command).toBe(join(home, 'z/bin/login'));
  });

  test('--kubeconfig reads that file alone', () => {
    const a = file('a', simple('https://a'));
    const b = file('b', simple('https://b'));
    expect(load({ kubeconfig: b }, { KUBECONFIG: a }).server).toBe('https://b');
  });

  test('without any: the service account of the pod, if there is one', () => {
    file('account/token', 'pod-token\n');
    file('account/namespace', 'jobs\n');
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(load({}, env)).toMatchObject({
      server: 'https://[fd00::1]:443',
      namespace: 'jobs',
      auth: { tokenFile: join(home, 'account/token') },
      tls: { ca: { file: join(home, 'account/ca.crt') } },
    });
  });
});

describe('what kubectl accepts', () => {
  test.for([
    { name: 'a server over http', text: simple('http://localhost:8001'), want: { server: 'http://localhost:8001' } },
    {
      name: 'a server with a path',
      text: simple('https://rancher/k8s/clusters/c-1/'),
      want: { server: 'https://rancher/k8s/clusters/c-1' },
    },
    {
      name: 'insecure, server name, proxy',
      text: simple('https://h', ', insecure-skip-tls-verify: true, tls-server-name: n, proxy-url: "socks5://p:1"'),
      want: { tls: { insecure: true, serverName: 'n' }, proxyUrl: 'socks5://p:1' },
    },
    {
      name: 'a context without a user',
      text: simple('https://h').replace(', user: u', ''),
      want: { user: undefined, auth: { token: undefined } },
    },
    {
      name: 'impersonation',
      text: simple('https://h').replace(
        'token: secret',
        'as: root, as-uid: "1", as-groups: [a, b], as-user-extra: { k: [v] }',
      ),
      want: { impersonate: { user: 'root', uid: '1', groups: ['a', 'b'], extra: { k: ['v'] } } },
    },
    {
      name: 'JSON',
      text: JSON.stringify({
        'current-context': 'm',
        contexts: [{ name: 'm', context: { cluster: 'c' } }],
        clusters: [{ name: 'c', cluster: { server: 'https://j' } }],
      }),
      want: { server: 'https://j' },
    },
  ])('$name', ({ text, want }) => {
    file('.kube/config', text);
    expect(load()).toMatchObject(want);
  });

  test('flags win over the file', () => {
    file('.kube/config', simple('https://h'));
    const config = load({
      server: 'https://other',
      token: 'flag',
      namespace: 'n',
      as: 'root',
      'as-group': ['g'],
      'insecure-skip-tls-verify': true,
      'tls-server-name': 's',
      'certificate-authority': '/ca',
      'as-user-extra': ['scopes=view', 'scopes=edit=1', 'k=v'],
      'request-timeout': '1m30s',
    });
    expect(config).toMatchObject({
      server: 'https://other',
      auth: { token: 'flag' },
      namespace: 'n',
      impersonate: { user: 'root', groups: ['g'], extra: { scopes: ['view', 'edit=1'], k: ['v'] } },
      tls: { insecure: true, serverName: 's', ca: { file: '/ca' } },
      requestTimeoutMs: 90_000,
    });
  });

  test('in a pod: POD_NAMESPACE wins, a namespace file that is not there or empty is default, and a named context is none', () => {
    file('account/token', 'pod-token');
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    expect(load({}, { ...env, POD_NAMESPACE: 'mine' }).namespace).toBe('mine');
    expect(load({}, env).namespace).toBe('default');
    file('account/namespace', '\n');
    expect(load({}, env).namespace).toBe('default');
    expect(problemOf(() => load({ context: 'prod' }, env))).toBe(
      'no cluster is configured: ~/.kube/config does not exist',
    );
  });
});

describe('what is wrong is said in a sentence', () => {
  test.for([
    {
      name: 'nothing at all',
      text: undefined,
      flags: {},
      want: 'no cluster is configured: ~/.kube/config does not exist',
    },
    {
      name: 'a file that is not there',
      text: undefined,
      flags: { kubeconfig: '/no/such' },
      want: 'kubeconfig /no/such does not exist',
    },
    { name: 'an empty file', text: '', flags: {}, want: 'no cluster is configured: ~/.kube/config names none' },
    {
      name: 'an unknown context',
      text: simple('https://h'),
      flags: { context: 'x' },
      want: 'context "x" does not exist in ~/.kube/config',
    },
    {
      name: 'a context of an unknown cluster',
      text: simple('https://h').replace('name: c', 'name: d'),
      flags: {},
      want: 'cluster "c" does not exist in ~/.kube/config',
    },
    {
      name: 'a context of an unknown user',
      text: simple('https://h').replace('name: u', 'name: v'),
      flags: {},
      want: 'user "u" does not exist in ~/.kube/config',
    },
    {
      name: 'no current context',
      text: simple('https://h').replace('current-context: main', ''),
      flags: {},
      want: '~/.kube/config has no current-context',
    },
    {
      name: 'a number as context',
      text: 'current-context: 1',
      flags: {},
      want: 'kubeconfig ~/.kube/config: current-context is 1, not a string',
    },
    {
      name: 'a number as token',
      text: simple('https://h').replace('secret', '12'),
      flags: {},
      want: 'kubeconfig ~/.kube/config: users "u": token is 12, not a string',
    },
    {
      name: 'broken YAML',
      text: 'a: b\nclusters: [\n',
      flags: {},
      want: expect.stringMatching(/^kubeconfig ~\/.kube\/config: line [23]: /),
    },
    { name: 'no mapping', text: '- a', flags: {}, want: 'kubeconfig ~/.kube/config: it holds no mapping' },
    {
      name: 'clusters that are no list',
      text: 'clusters: { a: b }',
      flags: {},
      want: 'kubeconfig ~/.kube/config: clusters is no list of mappings',
    },
    {
      name: 'an address that is none',
      text: simple('ftp://h'),
      flags: {},
      want: 'server "ftp://h" in ~/.kube/config is no http or https address',
    },
    {
      name: 'CA data that is no PEM',
      text: simple('https://h', ', certificate-authority-data: aGFsbG8='),
      flags: {},
      want: 'certificate-authority-data in ~/.kube/config is no base64 of a PEM',
    },
    {
      name: 'a certificate without key',
      text: simple('https://h').replace('token: secret', 'client-certificate: c.crt'),
      flags: {},
      want: 'user "u" in ~/.kube/config has a client-certificate but no client-key',
    },
    {
      name: 'a context without cluster',
      text: simple('https://h').replace('cluster: c, ', ''),
      flags: {},
      want: 'context "main" in ~/.kube/config names no cluster',
    },
    {
      name: 'a name that is a number',
      text: simple('https://h').replace('name: u', 'name: 7'),
      flags: {},
      want: 'kubeconfig ~/.kube/config: the name of an entry of users is 7, not a string',
    },
    {
      name: 'a plugin of an old apiVersion',
      text: simple('https://h').replace(
        'token: secret',
        'exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: aws }',
      ),
      flags: {},
      want: 'user "u" in ~/.kube/config: exec has the apiVersion client.authentication.k8s.io/v1alpha1, which no kubectl since 1.24 speaks',
    },
    {
      name: 'a plugin of an unknown mode',
      text: simple('https://h').replace(
        'token: secret',
        'exec: { apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Sometimes }',
      ),
      flags: {},
      want: 'user "u" in ~/.kube/config: exec has the interactiveMode Sometimes',
    },
    {
      name: 'an authority beside no check at all',
      text: simple('https://h', ', certificate-authority: ca.crt, insecure-skip-tls-verify: true'),
      flags: {},
      want: 'cluster "c" in ~/.kube/config has both a certificate-authority and insecure-skip-tls-verify',
    },
    {
      name: 'groups of nobody',
      text: simple('https://h'),
      flags: { 'as-group': ['admins'] },
      want: 'a group, uid or extra to act with needs a user to act as',
    },
    {
      name: 'a plugin without command',
      text: simple('https://h').replace('token: secret', 'exec: { apiVersion: client.authentication.k8s.io/v1 }'),
      flags: {},
      want: 'user "u" in ~/.kube/config: exec has no command',
    },
    {
      name: 'a timeout that is none',
      text: simple('https://h'),
      flags: { 'request-timeout': 'soon' },
      want: '--request-timeout "soon" is no time',
    },
  ])('$name', ({ text, flags, want }) => {
    if (text !== undefined) file('.kube/config', text);
    expect(problemOf(() => load(flags))).toEqual(want);
  });

  test.for([
    { flags: { context: 'x' }, hint: 'there are main' },
    { flags: { cluster: 'x' }, hint: 'there are c' },
    { flags: { user: 'x' }, hint: 'there are u' },
  ])('$flags: the next step names those there are', ({ flags, hint }) => {
    file('.kube/config', simple('https://h'));
    expect(() => load(flags)).toThrow(expect.objectContaining({ problem: expect.objectContaining({ hint }) }));
  });
});

describe('proxies of the environment', () => {
  test.for([
    ['https://api.example.org', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://api.example.org', { https_proxy: 'p:1' }, 'http://p:1/'],
    ['http://api.example.org', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://api.example.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.org' }, undefined],
    ['https://api.example.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.example.org' }, undefined],
    ['https://example.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.example.org' }, 'http://p:1/'],
    ['https://notexample.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.org' }, 'http://p:1/'],
    ['https://10.1.2.3', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a, 10.0.0.0/8' }, undefined],
    ['https://h:8443', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'h:443' }, 'http://p:1/'],
    ['https://h', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
  ] as const)('%s with %o', ([server, env, want]) => {
    expect(proxyFor(server, undefined, env as Record<string, string>)?.href).toBe(want);
  });

  test('proxy-url of the kubeconfig wins, even on loopback', () => {
    expect(proxyFor('https://127.0.0.1', 'socks5://q:1', { NO_PROXY: '*' })?.href).toBe('socks5://q:1');
  });
});
