import type { Problem } from '../../kube/feed.ts';
import { ProblemError } from '../../kube/problem.ts';
import { ApiStatusError, ConnectionError, DecodeError } from '../wire/errors.ts';
import { connectionProblem } from './connection-problem.ts';

/** Who asked whom, for the sentences. */
export interface Parties {
  readonly server: string;
  readonly cluster: string;
  readonly user: string | undefined;
  /** Host and port of the proxy on the way to the server. */
  readonly proxy?: string | undefined;
  /** Where the person can mend it, such as the kubeconfig's path. */
  readonly origin: string;
}

/** The sentence and next step for any failure of a call. Total: what is not known is told as it is. */
export function problemOf(error: unknown, parties: Parties): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ApiStatusError) return statusProblem(error, parties);
  if (error instanceof ConnectionError) return connectionProblem(error, parties);
  if (error instanceof DecodeError) {
    return {
      code: 'server',
      message: `${parties.server} sent what is not Kubernetes: ${error.message}`,
      hint: 'is it the address of an API server, and is there a proxy or a login page in between?',
    };
  }
  return connectionProblem(new ConnectionError('UNKNOWN', messageOf(error)), parties);
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
      return {
        code: 'server',
        message: `${server} answered ${status}: ${message || 'no reason given'}`,
        hint:
          status < 400
            ? `is the server in ${origin} right? a login page or a proxy may stand before it`
            : 'look at the API server and at what stands before it, or wait',
      };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
