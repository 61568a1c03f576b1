import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ApiClient, apiClient } from './api-client.ts';
import { type Child, startChild } from './child.ts';
import { builtPath } from './programs.ts';

export type Component = 'kube-scheduler' | 'kube-controller-manager' | 'kwok';

export interface ControlPlaneOptions {
  /** Programs beside etcd and the API server; without any, pods stay as they are written. */
  with?: readonly Component[];
  /** RBAC to test rights; everybody may do everything otherwise. */
  authorization?: 'AlwaysAllow' | 'RBAC';
  /** What kwok does with exec, attach, logs and ports: objects of `kwok.x-k8s.io/v1alpha1`; its streams are those of a kubelet. */
  containers?: readonly KwokObject[];
}

export interface KwokObject {
  readonly kind: 'ClusterExec' | 'ClusterAttach' | 'ClusterLogs' | 'ClusterPortForward';
  readonly spec: object;
}

/** A control plane on loopback, with its data in a temporary folder. */
export interface ControlPlane {
  readonly kubeconfig: string;
  /** `https://127.0.0.1:PORT` of the API server, and of etcd without TLS. */
  readonly server: string;
  readonly etcd: string;
  /** What a person reads of the server's certificate authority, for another kubeconfig. */
  readonly ca: string;
  readonly token: string;
  readonly api: ApiClient;
  /** SIGKILL, as a crash. */
  killServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Keeps what etcd has now; the answer brings it back, with an etcd and an API server that know nothing of what came after. */
  backUp(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

const TOKEN = 'podscope-test-token';
const READY_MS = 90_000;

/** Starts it; about five seconds. It ends with us, however we end. @throws with the program's last words. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'podscope-cluster-'));
  const children: Child[] = [];
  const start = (program: string, args: readonly string[]): Child => {
    const child = startChild(builtPath(program), args, join(folder, `${program}.log`));
    children.push(child);
    return child;
  };
  const stop = async () => {
    await Promise.all(children.map(child => child.kill()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [etcdPort, peerPort, serverPort, kwokPort] = await freePorts(4);
    const etcd = `http://127.0.0.1:${etcdPort}`;
    const server = `https://127.0.0.1:${serverPort}`;
    const data = join(folder, 'etcd');
    let etcdChild: Child | undefined;
    const startEtcd = async () => {
      etcdChild = start('etcd', etcdArgs(data, etcd, `http://127.0.0.1:${peerPort}`));
      await ready('etcd', etcdChild, async () => (await fetch(`${etcd}/health`)).ok);
    };
    await startEtcd();

    const serverArgs = apiServerArgs(folder, etcd, serverPort!, options.authorization ?? 'AlwaysAllow');
    let serverChild: Child | undefined;
    const probe = apiClient(server, TOKEN, undefined);
    const startServer = async () => {
      serverChild = start('kube-apiserver', serverArgs);
      await ready('kube-apiserver', serverChild, async () => (await probe.call('GET', '/readyz')) === 'ok');
    };
    await startServer();

    const ca = readFileSync(join(folder, 'certs', 'apiserver.crt'), 'utf8');
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigText(server, TOKEN, ca));
    const api = apiClient(server, TOKEN, ca);
    const rules = options.containers && join(folder, 'containers.yaml');
    if (rules) writeContainers(rules, options.containers ?? []);
    for (const component of options.with ?? [])
      start(component, COMPONENT_ARGS[component](folder, kubeconfig, kwokPort!, rules));
    return {
      kubeconfig,
      server,
      etcd,
      ca,
      token: TOKEN,
      api,
      killServer: async () => serverChild?.kill(),
      startServer,
      async backUp() {
        const kept = join(folder, 'backup');
        // Its files are whole only while nobody writes them.
        await etcdChild?.kill();
        cpSync(data, kept, { recursive: true });
        await startEtcd();
        return async () => {
          await serverChild?.kill();
          await etcdChild?.kill();
          rmSync(data, { recursive: true });
          cpSync(kept, data, { recursive: true });
          await startEtcd();
          await startServer();
        };
      },
      stop: async () => {
        api.close();
        probe.close();
        await stop();
      },
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** A kubeconfig with one context `test`, as text. */
export function kubeconfigText(server: string, token: string, ca: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin', namespace: 'default' } }],
    'current-context': 'test',
  });
}

function etcdArgs(data: string, client: string, peer: string): string[] {
  return [
    `--data-dir=${data}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--quota-backend-bytes=8589934592',
    '--max-request-bytes=8388608',
    '--log-level=warn',
  ];
}

function apiServerArgs(folder: string, etcd: string, port: number, authorization: string): string[] {
  const key = join(folder, 'sa.key');
  const tokens = join(folder, 'tokens.csv');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(tokens, `${TOKEN},admin,admin,"system:masters"\n`, { mode: 0o600 });
  return [
    `--etcd-servers=${etcd}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(folder, 'certs')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    `--authorization-mode=${authorization}`,
    `--token-auth-file=${tokens}`,
    '--disable-admission-plugins=ServiceAccount',
    '--service-cluster-ip-range=10.0.0.0/24',
    // The names of nodes that kwok plays lead nowhere.
    '--kubelet-preferred-address-types=InternalIP',
  ];
}

const COMPONENT_ARGS: Record<
  Component,
  (folder: string, kubeconfig: string, port: number, rules?: string) => string[]
> = {
  'kube-scheduler': (_, kubeconfig) => [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'],
  'kube-controller-manager': (folder, kubeconfig) => [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    `--service-account-private-key-file=${join(folder, 'sa.key')}`,
  ],
  kwok: (_, kubeconfig, port, rules) => [
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes=true',
    '--cidr=10.244.0.0/16',
    // Where the API server finds its kubelet.
    '--node-ip=127.0.0.1',
    `--node-port=${port}`,
    `--server-address=127.0.0.1:${port}`,
    ...(rules === undefined ? [] : [`--config=${rules}`]),
    ...['node/fast', 'node/heartbeat', 'pod/general'].flatMap(stageFiles).map(file => `--config=${file}`),
  ],
};

/** A file of them: documents of YAML, of which JSON is one. */
function writeContainers(file: string, containers: readonly KwokObject[]): void {
  const documents = containers.map(({ kind, spec }, i) =>
    JSON.stringify({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { name: `rule-${i}` }, spec }),
  );
  writeFileSync(file, documents.join('\n---\n'));
}

function stageFiles(stage: string): string[] {
  const folder = join(builtPath('stage'), stage);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'))
    .map(name => join(folder, name));
}

async function ready(name: string, child: Child, probe: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (!child.alive) throw new Error(`${name} ended:\n${child.tail()}`);
    if (await probe().catch(() => false)) return;
    await wait(50);
  }
  throw new Error(`${name} is not ready after ${READY_MS / 1000} s:\n${child.tail()}`);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}
