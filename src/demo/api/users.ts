/** Who may do what in the demo: a few users, with rules as RBAC has them. */
import type { IncomingMessage } from 'node:http';
import type { Target } from '../store/request-path.ts';
import { StatusError } from '../store/status-error.ts';

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** `pods`, `pods/log`, `*`. */
  readonly resources: readonly string[];
  /** Absent: in every namespace, and on what has none. */
  readonly namespaces?: readonly string[];
}

export interface DemoUser {
  readonly name: string;
  readonly groups: readonly string[];
  /** One sentence for the help and for `--list-users`. */
  readonly can: string;
  readonly role: string;
  readonly rules: readonly Rule[];
}

const READ = ['get', 'list', 'watch'] as const;
const WORKLOADS = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const;
const AUTHENTICATED = 'system:authenticated';

export const USERS: readonly DemoUser[] = [
  {
    name: 'demo',
    groups: ['system:masters', AUTHENTICATED],
    can: 'everything',
    role: 'cluster-admin',
    rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  },
  {
    name: 'viewer',
    groups: ['viewers', AUTHENTICATED],
    can: 'sees everything but secrets and changes nothing',
    role: 'view',
    rules: [
      {
        verbs: READ,
        apiGroups: [''],
        resources: [
          ...['pods', 'pods/log', 'pods/status', 'events', 'namespaces', 'nodes', 'services', 'configmaps'],
          ...['serviceaccounts', 'persistentvolumeclaims', 'persistentvolumes', 'resourcequotas', 'limitranges'],
        ],
      },
      {
        verbs: READ,
        apiGroups: [
          'apps',
          'batch',
          'events.k8s.io',
          'policy',
          'metrics.k8s.io',
          'discovery.k8s.io',
          'scheduling.k8s.io',
        ],
        resources: ['*'],
      },
    ],
  },
  {
    name: 'developer',
    groups: ['developers', AUTHENTICATED],
    can: 'works with pods and workloads in the namespace default, and sees no other',
    role: 'edit',
    rules: [
      {
        verbs: ['create', 'delete', 'deletecollection', ...READ, 'patch', 'update'],
        apiGroups: ['', 'apps', 'batch'],
        resources: [
          ...['pods', 'pods/log', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers'],
          ...['services', 'configmaps', 'events', ...WORKLOADS, 'deployments/scale', 'statefulsets/scale'],
        ],
        namespaces: ['default'],
      },
      {
        verbs: READ,
        apiGroups: ['events.k8s.io', 'policy', 'metrics.k8s.io'],
        resources: ['*'],
        namespaces: ['default'],
      },
    ],
  },
];

export interface Access {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/exec`. */
  readonly resource: string;
  /** Empty: all of them, or none. */
  readonly namespace: string;
  readonly name: string;
}

export function isAllowed({ rules }: DemoUser, { verb, group, resource, namespace }: Access): boolean {
  const has = (list: readonly string[], word: string): boolean => list.includes('*') || list.includes(word);
  return rules.some(
    rule =>
      has(rule.verbs, verb) &&
      has(rule.apiGroups, group) &&
      has(rule.resources, resource) &&
      (rule.namespaces === undefined || rule.namespaces.includes(namespace)),
  );
}

/** What a request wants, in the words of authorization. */
export function accessOf(target: Target, method: string, query: URLSearchParams): Access {
  const { type, name = '', namespace = '', subresource } = target;
  return {
    verb: verbOf(target, method, query),
    group: type.group,
    resource: subresource === undefined ? type.resource : `${type.resource}/${subresource}`,
    namespace: type.resource === 'namespaces' ? name : namespace,
    name,
  };
}

const STREAMS = ['exec', 'attach', 'portforward'];

function verbOf({ name, subresource }: Target, method: string, query: URLSearchParams): string {
  // However a client asks for a stream, it makes something run.
  if (subresource !== undefined && STREAMS.includes(subresource)) return 'create';
  const watches = ['true', '1'].includes(query.get('watch') ?? '');
  if (method === 'GET') return watches ? 'watch' : name === undefined ? 'list' : 'get';
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete';
  return { POST: 'create', PUT: 'update', PATCH: 'patch' }[method] ?? method.toLowerCase();
}

export function forbidden(user: DemoUser, { verb, group, resource, namespace, name }: Access): StatusError {
  const dotted = `${resource.split('/')[0]}${group === '' ? '' : `.${group}`}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new StatusError(
    403,
    'Forbidden',
    `${dotted}${name === '' ? '' : ` "${name}"`} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource.split('/')[0] },
  );
}

/**
 * Whose request it is. Each user has a token: the one that was asked for, with the name of the user behind it; without one,
 * the name alone, and who brings none is `demo`. Whoever may do everything may also act as another. @throws StatusError
 */
export function userOf({ headers }: Pick<IncomingMessage, 'headers'>, token: string | undefined): DemoUser {
  const brought = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
  const user =
    USERS.find(({ name }) => tokenOf(name, token) === brought) ?? (token === undefined ? USERS[0] : undefined);
  if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  const as = headers['impersonate-user'];
  if (as === undefined || as === user.name) return user;
  const other = USERS.find(({ name }) => name === as);
  if (user === USERS[0]) return other ?? { ...USERS[1]!, name: String(as), groups: [AUTHENTICATED], rules: [] };
  const words = `users "${as}" is forbidden: User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`;
  throw new StatusError(403, 'Forbidden', words, { name: String(as), kind: 'users' });
}

/** The bearer token of a user: over TLS kubectl asks for a name and a password when it has none. */
export function tokenOf(user: string, token: string | undefined): string {
  if (token === undefined) return user;
  return user === USERS[0]!.name ? token : `${token}-${user}`;
}
