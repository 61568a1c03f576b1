import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '../../kube/clock.ts';
import { ProblemError } from '../../kube/problem.ts';
import type { ClusterConfig, Impersonation } from '../config/config.ts';
import { type ClientCertificate, pemOf, unreadable } from '../config/material.ts';
import { ExecPlugin, type Waits } from './exec-plugin.ts';
import { OidcToken } from './oidc.ts';

export type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** Who we are, as a request has to say it. */
export interface Credentials {
  /** Headers of every request. Runs the exec plugin or reads the token file when needed; `waits` is told of a plugin that takes long. */
  headers(waits?: Waits): Promise<RequestHeaders>;
  /** The client's certificate for the TLS handshake. */
  certificate(): Promise<ClientCertificate | undefined>;
  /** Runs an exec plugin that may ask a person, with the terminal to do so. */
  login(): Promise<void>;
  /** The server answered 401 to these headers: what they were made of is worthless. Answers whether asking again may help. */
  rejected(headers: RequestHeaders): boolean;
  /** Why it did, where that can be seen from here: the client certificate has ended. @param now ms, the server's clock */
  reasonOf(headers: RequestHeaders, now: number): Promise<ProblemError | undefined>;
}

/** A token file is rotated about hourly; reading it this often is what client-go does. */
const TOKEN_FILE_FRESH = 60_000;

/** Where the programs of clouds that kubectl knew by name before 1.26 get a credential now. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ['gcp', 'install gke-gcloud-auth-plugin and run "gcloud container clusters get-credentials", which writes it anew'],
  ['azure', 'install kubelogin and run "kubelogin convert-kubeconfig", which writes it anew'],
]);

export function credentialsOf(
  config: ClusterConfig,
  clock: Clock,
  env: Readonly<Record<string, string | undefined>>,
): Credentials {
  const { auth } = config;
  const fixed = impersonationHeaders(config.impersonate);
  const exec = auth.exec && auth.token === undefined ? new ExecPlugin(auth.exec, config, clock) : undefined;
  const oidc = auth.provider?.name === 'oidc' ? new OidcToken(auth.provider.config, config, clock, env) : undefined;
  let tokenFile: { readonly token: string; readonly readAt: number } | undefined;

  function fileToken(file: string): string {
    const now = clock.now();
    if (tokenFile === undefined || now - tokenFile.readAt >= TOKEN_FILE_FRESH) {
      try {
        const token = readFileSync(file, 'utf8').trim();
        if (tokenFile === undefined || token !== '') tokenFile = { token, readAt: now };
      } catch (error) {
        // A file that is just being replaced, like one that is empty: the token we have is still the best there is.
        if (tokenFile === undefined) throw unreadable('token file', file, config.origin, error);
      }
    }
    return tokenFile.token;
  }

  /** @throws ProblemError for what cannot stand in a header, such as the end of a line that was copied with it */
  function bearer(token: string): string {
    if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
    throw new ProblemError({
      code: 'config',
      message: `the token of user "${config.user}" ${token === '' ? 'is empty' : 'has blanks, line ends or other characters that no token has'}`,
      hint: `copy it again into ${config.origin}`,
    });
  }

  async function authorization(waits: Waits | undefined): Promise<string | undefined> {
    if (auth.tokenFile !== undefined) return bearer(fileToken(auth.tokenFile));
    if (auth.token !== undefined) return bearer(auth.token);
    if (auth.basic !== undefined) {
      return `Basic ${Buffer.from(`${auth.basic.username}:${auth.basic.password}`).toString('base64')}`;
    }
    if (exec !== undefined) {
      const { token } = await exec.credential(waits);
      return token === undefined ? undefined : bearer(token);
    }
    if (oidc !== undefined) return bearer(await oidc.token());
    if (auth.provider !== undefined) {
      const { name } = auth.provider;
      const successor = SUCCESSORS.get(name);
      const dropped = successor === undefined ? 'which kubectl does not know' : 'which kubectl dropped in 1.26';
      throw new ProblemError({
        code: 'config',
        message: `user "${config.user}" in ${config.origin} uses the auth-provider "${name}", ${dropped}`,
        hint: successor ?? 'replace it with an exec plugin',
      });
    }
    return undefined;
  }

  return {
    async headers(waits) {
      const value = await authorization(waits);
      return value === undefined ? fixed : { ...fixed, Authorization: value };
    },
    async certificate() {
      if (auth.clientCertificate !== undefined && auth.clientKey !== undefined) {
        return {
          cert: pemOf(auth.clientCertificate, 'client certificate', config.origin),
          key: pemOf(auth.clientKey, 'client key', config.origin),
        };
      }
      return (await exec?.credential())?.certificate;
    },
    login: async () => exec?.login(),
    rejected({ Authorization }) {
      if (tokenFile !== undefined) {
        tokenFile = undefined;
        return true;
      }
      const token = typeof Authorization === 'string' ? Authorization.replace(/^Bearer /, '') : undefined;
      if (oidc !== undefined && token !== undefined) return oidc.rejected(token);
      exec?.forget(token);
      return exec !== undefined;
    },
    async reasonOf({ Authorization }, now) {
      const pair = Authorization === undefined ? await this.certificate() : undefined;
      const end = pair && endOf(pair.cert);
      if (end === undefined || end > now) return undefined;
      return new ProblemError({
        code: 'unauthorized',
        message: `the client certificate of user "${config.user}" ended at ${new Date(end).toISOString().slice(0, 16)}Z`,
        hint: `renew it or log in again; it stands in ${config.origin}`,
      });
    },
  };
}

/** When a certificate in PEM ends, ms; undefined if it cannot be read. */
function endOf(cert: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(cert).validTo);
  } catch {
    return undefined;
  }
}

function impersonationHeaders({ user, uid, groups, extra }: Impersonation): RequestHeaders {
  const headers: Record<string, string | string[]> = {};
  if (user !== undefined) headers['Impersonate-User'] = utf8(user);
  if (uid !== undefined) headers['Impersonate-Uid'] = utf8(uid);
  if (groups.length > 0) headers['Impersonate-Group'] = groups.map(utf8);
  for (const [key, values] of Object.entries(extra)) {
    headers[`Impersonate-Extra-${utf8(key).replace(NO_TOKEN, percent)}`] = values.map(utf8);
  }
  return headers;
}

/** Node sends each character of a header as one byte; the API server reads UTF-8. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
/** What may not stand in the name of a header, and the percent sign that stands for it. */
const NO_TOKEN = /[^\w!#$&'*+.^`|~-]/g;
const percent = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
