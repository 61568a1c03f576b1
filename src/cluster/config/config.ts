/** A cluster and how to reach it, resolved: what the kubeconfig, the flags and the environment together say. */
export interface ClusterConfig {
  readonly context: string | undefined;
  readonly cluster: string;
  readonly user: string | undefined;
  /** Base URL, perhaps with a path (Rancher). */
  readonly server: string;
  readonly namespace: string;
  readonly tls: TlsConfig;
  readonly proxyUrl: string | undefined;
  readonly disableCompression: boolean;
  readonly auth: AuthConfig;
  readonly impersonate: Impersonation;
  /** The longest a single answer may take to begin, ms; undefined is our default, 0 no limit. */
  readonly requestTimeoutMs: number | undefined;
  /** Lists come as streams where the server has them, instead of in pages. */
  readonly streamedLists?: boolean | undefined;
  /** What a person would edit: the path of the kubeconfig, or a word for the pod's service account. */
  readonly origin: string;
}

export interface TlsConfig {
  readonly insecure: boolean;
  readonly serverName: string | undefined;
  readonly ca: Material | undefined;
}

/** PEM, or the file that holds it; files are read again for each new connection, since they are rotated. */
export type Material = { readonly pem: string } | { readonly file: string };

export interface AuthConfig {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  readonly clientCertificate?: Material | undefined;
  readonly clientKey?: Material | undefined;
  readonly exec?: ExecConfig | undefined;
  /** Name of a legacy auth-provider, with its settings. */
  readonly provider?: { readonly name: string; readonly config: Readonly<Record<string, string>> } | undefined;
}

export interface ExecConfig {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** The cluster's `extensions` entry `client.authentication.k8s.io/exec`, for cluster info. */
  readonly clusterExtension: unknown;
}

export interface Impersonation {
  readonly user?: string | undefined;
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** The flags, by their names on the command line. */
export interface ClusterFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly namespace?: string | undefined;
  readonly as?: string | undefined;
  readonly 'as-uid'?: string | undefined;
  readonly 'as-group'?: readonly string[] | undefined;
  /** `KEY=VALUE` */
  readonly 'as-user-extra'?: readonly string[] | undefined;
  readonly 'certificate-authority'?: string | undefined;
  readonly 'tls-server-name'?: string | undefined;
  readonly 'insecure-skip-tls-verify'?: boolean | undefined;
  readonly 'request-timeout'?: string | undefined;
  readonly 'paged-list'?: boolean | undefined;
}
