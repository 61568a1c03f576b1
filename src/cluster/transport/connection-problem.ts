import type { Problem } from '../../kube/feed.ts';
import { type ConnectionError, STALE } from '../wire/errors.ts';
import type { Parties } from './problem-of.ts';

/** What a code of Node, of OpenSSL or of ours means, and what to do about it. */
interface Row {
  readonly codes: readonly string[] | RegExp;
  /** Only where the text says so, too. */
  readonly text?: RegExp;
  readonly says: (fault: Fault) => Problem;
}

interface Fault extends Parties {
  readonly host: string;
  readonly message: string;
  /** Whose the client certificate is. */
  readonly who: string;
}

const IS_NETWORK_UP = 'is the network or the VPN up?';
/** Alerts by which a server tells what it holds of the client's certificate. */
const CERTIFICATE_ALERT =
  /alert ((?:certificate (?:required|expired|revoked|unknown)|bad certificate|unsupported certificate|unknown ca)\b)/;

const ROWS: readonly Row[] = [
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME'],
    says: ({ host, cluster, origin }) => ({
      code: 'network',
      message: `the host name ${host} of cluster "${cluster}" is not known`,
      hint: `is the VPN up, and is the server in ${origin} spelt right?`,
    }),
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'],
    says: ({ host }) => ({ code: 'network', message: `there is no route to ${host}`, hint: IS_NETWORK_UP }),
  },
  {
    codes: ['ECONNREFUSED'],
    says: ({ server }) => ({
      code: 'network',
      message: `nothing answers at ${server}: connection refused`,
      hint: 'is the cluster running?',
    }),
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'TRUNCATED', STALE],
    says: ({ host, server }) => ({
      code: 'network',
      message: `${host} closed the connection`,
      hint: server.startsWith('http:')
        ? 'is it starting, or should the server begin with https:// ?'
        : 'is it starting, or is there a proxy in between that ends connections?',
    }),
  },
  {
    codes: ['ETIMEDOUT', 'TIMEOUT'],
    says: ({ host, message }) => ({
      code: 'network',
      message: `${host} does not answer: ${message}`,
      hint: IS_NETWORK_UP,
    }),
  },
  {
    codes: ['CLOSED_AT_ONCE'],
    says: ({ host }) => ({
      code: 'network',
      message: `${host} closes each watch as soon as it is opened`,
      hint: 'is there a proxy in between that ends long answers?',
    }),
  },
  {
    codes: /^HPE_/,
    says: ({ host, message, origin }) => ({
      code: 'network',
      message: `${host} does not answer in HTTP: ${message}`,
      hint: `is the server in ${origin} the address of an API server?`,
    }),
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_SIGNATURE_FAILURE',
    ],
    says: ({ host, message, cluster, origin }) => ({
      code: 'tls',
      message: `the certificate of ${host} is not signed by an authority that we trust (${message})`,
      hint: `name the authority of cluster "${cluster}" with certificate-authority in ${origin} or --certificate-authority`,
    }),
  },
  {
    codes: ['CERT_HAS_EXPIRED'],
    says: ({ host }) => ({
      code: 'tls',
      message: `the certificate of ${host} has expired`,
      hint: 'renew it, or check this clock',
    }),
  },
  {
    codes: ['CERT_NOT_YET_VALID'],
    says: ({ host }) => ({
      code: 'tls',
      message: `the certificate of ${host} is not valid yet`,
      hint: 'check the clock of this machine',
    }),
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    says: ({ host, message }) => ({
      code: 'tls',
      message: `the certificate of ${host} is for another name: ${certifiedNames(message)}`,
      hint: 'set tls-server-name in the kubeconfig, or --tls-server-name',
    }),
  },
  {
    codes: /^(?:EPROTO|ERR_SSL_)/,
    text: CERTIFICATE_ALERT,
    says: ({ host, message, who, origin }) => ({
      code: 'tls',
      message: `${host} does not accept the client certificate of ${who}: ${CERTIFICATE_ALERT.exec(message)![1]}`,
      hint: `log in again, or check client-certificate in ${origin}`,
    }),
  },
  {
    codes: /^(?:EPROTO|ERR_SSL_)/,
    text: /wrong.version.number|packet length too long|unknown protocol|http request/i,
    says: ({ host }) => ({
      code: 'tls',
      message: `${host} does not speak TLS`,
      hint: 'should the server begin with http:// ?',
    }),
  },
  {
    codes: /^(?:EPROTO|ERR_SSL_)/,
    says: ({ host, message }) => ({
      code: 'tls',
      message: `${host} refused the TLS handshake: ${wordsOf(message)}`,
      hint: 'it may speak another version of TLS, or ask for a client certificate',
    }),
  },
  {
    codes: ['ERR_OSSL_X509_KEY_VALUES_MISMATCH'],
    says: ({ who, origin }) => ({
      code: 'config',
      message: `the client certificate and the client key of ${who} do not belong together`,
      hint: `check both in ${origin}`,
    }),
  },
  {
    codes: /^ERR_OSSL_|^ERR_MISSING_PASSPHRASE/,
    says: ({ who, message, origin }) => ({
      code: 'config',
      message: `the client certificate or key of ${who} cannot be read: ${wordsOf(message)}`,
      hint: `check both in ${origin}; a key must be without a passphrase`,
    }),
  },
  {
    codes: /^(?:ERR_TLS|CERT_)/,
    says: ({ host, message, origin }) => ({
      code: 'tls',
      message: `the TLS connection to ${host} failed: ${wordsOf(message)}`,
      hint: `check the certificates in ${origin}`,
    }),
  },
  {
    codes: /./,
    says: ({ host, message }) => ({
      code: 'network',
      message: `no answer from ${host}: ${message}`,
      hint: IS_NETWORK_UP,
    }),
  },
];

