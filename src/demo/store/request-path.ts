import { type ResourceType, resourceType } from './resources.ts';

/** What a path of the API names. */
export interface Target {
  readonly type: ResourceType;
  /** Undefined: all namespaces, or a resource that has none. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined for a path that names no resource we know. */
export function parsePath(pathname: string): Target | undefined {
  const steps = pathname
    .split('/')
    .filter(step => step !== '')
    .map(decodeURIComponent);
  const core = steps[0] === 'api';
  if (!core && steps[0] !== 'apis') return undefined;
  const [group, version, rest] = core ? ['', steps[1], steps.slice(2)] : [steps[1], steps[2], steps.slice(3)];
  if (group === undefined || version === undefined) return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 ? resourceType(group, version, rest[2]!) : undefined;
  if (inNamespace?.namespaced) {
    return { type: inNamespace, namespace: rest[1], name: rest[3], subresource: rest[4] };
  }
  const type = resourceType(group, version, rest[0] ?? '');
  if (type === undefined || (type.namespaced && rest.length > 1)) return undefined;
  return { type, namespace: undefined, name: rest[1], subresource: rest[2] };
}
