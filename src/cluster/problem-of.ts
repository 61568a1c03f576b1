import type { Problem } from '../kube/feed.ts';
import { ProblemError } from '../kube/problem.ts';
import { ApiStatusError, ConnectionError, DecodeError } from './errors.ts';

/** Who asked whom, for the sentences. */
export interface Parties {
  readonly server: string;
  readonly cluster: string;
  readonly user: string | undefined;
  /** Where the person can mend it, such as the kubeconfig's path. */
  readonly origin: string;
}

/** The sentence and next step for any failure of a call. Total: what is not known is told as it is. */
export function problemOf(error: unknown, parties: Parties): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ApiStatusError) return statusProblem(error, parties);
  if (error instanceof ConnectionError) return connectionProblem(error, parties);
  if (error instanceof DecodeError) {
    return { code: 'server', message: `${parties.server} sent what is not Kubernetes: ${error.message}` };
  }
  return { code: 'network', message: `no answer from ${parties.server}: ${messageOf(error)}` };
}

/** Whether only a person can mend it, so that trying again soon is no use. */
export function needsPerson(problem: Problem): boolean {
  return PERSONAL.has(problem.code);
}
const PERSONAL: ReadonlySet<Problem['code']> = new Set([
  'unauthorized',
  'forbidden',
  'not-found',
  'invalid',
  'config',
  'tls',
]);

function statusProblem(
  { status, message, reason, causes }: ApiStatusError,
  { server, user, origin }: Parties,
): Problem {
  const who = user === undefined ? 'an anonymous user' : `user "${user}"`;
  switch (status) {
    case 401:
      return {
        code: 'unauthorized',
        message: `${server} does not accept the credentials of ${who}`,
        hint: `log in again, or choose another user or context of ${origin}`,
      };
    case 403:
      return {
        code: 'forbidden',
        message: message || `${server} forbids this to ${who}`,
        hint: 'ask for the right, or choose a namespace that you may read with --namespace',
      };
    case 422:
      // Only what is written is refused so, and the server names object and field.
      return { code: 'invalid', message: message || `${server} refused the request` };
    case 400:
      // What Go's HTTP server says to who does not speak TLS.
      if (/HTTP request to an HTTPS server/.test(message))
        return {
          code: 'tls',
          message: `${server} speaks TLS only`,
          hint: `write https:// before the server in ${origin}`,
        };
      return {
        code: 'invalid',
        message: `${server} refused the request: ${message}`,
        hint: /selector|requirement/i.test(message) ? 'check the selectors' : undefined,
      };
    case 404:
      return {
        code: 'not-found',
        message: message || `${server} knows no such object`,
        hint:
          reason === 'NotFound' ? undefined : 'check the address of the server: it may not be a Kubernetes API server',
      };
    case 409:
      return { code: 'conflict', message };
    case 410:
      return { code: 'gone', message: `${server} no longer knows the state we had: ${message}` };
    case 429: {
      const budget = causes.find(cause => cause.reason === 'DisruptionBudget');
      if (budget) return { code: 'throttled', message: `${message} ${budget.message}` };
      return { code: 'throttled', message: message || `${server} asks for fewer requests` };
    }
    default:
      return { code: 'server', message: `${server} answered ${status}: ${message || 'no reason given'}` };
  }
}

const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME']);
const NO_ROUTE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

function connectionProblem({ code, message }: ConnectionError, { server, cluster, origin }: Parties): Problem {
  const host = hostOf(server);
  if (UNKNOWN_HOST.has(code)) {
    return {
      code: 'network',
      message: `the host name ${host} of cluster "${cluster}" is not known`,
      hint: `is the VPN up, and is the server in ${origin} spelt right?`,
    };
  }
  if (NO_ROUTE.has(code)) {
    return { code: 'network', message: `there is no route to ${host}`, hint: 'is the network or the VPN up?' };
  }
  if (UNTRUSTED.has(code)) {
    return {
      code: 'tls',
      message: `the certificate of ${host} is not signed by an authority that we trust (${message})`,
      hint: `name the authority of cluster "${cluster}" with certificate-authority in ${origin} or --certificate-authority`,
    };
  }
  switch (code) {
    case 'ECONNREFUSED':
      return {
        code: 'network',
        message: `nothing answers at ${server}: connection refused`,
        hint: 'is the cluster running?',
      };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'TRUNCATED':
      return { code: 'network', message: `${host} closed the connection` };
    case 'ETIMEDOUT':
    case 'TIMEOUT':
      return { code: 'network', message: `${host} does not answer: ${message}`, hint: 'is the network or the VPN up?' };
    case 'CERT_HAS_EXPIRED':
      return { code: 'tls', message: `the certificate of ${host} has expired`, hint: 'renew it, or check this clock' };
    case 'CERT_NOT_YET_VALID':
      return {
        code: 'tls',
        message: `the certificate of ${host} is not valid yet`,
        hint: 'check the clock of this machine',
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        code: 'tls',
        message: `the certificate of ${host} is for another name: ${certifiedNames(message)}`,
        hint: 'set tls-server-name in the kubeconfig, or --tls-server-name',
      };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return { code: 'tls', message: `${host} does not speak TLS`, hint: 'should the server begin with http:// ?' };
    default:
      if (
        code.startsWith('ERR_TLS') ||
        code.startsWith('ERR_SSL') ||
        code.startsWith('ERR_OSSL') ||
        code.startsWith('CERT_')
      ) {
        return {
          code: 'tls',
          message: `the TLS connection to ${host} failed: ${message}`,
          hint: `check the certificates in ${origin}`,
        };
      }
      return { code: 'network', message: `no answer from ${host}: ${message}` };
  }
}

/** Of Node's `Host: a. is not in the cert's altnames: DNS:b, IP Address:c`: `it has b, c, and not a`. */
function certifiedNames(message: string): string {
  const [, wanted, names] = /(?:Host|IP): (\S+) is not in the cert's (?:altnames|list): (.*)$/.exec(message) ?? [];
  if (wanted === undefined || names === undefined) return message;
  return `it has ${names.replaceAll(/(?:DNS|IP Address):/g, '')}, and not ${wanted.replace(/\.$/, '')}`;
}

function hostOf(server: string): string {
  try {
    return new URL(server).host;
  } catch {
    return server;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
