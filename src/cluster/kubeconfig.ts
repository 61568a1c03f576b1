import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { parseDuration } from '../kube/duration.ts';
import { ProblemError } from '../kube/problem.ts';
import type { AuthConfig, ClusterConfig, ClusterFlags, ExecConfig, Impersonation, Material } from './config.ts';
import { type Entry, isFields, type Kubeconfig, mergeKubeconfigs } from './kubeconfig-file.ts';

/** Where a kubeconfig is looked for. */
export interface ConfigSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Folder of a pod's service account; another one in tests. */
  readonly serviceAccount?: string | undefined;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const START_DEMO = 'set KUBECONFIG or --kubeconfig, or run "podscope demo" for a cluster of its own';

/**
 * The cluster that kubectl would talk to with the same flags, environment and files. Throws ProblemError, naming file and field.
 */
export function loadClusterConfig(flags: ClusterFlags, surroundings: ConfigSurroundings): ClusterConfig {
  const kubeconfig = readKubeconfig(flags, surroundings);
  const { env } = surroundings;
  const isEmpty = kubeconfig.clusters.size === 0 && kubeconfig.contexts.size === 0;
  if (isEmpty && flags.server === undefined) {
    if (env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT']) return inCluster(flags, surroundings);
    const where = kubeconfig.files.length > 0 ? kubeconfig.files.join(', ') : searched(surroundings).join(', ');
    throw config(
      `no cluster is configured: ${where} ${kubeconfig.files.length > 0 ? 'names none' : 'does not exist'}`,
      START_DEMO,
    );
  }
  return resolveContext(kubeconfig, flags);
}

/** The contexts there are to choose from, as the files name them. @throws ProblemError, naming file and field */
export function contextNames(flags: ClusterFlags, surroundings: ConfigSurroundings): readonly string[] {
  return [...readKubeconfig(flags, surroundings).contexts.keys()];
}

function searched({ env, home }: ConfigSurroundings): string[] {
  const listed = [...new Set((env['KUBECONFIG'] ?? '').split(delimiter).filter(path => path !== ''))];
  return listed.length > 0 ? listed : [join(home, '.kube', 'config')];
}

function readKubeconfig(flags: ClusterFlags, surroundings: ConfigSurroundings): Kubeconfig {
  if (flags.kubeconfig !== undefined) {
    return mergeKubeconfigs([{ file: flags.kubeconfig, text: read(flags.kubeconfig) }]);
  }
  const files = searched(surroundings).filter(file => existsSync(file));
  return mergeKubeconfigs(files.map(file => ({ file, text: read(file) })));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`;
    throw config(`kubeconfig ${file} ${why}`, code === 'ENOENT' ? START_DEMO : undefined);
  }
}

function resolveContext(kubeconfig: Kubeconfig, flags: ClusterFlags): ClusterConfig {
  const origin = kubeconfig.files.join(', ') || 'the command line';
  const contextName = flags.context ?? kubeconfig.currentContext;
  const context = contextName === undefined ? undefined : kubeconfig.contexts.get(contextName);
  if (contextName !== undefined && context === undefined) {
    const known = [...kubeconfig.contexts.keys()];
    throw config(
      `context "${contextName}" does not exist in ${origin}`,
      known.length > 0 ? `there are ${known.join(', ')}` : undefined,
    );
  }
  if (context === undefined && flags.cluster === undefined && flags.server === undefined) {
    throw config(`${origin} has no current-context`, 'choose one with --context');
  }
  const clusterName = flags.cluster ?? text(context, 'cluster');
  const cluster = clusterName === undefined ? undefined : kubeconfig.clusters.get(clusterName);
  if (clusterName !== undefined && cluster === undefined && flags.server === undefined) {
    throw config(`cluster "${clusterName}" does not exist in ${origin}`, named(context, contextName));
  }
  const userName = flags.user ?? text(context, 'user');
  const user = userName === undefined ? undefined : kubeconfig.users.get(userName);
  if (userName !== undefined && user === undefined) {
    throw config(`user "${userName}" does not exist in ${origin}`, named(context, contextName));
  }
  const server = flags.server ?? text(cluster, 'server');
  if (server === undefined) throw config(`cluster "${clusterName}" in ${cluster?.file ?? origin} has no server`);
  const insecure = flags['insecure-skip-tls-verify'] ?? isTrue(cluster, 'insecure-skip-tls-verify');
  const ca = flags['certificate-authority'];
  return {
    context: contextName,
    cluster: clusterName ?? server,
    user: userName,
    server: checkedServer(server, cluster?.file ?? 'the command line'),
    namespace: flags.namespace ?? text(context, 'namespace') ?? 'default',
    tls: {
      insecure,
      serverName: flags['tls-server-name'] ?? text(cluster, 'tls-server-name'),
      ca: ca !== undefined ? { file: resolve(ca) } : material(cluster, 'certificate-authority'),
    },
    proxyUrl: text(cluster, 'proxy-url'),
    disableCompression: isTrue(cluster, 'disable-compression'),
    auth: authOf(user, userName, cluster, flags),
    impersonate: impersonationOf(user, flags),
    requestTimeoutMs: timeoutOf(flags['request-timeout']),
    streamedLists: flags['paged-list'] !== true,
    origin: [...new Set([context?.file, cluster?.file, user?.file])].filter(Boolean).join(', ') || origin,
  };
}

function inCluster(flags: ClusterFlags, { env, serviceAccount = SERVICE_ACCOUNT }: ConfigSurroundings): ClusterConfig {
  const host = env['KUBERNETES_SERVICE_HOST']!;
  const namespaceFile = join(serviceAccount, 'namespace');
  return {
    context: undefined,
    cluster: 'in-cluster',
    user: 'service account of this pod',
    server: `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT']}`,
    namespace: flags.namespace ?? (existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : 'default'),
    tls: {
      insecure: flags['insecure-skip-tls-verify'] ?? false,
      serverName: flags['tls-server-name'],
      ca: { file: flags['certificate-authority'] ?? join(serviceAccount, 'ca.crt') },
    },
    proxyUrl: undefined,
    disableCompression: false,
    auth: flags.token !== undefined ? { token: flags.token } : { tokenFile: join(serviceAccount, 'token') },
    impersonate: impersonationOf(undefined, flags),
    requestTimeoutMs: timeoutOf(flags['request-timeout']),
    streamedLists: flags['paged-list'] !== true,
    origin: 'the service account of this pod',
  };
}

