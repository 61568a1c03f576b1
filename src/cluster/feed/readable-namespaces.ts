import { list, object, text } from '../../kube/foreign.ts';
import type { Transport } from '../transport/transport.ts';
import { ApiStatusError, DecodeError } from '../wire/errors.ts';

/** So many namespaces are asked about; more would be a flood of requests for a view that nobody reads. */
const MOST = 100;
const AT_A_TIME = 8;
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * The namespaces of which the user may list a resource, where listing all is forbidden: of the context's own and those the server
 * names to us, if it may, but for those that are known.
 * @throws when it could not be asked: whoever took that for an answer would show too little from then on
 */
export async function readableNamespaces(
  transport: Transport,
  resource: string,
  { own, known, signal }: { readonly own: string; readonly known: readonly string[]; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const named = await namespaceNames(transport, signal).catch((error: unknown) => {
    if (error instanceof ApiStatusError && error.status === 403) return [];
    throw error;
  });
  const candidates = [...new Set([...named, own])].filter(name => !known.includes(name));
  const readable: string[] = [];
  for (let at = 0; at < candidates.length; at += AT_A_TIME) {
    const some = candidates.slice(at, at + AT_A_TIME);
    const answers = await Promise.all(some.map(namespace => mayList(transport, resource, namespace, signal)));
    // At first a server that does not answer the question answers the list itself; later it is asked again.
    readable.push(...some.filter((_, index) => answers[index] ?? known.length === 0));
  }
  return readable;
}

async function namespaceNames(transport: Transport, signal: AbortSignal): Promise<string[]> {
  const answer = object(
    (await transport.json({ path: '/api/v1/namespaces', query: { limit: MOST }, signal })) as object,
  );
  const { items } = (answer ?? {}) as { items?: readonly { metadata?: { name?: unknown } }[] };
  if (!Array.isArray(items)) throw new DecodeError('a list of namespaces without items');
  return list(items)
    .map(item => text(item?.metadata?.name))
    .filter(name => name !== '');
}

/** undefined when it was not answered. */
async function mayList(
  transport: Transport,
  resource: string,
  namespace: string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'list', resource, namespace } },
  };
  try {
    const answer = (await transport.json({ method: 'POST', path: REVIEWS, body, signal })) as {
      status?: { allowed?: unknown };
    };
    return answer.status?.allowed === true;
  } catch {
    return undefined;
  }
}
