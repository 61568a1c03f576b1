/**
 * As much of OpenAPI v3 as kubectl asks: that every PATCH takes `fieldValidation`, so that it leaves the checking of
 * manifests to the server.
 */
import { apiVersionOf, RESOURCES } from './resources.ts';

const PREFIX = '/openapi/v3';
const pathOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

/** The answer to a path below `/openapi/v3`, or undefined when there is nothing. */
export function openapi(path: string): object | undefined {
  if (path === PREFIX) {
    const paths = RESOURCES.map(({ group, version }) => pathOf(group, version));
    return { paths: Object.fromEntries(paths.map(one => [one, { serverRelativeURL: `${PREFIX}/${one}` }])) };
  }
  const served = RESOURCES.filter(({ group, version }) => path === `${PREFIX}/${pathOf(group, version)}`);
  if (served.length === 0) return undefined;
  const paths = served.map(({ group, version, resource, kind, namespaced }) => [
    `/${pathOf(group, version)}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}/{name}`,
    {
      patch: {
        parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }],
        responses: {},
        'x-kubernetes-group-version-kind': { group, version, kind },
      },
    },
  ]);
  const info = { title: `Kubernetes ${apiVersionOf(served[0]!)}`, version: 'v1.37.2' };
  return { openapi: '3.0.0', info, paths: Object.fromEntries(paths), components: { schemas: {} } };
}