function authOf(
  user: Entry | undefined,
  name: string | undefined,
  cluster: Entry | undefined,
  flags: ClusterFlags,
): AuthConfig {
  const clientCertificate = material(user, 'client-certificate');
  const clientKey = material(user, 'client-key');
  if (clientCertificate !== undefined && clientKey === undefined) {
    throw config(`user "${name}" in ${user!.file} has a client-certificate but no client-key`);
  }
  const certificates = { clientCertificate, clientKey };
  // A token on the command line is what the person wants to be known by: no plugin is asked.
  if (flags.token !== undefined) return { ...certificates, token: flags.token };
  const username = text(user, 'username');
  const provider = user?.fields['auth-provider'];
  return {
    ...certificates,
    token: text(user, 'token'),
    tokenFile: text(user, 'tokenFile'),
    basic: username === undefined ? undefined : { username, password: text(user, 'password') ?? '' },
    exec: execOf(user, name, cluster),
    provider: isFields(provider)
      ? { name: String(provider['name']), config: (provider['config'] ?? {}) as Record<string, string> }
      : undefined,
  };
}

const INTERACTIVE_MODES = ['Never', 'IfAvailable', 'Always'] as const;

function execOf(user: Entry | undefined, name: string | undefined, cluster: Entry | undefined): ExecConfig | undefined {
  const exec = user?.fields['exec'];
  if (!isFields(exec)) return undefined;
  const at = `user "${name}" in ${user!.file}`;
  const { command, apiVersion } = exec;
  if (typeof command !== 'string' || command === '') throw config(`${at}: exec has no command`);
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith('client.authentication.k8s.io/')) {
    throw config(`${at}: exec has no apiVersion client.authentication.k8s.io/v1 or v1beta1`);
  }
  const args = exec['args'] ?? [];
  const env = exec['env'] ?? [];
  if (!Array.isArray(args) || !Array.isArray(env)) throw config(`${at}: args and env of exec are lists`);
  const mode = INTERACTIVE_MODES.find(known => known === exec['interactiveMode']);
  const extensions = cluster?.fields['extensions'];
  const extension = Array.isArray(extensions)
    ? extensions.find(item => isFields(item) && item['name'] === 'client.authentication.k8s.io/exec')
    : undefined;
  return {
    apiVersion,
    command,
    args: args.map(String),
    env: env.filter(isFields).map(item => ({ name: String(item['name']), value: String(item['value'] ?? '') })),
    installHint: typeof exec['installHint'] === 'string' ? exec['installHint'] : undefined,
    provideClusterInfo: exec['provideClusterInfo'] === true,
    interactiveMode: mode ?? 'IfAvailable',
    clusterExtension: isFields(extension) ? extension['extension'] : undefined,
  };
}