/** Why there was no answer, or half of one. */
export function connectionProblem({ code, message }: ConnectionError, parties: Parties): Problem {
  const { server, user, proxy, origin } = parties;
  const host = hostOf(server);
  if (code === 'PROXY' || (proxy !== undefined && WAY_TO_PROXY.test(`${code} ${message}`))) {
    const isLogin = /^407\b/.test(message);
    return {
      code: 'network',
      message:
        code === 'PROXY'
          ? `the proxy ${proxy} refused to connect to ${host}: ${message}`
          : `the proxy ${proxy} on the way to ${host} cannot be reached: ${message}`,
      hint: isLogin
        ? 'write name and password into its address: http://name:password@proxy'
        : `check proxy-url in ${origin}, or HTTPS_PROXY and NO_PROXY`,
    };
  }
  const who = user === undefined ? 'an anonymous user' : `user "${user}"`;
  const row = ROWS.find(
    ({ codes, text }) =>
      (codes instanceof RegExp ? codes.test(code) : codes.includes(code)) && (text?.test(message) ?? true),
  )!;
  return row.says({ ...parties, host, message, who });
}

/** With a proxy nothing else is connected to: of the server we hear from the proxy only. */
const WAY_TO_PROXY =
  /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_NONAME|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b|proxy|socks/i;

/** Of Node's `Host: a. is not in the cert's altnames: DNS:b, IP Address:c`: `it has b, c, and not a`. */
function certifiedNames(message: string): string {
  const [, wanted, names] = /(?:Host|IP): (\S+) is not in the cert's (?:altnames|list): (.*)$/.exec(message) ?? [];
  if (wanted === undefined || names === undefined) return message;
  return `it has ${names.replaceAll(/(?:DNS|IP Address):/g, '')}, and not ${wanted.replace(/\.$/, '')}`;
}

/** Of OpenSSL's `80BC:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../x.c:1`: what it says. */
function wordsOf(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? message.split('\n', 1)[0]!;
}

function hostOf(server: string): string {
  try {
    return new URL(server).host;
  } catch {
    return server;
  }
}
