import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { parseDuration } from '../../kube/duration.ts';
import { authOf, impersonationOf, material } from './auth-config.ts';
import type { ClusterConfig, ClusterFlags, TlsConfig } from './config.ts';
import { type Entry, isTrue, type Kubeconfig, mergeKubeconfigs, textOf, wrongConfig } from './kubeconfig-file.ts';

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
export function loadClusterConfig(given: ClusterFlags, surroundings: ConfigSurroundings): ClusterConfig {
  const flags = withoutEmpty(given);
  const kubeconfig = readKubeconfig(flags, surroundings);
  const { env } = surroundings;
  const isEmpty = kubeconfig.clusters.size === 0 && kubeconfig.contexts.size === 0;
  if (isEmpty && flags.server === undefined) {
    const isNamed = (flags.context ?? flags.cluster ?? flags.user) !== undefined;
    if (env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT'] && !isNamed)
      return inCluster(flags, surroundings);
    const where = kubeconfig.files.length > 0 ? kubeconfig.files.join(', ') : searched(surroundings).join(', ');
    throw wrongConfig(
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

/** An empty value is as good as none, as in `--context "$UNSET"`. */
function withoutEmpty(flags: ClusterFlags): ClusterFlags {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== ''));
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
    throw wrongConfig(`kubeconfig ${file} ${why}`, code === 'ENOENT' ? START_DEMO : undefined);
  }
}

function resolveContext(kubeconfig: Kubeconfig, flags: ClusterFlags): ClusterConfig {
  const origin = kubeconfig.files.join(', ') || 'the command line';
  const contextName = flags.context ?? kubeconfig.currentContext;
  const context = entryOf(kubeconfig.contexts, 'context', contextName, origin);
  if (context === undefined && flags.cluster === undefined && flags.server === undefined)
    throw wrongConfig(`${origin} has no current-context`, `choose one with --context${among(kubeconfig.contexts)}`);
  const by = contextName === undefined ? undefined : `context "${contextName}" in ${context?.file} names it`;
  const clusterName = flags.cluster ?? textOf(context, 'cluster');
  // What a context names in vain is no matter where --server says it.
  const cluster =
    flags.server !== undefined && flags.cluster === undefined
      ? kubeconfig.clusters.get(clusterName ?? '')
      : entryOf(kubeconfig.clusters, 'cluster', clusterName, origin, flags.cluster ? undefined : by);
  const userName = flags.user ?? textOf(context, 'user');
  const user = entryOf(kubeconfig.users, 'user', userName, origin, flags.user ? undefined : by);
  const server = flags.server ?? textOf(cluster, 'server');
  if (server === undefined)
    throw cluster === undefined
      ? wrongConfig(
          `context "${contextName}" in ${context?.file} names no cluster`,
          'name one there, or with --cluster',
        )
      : wrongConfig(
          `cluster "${clusterName}" in ${cluster.file} has no server`,
          'give it one, or name one with --server',
        );
  return {
    context: contextName,
    cluster: clusterName ?? server,
    user: userName,
    server: checkedServer(server, flags.server === undefined ? cluster!.file : 'the command line'),
    namespace: flags.namespace ?? textOf(context, 'namespace') ?? 'default',
    tls: tlsOf(cluster, clusterName, flags),
    proxyUrl: textOf(cluster, 'proxy-url'),
    disableCompression: isTrue(cluster?.fields['disable-compression']),
    auth: authOf(user, userName, cluster, flags),
    impersonate: impersonationOf(user, flags),
    requestTimeoutMs: timeoutOf(flags['request-timeout']),
    streamedLists: flags['paged-list'] !== true,
    origin: [...new Set([context?.file, cluster?.file, user?.file])].filter(Boolean).join(', ') || origin,
  };
}

/** The entry of that name; undefined without a name. @throws ProblemError if there is none of that name */
function entryOf(
  entries: ReadonlyMap<string, Entry>,
  what: string,
  name: string | undefined,
  origin: string,
  namedBy?: string,
): Entry | undefined {
  const entry = name === undefined ? undefined : entries.get(name);
  if (name !== undefined && entry === undefined)
    throw wrongConfig(
      `${what} "${name}" does not exist in ${origin}`,
      namedBy ?? (among(entries).slice(2) || undefined),
    );
  return entry;
}

const among = (entries: ReadonlyMap<string, Entry>): string =>
  entries.size === 0 ? '' : `: there are ${[...entries.keys()].join(', ')}`;

/** A flag for trust or for the address puts aside what the kubeconfig says about it, as with kubectl. */
function tlsOf(cluster: Entry | undefined, name: string | undefined, flags: ClusterFlags): TlsConfig {
  const { 'insecure-skip-tls-verify': skip = false, 'certificate-authority': file } = flags;
  const serverName =
    flags['tls-server-name'] ?? (flags.server === undefined ? textOf(cluster, 'tls-server-name') : undefined);
  if (skip || file !== undefined)
    return { insecure: skip, serverName, ca: file === undefined ? undefined : { file: resolve(file) } };
  const insecure = isTrue(cluster?.fields['insecure-skip-tls-verify']);
  const ca = material(cluster, 'certificate-authority');
  if (insecure && ca !== undefined)
    throw wrongConfig(
      `cluster "${name}" in ${cluster!.file} has both a certificate-authority and insecure-skip-tls-verify`,
      'take away one of them',
    );
  return { insecure, serverName, ca };
}

function inCluster(flags: ClusterFlags, { env, serviceAccount = SERVICE_ACCOUNT }: ConfigSurroundings): ClusterConfig {
  const host = env['KUBERNETES_SERVICE_HOST']!;
  return {
    context: undefined,
    cluster: 'in-cluster',
    user: 'service account of this pod',
    server: `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT']}`,
    namespace: flags.namespace ?? (env['POD_NAMESPACE'] || namespaceIn(serviceAccount) || 'default'),
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

function namespaceIn(serviceAccount: string): string | undefined {
  try {
    return readFileSync(join(serviceAccount, 'namespace'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function checkedServer(server: string, file: string): string {
  const withScheme = server.includes('://') ? server : `http://${server}`;
  try {
    const { protocol } = new URL(withScheme);
    if (protocol === 'http:' || protocol === 'https:') return withScheme.replace(/[?#].*$/, '').replace(/\/+$/, '');
  } catch {
    // Told below.
  }
  throw wrongConfig(`server "${server}" in ${file} is no http or https address`, 'write https://host:6443');
}

/** Go's durations (`1m30s`) and plain seconds, as --request-timeout of kubectl takes them. */
function timeoutOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const ms = parseDuration(value);
  if (ms === undefined)
    throw wrongConfig(`--request-timeout "${value}" is no time`, 'write 10s or 2m, or 0 to wait for ever');
  return ms;
}