function impersonationOf(user: Entry | undefined, flags: ClusterFlags): Impersonation {
  const { as, 'as-uid': uid, 'as-group': asGroups } = flags;
  if (as !== undefined || uid !== undefined || asGroups !== undefined) {
    return { user: as ?? text(user, 'as'), uid, groups: asGroups ?? [], extra: {} };
  }
  const groups = user?.fields['as-groups'];
  const extra = user?.fields['as-user-extra'];
  return {
    user: text(user, 'as'),
    uid: text(user, 'as-uid'),
    groups: Array.isArray(groups) ? groups.map(String) : [],
    extra: isFields(extra)
      ? Object.fromEntries(
          Object.entries(extra).map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : []]),
        )
      : {},
  };
}

/** Data in the kubeconfig wins over a file named beside it. */
function material(entry: Entry | undefined, field: string): Material | undefined {
  const data = text(entry, `${field}-data`);
  if (data !== undefined) {
    const pem = Buffer.from(data, 'base64').toString('utf8');
    if (!pem.includes('-----BEGIN')) throw config(`${field}-data in ${entry!.file} is no base64 of a PEM`);
    return { pem };
  }
  const file = text(entry, field);
  return file === undefined ? undefined : { file };
}

function checkedServer(server: string, file: string): string {
  const withScheme = server.includes('://') ? server : `http://${server}`;
  try {
    const { protocol } = new URL(withScheme);
    if (protocol === 'http:' || protocol === 'https:') return withScheme.replace(/\/+$/, '');
  } catch {
    // Told below.
  }
  throw config(`server "${server}" in ${file} is no http or https address`);
}

/** Go's durations (`1m30s`) and plain seconds, as --request-timeout of kubectl takes them. */
function timeoutOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const ms = parseDuration(value);
  if (ms === undefined)
    throw config(`--request-timeout "${value}" is no time`, 'write 10s or 2m, or 0 to wait for ever');
  return ms;
}

function text(entry: Entry | undefined, field: string): string | undefined {
  const value = entry?.fields[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isTrue(entry: Entry | undefined, field: string): boolean {
  const value = entry?.fields[field];
  return value === true || value === 'true';
}

function named(context: Entry | undefined, name: string | undefined): string | undefined {
  return context === undefined ? undefined : `context "${name}" in ${context.file} names it`;
}

function config(message: string, hint?: string): ProblemError {
  return new ProblemError({ code: 'config', message, hint });
}
