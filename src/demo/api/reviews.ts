/** What a user asks the server about itself. */
import { isRecord } from '../store/merge-patch.ts';
import { type Access, type DemoUser, isAllowed } from './users.ts';

/** The whole review, with its status. */
export function review(kind: string, user: DemoUser, body: unknown): object {
  const given = isRecord(body) ? body : {};
  const spec = isRecord(given['spec']) ? given['spec'] : {};
  return { ...given, metadata: {}, spec, status: statusOf(kind, user, spec) };
}

function statusOf(kind: string, user: DemoUser, spec: Record<string, unknown>): object {
  if (kind === 'SelfSubjectReview') return { userInfo: { username: user.name, groups: user.groups } };
  if (kind === 'SelfSubjectRulesReview') return rulesOf(user, String(spec['namespace'] ?? ''));
  const asked = spec['resourceAttributes'];
  // Health, version and discovery are for everybody.
  if (!isRecord(asked)) return { allowed: true };
  const text = (name: string): string => (typeof asked[name] === 'string' ? (asked[name] as string) : '');
  const resource = text('subresource') === '' ? text('resource') : `${text('resource')}/${text('subresource')}`;
  const [group, verb, namespace, name] = [text('group'), text('verb'), text('namespace'), text('name')];
  const access: Access = { verb, group, resource, namespace, name };
  if (!isAllowed(user, access)) return { allowed: false };
  const { role } = user;
  return {
    allowed: true,
    reason: `RBAC: allowed by ClusterRoleBinding "${role}" of ClusterRole "${role}" to User "${user.name}"`,
  };
}

/** In the order of a real server: what everybody may ask about himself, then the rules. */
function rulesOf(user: DemoUser, namespace: string): object {
  const own = ['authorization.k8s.io', 'authentication.k8s.io'].map(group => ({
    verbs: ['create'],
    apiGroups: [group],
    resources:
      group === 'authorization.k8s.io'
        ? ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']
        : ['selfsubjectreviews'],
  }));
  const rules = user.rules
    .filter(rule => rule.namespaces === undefined || rule.namespaces.includes(namespace))
    .map(({ namespaces: _where, ...rule }) => rule);
  const paths = [
    '/api',
    '/api/*',
    '/apis',
    '/apis/*',
    '/healthz',
    '/livez',
    '/openapi',
    '/openapi/*',
    '/readyz',
    '/version',
  ];
  return {
    resourceRules: [...own, ...rules],
    nonResourceRules: [
      { verbs: ['get'], nonResourceURLs: paths },
      ...(user.role === 'cluster-admin' ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : []),
    ],
    incomplete: false,
  };
}
